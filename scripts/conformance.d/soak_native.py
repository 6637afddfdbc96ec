#!/usr/bin/env python3
"""Clients that leave, cancel, stall and overfill a model of the built-in engine, and good ones that must not notice.

What the good ones are told is compared, to the letter, with what they were told when they were alone: through all that is
shared, copied and called off meanwhile. At the end no cache may be held for anybody, the model leaves when it is told to,
and its memory is given back.
"""

import asyncio
import json
import pathlib
import random
import time

import martlet
import soaking
from soaking import GROWTH_BYTES, megabytes, resident

MODEL = "shared/data/models/stories3M-Q8_0.gguf"
CONFIGURATION = """\
llm:
  provider: native
  providers:
    - {{name: native, type: native, model: "{model}", timeout: {patience}}}
"""
PATIENCE = 20
# How much more may be resident without the model than before all of it: what the allocator keeps for each thread. The same
# after 20 s as after 15 minutes (36 MB), and much less than model and caches take (60 MB).
KEPT_BYTES = 20 << 20
WORDS = "Once upon a time there was a little girl who had a big red ball and a small dog in the park one day".split()


class NativeSoak(soaking.Soak):
    SECONDS = 900

    @classmethod
    def add_arguments(cls, parser):
        super().add_arguments(parser)
        model = default_model()
        parser.add_argument(
            "--model", metavar="FILE", type=pathlib.Path, default=model, required=model is None, help="a .gguf that completes text"
        )

    def start(self, program, folder):
        model = self.given.model.resolve()
        self.name = f"native/{model}"
        self.told, self.statuses = {}, {}
        yaml = CONFIGURATION.format(model=model, patience=PATIENCE)
        self.server = martlet.Martlet(program, folder / "martlet", yaml).start()
        # The model has come and gone once, so that the start is a server at work: one that has just begun takes less.
        body = json.dumps({"model": self.name, "prompt": "Once", "raw": True, "stream": False}).encode()
        assert self.server.get("/api/generate", method="POST", body=body)[0] == 200
        assert self.dismiss()

    def dismiss(self):
        """Tells the model to leave."""
        body = json.dumps({"model": self.name, "keep_alive": 0}).encode()
        return self.server.get("/api/generate", method="POST", body=body)[0] == 200

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
        self.hang_up(writer, politely=self.random.random() < 0.5)

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
    NEEDED, GOOD = ("good", "leaves"), ("good",)

    def figures(self):
        names = ("running_sequences", "running_positions", "kept_sequences", "kept_positions", "cache_bytes")
        return {name: self.gauge(f"martlet_native_{name}") for name in names}

    def judge(self):
        problems = []
        deadline = time.monotonic() + 20
        while self.figures()["running_sequences"] and time.monotonic() < deadline:
            time.sleep(0.1)
        idle = self.figures()
        print(f"statuses: {self.statuses}")
        print("caches, all clients gone: " + ", ".join(f"{value:.0f} {name}" for name, value in idle.items()))
        if idle["running_sequences"] or idle["running_positions"]:
            problems.append("caches are held for clients that are gone")
        early, last = self.samples[len(self.samples) // 10], resident(self.server.pid)
        if not self.dismiss():
            problems.append("the model did not leave when it was told to")
        while self.figures()["cache_bytes"] and time.monotonic() < deadline:
            time.sleep(0.1)
        gone = self.figures()
        print("caches, the model gone: " + ", ".join(f"{value:.0f} {name}" for name, value in gone.items()))
        if any(gone.values()):
            problems.append("caches are held after the model has left")
        problems += self.judge_descriptors()
        start, bare = self.before["resident"], resident(self.server.pid)
        print(f"resident: {megabytes(start)} at the start, {megabytes(early)} after a tenth, ", end="")
        print(f"{megabytes(max(self.samples))} at most, {megabytes(last)} at the end, {megabytes(bare)} without the model")
        if last > early + GROWTH_BYTES:
            problems.append(f"memory grew by {megabytes(last - early)}; {megabytes(GROWTH_BYTES)} are allowed")
        if bare > start + KEPT_BYTES:
            problems.append("memory was not given back with the model")
        return problems


def default_model():
    for folder in martlet.ROOT.parents:
        if (folder / MODEL).exists():
            return folder / MODEL
    return None


if __name__ == "__main__":
    soaking.main(NativeSoak, "scripts/soak --native", __doc__)
