#!/usr/bin/env python3
"""Real models: the small stories of `../shared/data/models` (what llama.cpp wrote with them, to the letter), and the
sentence vectors of all-MiniLM-L6-v2 beside those of transformers.

    real_models.py --probe PROGRAM [--llamacpp PYTHON] [--minilm FOLDER]

Prints a line of JSON for each check. What is not there is skipped with a line that says so.
"""

import argparse
import json
import pathlib
import time

import gguf
import numpy as np
import torch
import transformers

from logits import Peer, Skipped, Wrong, error_of
from probe import Probe

STORIES = pathlib.Path(__file__).resolve().parents[4] / "shared/data/models"
BEGINNING = "Once upon a time"
# What llama.cpp's own rounding of inputs to eight bits, which is not ours, may make of a logarithm of probability.
COARSE = 5e-2
SENTENCES = [
    "A martlet is a swift that never lands.",
    "The cat sat on the mat.",
    "Ein Vogel, der nie landet.",
    "Large language models are trained on text; embeddings are vectors that stand for the meaning of a text. " * 8,
    "x",
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--probe", required=True)
    parser.add_argument("--llamacpp")
    parser.add_argument("--minilm")
    given = parser.parse_args()
    transformers.utils.logging.set_verbosity_error()
    torch.set_num_threads(1)
    probe = Probe(given.probe)
    for name in ("stories260K-f32", "stories3M-f32"):
        check(name, "greedy", lambda: tell(probe, name))
    for name in ("stories260K-f32", "stories3M-f32", "stories3M-Q8_0", "stories3M-Q4_0"):
        check(name, "llama.cpp", lambda: beside_llamacpp(probe, given.llamacpp, name))
    check("all-MiniLM-L6-v2", "directory", lambda: sentences(probe, given.minilm))


def check(model, column, body):
    start = time.monotonic()
    try:
        result, detail = "pass", body()
    except Skipped as reason:
        result, detail = "skip", str(reason)
    except Exception as problem:
        result, detail = "fail", f"{type(problem).__name__}: {problem}"
    line = {"client": "engine", "backend": column, "feature": model, "result": result, "detail": detail}
    print(json.dumps(line | {"seconds": time.monotonic() - start}), flush=True)


# Stories

def story(name):
    path = STORIES / f"{name}.gguf"
    if not path.exists():
        raise Skipped(f"{path} is not here")
    return path, Vocabulary(path)


def tell(probe, name):
    path, vocabulary = story(name)
    wanted = path.with_suffix(".greedy64.txt").read_text().rstrip("\n")
    for cache in ("f32", "f16"):
        for threads in (1, 2):
            probe.threads = threads
            found = vocabulary.text(probe.greedy(path, vocabulary.ids(BEGINNING), 64, cache)).rstrip("\n")
            if found != wanted:
                raise Wrong(f"with {threads} threads and a cache of {cache} it writes {found!r}, not {wanted!r}")
    return f"{len(wanted)} letters"


def beside_llamacpp(probe, python, name):
    path, vocabulary = story(name)
    if not python:
        raise Skipped("llama.cpp is not here")
    peer = Peer(python)
    prompt, size = vocabulary.ids(BEGINNING), len(vocabulary.tokens)
    answer = peer.ask(file=str(path), prompt=prompt, tokens=24, vocabulary=size)
    logits = probe.logits(path, prompt + answer["ids"][:-1], "f32")[len(prompt) - 1 :]
    errors = error_of(torch.log_softmax(torch.from_numpy(logits), -1).numpy(), np.array(answer["logprobs"]))
    bound = 1e-3 if name.endswith("f32") else COARSE
    if not errors.max() < bound:
        raise Wrong(f"error {errors.max():.2e} (median {np.median(errors):.1e}), bound {bound:.0e}")
    return f"{errors.max():.1e}"


class Vocabulary:
    """SentencePiece's pairs, joined best first: as much as the stories need."""

    def __init__(self, path):
        fields = gguf.GGUFReader(path).fields
        self.tokens = fields["tokenizer.ggml.tokens"].contents()
        self.scores = fields["tokenizer.ggml.scores"].contents()
        self.begin = fields["tokenizer.ggml.bos_token_id"].contents()
        self.id = {token: index for index, token in enumerate(self.tokens)}

    def ids(self, text):
        parts = list("\u2581" + text.replace(" ", "\u2581"))
        while True:
            joined = enumerate(map("".join, zip(parts, parts[1:])))
            pairs = [(self.scores[self.id[piece]], -at) for at, piece in joined if piece in self.id]
            if not pairs:
                return [self.begin] + [self.id[part] for part in parts]
            at = -max(pairs)[1]
            parts[at : at + 2] = [parts[at] + parts[at + 1]]

    def text(self, ids):
        def piece(token):
            if token.startswith("<0x") and len(token) == 6:
                return bytes([int(token[3:5], 16)])
            return b"" if token in ("<s>", "</s>", "<unk>") else token.replace("\u2581", " ").encode()

        return b"".join(piece(self.tokens[id]) for id in ids).decode()


# Sentences

def sentences(probe, folder):
    if not folder:
        raise Skipped("all-MiniLM-L6-v2 is not here")
    folder = pathlib.Path(folder)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModel.from_pretrained(folder).float().eval()
    least = 1.0
    for sentence in SENTENCES:
        ids = tokenizer(sentence, truncation=True, max_length=256)["input_ids"]
        with torch.no_grad():
            wanted = model(torch.tensor([ids])).last_hidden_state[0].mean(0).numpy()
        for threads in (1, 2):
            probe.threads = threads
            found = probe.embed(folder, ids)
            cosine = float(found @ wanted / np.linalg.norm(found) / np.linalg.norm(wanted))
            least = min(least, cosine)
    if not least > 0.9999:
        raise Wrong(f"a cosine of {least:.6f}, which should be above 0.9999")
    return f"cosine {least:.7f}"


if __name__ == "__main__":
    main()
