"""What every soak has: a server, clients with habits around it, and a judgement when all of them have left."""

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
from processes import Child

HERE = pathlib.Path(__file__).resolve().parent
# How much more may be resident at the end than after the first tenth: what an allocator keeps, not what leaks.
GROWTH_BYTES = 12 << 20
# How many descriptors more may be open at the end than at the start.
SPARE_DESCRIPTORS = 16
# Whoever runs this may have set them for another server.
SETTINGS = ("LLM_PROVIDER", "LLM_MODEL", "OLLAMA_HOST", "OPENAI_API_KEY", "OPENAI_BASE_URL", "MARTLET_API_KEY")


class Soak:
    """A kind of soak says with which server (`start`), after what (`prepare`), with which HABITS, and what is right (`judge`)."""

    # Coroutines, each one client's way over and over, and how many clients have it.
    HABITS = []
    # Those that must come to something, and those whom nothing may fail.
    NEEDED, GOOD = (), ()
    SECONDS = 600

    def __init__(self, given):
        self.given, self.seconds = given, given.seconds
        self.random = random.Random(given.seed)
        self.counts, self.wrong, self.samples = {}, [], []
        self.server, self.before, self.end = None, {}, 0.0

    @classmethod
    def add_arguments(cls, parser):
        parser.add_argument("--seconds", type=int, default=cls.SECONDS)
        parser.add_argument("--program", metavar="PATH", help="the martlet to try, instead of building one")
        parser.add_argument("--seed", type=int, default=1)

    def start(self, program, folder):
        """Starts all that is needed, and sets `server`."""
        raise NotImplementedError

    async def prepare(self):
        """What comes before the clients."""

    def judge(self):
        """What is wrong at the end."""
        raise NotImplementedError

    # What clients are made of

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

    @staticmethod
    def hang_up(writer, politely):
        """Goes away at once: with a reset, unless politely."""
        if not politely:
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()

    # The run

    async def client(self, habit):
        name = habit.__name__
        while time.monotonic() < self.end:
            self.counts[name] = self.counts.get(name, 0) + 1
            try:
                await habit(self)
            except (ConnectionError, asyncio.IncompleteReadError, OSError) as error:
                # Being hung up on is what these deserve; a good one does not.
                if name in self.GOOD:
                    self.wrong.append(f"{name}: {type(error).__name__}: {error}")
            except asyncio.TimeoutError:
                self.wrong.append(f"{name}: no answer in time")
            except Exception as error:
                self.wrong.append(f"{name}: {type(error).__name__}: {error}")
            if len(self.wrong) > 50:
                return
            await asyncio.sleep(self.random.random() * 0.05)

    async def run(self):
        await self.prepare()
        self.end = time.monotonic() + self.seconds
        watch = asyncio.create_task(self.watch())
        await asyncio.gather(*(self.client(habit) for habit, count in self.HABITS for _ in range(count)))
        await watch

    async def watch(self):
        """Resident memory along the way."""
        while time.monotonic() < self.end:
            await asyncio.sleep(max(0.5, self.seconds / 200))
            self.samples.append(resident(self.server.pid))

    # The judgement

    def gauge(self, name):
        found = re.search(rf"(?m)^{name} (\S+)$", self.server.get("/metrics")[2].decode())
        return float(found[1]) if found else None

    @property
    def keeps_descriptors(self):
        return descriptors(self.server.pid) > self.before["descriptors"] + SPARE_DESCRIPTORS

    def judge_descriptors(self):
        start, after = self.before["descriptors"], descriptors(self.server.pid)
        print(f"descriptors: {start} at the start, {after} at the end")
        return [f"{after - start} descriptors were not given back"] if self.keeps_descriptors else []

    def carry_out(self, program, folder):
        """All of it; returns what is wrong."""
        self.start(program, folder)
        self.before = {"descriptors": descriptors(self.server.pid), "resident": resident(self.server.pid)}
        asyncio.run(self.run())
        print("clients: " + ", ".join(f"{count} {name}" for name, count in sorted(self.counts.items())))
        if self.server.child.has_ended:
            return [f"Martlet ended with {self.server.child.process.returncode}:\n{self.server.child.said()}"]
        problems = self.wrong[:10]
        problems += [f"no client of the kind '{name}' came to anything" for name in self.NEEDED if not self.counts.get(name)]
        problems += self.judge()
        if (status := self.server.stop()) != 0:
            problems.append(f"exit status {status} after SIGTERM")
        return problems


def resident(pid):
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def megabytes(count):
    return f"{count / (1 << 20):.1f} MB"


def main(kind, command, description):
    parser = argparse.ArgumentParser(prog=command, description=description)
    kind.add_arguments(parser)
    given = parser.parse_args()
    program = given.program or martlet.build(lambda text: print(text, file=sys.stderr))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="martlet-soak-"))
    for name in SETTINGS:
        os.environ.pop(name, None)
    problems = ["it did not come to its end"]
    try:
        problems = kind(given).carry_out(program, folder)
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
