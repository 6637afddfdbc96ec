#!/usr/bin/env python3
"""The trainer's loss and gradients beside PyTorch's, on the same weights and texts: training-probe and torch.

Prints a line of JSON for each check, as conformance.py takes them.
"""

import argparse
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import time

import numpy as np
import torch

from torch_llama import Llama, named

# vocabulary width layers heads kv_heads feed_forward context threads
SHAPES = {
    "small": [1000, 64, 2, 4, 2, 112, 300, 2],
    "an odd vocabulary, one head of keys": [333, 96, 3, 3, 1, 160, 300, 1],
    "a head's size of 64": [512, 256, 2, 4, 4, 704, 300, 2],
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--probe", required=True)
    given = parser.parse_args()
    torch.set_num_threads(2)
    failed = False
    for name, shape in SHAPES.items():
        # Products of BF16 round each of their inputs to 8 bits; PyTorch's here are exact.
        for words, bound in (([], 2e-5), (["--bf16"], 3e-2)):
            start = time.monotonic()
            try:
                problem = compare(given.probe, shape, words, bound)
            except Exception as error:
                problem = f"{type(error).__name__}: {error}"
            failed |= bool(problem)
            said = {
                "client": "training", "backend": "", "feature": f"gradients as PyTorch's{' (BF16)' if words else ''}: {name}",
                "result": "fail" if problem else "pass", "detail": problem or "", "seconds": time.monotonic() - start,
            }
            print(json.dumps(said), flush=True)
    sys.exit(failed)


def compare(probe, shape, words, bound):
    with tempfile.TemporaryDirectory() as folder:
        command = [probe, "gradients", folder, *words, *map(str, shape)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
        if ended.returncode != 0:
            return f"exit status {ended.returncode}: {ended.stderr[-500:]}"
        batch = json.loads(ended.stdout)
        weights, gradients = (tensors(pathlib.Path(folder) / f"{name}.gguf") for name in ("weights", "gradients"))
    model = Llama(*shape[:7], rope_base=batch["rope_base"], epsilon=batch["epsilon"])
    with torch.no_grad():
        for name, parameter in named(model):
            parameter.copy_(torch.from_numpy(weights[name]))
    total = sum(sum(text["weights"]) for text in batch["texts"])
    loss = 0
    for text in batch["texts"]:
        logits = model(torch.tensor([text["tokens"]]))[0]
        losses = torch.nn.functional.cross_entropy(logits, torch.tensor(text["targets"]), reduction="none")
        loss = loss + (losses * torch.tensor(text["weights"])).sum() / total
    loss.backward()
    if abs(loss.item() - batch["loss"]) > bound * loss.item():
        return f"the loss is {batch['loss']}, PyTorch's {loss.item()}"
    for name, parameter in named(model):
        ours, theirs = gradients[name], parameter.grad.numpy()
        distance = np.linalg.norm(ours - theirs) / np.linalg.norm(theirs)
        if not distance < bound:
            return f"{name} differs by {distance:.2e} of its length (bound {bound})"
    return None


def tensors(path):
    """The F32 tensors of a GGUF file that has no metadata but strings."""
    data = path.read_bytes()
    count, keys = struct.unpack_from("<QQ", data, 8)
    place = 24

    def text():
        nonlocal place
        (length,) = struct.unpack_from("<Q", data, place)
        place += 8 + length
        return data[place - length : place].decode()

    for _ in range(keys):
        text()
        assert struct.unpack_from("<I", data, place)[0] == 8
        place += 4
        text()
    infos = []
    for _ in range(count):
        name = text()
        (dimensions,) = struct.unpack_from("<I", data, place)
        shape = struct.unpack_from(f"<{dimensions}Q", data, place + 4)
        place += 4 + 8 * dimensions
        _, offset = struct.unpack_from("<IQ", data, place)
        place += 12
        infos.append((name, shape[::-1], offset))
    start = (place + 31) // 32 * 32
    return {
        name: np.frombuffer(data, "<f4", int(np.prod(shape)), start + offset).reshape(shape).copy()
        for name, shape, offset in infos
    }


if __name__ == "__main__":
    main()
