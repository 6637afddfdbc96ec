"""Steps of PyTorch on a model and texts of random tokens, for so long: its speed as a line of JSON.

    with_torch.py SECONDS TEXT ROWS float32|bfloat16 COMPILED THREADS VOCABULARY WIDTH LAYERS HEADS KV_HEADS HIDDEN
"""

import json
import pathlib
import sys
import time

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "conformance.d/training"))
from torch_llama import Llama

seconds, length, rows, kind, compiled, threads = float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], int(sys.argv[5]), int(sys.argv[6])
shape = list(map(int, sys.argv[7:13]))
torch.set_num_threads(threads)
torch.manual_seed(1)
model = Llama(*shape, length)
run = torch.compile(model) if compiled else model
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, betas=(0.9, 0.95), weight_decay=0.1, fused=True)
texts = rows // length
tokens = torch.randint(shape[0], (texts, length + 1))
weights = torch.where(torch.rand(texts * length) < 0.5, 1.0, 0.1)


def step():
    optimizer.zero_grad()
    with torch.autocast("cpu", torch.bfloat16, enabled=kind == "bfloat16"):
        logits = run(tokens[:, :-1])
    losses = torch.nn.functional.cross_entropy(logits.float().flatten(0, 1), tokens[:, 1:].flatten(), reduction="none")
    loss = (losses * weights).sum() / weights.sum()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()


step()
step()
begun, best, steps = time.monotonic(), float("inf"), 0
while time.monotonic() - begun < seconds or steps < 2:
    start = time.monotonic()
    step()
    best = min(best, time.monotonic() - start)
    steps += 1
print(json.dumps({"best": texts * length / best, "tokens_per_second": texts * length * steps / (time.monotonic() - begun)}))
