#!/usr/bin/env python3
"""Martlet's page in a headless Chromium: prints a line of JSON for each check.

    page.py MARTLET [--pictures FOLDER] [--models FOLDER] [--assets FOLDER] [--only WORDS]

needs: playwright, axe-playwright-python, and Chromium. MODELS holds stories*.gguf; without it, a switch to a model in memory is left out.
With ASSETS the page's files come from there instead of from the program: for work on them without building.
"""

import argparse
import contextlib
import json
import pathlib
import shutil
import struct
import sys
import tempfile
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from playwright.sync_api import sync_playwright

import browser
import chats
import looks
import safety
import switching
from martlet import Martlet
from processes import Child, fetch, free_port

HERE = pathlib.Path(__file__).resolve().parent


def with_template(model):
    """The story models are no chat models: such a file gets a template, before all else that it says of itself.

    Its length is a multiple of the alignment, so that everything behind it stays aligned.
    """
    key, template = b"tokenizer.chat_template", b"{% for message in messages %}{{ message['content'] }}{% endfor %}"
    template += b" " * (-(8 + len(key) + 4 + 8 + len(template)) % 32)
    entry = struct.pack("<Q", len(key)) + key + struct.pack("<IQ", 8, len(template)) + template
    (count,) = struct.unpack_from("<Q", model, 16)
    return model[:16] + struct.pack("<Q", count + 1) + entry + model[24:]


class Seat:
    """A server, a model behind it that says what it is told, and a browser before it."""

    def __init__(self, given, chromium, folder):
        self.given, self.chromium, self.folder = given, chromium, folder
        self.assets = given.assets and given.assets.resolve()
        self.figures = {}
        port = free_port()
        self.fake = f"http://127.0.0.1:{port}"
        fake = Child("the fake backend", [sys.executable, HERE.parent / "fake_upstream.py", "--port", port], folder / "fake.log")
        fake.wait_for(self.fake + "/__seen", 10)
        self.yaml = (
            "llm:\n  provider: fake\n  providers:\n"
            f"    - name: fake\n      type: openai\n      endpoint: {self.fake}\n      model: fake-1\n"
        )
        self.environment = {"OLLAMA_HOST": "http://127.0.0.1:9", "OPENAI_API_KEY": "", "GOOGLE_API_KEY": ""}
        self.native = None
        models = folder / "models"
        models.mkdir()
        yaml = self.yaml
        if given.models:
            for file in sorted(given.models.glob("stories*.gguf")):
                (models / file.name).write_bytes(with_template(file.read_bytes()))
                self.native = "stories3M-Q8_0" if "stories3M-Q8_0" in file.name else self.native or file.stem
            # Whole as long as it is only listed.
            self.breakable = models / "broken.gguf"
            shutil.copy(models / f"{self.native}.gguf", self.breakable)
            yaml += "    - type: native\n"
        self.environment["LLAMACPP_MODELS_DIR"] = str(models)
        self.server = Martlet(given.program, folder / "main", yaml, self.environment).start()

    def reader(self, url=None, **more):
        return browser.Reader(self.chromium, url or self.server.url, self.assets, **more)

    @contextlib.contextmanager
    def another(self, name, yaml, environment):
        server = Martlet(self.given.program, self.folder / name, yaml, self.environment | environment).start()
        try:
            yield server
        finally:
            server.stop()

    def seen(self):
        return json.loads(fetch(self.fake + "/__seen")[2])

    def last_request(self):
        return json.loads(fetch(self.fake + "/__last")[2])

    def picture(self, page, name):
        if self.given.pictures:
            self.given.pictures.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.given.pictures / f"{name}.png")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    for name in ("pictures", "models", "assets"):
        parser.add_argument(f"--{name}", type=pathlib.Path)
    parser.add_argument("--only", help="the checks whose names have this in them")
    given = parser.parse_args()
    parts = {"chats": chats, "model bar": switching, "safety": safety, "looks": looks}
    with tempfile.TemporaryDirectory(prefix="martlet-page-") as folder, sync_playwright() as playwright, browser.chromium(playwright) as chromium:
        seat = Seat(given, chromium, pathlib.Path(folder))
        for part, module in parts.items():
            for name, check in module.CHECKS.items():
                if given.only and given.only not in f"{part}: {name}":
                    continue
                result, detail, start = "pass", "", time.monotonic()
                try:
                    if check in switching.NEED_A_MODEL and not seat.native:
                        result, detail = "skip", "there are no models (--models)"
                    else:
                        if module is switching:
                            switching.back(seat)
                        check(seat)
                except Exception:
                    result, detail = "fail", traceback.format_exc(limit=-3)[-2500:]
                line = {"client": "page", "backend": "", "feature": f"{part}: {name}", "result": result, "detail": detail}
                print(json.dumps(line | {"seconds": round(time.monotonic() - start, 2)}), flush=True)
        print(json.dumps(seat.figures), file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    finally:
        Child.stop_all()
