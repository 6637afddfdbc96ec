#!/usr/bin/env python3
"""Profiles with adapters over a real vLLM: with runtime loading, without it, and without LoRA at all.
usage: with_vllm.py PROGRAM PYTHON MODEL [--url URL]; PYTHON has vLLM, MODEL is a folder with a small Llama, URL a vLLM that
runs already and takes adapters. A line of JSON for each check."""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from martlet import Martlet  # noqa: E402
from processes import Child, fetch, free_port  # noqa: E402
from trials import chat, must  # noqa: E402

PROFILE = "qlora_vllm_finetuned_model_v1.0.0"


class Adapters:
    def __init__(self, given, folder):
        self.given, self.folder = given, folder
        for name, seed in (("one", 1), ("two", 2)):
            subprocess.run([given.python, HERE / "lora.py", given.model, folder / name, str(seed)], check=True, timeout=300)

    def vllm(self, name, *words, **environment):
        port = free_port()
        command = [self.given.python, "-m", "vllm.entrypoints.openai.api_server", "--model", self.given.model]
        command += ["--served-model-name", "tiny", "--host", "127.0.0.1", "--port", port, "--enforce-eager"]
        command += ["--max-model-len", 512, "--dtype", "float32", "--max-num-seqs", 4, *words]
        environment |= {"HF_HUB_OFFLINE": "1", "VLLM_CPU_KVCACHE_SPACE": "1", "VLLM_NO_USAGE_STATS": "1"}
        environment |= {"VLLM_TARGET_DEVICE": "cpu", "VLLM_CPU_OMP_THREADS_BIND": "nobind"}
        child = Child("vLLM", command, self.folder / f"{name}.log", environment)
        child.wait_for(f"http://127.0.0.1:{port}/health", 400)
        return child, f"http://127.0.0.1:{port}"

    def martlet(self, name, url, place):
        yaml = f"""
llm:
  provider: lab
  refresh_interval: 2
  providers:
    - {{name: lab, type: vllm, endpoint: {url}, model: tiny}}
  profiles:
    {PROFILE}: {{provider: lab, adapter: {place}}}
    lost: {{provider: lab, adapter: {self.folder}/nowhere}}
"""
        return Martlet(self.given.program, self.folder / name, yaml).start()

    def say(self, server, model):
        body = {"model": model, "prompt": "Once upon", "max_tokens": 12, "temperature": 0}
        kind = {"content-type": "application/json"}
        status, _, said = fetch(server.url + "/v1/completions", "POST", json.dumps(body).encode(), kind, timeout=60)
        return status, json.loads(said)

    def words(self, server, model):
        status, said = self.say(server, model)
        must(status == 200, f"{model}: {status} {said}")
        return said["choices"][0]["text"]

    def switch(self, server, name):
        status, _, said = fetch(server.url + f"/model/switch/{name}", "POST", b"", timeout=120)
        return status, json.loads(said)

    def check_with(self):
        """one that takes adapters: by naming, by switching, another in its place, one that is not there"""
        child, url = (None, self.given.url) if self.given.url else self.vllm(
            "with", "--enable-lora", "--max-lora-rank", 8, VLLM_ALLOW_RUNTIME_LORA_UPDATING="True"
        )
        server = self.martlet("martlet-with", url, self.folder / "one")
        try:
            base = self.words(server, "lab/tiny")
            start = time.monotonic()
            one = self.words(server, PROFILE)
            loaded = time.monotonic() - start
            must(one != base, f"the adapter changes nothing: {one!r}")
            status, said = self.switch(server, PROFILE)
            must(status == 200 and said["active_model"] == f"lab/{PROFILE}", f"{status}: {said}")
            must(self.words(server, "default") == one, "by default")
            status, said = self.switch(server, "lost")
            must(status == 404 and "nowhere" in said["error"]["message"] and "own machine" in said["error"]["message"], f"{status}: {said}")
            must(self.words(server, "default") == one, "after a switch that failed")
            # The same name, another folder: the edited profile is the one that answers.
            path = server.folder / "martlet.yaml"
            path.write_text(path.read_text().replace(f"{self.folder}/one", f"{self.folder}/two"))
            end = time.monotonic() + 20
            while self.words(server, PROFILE) == one and time.monotonic() < end:
                time.sleep(0.5)
            must(self.words(server, PROFILE) not in (one, base), "another adapter of its name does not take its place")
            print(f"the first answer of an adapter, with its load: {loaded * 1000:.0f} ms", file=sys.stderr)
        finally:
            server.stop()
            child and child.stop()

    def check_without(self):
        """one that takes none while it runs: a sentence that says what to do; what it was started with is used"""
        child, url = self.vllm("without", "--enable-lora", "--max-lora-rank", 8, "--lora-modules", f"other={self.folder}/two")
        server = self.martlet("martlet-without", url, self.folder / "one")
        try:
            for status, said in (self.switch(server, PROFILE), self.say(server, PROFILE)):
                must(status >= 400 and "VLLM_ALLOW_RUNTIME_LORA_UPDATING=True" in said["error"]["message"], f"{status}: {said}")
            path = server.folder / "martlet.yaml"
            path.write_text(path.read_text() + f"    other: {{provider: lab, adapter: {self.folder}/two}}\n")
            time.sleep(3)
            must(self.switch(server, "other")[0] == 200, "what it was started with")
            must(chat(server.url, "other")[0] in (200, 400), "what it was started with answers")
        finally:
            server.stop()
            child.stop()

    def check_bare(self):
        """one without LoRA: a sentence that says what to do"""
        child, url = self.vllm("bare", VLLM_ALLOW_RUNTIME_LORA_UPDATING="True")
        server = self.martlet("martlet-bare", url, self.folder / "one")
        try:
            status, said = self.switch(server, PROFILE)
            must(status >= 400 and "--enable-lora" in said["error"]["message"], f"{status}: {said}")
        finally:
            server.stop()
            child.stop()

    def run(self):
        for name in ("check_with", "check_without", "check_bare"):
            if self.given.only and self.given.only not in name:
                continue
            body = getattr(self, name)
            start, result, detail = time.monotonic(), "pass", ""
            try:
                body()
            except Exception as problem:
                result, detail = "fail", f"{type(problem).__name__}: {problem}"
            line = {"client": "switch", "backend": "vllm", "feature": body.__doc__, "result": result, "detail": detail}
            print(json.dumps(line | {"seconds": time.monotonic() - start}), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("program", "python", "model"):
        parser.add_argument(name)
    parser.add_argument("--url")
    parser.add_argument("--only")
    given = parser.parse_args()
    given.program = os.path.abspath(given.program)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="martlet-adapters-"))
    try:
        Adapters(given, folder).run()
    finally:
        Child.stop_all()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
