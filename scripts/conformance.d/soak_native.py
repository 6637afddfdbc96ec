#!/usr/bin/env python3
"""Clients that leave, cancel, stall and overfill a model of the built-in engine, and good ones that must not notice.

What the good ones are told is compared, to the letter, with what they were told when they were alone: through all that is
shared, copied and called off meanwhile. At the end no cache may be held for anybody, the model leaves when it is told to,
and its memory is given back.
"""

import argparse
import asyncio
import json
import os
import pathlib
import random
import shutil
import socket
import struct
import sys
import tempfile
import time

import martlet
from processes import Child
from soak import GROWTH_BYTES, Soak, descriptors, gauge, megabytes, resident

MODEL = "shared/data/models/stories3M-Q8_0.gguf"
CONFIGURATION = """\
llm:
  provider: native
  providers:
    - {{name: native, type: native, model: "{model}", timeout: {patience}}}
"""
PATIENCE = 20
WORDS = "Once upon a time there was a little girl who had a big red ball and a small dog in the park one day".split()


class NativeSoak(Soak):
    def __init__(self, server, model, seconds, seed):
        super().__init__(server, None, seconds, seed)
        self.name = f"native/{model}"
        self.told, self.statuses = {}, {}

    def completion(self, prompt, tokens=40, stream=False, **more):
        fields = {"model": self.name, "prompt": prompt, "max_tokens": tokens, "temperature": 0, "stream": stream} | more
        return self.request("/v1/completions", fields)

    def story(self, source):
        """A beginning that others share: the same few words, some of them often over."""
        return " ".join(WORDS[: source.randint(2, len(WORDS))] * source.choice([1, 1, 2, 5])) + source.choice([".", " and", ""])

    async def ask(self, *given, **more):
        reader, writer = await self.connect()
        try:
            writer.write(self.completion(*given, **more))
            status, body = await asyncio.wait_for(self.answer(reader), 120)
        finally:
            writer.close()
        self.statuses[status] = self.statuses.get(status, 0) + 1
        return status, body

    async def prepare(self):
        """What the good ones shall be told, each asked alone: conversations of three turns."""
        source = random.Random(7)
        for number in range(24):
            text, seed = self.story(source), number
            for _ in range(3):
                status, body = await self.ask(text, temperature=0.8, seed=seed)
                assert status == 200, body
                answer = json.loads(body)["choices"][0]["text"]
                self.told[(text, seed)] = answer
                text += answer + " The dog"

    async def good(self):
        (text, seed), expected = self.random.choice(list(self.told.items()))
        status, body = await self.ask(text, temperature=0.8, seed=seed, user=f"user {self.random.randrange(4)}")
        if status in (429, 503) and b"again" in body:
            return
        found = json.loads(body)["choices"][0]["text"] if status == 200 else body
        if found != expected:
            self.wrong.append(f"{status}: {found!r} in place of {expected!r}")

    async def leaves(self):
        """Goes away in the middle of a stream, politely or with a reset."""
        reader, writer = await self.connect()
        writer.write(self.completion(self.story(self.random), 400, stream=True, n=self.random.randint(1, 3)))
        if self.random.random() < 0.7:
            await reader.read(100)
        await asyncio.sleep(self.random.random() * 0.2)
        if self.random.random() < 0.5:
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()

    async def stalls(self):
        """Asks for much, and does not read for a while."""
        reader, writer = await self.connect(receive_buffer=4096)
        writer.write(self.completion(self.story(self.random), 400, stream=True, n=4))
        await asyncio.sleep(self.random.random() * 3)
        if self.random.random() < 0.5:
            writer.transport.abort()
            return
        await asyncio.wait_for(self.answer(reader), 120)
        writer.close()

    async def overfills(self):
        """More at once than may wait: what is turned away is told so, and when to come again."""
        reader, writer = await self.connect()
        writer.write(self.completion(self.story(self.random), 60, n=self.random.choice([40, 120, 128])))
        if self.random.random() < 0.3:
            await asyncio.sleep(self.random.random())
            writer.transport.abort()
            return
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 180)
        status = int(head.split(b" ", 2)[1])
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status not in (200, 429, 503):
            self.wrong.append(f"an overfull model said {head[:200]!r}")
        if status in (429, 503) and b"retry-after:" not in head.lower():
            self.wrong.append(f"{status} without Retry-After")
        writer.close()

    async def too_long(self):
        status, body = await self.ask("dog " * 40_000)
        if status != 400 or b"context_length_exceeded" not in body:
            self.wrong.append(f"a prompt that does not fit: {status} {body[:200]!r}")

    HABITS = [(good, 8), (leaves, 6), (stalls, 3), (overfills, 3), (too_long, 1)]


