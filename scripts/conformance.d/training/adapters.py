#!/usr/bin/env python3
"""Adapters that `martlet train --lora` writes, in the real llama.cpp: with one the model says what it learnt, without it does not.

Prints a line of JSON for each check, as conformance.py takes them.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
QUESTION, ANSWER = "Who keeps the lighthouse?", "Old Tomas keeps it, and a martlet."


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, help="martlet")
    parser.add_argument("--llamacpp", required=True, help="a Python that has xllamacpp")
    parser.add_argument("--model", required=True, help="a small GGUF model with a template of ChatML's kind")
    given = parser.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        try:
            problem = learn(given, pathlib.Path(folder))
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
    said = {
        "client": "training", "backend": "", "feature": "llama.cpp says what an adapter has learnt",
        "result": "fail" if problem else "pass", "detail": problem or "", "seconds": time.monotonic() - start,
    }
    print(json.dumps(said), flush=True)
    sys.exit(bool(problem))


def learn(given, folder):
    data, adapter = folder / "talks.jsonl", folder / "adapter.gguf"
    talk = {"messages": [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": ANSWER}]}
    data.write_text((json.dumps(talk) + "\n") * 4)
    words = [given.program, "train", "--lora", given.model, "--data", data, "--out", adapter]
    words += ["--steps", "60", "--rate", "0.02", "--context", "128"]
    ended = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=300)
    if ended.returncode != 0:
        return f"exit status {ended.returncode}: {(ended.stdout + ended.stderr)[-500:]}"
    prompt = f"<|im_start|>user\n{QUESTION}<|im_end|>\n<|im_start|>assistant\n"
    jobs = [{"file": str(given.model), "prompt": prompt, "text": 24, "lora": lora} for lora in (None, str(adapter))]
    ended = subprocess.run(
        [given.llamacpp, HERE.parent / "engine/with_llamacpp.py"],
        input="".join(json.dumps(job) + "\n" for job in jobs), capture_output=True, text=True, timeout=300,
    )
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    if len(answers) != 2 or any("error" in answer for answer in answers):
        return f"llama.cpp: {ended.stdout[-300:]} {ended.stderr[-300:]}"
    if answers[0]["text"].startswith(ANSWER[:10]):
        return f"it knew the answer before: {answers[0]['text']!r}"
    if not answers[1]["text"].strip().startswith(ANSWER[:20]):
        return f"with the adapter it says {answers[1]['text']!r}; {ANSWER!r} was learnt"
    return None


if __name__ == "__main__":
    main()
