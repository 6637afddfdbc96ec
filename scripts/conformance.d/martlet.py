"""Martlet under test: built or given, started in a folder of its own."""

import pathlib
import signal
import subprocess

from processes import Child, fetch, free_port

ROOT = pathlib.Path(__file__).resolve().parents[2]


def build(say, product="martlet"):
    say(f"building {product} ...")
    subprocess.run([ROOT / "scripts" / "setup"], check=True, timeout=900)
    built = subprocess.run([ROOT / "scripts" / "build", product], check=True, timeout=3000, stdout=subprocess.PIPE, text=True)
    return built.stdout.strip().splitlines()[-1]


class Martlet:
    """A server in its own folder: its martlet.yaml, .env, state and log are there."""

    def __init__(self, program, folder, yaml, environment=None):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "martlet.yaml").write_text(yaml)
        self.program = pathlib.Path(program).resolve()
        self.environment = environment or {}
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.child = None

    def start(self, seconds=30):
        command = [self.program, "serve", "--port", self.port, "--data", self.folder / "data"]
        self.child = Child("Martlet", command, self.folder / "martlet.log", self.environment, cwd=self.folder)
        self.child.wait_for(self.url + "/health", seconds)
        return self

    @property
    def pid(self):
        return self.child.pid

    def get(self, path, **more):
        return fetch(self.url + path, **more)

    def stop(self):
        """Ends it, and says with which status."""
        self.child.signal(signal.SIGTERM)
        status = self.child.wait(35)
        self.child.stop()
        return status
