"""A backend of OpenAI's dialect that counts like the models, at a pace, and fails as it is told, while it is at work.

What it says follows from all that it is given, so that its answer shows whether the whole of it came.
"""

import asyncio
import json
import re
import zlib

from counting_model import NUMBERS, word

STATUSES = {"s500": 500, "s503": 503, "s429": 429}
FAULTS = ["refuse", "cut", "stall", "malformed", "error", "empty", *STATUSES]


def counted_fake(letter, given, count):
    first = zlib.crc32(given.encode()) % NUMBERS
    return "".join(word(letter, first + place) for place in range(count))


class Cut(Exception):
    """Close the connection now, without an end."""


class Fake:
    def __init__(self, letter, pace):
        self.letter, self.pace = letter, pace
        self.fault = None
        self.port = 0
        self.server = None
        self.writers = set()

    async def listen(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def fail(self, fault):
        """From now on, also for answers under way."""
        self.fault = fault
        if fault == "refuse":
            self.server.close()
            for writer in list(self.writers):
                writer.transport.abort()

    async def heal(self):
        if self.fault == "refuse":
            await self.listen()
        self.fault = None

    async def serve(self, reader, writer):
        self.writers.add(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                line, _, rest = head.partition(b"\r\n")
                length = re.search(rb"content-length: *(\d+)", rest.lower())
                body = json.loads(await reader.readexactly(int(length[1]))) if length and int(length[1]) else {}
                await self.answer(line.decode().split(" ")[1].split("?")[0], body, writer)
        except (Cut, asyncio.IncompleteReadError, ConnectionError, OSError):
            pass
        finally:
            self.writers.discard(writer)
            writer.transport.abort()

    async def answer(self, path, body, writer):
        if path == "/v1/models":
            return await self.whole(writer, {"object": "list", "data": [{"id": "counting", "object": "model"}]})
        if path not in ("/v1/chat/completions", "/v1/completions"):
            return await self.whole(writer, {"status": "ok"} if path in ("/health", "/version") else {}, 200 if path == "/health" else 404)
        if self.fault in STATUSES:
            more = "retry-after: 1\r\n" if self.fault == "s429" else ""
            return await self.whole(writer, {"error": {"message": f"the fault {self.fault}"}}, STATUSES[self.fault], more)
        chat = path.endswith("chat/completions")
        given = "".join(message["content"] for message in body["messages"]) if chat else body["prompt"]
        count = body.get("max_tokens") or body.get("max_completion_tokens") or 16
        say = counted_fake(self.letter, given, count)
        words = [say[place : place + 5] for place in range(0, len(say), 5)]
        if self.fault == "empty":
            words, count = [], 0
        usage = {"prompt_tokens": len(given), "completion_tokens": count, "total_tokens": len(given) + count}
        await (self.stream if body.get("stream") else self.say)(writer, words, usage, chat)

    async def say(self, writer, words, usage, chat):
        await asyncio.sleep(self.pace * len(words))
        await self.stalled()
        if self.fault in ("cut", "malformed", "error"):
            raise Cut
        said = "".join(words)
        choice = {"index": 0, "finish_reason": "length" if words else "stop"} | ({"message": {"role": "assistant", "content": said}} if chat else {"text": said})
        await self.whole(writer, {"id": "f", "created": 1, "model": "counting", "choices": [choice], "usage": usage})

    async def stream(self, writer, words, usage, chat):
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        for said in words:
            await asyncio.sleep(self.pace)
            await self.stalled()
            if self.fault == "cut":
                raise Cut
            if self.fault == "error":
                await self.chunk(writer, {"error": {"message": "the model has crashed", "code": 500}})
                raise Cut
            if self.fault == "malformed":
                await self.chunk(writer, {}, b'data: {"id": "f", "cho\n\n')
                raise Cut
            await self.chunk(writer, self.piece({"delta": {"content": said}} if chat else {"text": said}))
        await self.chunk(writer, self.piece({"delta": {}} if chat else {"text": ""}, "length" if words else "stop"))
        await self.chunk(writer, {"id": "f", "created": 1, "model": "counting", "choices": [], "usage": usage})
        await self.chunk(writer, {}, b"data: [DONE]\n\n")
        writer.write(b"0\r\n\r\n")
        await writer.drain()

    async def stalled(self):
        while self.fault == "stall":
            await asyncio.sleep(0.02)

    @staticmethod
    def piece(said, reason=None):
        return {"id": "f", "created": 1, "model": "counting", "choices": [{"index": 0, "finish_reason": reason} | said]}

    @staticmethod
    async def chunk(writer, value, data=None):
        data = data or b"data: " + json.dumps(value).encode() + b"\n\n"
        writer.write(b"%x\r\n%s\r\n" % (len(data), data))
        await writer.drain()
        if writer.transport.is_closing():
            raise Cut

    @staticmethod
    async def whole(writer, value, status=200, more=""):
        body = json.dumps(value).encode()
        head = f"HTTP/1.1 {status} Status\r\ncontent-type: application/json\r\n{more}content-length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
