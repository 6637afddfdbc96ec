#!/usr/bin/env python3
"""Ten minutes of every bad habit a client can have, and good ones among them that must not notice.

Against a Martlet in front of the fake: clients that leave in the middle of a stream, stall, send garbage, send a byte at
a time, send too much, ask a failing upstream; and good ones, each of whose answers is compared to the word. At the end
every connection must be closed, at Martlet and at the upstream, every descriptor given back, and memory flat.
"""

import asyncio
import json
import os
import re
import sys
import time

import martlet
import soaking
from processes import Child, fetch, free_port
from soaking import GROWTH_BYTES, HERE, megabytes, resident

CONFIGURATION = """\
llm:
  provider: fake
  refresh_interval: 5
  providers:
    - {{name: fake, type: openai, endpoint: "{fake}", idle_timeout: 5, timeout: 5}}
    - {{name: ollama, type: ollama, endpoint: "{fake}", idle_timeout: 5, timeout: 5}}
    - {{name: gemini, type: gemini, endpoint: "{fake}", idle_timeout: 5, timeout: 5}}
server:
  header_timeout: 2
  body_timeout: 2
  idle_timeout: 5
"""


class GatewaySoak(soaking.Soak):
    def start(self, program, folder):
        port = free_port()
        self.fake_url = f"http://127.0.0.1:{port}"
        fake = Child("fake", [sys.executable, HERE / "fake_upstream.py", "--port", port], folder / "fake.log")
        fake.wait_for(self.fake_url + "/health", 20)
        yaml = CONFIGURATION.format(fake=self.fake_url)
        self.server = martlet.Martlet(program, folder / "martlet", yaml, {"GOOGLE_API_KEY": "none"}).start()
        # A first request of each kind, so that the start is a server at work.
        for model in ("fake/fake-1", "ollama/fake-1:latest", "gemini/fake-1"):
            body = json.dumps({"model": model, "messages": [{"role": "user", "content": "x"}]}).encode()
            assert self.server.get("/v1/chat/completions", method="POST", body=body)[0] == 200, model

    # The habits

    def chat(self, text, stream=True, model="fake/fake-1"):
        messages = [{"role": "user", "content": text}]
        return self.request("/v1/chat/completions", {"model": model, "messages": messages, "stream": stream})

    async def good(self):
        """Several requests on one connection, in every dialect, whole and streamed; each must be right."""
        reader, writer = await self.connect()
        try:
            for _ in range(self.random.randint(1, 20)):
                words = " ".join(f"w{self.random.randrange(10**6)}" for _ in range(self.random.randint(1, 30)))
                kind = self.random.randrange(5)
                if kind == 0:
                    writer.write(self.chat(words, stream=False, model=self.model()))
                    status, body = await self.answer(reader)
                    found = json.loads(body)["choices"][0]["message"]["content"] if status == 200 else body
                elif kind == 1:
                    writer.write(self.chat(words, model=self.model()))
                    status, body = await self.answer(reader)
                    events = [json.loads(event[6:]) for event in body.split(b"\n\n")[:-2]]
                    found = "".join(event["choices"][0]["delta"].get("content") or "" for event in events)
                    if not body.endswith(b"data: [DONE]\n\n"):
                        found = body
                elif kind == 2:
                    messages = [{"role": "user", "content": words}]
                    writer.write(self.request("/api/chat", {"model": self.model(), "messages": messages}))
                    status, body = await self.answer(reader)
                    found = "".join(json.loads(line)["message"]["content"] for line in body.splitlines())
                elif kind == 3:
                    path = f"/v1beta/models/{self.model()}:streamGenerateContent?alt=sse"
                    writer.write(self.request(path, {"contents": [{"parts": [{"text": words}]}]}))
                    status, body = await self.answer(reader)
                    events = [json.loads(event[6:]) for event in re.split(rb"\r?\n\r?\n", body) if event]
                    parts = [p for e in events for p in e["candidates"][0].get("content", {}).get("parts", [])]
                    found = "".join(part["text"] for part in parts)
                else:
                    writer.write(self.request("/api/v1/chat", {"model": "fake/fake-1", "message": words}))
                    status, body = await self.answer(reader)
                    found = json.loads(body).get("response")
                if status != 200 or found != "You said: " + words:
                    self.wrong.append(f"{status}: {found!r} for {words!r}")
        finally:
            writer.close()

    def model(self):
        return self.random.choice(["fake/fake-1", "ollama/fake-1:latest", "gemini/fake-1"])

    async def leaves(self):
        """Goes away in the middle of a stream, politely or with a reset."""
        reader, writer = await self.connect()
        writer.write(self.chat("fault-slow-tokens-20ms " + "word " * 200, model=self.model()))
        await reader.read(100)
        await asyncio.sleep(self.random.random() * 0.3)
        self.hang_up(writer, politely=self.random.random() < 0.5)

    async def leaves_unanswered(self):
        """Goes away before anything has come."""
        _, writer = await self.connect()
        writer.write(self.chat("fault-headers-never", stream=self.random.random() < 0.5))
        await asyncio.sleep(self.random.random() * 0.2)
        writer.transport.abort()

    async def leaves_half_asked(self):
        """Goes away in the middle of its request."""
        _, writer = await self.connect()
        request = self.chat("x" * 5000)
        writer.write(request[: self.random.randrange(1, len(request))])
        await asyncio.sleep(self.random.random() * 0.05)
        writer.close()

    async def stalls(self):
        """Asks for much, and does not read for a while."""
        reader, writer = await self.connect(receive_buffer=4096)
        words = self.random.choice([200, 2_000, 20_000])
        writer.write(self.chat("word " * words))
        await asyncio.sleep(self.random.random() * 3)
        if self.random.random() < 0.5:
            writer.transport.abort()
            return
        status, body = await asyncio.wait_for(self.answer(reader), 60)
        if status != 200 or body.count(b"word") != words:
            self.wrong.append(f"a slow reader got {status} and {body.count(b'word')} of {words} words")
        writer.close()

    async def garbage(self):
        """Sends what is no HTTP."""
        reader, writer = await self.connect()
        kinds = [os.urandom(self.random.randrange(1, 4000)), b"\x16\x03\x01" + os.urandom(200), b"GET\r\n\r\n", b"\r\n" * 50]
        kinds += [b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"]
        kinds += [self.request("/v1/chat/completions", "x" * 100), self.request("/api/chat", [1, 2])]
        writer.write(self.random.choice(kinds))
        try:
            await asyncio.wait_for(reader.read(1 << 16), 4)
        except asyncio.TimeoutError:
            pass
        writer.close()

    async def slowloris(self):
        """Sends its head a byte at a time, some after a proper request: it must be cut off."""
        reader, writer = await self.connect()
        try:
            if self.random.random() < 0.5:
                writer.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                await self.answer(reader)
            start = time.monotonic()
            ended = asyncio.create_task(reader.read(1000))
            for byte in b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 100:
                writer.write(bytes([byte]))
                await asyncio.wait([ended], timeout=0.1)
                if ended.done():
                    break
                if time.monotonic() - start > 8:
                    self.wrong.append("a head may take longer than 8 s, though 2 s are set")
                    ended.cancel()
                    break
            await asyncio.wait([ended], timeout=1)
        finally:
            writer.close()

    async def too_much(self):
        """Sends, or announces, more than is taken."""
        reader, writer = await self.connect()
        writer.write(b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999999\r\n\r\n")
        for _ in range(20):
            writer.write(b"x" * 65536)
            await asyncio.sleep(0)
        try:
            head = await asyncio.wait_for(reader.read(100), 5)
            if head and not head.startswith(b"HTTP/1.1 413"):
                self.wrong.append(f"too large a body got {head[:40]!r}")
        except asyncio.TimeoutError:
            self.wrong.append("too large a body got no answer")
        writer.close()

    async def unlucky(self):
        """Asks an upstream that fails in one of its ways: an answer must come, and be an error."""
        fault = self.random.choice(
            ["fault-500", "fault-429", "fault-close", "fault-reset-after-2", "fault-cut-after-3", "fault-malformed",
             "fault-malformed-after-1", "fault-empty", "fault-garbage", "fault-error-after-1", "fault-close-idle"]
        )  # fmt: skip
        reader, writer = await self.connect()
        writer.write(self.chat(fault + " a b c d", stream=self.random.random() < 0.5, model=self.model()))
        status, body = await asyncio.wait_for(self.answer(reader), 20)
        if fault != "fault-close-idle" and b"error" not in body:
            self.wrong.append(f"{fault}: {status} {body[-200:]!r}")
        writer.close()

    HABITS = [(good, 12), (leaves, 6), (leaves_unanswered, 2), (leaves_half_asked, 2), (stalls, 3), (garbage, 3),
              (slowloris, 1), (too_much, 1), (unlucky, 4)]  # fmt: skip
    NEEDED, GOOD = ("good", "leaves", "unlucky"), ("good", "unlucky")

    # The judgement

    def seen(self):
        return json.loads(fetch(self.fake_url + "/__seen")[2])

    def judge(self):
        problems = []
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            is_quiet = self.gauge("martlet_http_connections") <= 1 and self.seen()["in_flight"] == 0
            if is_quiet and not self.keeps_descriptors:
                break
            time.sleep(0.25)
        upstream, connections = self.seen(), self.gauge("martlet_http_connections")
        print(f"connections: {connections:.0f} open at Martlet (one is asking)")
        print(f"upstream: {upstream['connections']['opened']} connections, {upstream['in_flight']} requests under way, ", end="")
        print(f"{upstream['requests']} seen, {upstream['aborted']} left")
        if connections > 1:
            problems.append(f"{connections:.0f} connections are still open")
        if upstream["in_flight"]:
            problems.append(f"{upstream['in_flight']} requests are still under way upstream")
        problems += self.judge_descriptors()
        early, middle = self.samples[len(self.samples) // 10], self.samples[len(self.samples) // 2]
        last = resident(self.server.pid)
        print(f"resident: {megabytes(self.before['resident'])} at the start, {megabytes(early)} after a tenth, ", end="")
        print(f"{megabytes(middle)} in the middle, {megabytes(max(self.samples))} at most, {megabytes(last)} at the end")
        if last > early + GROWTH_BYTES:
            problems.append(f"memory grew by {megabytes(last - early)}; {megabytes(GROWTH_BYTES)} are allowed")
        return problems


if __name__ == "__main__":
    soaking.main(GatewaySoak, "scripts/soak", __doc__)
