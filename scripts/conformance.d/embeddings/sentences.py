#!/usr/bin/env python3
"""Vectors beside those of sentence-transformers: how alike they are on 200 texts, and how fast both make them.

    sentences.py --url http://127.0.0.1:8000 --model native/all-MiniLM-L6-v2 --folder FOLDER [--speed]

FOLDER is the model's own, for sentence-transformers. The server should run with n_threads 1 for --speed. Prints a line of
JSON for each check; exit status 1: one failed.
"""

import argparse
import json
import pathlib
import statistics
import sys
import time
import urllib.request

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from mixed_text import mixed, prose  # noqa: E402

COUNT = 200
LEAST = 0.9999


def texts():
    """Of one word up to longer than the model looks at, in many scripts."""
    cut = []
    for source, lengths in ((prose(120_000), (8, 30, 80, 200, 500, 1500)), (mixed(120_000), (10, 40, 120, 400))):
        place = 0
        for number in range(COUNT // 2):
            length = lengths[number % len(lengths)]
            text = source[place : place + length].strip()
            place += length
            cut.append(text or "nothing")
    return cut


def ask(url, model, batch):
    body = json.dumps({"model": model, "input": batch, "truncate": True}).encode()
    request = urllib.request.Request(url + "/v1/embeddings", body, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=300) as answer:
        rows = json.load(answer)["data"]
    return np.array([row["embedding"] for row in rows], "f4")


def tell(feature, passed, detail):
    line = {"client": "embeddings", "backend": "sentence-transformers", "feature": feature}
    print(json.dumps(line | {"result": "pass" if passed else "fail", "detail": detail}), flush=True)
    return passed


def cosines(ours, theirs):
    norms = np.linalg.norm(ours, axis=1) * np.linalg.norm(theirs, axis=1)
    return (ours * theirs).sum(axis=1) / norms


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--model", default="native/all-MiniLM-L6-v2")
    parser.add_argument("--folder", required=True)
    parser.add_argument("--speed", action="store_true")
    given = parser.parse_args()
    torch.set_num_threads(1)
    peer = SentenceTransformer(given.folder, device="cpu")
    batch = texts()
    theirs = peer.encode(batch)
    ours = np.concatenate([ask(given.url, given.model, batch[i : i + 50]) for i in range(0, len(batch), 50)])
    alike = cosines(ours, theirs)
    lengths = np.linalg.norm(ours, axis=1)
    passed = tell("cosine", alike.min() > LEAST, f"least {alike.min():.7f}, mean {alike.mean():.7f} of {len(batch)} texts")
    passed &= tell("length", abs(lengths - 1).max() < 1e-4, f"from {lengths.min():.6f} to {lengths.max():.6f}")
    if given.speed:
        passed &= speed(given, peer, batch)
    sys.exit(0 if passed else 1)


def speed(given, peer, batch):
    """In turn, so that a busy machine is busy for both."""
    times = {"ours": [], "theirs": []}
    for _ in range(5):
        start = time.monotonic()
        ask(given.url, given.model, batch)
        times["ours"].append(time.monotonic() - start)
        start = time.monotonic()
        peer.encode(batch)
        times["theirs"].append(time.monotonic() - start)
    ours, theirs = (statistics.median(times[who]) for who in ("ours", "theirs"))
    detail = f"{COUNT / ours:.1f} texts/s, sentence-transformers {COUNT / theirs:.1f}: {theirs / ours:.2f} x"
    return tell("speed", theirs >= ours, detail)


if __name__ == "__main__":
    main()
