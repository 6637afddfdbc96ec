#!/usr/bin/env python3
"""Ten minutes of every bad habit a client can have, and good ones among them that must not notice.

Against a Martlet in front of the fake: clients that leave in the middle of a stream, stall, send garbage, send a byte at
a time, send too much, ask a failing upstream; and good ones, each of whose answers is compared to the word. At the end
every connection must be closed, at Martlet and at the upstream, every descriptor given back, and memory flat.
"""

import argparse
import asyncio
import json
import os
import pathlib
import random
import re
import shutil
import socket
import struct
import sys
import tempfile
import time

import martlet
from processes import Child, fetch, free_port

HERE = pathlib.Path(__file__).resolve().parent
# How much more may be resident at the end than after the first tenth: what an allocator keeps, not what leaks.
GROWTH_BYTES = 12 << 20
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


class Soak:
    def __init__(self, server, fake_url, seconds, seed):
        self.server, self.fake_url, self.seconds = server, fake_url, seconds
        self.random = random.Random(seed)
        self.counts, self.wrong = {}, []
        self.end = 0.0

    # The habits

    async def connect(self, receive_buffer=None):
        if receive_buffer is None:
            return await asyncio.open_connection("127.0.0.1", self.server.port)
        peer = socket.socket()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        peer.setblocking(False)
        await asyncio.get_running_loop().sock_connect(peer, ("127.0.0.1", self.server.port))
        return await asyncio.open_connection(sock=peer, limit=1024)

    @staticmethod
    def request(path, body, more=b""):
        body = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n".encode()
        return head + b"Content-Length: %d\r\n" % len(body) + more + b"\r\n" + body

    def chat(self, text, stream=True, model="fake/fake-1"):
        messages = [{"role": "user", "content": text}]
        return self.request("/v1/chat/completions", {"model": model, "messages": messages, "stream": stream})

    async def answer(self, reader):
        """The status and the body of one answer."""
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
        if length:
            return status, await reader.readexactly(int(length[1]))
        body = b""
        while size := int((await reader.readline()).strip() or b"0", 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
        return status, body

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
        if self.random.random() < 0.5:
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()

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

    # The run

    HABITS = [(good, 12), (leaves, 6), (leaves_unanswered, 2), (leaves_half_asked, 2), (stalls, 3), (garbage, 3),
              (slowloris, 1), (too_much, 1), (unlucky, 4)]  # fmt: skip

    async def client(self, habit):
        name = habit.__name__
        while time.monotonic() < self.end:
            self.counts[name] = self.counts.get(name, 0) + 1
            try:
                await habit(self)
            except (ConnectionError, asyncio.IncompleteReadError, OSError) as error:
                # Being hung up on is what these deserve; a good one does not.
                if habit in (Soak.good, Soak.unlucky):
                    self.wrong.append(f"{name}: {type(error).__name__}: {error}")
            except asyncio.TimeoutError:
                self.wrong.append(f"{name}: no answer in time")
            except Exception as error:
                self.wrong.append(f"{name}: {type(error).__name__}: {error}")
            if len(self.wrong) > 50:
                return
            await asyncio.sleep(self.random.random() * 0.05)

    async def run(self):
        self.end = time.monotonic() + self.seconds
        watch = asyncio.create_task(self.watch())
        await asyncio.gather(*(self.client(habit) for habit, count in self.HABITS for _ in range(count)))
        return await watch

    async def watch(self):
        """Resident memory along the way."""
        found = []
        while time.monotonic() < self.end:
            await asyncio.sleep(max(0.5, self.seconds / 200))
            found.append(resident(self.server.pid))
        return found


def resident(pid):
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def seen(fake_url):
    return json.loads(fetch(fake_url + "/__seen")[2])


def gauge(server, name):
    found = re.search(rf"(?m)^{name} (\S+)$", server.get("/metrics")[2].decode())
    return float(found[1]) if found else None


def megabytes(count):
    return f"{count / (1 << 20):.1f} MB"


def judge(server, fake_url, soak, samples, before):
    """What is wrong at the end, after all have left."""
    problems = list(soak.wrong[:10])
    for name in ("good", "leaves", "unlucky"):
        if not soak.counts.get(name):
            problems.append(f"no client of the kind '{name}' came to anything")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        open_now = gauge(server, "martlet_http_connections")
        if open_now <= 1 and seen(fake_url)["in_flight"] == 0 and descriptors(server.pid) <= before["descriptors"] + 16:
            break
        time.sleep(0.25)
    upstream = seen(fake_url)
    after = descriptors(server.pid)
    print(f"connections: {gauge(server, 'martlet_http_connections'):.0f} open at Martlet (one is asking)")
    print(f"upstream: {upstream['connections']} connections, {upstream['in_flight']} requests under way, ", end="")
    print(f"{upstream['requests']} seen, {upstream['aborted']} left")
    print(f"descriptors: {before['descriptors']} at the start, {after} at the end")
    if gauge(server, "martlet_http_connections") > 1:
        problems.append(f"{gauge(server, 'martlet_http_connections'):.0f} connections are still open")
    if upstream["in_flight"]:
        problems.append(f"{upstream['in_flight']} requests are still under way upstream")
    if after > before["descriptors"] + 16:
        problems.append(f"{after - before['descriptors']} descriptors were not given back")
    early, middle, last = samples[len(samples) // 10], samples[len(samples) // 2], resident(server.pid)
    print(f"resident: {megabytes(before['resident'])} at the start, {megabytes(early)} after a tenth, ", end="")
    print(f"{megabytes(middle)} in the middle, {megabytes(max(samples))} at most, {megabytes(last)} at the end")
    if last > early + GROWTH_BYTES:
        problems.append(f"memory grew by {megabytes(last - early)}; {megabytes(GROWTH_BYTES)} are allowed")
    return problems


def main():
    parser = argparse.ArgumentParser(prog="scripts/soak", description=__doc__)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--program", metavar="PATH", help="the martlet to try, instead of building one")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    program = given.program or martlet.build(lambda text: print(text, file=sys.stderr))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="martlet-soak-"))
    for name in ("LLM_PROVIDER", "LLM_MODEL", "OLLAMA_HOST", "OPENAI_API_KEY", "OPENAI_BASE_URL", "MARTLET_API_KEY"):
        os.environ.pop(name, None)
    problems = ["it did not come to its end"]
    try:
        fake_url = f"http://127.0.0.1:{free_port()}"
        port = fake_url.rsplit(":", 1)[1]
        fake = Child("fake", [sys.executable, HERE / "fake_upstream.py", "--port", port], folder / "fake.log")
        fake.wait_for(fake_url + "/health", 20)
        yaml = CONFIGURATION.format(fake=fake_url)
        server = martlet.Martlet(program, folder / "martlet", yaml, {"GOOGLE_API_KEY": "none"}).start()
        # A first request of each kind, so that the start is a server at work.
        for model in ("fake/fake-1", "ollama/fake-1:latest", "gemini/fake-1"):
            body = json.dumps({"model": model, "messages": [{"role": "user", "content": "x"}]}).encode()
            assert server.get("/v1/chat/completions", method="POST", body=body)[0] == 200, model
        before = {"descriptors": descriptors(server.pid), "resident": resident(server.pid)}
        soak = Soak(server, fake_url, given.seconds, given.seed)
        samples = asyncio.run(soak.run())
        print("clients: " + ", ".join(f"{count} {name}" for name, count in sorted(soak.counts.items())))
        if server.child.has_ended:
            problems = [f"Martlet ended with {server.child.process.returncode}:\n{server.child.said()}"]
        else:
            problems = judge(server, fake_url, soak, samples, before)
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
