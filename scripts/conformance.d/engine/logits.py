#!/usr/bin/env python3
"""Whether the engine computes what transformers does: logits at every position and greedy continuations, for every
architecture as a Hugging Face directory and as a GGUF file in every type; and vectors, for the encoders.

    logits.py --probe PROGRAM [--llamacpp PYTHON] [--family NAME]... [--only COLUMN]... [--table]

An error is, at a position, the largest difference of a logit divided by the largest logit there: max |a - b| / max |b|.
In single precision (weights and cache) the worst position of every prompt stays under 1e-4. A quantised file is compared
with transformers on the weights that the file stands for, so that what remains is how finely the engine takes its inputs;
there, nine positions of ten stay under the bound of the type. (The tenth: which expert comes last turns on the last
digit.) Greedy continuations are equal token by token, in single precision. Prints a line of JSON for each check.
"""

import argparse
import copy
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import traceback

import numpy as np
import torch
import transformers

import directories
import gguf_files
from architectures import END, FAMILIES, VOCABULARY
from probe import Absent, Probe

EXACT = 1e-4
# A cache in half precision, and no more.
HALF = 2e-3
# Inputs in eight bits with a scale a block of 32, too. What that makes of these models, llama.cpp's own Q8_0 shows: nine
# positions of ten under 3.5e-2 in the worst of them; and for the types of 256 a block, under 4.5e-2.
COARSE = 5e-2
TYPES = ["F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "MXFP4"]
# llama.cpp computes a product of F32 in F32, but its attention and its norms in their own order.
PEER = 1e-3
GREEDY = 16
INSTRUCTION_SETS = ["portable", "neon", "avx2", "avx2-vnni"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--probe", required=True)
    parser.add_argument("--llamacpp")
    parser.add_argument("--family", action="append")
    parser.add_argument("--only", action="append")
    parser.add_argument("--table", action="store_true", help="errors as a table, instead of lines of JSON")
    given = parser.parse_args()
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    torch.set_num_threads(1)
    peer = Peer(given.llamacpp) if given.llamacpp else None
    for family in FAMILIES:
        if given.family and family.name not in given.family:
            continue
        folder = pathlib.Path(tempfile.mkdtemp(prefix="martlet-logits-"))
        try:
            Checks(family, folder, Probe(given.probe), peer, given).run()
        finally:
            shutil.rmtree(folder)


class Checks:
    """What is checked of one family. Each check is a column of the matrix."""

    def __init__(self, family, folder, probe, peer, given):
        self.family, self.folder, self.probe, self.peer, self.given = family, folder, probe, peer, given
        drawn = torch.Generator().manual_seed(2)
        self.prompts = [torch.randint(5, VOCABULARY - 3, (length,), generator=drawn).tolist() for length in family.lengths]

    def run(self):
        family, model = self.family, self.family.make()
        directory = self.folder / "directory"
        directories.save(directory, family, model)
        single = self.folder / "single.gguf"
        if family.as_gguf:
            gguf_files.write(single, family, model)
        expected = [self.reference(model, prompt) for prompt in self.prompts]
        self.check("directory", lambda: self.compare(directory, expected, EXACT))
        if family.as_gguf:
            self.check("GGUF", lambda: self.compare(single, expected, EXACT))
        if not family.is_encoder:
            self.check("greedy", lambda: self.compare_greedy(model, directory))
            self.check("steps", lambda: self.compare_steps(directory))
        halves = copy.deepcopy(model)
        self.check("BF16 dir", lambda: self.rounded(halves, HALF, lambda folder: directories.save(
            folder, family, halves, torch.bfloat16)))
        if family.gguf == "gpt-oss":
            packed = copy.deepcopy(model)
            self.check("MXFP4 dir", lambda: self.rounded(packed, COARSE, lambda folder: directories.save_mxfp4(
                folder, family, packed)))
        for kind in TYPES if family.quantised else ["Q8_0", "Q4_0"] if family.as_gguf else []:
            rounded = copy.deepcopy(model)
            bound = HALF if kind in ("F16", "BF16") else COARSE
            self.check(kind, lambda: self.rounded(rounded, bound, lambda path: gguf_files.write(
                path, family, rounded, kind)))
        for name in INSTRUCTION_SETS if family.quantised else []:
            self.check(name, lambda: self.compare_instructions(model, name))
        if self.peer and family.as_gguf:
            self.check("llama.cpp", lambda: self.compare_peer(single))

    def check(self, column, body):
        if self.given.only and column not in self.given.only:
            return
        start = time.monotonic()
        try:
            result, detail = "pass", body()
        except Skipped as reason:
            result, detail = "skip", str(reason)
        except Wrong as problem:
            result, detail = "fail", str(problem)
        except Exception as problem:
            result, detail = "fail", f"{type(problem).__name__}: {problem}"
            traceback.print_exc()
        if self.given.table:
            print(f"{self.family.name:32}{column:12}{result:6}{time.monotonic() - start:6.2f} s  {detail}", flush=True)
        else:
            line = {"client": "engine", "backend": column, "feature": self.family.name, "result": result}
            print(json.dumps(line | {"detail": detail or "", "seconds": time.monotonic() - start}), flush=True)

    # References

    def reference(self, model, prompt):
        """Logits at every position; of an encoder the mean of the last states."""
        with torch.no_grad():
            found = model(torch.tensor([prompt]))
        if self.family.is_encoder:
            mean = found.last_hidden_state[0].mean(0, keepdim=True)
            return torch.nn.functional.normalize(mean).numpy()
        return found.logits[0].numpy()

    def ours(self, path, prompt, cache):
        if self.family.is_encoder:
            vector = self.probe.embed(path, prompt, cache)[None]
            return vector / np.linalg.norm(vector, axis=1, keepdims=True)
        return self.probe.logits(path, prompt, cache)

    # Checks

    def compare(self, path, expected, bound):
        """Every position of every prompt, in single precision."""
        worst = 0.0
        for prompt, wanted in zip(self.prompts, expected):
            for threads in (1, 2):
                self.probe.threads = threads
                errors = error_of(self.ours(path, prompt, "f32"), wanted)
                worst = max(worst, float(errors.max()))
                if not worst < bound:
                    at = int(errors.argmax())
                    raise Wrong(f"a prompt of {len(prompt)} tokens, {threads} threads, position {at}: error {errors[at]:.2e}"
                                f" (median {np.median(errors):.1e}), bound {bound:.0e}")
        return f"{worst:.1e}"

    def rounded(self, model, bound, write):
        """Weights that are not single: `write` makes the file, and rounds the model to what it holds."""
        path = self.folder / "rounded"
        write(path)
        try:
            errors = [error_of(self.ours(path, prompt, "f16"), self.reference(model, prompt)) for prompt in self.prompts[1:]]
        finally:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        errors = np.concatenate(errors)
        most = float(np.quantile(errors, 0.9))
        said = f"{most:.1e} (median {np.median(errors):.1e}, worst {errors.max():.1e})"
        if not most < bound:
            raise Wrong(f"error {said}, bound {bound:.0e}")
        return said

    def compare_greedy(self, model, path):
        least = 1.0
        for prompt in self.prompts[:3]:
            ids, margins = greedy(model, prompt, GREEDY)
            least = min(least, *margins)
            for threads in (1, 2):
                self.probe.threads = threads
                found = self.probe.greedy(path, prompt, GREEDY)
                if found != ids:
                    raise Wrong(f"after {len(prompt)} tokens it writes {found}, not {ids} (margins from {min(margins):.1e})")
        return f"margins from {least:.1e}"

    def compare_steps(self, path):
        """However many tokens are taken in at a time, the logits are the same, bit for bit."""
        prompt = self.prompts[-1][:120]
        for cache in ("f16", "f32"):
            whole = self.probe.logits(path, prompt, cache)
            for step in (1, 7, 50):
                found = self.probe.logits(path, prompt, cache, step)
                if not np.array_equal(found, whole):
                    raise Wrong(f"{step} at a time, with a cache of {cache}: error {error_of(found, whole).max():.1e}")
        return "equal"

    def compare_instructions(self, model, name):
        """With another instruction set than the best one of this machine, under the same bounds."""
        prompt, said = self.prompts[2], []
        self.probe.instruction_set = name
        try:
            for kind in ("F32", "BF16", "Q8_0", "Q4_0", "Q4_K", "Q6_K"):
                bound = {"F32": EXACT, "BF16": HALF}.get(kind, COARSE)
                path, rounded = self.folder / f"{kind}.gguf", copy.deepcopy(model)
                gguf_files.write(path, self.family, rounded, kind)
                errors = error_of(self.ours(path, prompt, "f32"), self.reference(rounded, prompt))
                most = float(np.quantile(errors, 1 if kind == "F32" else 0.9))
                if not most < bound:
                    raise Wrong(f"{kind}: error {most:.1e} (median {np.median(errors):.1e}), bound {bound:.0e}")
                said.append(f"{kind} {most:.1e}")
        except Absent as absence:
            raise Skipped(str(absence)) from None
        finally:
            self.probe.instruction_set = None
        return ", ".join(said)

    def compare_peer(self, path):
        """llama.cpp's own greedy continuation, and all probabilities on the way."""
        if self.family.no_llamacpp:
            raise Skipped(self.family.no_llamacpp)
        worst = 0.0
        # Its long rope is chosen by the room that the context has, not by the prompt.
        least = 128 if "long rope" in self.family.name else 1
        for prompt in (prompt for prompt in self.prompts if len(prompt) > least):
            if self.family.is_encoder:
                vector = np.array(self.peer.ask(file=str(path), prompt=prompt, embed=True)["vector"])
                worst = max(worst, error_of(self.ours(path, prompt, "f32"), vector[None] / np.linalg.norm(vector))[0])
            else:
                answer = self.peer.ask(file=str(path), prompt=prompt, tokens=8, vocabulary=VOCABULARY)
                ids, wanted = answer["ids"], np.array(answer["logprobs"])
                logits = self.ours(path, prompt + ids[:-1], "f32")[len(prompt) - 1 :]
                found = torch.log_softmax(torch.from_numpy(logits), -1).numpy()
                worst = max(worst, error_of(found, wanted).max())
                if found.argmax(1).tolist() != ids:
                    raise Wrong(f"after {len(prompt)} tokens it writes {ids}, we {found.argmax(1).tolist()}")
        if not worst < PEER:
            raise Wrong(f"error {worst:.2e}, bound {PEER:.0e}")
        return f"{worst:.1e}"


class Wrong(Exception):
    pass


class Skipped(Exception):
    pass


class Peer:
    """The real llama.cpp, in a process of its own."""

    def __init__(self, python):
        script = pathlib.Path(__file__).with_name("with_llamacpp.py")
        self.process = subprocess.Popen(
            [python, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def ask(self, **job):
        print(json.dumps(job), file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("llama.cpp has ended")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"llama.cpp says {answer['error']}")
        return answer


def error_of(found, wanted):
    if found.shape != wanted.shape:
        raise Wrong(f"it gives {found.shape} numbers, not {wanted.shape}")
    return np.nan_to_num(np.abs(found - wanted).max(1) / np.abs(wanted).max(1), nan=np.inf)


def greedy(model, prompt, count):
    """The continuation, each time from the start: no cache that could be wrong; and by how much each token leads."""
    ids, margins = list(prompt), []
    with torch.no_grad():
        for _ in range(count):
            logits = model(torch.tensor([ids])).logits[0, -1]
            top = logits.topk(2).values
            margins.append(float((top[0] - top[1]) / logits.abs().max()))
            ids.append(int(logits.argmax()))
            if ids[-1] == END:
                break
    return ids[len(prompt) :], margins


if __name__ == "__main__":
    main()
