#!/usr/bin/env python3
"""Models that are pulled, kept and taken away, from servers that behave as the real ones and that do not.

    pulls.py MARTLET [--quick]

Prints a line of JSON for each check; scripts/conformance runs it.
"""

import argparse
import contextlib
import http.client
import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import gguf_bytes
from hub import REVISION, Hub
from martlet import Martlet
from processes import Child, fetch

TOKEN = "hf_conformance_secret"
PART = 32 << 20


class Pulls:
    def __init__(self, program, folder, quick):
        self.program, self.folder, self.quick = pathlib.Path(program).resolve(), folder, quick
        self.hub = Hub(folder)
        self.small = gguf_bytes.model(1)
        self.big = gguf_bytes.model(2, padding=(80 if quick else 320) << 20)
        self.hub.files |= {"org/big/big-Q8_0.gguf": self.big, "org/m/m.gguf": self.small, "org/m/README.md": b"# m"}
        self.hub.files |= {"org/m/../../../evil.gguf": self.small, "other/m/m.gguf": gguf_bytes.model(3)}
        self.hub.layers["tiny:1b"] = [("model", self.small), ("license", b"Do what you like."), ("template", b"{{ .Prompt }}")]
        self.hub.plain["files/web.gguf"] = self.small
        self.count = 0

    def run(self):
        for name in [name for name in dir(type(self)) if name.startswith("check_")]:
            body = getattr(self, name)
            self.hub.behave()
            self.home = self.folder / name
            self.models = self.home / "models"
            self.models.mkdir(parents=True)
            # The servers that the hub sends on to are here, too; what is private is tried apart.
            (self.home / "martlet.yaml").write_text("models:\n  allow_private: true\n")
            start, result, detail = time.monotonic(), "pass", ""
            try:
                body()
            except Skip as reason:
                result, detail = "skip", str(reason)
            except Exception as problem:
                result, detail = "fail", f"{type(problem).__name__}: {problem}"
            shutil.rmtree(self.home, ignore_errors=True)
            line = {"client": "pull", "backend": "", "feature": body.__doc__, "result": result, "detail": detail}
            print(json.dumps(line | {"seconds": time.monotonic() - start}), flush=True)
        self.hub.stop()

    # How it is asked

    def environment(self, **more):
        return {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "LLAMACPP_MODELS_DIR": str(self.models), "NO_COLOR": "1",
            "HF_ENDPOINT": self.hub.hub, "MARTLET_OLLAMA_REGISTRY": self.hub.registry,
            "SSL_CERT_FILE": str(self.hub.certificate), "MARTLET_PORT": "1",
        } | more

    def start(self, *words, limit=None, **more):
        def prepare():
            if limit:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        return subprocess.Popen(
            [self.program, *words], env=self.environment(**more), cwd=self.home, preexec_fn=prepare, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )

    def ask(self, *words, status=0, **more):
        process = self.start(*words, **more)
        said = process.communicate(timeout=120)[0]
        must(process.returncode == status, f"{' '.join(words)}: exit status {process.returncode}: {said}")
        must(TOKEN not in said and "sig=" not in said, f"a secret is told: {said}")
        return said

    def bytes_of(self, name):
        return (self.models / name).read_bytes()

    @property
    def here(self):
        return sorted(name for name in os.listdir(self.models) if name != ".martlet")

    # The hub

    def check_hub(self):
        """a large file comes in several parts at once, checked, and its key stays with the hub"""
        self.ask("pull", "hf:org/big", HF_TOKEN=TOKEN)
        must(self.bytes_of("big-Q8_0.gguf") == self.big, "it is another file")
        must(self.here == ["big-Q8_0.gguf"], f"there is more: {self.here}")
        must(1 < self.hub.most_open <= 4, f"{self.hub.most_open} connections at once")
        for server, _, path, headers in self.hub.asked:
            shown = headers.get("authorization") or headers.get("Authorization")
            must(server == "hub" or not shown, f"{server} was shown a key")
            must(server != "hub" or shown == f"Bearer {TOKEN}", f"the hub was not shown the key at {path}")
        said = self.ask("models", "show", "big-Q8_0")
        for word in ("hf:org/big", REVISION, "sha256:", "apache-2.0"):
            must(word in said or "mit" in said, f"'models show' does not tell {word}: {said}")

    def check_again(self):
        """a model that is here is not fetched again, and is there without its hub"""
        self.ask("pull", "org/m:m.gguf")
        self.hub.behave()
        must("already" in self.ask("pull", "org/m:m.gguf"), "it does not say so")
        must(not self.hub.requests("cdn"), "it was fetched again")
        self.hub.quirks.redirect = "http://127.0.0.1:1/"
        must("already" in self.ask("pull", "org/m:m.gguf"), "it does not say so without its hub")

    def check_names(self):
        """names that lead elsewhere are no files of the model, and none that a model can be named by"""
        self.ask("pull", "hf:org/m:m.gguf")
        must(self.here == ["m.gguf"] and not (self.home / "evil.gguf").exists(), f"there is {self.here}")
        for name in ("hf:org/m:../../../evil.gguf", "hf:../m", "ollama:../x", "https://127.0.0.1/..%2fx.gguf", "http://h/x.gguf"):
            self.ask("pull", name, status=1)
        self.ask("pull", "org/m:m.gguf", "--name", "../x", status=64)
        self.ask("pull", "org/m:m.gguf", "--name", "mine")
        must(self.here == ["m.gguf", "mine.gguf"], f"there is {self.here}")
        must("--name" in self.ask("pull", "other/m", status=1), "another's model took the place of this one")

    def check_hub_option(self):
        """--hub names another hub, and is not shown the key of the configured one"""
        said = self.ask("pull", "org/m:m.gguf", "--hub", self.hub.hub + "/", HF_ENDPOINT="https://hub.invalid", HF_TOKEN=TOKEN)
        must(self.here == ["m.gguf"], said)
        must(not any("Authorization" in entry[3] or "authorization" in entry[3] for entry in self.hub.asked), "it saw the key")

    def check_gated(self):
        """a gated model is told to be one, and comes with a token that nobody else sees"""
        self.hub.quirks.token = TOKEN
        said = self.ask("pull", "org/m:m.gguf", status=1)
        must("gated" in said and "HF_TOKEN" in said, said)
        self.ask("pull", "org/m:m.gguf", HF_TOKEN="hf_wrong", status=1)
        self.ask("pull", "org/m:m.gguf", HF_TOKEN=TOKEN)

    # Interrupted

    def interrupted(self, number, status):
        self.hub.quirks.speed = 8 << 20
        process = self.start("pull", "hf:org/big")
        self.wait_for_bytes(12 << 20)
        time.sleep(0.6)
        process.send_signal(number)
        said = process.communicate(timeout=20)[0]
        must(process.returncode == status, f"exit status {process.returncode}: {said}")
        must(self.here == [".pull-big"], f"there is {self.here}")
        self.hub.behave()
        self.ask("pull", "hf:org/big")
        must(self.bytes_of("big-Q8_0.gguf") == self.big, "it is another file")
        first = sorted(self.starts())
        must(first and first[0] > 0, f"it began anew: {first}")
        return said

    def starts(self):
        """Where the parts began that were asked for."""
        ranges = [entry[3].get("range") or entry[3].get("Range") for entry in self.hub.requests("cdn")]
        return [int(text.removeprefix("bytes=").split("-")[0]) if text else 0 for text in ranges]

    def wait_for_bytes(self, count):
        end = time.monotonic() + 30
        while time.monotonic() < end:
            parts = list(self.models.rglob("*.partial"))
            if sum(part.stat().st_blocks * 512 for part in parts) >= count:
                return
            time.sleep(0.05)
        must(False, "nothing came")

    def check_interrupt(self):
        """Ctrl-C ends a pull, and the next one goes on from there"""
        must("goes on" in self.interrupted(signal.SIGINT, 130), "it does not say what to do")

    def check_kill(self):
        """kill -9 ends a pull, and the next one goes on from there"""
        self.interrupted(signal.SIGKILL, -signal.SIGKILL)

    def check_cut(self):
        """connections that are cut half-way are taken up"""
        self.hub.quirks.cuts_after, self.hub.quirks.cuts = 3 << 20, 9
        self.ask("pull", "hf:org/big")
        must(self.bytes_of("big-Q8_0.gguf") == self.big, "it is another file")
        must(any(start % PART for start in self.starts()), "no part was taken up where it was cut")

    def check_ranges(self):
        """a server that ignores ranges sends the whole, once, and after an interrupted try again"""
        self.hub.quirks.ignores_ranges = True
        self.ask("pull", "hf:org/big")
        must(self.bytes_of("big-Q8_0.gguf") == self.big, "it is another file")
        must(len(self.hub.requests("cdn")) == 1, f"{len(self.hub.requests('cdn'))} requests")

    def check_wrong(self):
        """bytes that are not those promised are thrown away"""
        self.hub.quirks.wrong_bytes = True
        said = self.ask("pull", "hf:org/m:m.gguf", status=1)
        must("digest" in said and self.here == [], f"{said}: there is {self.here}")
        self.hub.behave()
        self.ask("pull", "hf:org/m:m.gguf")

    def check_slow(self):
        """where nobody looks at bars, lines tell how fast it goes and how long it will take"""
        self.hub.quirks.speed = 3 << 20
        process = self.start("pull", "hf:org/big")
        time.sleep(7)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=20)[0]
        must("/s, " in said and " left" in said and "\x1b" not in said, said)

    # Disks

    def check_limit(self):
        """a limit on files' sizes is an error that says so, and what has come is kept"""
        said = self.ask("pull", "hf:org/big", limit=20 << 20, status=1)
        must("too large" in said.lower() and "make room" in said, said)
        self.ask("pull", "hf:org/big")
        must(self.bytes_of("big-Q8_0.gguf") == self.big, "it is another file")

    def check_full(self):
        """a disk without room is told of before the first byte; one that fills up, when it does"""
        words = ["mount", "-t", "tmpfs", "-o", "size=24m", "none", str(self.models)]
        if os.geteuid() or subprocess.run(words, capture_output=True).returncode:
            raise Skip("a small disk cannot be mounted here")
        try:
            said = self.ask("pull", "hf:org/big", status=1)
            must("needs" in said and "left" in said and not self.hub.requests("cdn"), said)
            self.hub.quirks.speed = 4 << 20
            (self.models / "other").write_bytes(b"x")
            self.hub.files["org/mid/mid.gguf"] = gguf_bytes.model(4, padding=10 << 20)
            process = self.start("pull", "hf:org/mid")
            self.wait_for_bytes(2 << 20)
            (self.models / "other").write_bytes(bytes(18 << 20))
            said = process.communicate(timeout=60)[0]
            must(process.returncode == 1 and "No space left" in said and "make room" in said, f"{process.returncode}: {said}")
            (self.models / "other").unlink()
            self.hub.behave()
            self.ask("pull", "hf:org/mid")
        finally:
            subprocess.run(["umount", "-l", str(self.models)], capture_output=True)

    # Elsewhere

    def check_ollama(self):
        """a model of an Ollama registry comes by its digest, with a token, and with its licence"""
        self.ask("pull", "ollama:tiny:1b", HF_TOKEN=TOKEN)
        must(self.bytes_of("tiny-1b.gguf") == self.small, "it is another file")
        for server, _, path, headers in self.hub.asked:
            shown = headers.get("authorization") or headers.get("Authorization") or ""
            must(TOKEN not in shown and (server == "registry" or not shown), f"{server} was shown {shown}")
        must("ollama:tiny:1b" in self.ask("models", "show", "tiny-1b"), "'models show' does not tell where it is from")
        self.ask("pull", "ollama:nothing:1b", status=1)

    def check_https(self):
        """a file over https is checked against the digest that is given"""
        url = self.hub.secure + "/files/web.gguf"
        right = __import__("hashlib").sha256(self.small).hexdigest()
        must("digest" in self.ask("pull", url, "--sha256", "0" * 64, "--allow-private", status=1), "it does not say so")
        self.ask("pull", url, "--sha256", right, "--allow-private")
        must(self.bytes_of("web.gguf") == self.small, "it is another file")
        must("already" in self.ask("pull", url, "--sha256", right, "--allow-private"), "it was fetched again")

    def check_private(self):
        """nothing is fetched from this machine or a private network, by its name or by a redirect"""
        (self.home / "martlet.yaml").unlink()
        for url in (self.hub.secure, self.hub.secure.replace("127.0.0.1", "localhost"), "https://169.254.169.254", "https://[::1]:1"):
            said = self.ask("pull", url + "/files/web.gguf", status=1)
            must("allow_private" in said, said)
        must(not self.hub.requests("secure"), "the server was asked")
        for place in ("http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data/", "http://0x7f000001:1/", "http://[::ffff:a9fe:a9fe]/"):
            self.hub.quirks.redirect = place
            said = self.ask("pull", "hf:org/m:m.gguf", status=1)
            must("allow_private" in said, f"{place}: {said}")

    def check_redirects(self):
        """redirects have an end, and lead to nothing less safe"""
        self.hub.quirks.redirect = self.hub.hub + "/again"
        must("again and again" in self.ask("pull", "hf:org/m:m.gguf", status=1), "it does not say so")
        must(len(self.hub.asked) < 10, f"{len(self.hub.asked)} requests")
        self.hub.quirks.redirect = self.hub.hub + "/x"
        url = self.hub.secure + "/files/web.gguf"
        must("must not" in self.ask("pull", url, "--allow-private", status=1), "https led to http")

    # A server

    @contextlib.contextmanager
    def serving(self, private=True):
        yaml = f"models:\n  keep_versions: 2\n  allow_private: {str(private).lower()}\n"
        server = Martlet(self.program, self.home, yaml, self.environment())
        server.start()
        try:
            yield server
        finally:
            server.stop()

    @staticmethod
    def lines(server, body, path="/api/pull"):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("POST", path, json.dumps(body))
        return [json.loads(line) for line in connection.getresponse()]

    @staticmethod
    def call(server, path, body, method="POST"):
        status, _, said = fetch(server.url + path, method, json.dumps(body).encode())
        return status, json.loads(said or b"{}")

    def names(self, server):
        return [model["name"] for model in json.loads(server.get("/api/tags")[2])["models"]]

    def check_api(self):
        """two clients that pull the same model share one pull, in Ollama's lines, and it is there at once"""
        with self.serving() as server:
            self.hub.quirks.speed = 16 << 20
            told = [None, None]

            def pull(place):
                told[place] = self.lines(server, {"model": "hf:org/big"})

            threads = [threading.Thread(target=pull, args=(place,)) for place in range(2)]
            for thread in threads:
                thread.start()
                time.sleep(0.3)
            for thread in threads:
                thread.join()
            must("native/big-Q8_0" in self.names(server), "it is not there")
            for lines in told:
                must(lines[0]["status"] == "pulling manifest" and lines[-1] == {"status": "success"}, f"{lines[-3:]}")
                counts = [line for line in lines if "completed" in line]
                must(all(line["digest"].startswith("sha256:") and line["total"] == len(self.big) for line in counts), f"{counts[:3]}")
                seen = [line["completed"] for line in counts]
                must(seen == sorted(seen) and seen[-1] == len(self.big), "its progress goes back")
            most = -(-len(self.big) // PART)
            must(len(self.hub.requests("cdn")) <= most + 1, f"{len(self.hub.requests('cdn'))} requests for {most} parts")

    def check_api_leaves(self):
        """a client that leaves ends its pull, and the next one goes on from there"""
        with self.serving() as server:
            self.hub.quirks.speed = 8 << 20
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            connection.request("POST", "/api/pull", json.dumps({"model": "hf:org/big"}))
            connection.getresponse().readline()
            self.wait_for_bytes(8 << 20)
            connection.sock.close()
            connection.close()
            time.sleep(1.5)
            must(self.hub.open == 0, "it goes on")
            self.hub.behave()
            must(self.lines(server, {"model": "hf:org/big"})[-1] == {"status": "success"}, "it does not come")
            must(min(self.starts()) > 0, "it began anew")

    def check_api_fails(self):
        """a pull that fails says why, with a status where there is one"""
        with self.serving(private=False) as server:
            must("error" in self.lines(server, {"model": "hf:org/nothing"})[-1], "no error")
            status, said = self.call(server, "/api/pull", {"model": "hf:org/nothing", "stream": False})
            must(status == 404, f"{status}: {said}")
            status, said = self.call(server, "/api/pull", {"model": self.hub.secure + "/files/web.gguf", "stream": False})
            must(status == 403 and "allow_private" in said["error"], f"{status}: {said}")

    def check_work(self):
        """a model that is at work is not deleted; one that is not, is"""
        with self.serving() as server:
            self.lines(server, {"model": "hf:org/m:m.gguf"})
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            options = {"num_predict": 100000, "temperature": 1.5, "num_ctx": 256}
            stop = threading.Event()

            def work():
                while not stop.is_set():
                    self.lines(server, {"model": "native/m", "prompt": "the cat", "raw": True, "options": options}, "/api/generate")

            threads = [threading.Thread(target=work, daemon=True) for _ in range(8)]
            for thread in threads:
                thread.start()
            time.sleep(1.0)
            status, said = self.call(server, "/api/delete", {"model": "native/m"}, "DELETE")
            stop.set()
            for thread in threads:
                thread.join(20)
            connection.close()
            must(status == 409 and "at work" in said["error"], f"{status}: {said}")
            must("native/m" in self.names(server), "it is gone")
            said = self.ask("models", "rm", "m", "--url", server.url)
            must("native/m" not in self.names(server) and self.here == [], f"it is still there: {self.here}")

    def check_versions(self):
        """earlier versions are kept, rolled back to, pinned and bounded, and a server knows at once"""
        with self.serving() as server:
            for number in range(4):
                self.hub.files["org/v/v.gguf"] = gguf_bytes.model(10 + number)
                self.hub.revisions["org/v"] = str(number) * 40
                must(self.lines(server, {"model": "hf:org/v"})[-1] == {"status": "success"}, "it does not come")
            card = self.call(server, "/api/show", {"model": "native/v"})[1]
            versions = card["provenance"]["versions"]
            must([v["revision"][0] for v in versions] == ["3", "2", "1"], f"{versions}")
            must(versions[0]["source"] == "hf:org/v" and versions[0]["pulled_at"], f"{versions[0]}")
            must(card["license"] == "mit", card.get("license"))
            self.ask("models", "rollback", "v", "--url", server.url)
            must(self.bytes_of("v.gguf") == gguf_bytes.model(12), "it is another version")
            said = self.lines(server, {"model": "hf:org/v"})
            must(any("pinned" in line["status"] for line in said), f"{said}")
            status, said = self.call(server, "/api/delete", {"model": "native/v"}, "DELETE")
            must(status == 409 and "unpin" in said["error"], f"{status}: {said}")
            self.ask("models", "pin", f"v@{versions[2]['id']}", "--url", server.url)
            must(self.bytes_of("v.gguf") == gguf_bytes.model(11), "it is another version")
            self.ask("models", "unpin", "v", "--url", server.url)
            self.ask("models", "rm", f"v@{versions[0]['id']}", "--url", server.url)
            card = self.call(server, "/api/show", {"model": "native/v"})[1]
            must(len(card["provenance"]["versions"]) == 2, f"{card['provenance']}")
        self.ask("models", "rollback", "v")
        must(self.bytes_of("v.gguf") == gguf_bytes.model(12), "without a server it is another version")
        self.ask("models", "unpin", "v")
        self.ask("models", "rm", "v")
        must(self.here == [], f"there is {self.here}")

    def check_command_beside_server(self):
        """a server has what a command pulled at once"""
        with self.serving() as server:
            self.ask("pull", "org/m:m.gguf", MARTLET_PORT=str(server.port))
            must("native/m" in self.names(server), "it is not there")


class Skip(Exception):
    pass


def must(holds, otherwise):
    if not holds:
        raise AssertionError(otherwise)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--quick", action="store_true", help="smaller files")
    parser.add_argument("--only", help="the checks with this in their name")
    given = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="martlet-pulls-"))
    pulls = Pulls(given.program, folder, given.quick)
    if given.only:
        for name in [name for name in dir(Pulls) if name.startswith("check_") and given.only not in name]:
            delattr(Pulls, name)
    try:
        pulls.run()
    finally:
        Child.stop_all()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