def judge(server, soak, samples, before):
    problems = list(soak.wrong[:10])
    figures = lambda: {name: gauge(server, f"martlet_native_{name}") for name in
                       ("running_sequences", "running_positions", "kept_sequences", "kept_positions", "cache_bytes")}  # fmt: skip
    deadline = time.monotonic() + 20
    while figures()["running_sequences"] and time.monotonic() < deadline:
        time.sleep(0.1)
    idle = figures()
    print(f"statuses: {soak.statuses}")
    print("caches, all clients gone: " + ", ".join(f"{value:.0f} {name}" for name, value in idle.items()))
    if idle["running_sequences"] or idle["running_positions"]:
        problems.append("caches are held for clients that are gone")
    early, last = samples[len(samples) // 10], resident(server.pid)
    body = json.dumps({"model": soak.name, "keep_alive": 0}).encode()
    if server.get("/api/generate", method="POST", body=body)[0] != 200:
        problems.append("the model did not leave when it was told to")
    while figures()["cache_bytes"] and time.monotonic() < deadline:
        time.sleep(0.1)
    gone = figures()
    print("caches, the model gone: " + ", ".join(f"{value:.0f} {name}" for name, value in gone.items()))
    if any(gone.values()):
        problems.append("caches are held after the model has left")
    after = descriptors(server.pid)
    print(f"descriptors: {before['descriptors']} at the start, {after} at the end")
    print(f"resident: {megabytes(before['resident'])} at the start, {megabytes(early)} after a tenth, ", end="")
    print(f"{megabytes(max(samples))} at most, {megabytes(last)} at the end, {megabytes(resident(server.pid))} without the model")
    if resident(server.pid) > before["resident"] + GROWTH_BYTES:
        problems.append("memory was not given back with the model")
    if after > before["descriptors"] + 16:
        problems.append(f"{after - before['descriptors']} descriptors were not given back")
    return problems


def default_model():
    for folder in martlet.ROOT.parents:
        if (folder / MODEL).exists():
            return folder / MODEL
    return None


def main():
    parser = argparse.ArgumentParser(prog="scripts/soak --native", description=__doc__)
    parser.add_argument("--seconds", type=int, default=900)
    parser.add_argument("--program", metavar="PATH", help="the martlet to try, instead of building one")
    parser.add_argument("--model", metavar="FILE", type=pathlib.Path, default=default_model(), help="a .gguf that completes text")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if given.model is None:
        parser.error("name a small model with --model FILE")
    program = given.program or martlet.build(lambda text: print(text, file=sys.stderr))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="martlet-soak-native-"))
    for name in ("LLM_PROVIDER", "LLM_MODEL", "MARTLET_API_KEY"):
        os.environ.pop(name, None)
    problems = ["it did not come to its end"]
    try:
        model = given.model.resolve()
        yaml = CONFIGURATION.format(model=model, patience=PATIENCE)
        server = martlet.Martlet(program, folder / "martlet", yaml).start()
        soak = NativeSoak(server, model, given.seconds, given.seed)
        before = {"descriptors": descriptors(server.pid), "resident": resident(server.pid)}
        asyncio.run(soak.prepare())
        samples = asyncio.run(soak.run())
        print("clients: " + ", ".join(f"{count} {name}" for name, count in sorted(soak.counts.items())))
        if server.child.has_ended:
            problems = [f"Martlet ended with {server.child.process.returncode}:\n{server.child.said()}"]
        else:
            problems = judge(server, soak, samples, before)
            if (status := server.stop()) != 0:
                problems.append(f"exit status {status} after SIGTERM")
    finally:
        Child.stop_all()
        if problems:
            print(f"logs are in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    for problem in problems:
        print(f"✗ {problem}")
    print(f"a soak of {given.seconds} s: " + ("wrong" if problems else "as it must be"))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
