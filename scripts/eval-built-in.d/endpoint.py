"""Asking a server that speaks OpenAI's dialect, and starting Martlet to be that server."""

import http.client
import json
import os
import socket
import subprocess
import tempfile
import time
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HELD = "Answer from the notes alone, with nothing but the answer itself: no sentence, no explanation. Yes or no is one word; parts of a list are set apart by commas. If the notes do not hold the answer, answer exactly: I don't have enough information to answer this question."


class Endpoint:
    def __init__(self, url, model, instruct=False, key=None):
        place = urllib.parse.urlsplit(url if "//" in url else "//" + url)
        self.secure, self.host, self.path = place.scheme == "https", place.netloc, place.path.rstrip("/").removesuffix("/v1")
        self.model, self.instruct, self.key = model, instruct, key
        self.connection = None

    def answer(self, messages, limit):
        """What the model says, and how long that took, in seconds."""
        if self.instruct:
            messages = (
                [{"role": "system", "content": HELD}, *messages]
                if messages[0]["role"] != "system"
                else [{"role": "system", "content": HELD + "\n\n" + messages[0]["content"]}, *messages[1:]]
            )
        body = json.dumps({"model": self.model, "messages": messages, "temperature": 0, "max_tokens": limit})
        begun = time.monotonic()
        status, said = self.post(self.path + "/v1/chat/completions", body)
        took = time.monotonic() - begun
        if status != 200:
            raise SystemExit(f"{self.host} answered {status}: {said.decode(errors='replace')[:500]}")
        return json.loads(said)["choices"][0]["message"]["content"] or "", took

    def post(self, path, body):
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {self.key}"} if self.key else {})}
        for last in (False, True):
            try:
                if self.connection is None:
                    kind = http.client.HTTPSConnection if self.secure else http.client.HTTPConnection
                    self.connection = kind(self.host, timeout=600)
                self.connection.request("POST", path, body, headers)
                answer = self.connection.getresponse()
                return answer.status, answer.read()
            except (OSError, http.client.HTTPException):
                # A connection that the server has closed meanwhile is no failure; a second one is.
                self.connection = None
                if last:
                    raise


class Martlet:
    """The program, serving one model on a port of its own, with nothing of the user's settings."""

    def __init__(self, program, model):
        self.folder = tempfile.TemporaryDirectory(prefix="eval-built-in-")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        lines = "server:\n  port: %d\nlog:\n  requests:\n    enabled: false\n" % port
        if model:
            lines += f"llm:\n  providers:\n    - type: native\n      name: measured\n      model: {json.dumps(str(Path(model).resolve()))}\n      n_threads: 1\n"
        settings = Path(self.folder.name) / "martlet.yaml"
        settings.write_text(lines)
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH")}
        self.log = open(Path(self.folder.name) / "log", "w+")
        self.child = subprocess.Popen(
            [str(Path(program).resolve()), "serve", "--config", str(settings), "--data", self.folder.name],
            cwd=self.folder.name,
            env=kept | {"OLLAMA_HOST": "127.0.0.1:9"},
            stdout=self.log,
            stderr=self.log,
        )
        self.url = f"http://127.0.0.1:{port}"
        self.name = "measured" if model else "native/martlet"
        self.wait(port)

    def wait(self, port):
        for _ in range(300):
            if self.child.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        self.log.seek(0)
        raise SystemExit(f"Martlet did not start:\n{self.log.read()}")

    def stop(self):
        self.child.terminate()
        self.child.wait(20)
        self.folder.cleanup()


def built():
    """The program that scripts/build makes."""
    found = sorted(ROOT.glob(".build/*/release/martlet"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise SystemExit("there is no program: run scripts/build, or give one with --program")
    return found[-1]
