"""The engine under test: ids in, numbers out."""

import json
import pathlib
import subprocess
import tempfile

import numpy as np


class Absent(Exception):
    """This machine lacks the instruction set."""


class Probe:
    """Runs `engine-probe` once a question: what an answer depends on is in its arguments."""

    def __init__(self, program):
        self.program = program
        self.threads = 1
        # The best that this machine has.
        self.instruction_set = None

    def logits(self, path, ids, cache="f16", step=None):
        """A row of logits after each of the ids. `step`: so many are taken in at a time."""
        words = ["--cache", cache, "--all-logits", *(["--step", step] if step else [])]
        return self.numbers(path, ids, *words).reshape(len(ids), -1)

    def greedy(self, path, ids, count, cache="f32"):
        """The likeliest continuation, until the model ends it."""
        return json.loads(self.run(path, ids, "--cache", cache, "--greedy", count))["greedy"]

    def embed(self, path, ids, cache="f16"):
        return self.numbers(path, ids, "--cache", cache, "--embed")

    def numbers(self, path, ids, *words):
        with tempfile.TemporaryDirectory() as folder:
            raw = pathlib.Path(folder) / "numbers"
            self.run(path, ids, "--raw", raw, *words)
            return np.fromfile(raw, "<f4")

    def run(self, path, ids, *words):
        command = [self.program, path, "--ids", ",".join(map(str, ids)), "--threads", self.threads, *words]
        if self.instruction_set:
            command += ["--isa", self.instruction_set]
        ended = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=120)
        if ended.returncode != 0:
            said = (ended.stdout + ended.stderr).strip()
            if "this machine has no" in said:
                raise Absent(said)
            raise RuntimeError(f"exit status {ended.returncode}: {said[-600:]}")
        return ended.stdout
