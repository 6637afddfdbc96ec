"""A server of every dialect that fails as its model's name says: `FAULT-before`, `FAULT-after`, or `well`.

Before: nothing of the answer has been said. After: half of it has. `well` answers with `WORDS`, and goes on where a
continued answer ends; `repeat` does so too, but of a chat it says the last word again.
"""

import asyncio
import json
import re

WORDS = ["one ", "two ", "three ", "four ", "five ", "six"]
TEXT = "".join(WORDS)
HALF = 3
STATUSES = {"s400": 400, "s401": 401, "s404": 404, "s408": 408, "s409": 409, "s422": 422, "s429": 429, "s500": 500, "s502": 502, "s503": 503}


class Cut(Exception):
    """Close the connection now, without an end."""


class Faulty:
    def __init__(self):
        self.port = 0
        self.closed = asyncio.Event()
        self.asked = []
        #: When a client's connection was seen to close while an answer was under way, by the model's name.
        self.left = {}

    async def start(self):
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def serve(self, reader, writer):
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                line, _, rest = head.partition(b"\r\n")
                method, path, _ = line.decode().split(" ", 2)
                length = re.search(rb"content-length: *(\d+)", rest.lower())
                body = json.loads(await reader.readexactly(int(length[1]))) if length and int(length[1]) else {}
                await Answer(self, writer, reader, path.split("?")[0], body).give()
        except (Cut, asyncio.IncompleteReadError, ConnectionError, OSError):
            pass
        finally:
            writer.close()


class Answer:
    def __init__(self, server, writer, reader, path, body):
        self.server, self.writer, self.reader, self.path, self.body = server, writer, reader, path, body
        gemini = re.search(r"/models/([^:]+):(\w+)", path)
        self.dialect = (
            "gemini" if gemini
            else "chat" if path.endswith("/chat/completions")
            else "completion" if path.endswith("/completions")
            else "ollama-chat" if path == "/api/chat"
            else "ollama-generate" if path == "/api/generate"
            else None
        )
        self.model = gemini[1] if gemini else body.get("model", "")
        self.stream = gemini[2] == "streamGenerateContent" if gemini else body.get("stream", self.dialect in ("ollama-chat", "ollama-generate"))

    async def give(self):
        if self.dialect is None:
            return await self.about()
        self.server.asked.append((self.model, self.body))
        fault, _, phase = self.model.rpartition("-")
        if fault in STATUSES:
            more = [("retry-after", "1")] if fault == "s429" else []
            return await self.whole({"error": {"message": f"the fault {fault}"}}, STATUSES[fault], more)
        if fault == "context":
            error = {"error": {"message": "This model's maximum context length is 8 tokens", "code": "context_length_exceeded"}}
            return await self.whole(error, 400)
        if fault == "silent":
            await self.wait_for_the_client()
        if not self.stream:
            return await self.answer_whole(fault, phase)
        await self.answer_stream(fault, phase)

    # The answer

    @property
    def given(self):
        """What of the answer the request already has."""
        if self.dialect == "chat" or self.dialect == "ollama-chat":
            last = self.body["messages"][-1]
            return last["content"] if last["role"] == "assistant" else ""
        if self.dialect == "completion" or self.dialect == "ollama-generate":
            return self.body["prompt"].partition("?")[2]
        return ""

    @property
    def words(self):
        rest = TEXT.removeprefix(self.given) if TEXT.startswith(self.given) else "WRONG " + TEXT
        said = re.findall(r"\S+ ?", rest)
        if self.model == "repeat" and self.given and self.dialect.endswith("chat"):
            said = [self.given.split()[-1] + " ", *said]
        return said

    async def answer_whole(self, fault, phase):
        if fault == "empty":
            return await self.whole(self.complete("", 0), 200)
        body = json.dumps(self.complete(TEXT.removeprefix(self.given), len(self.words))).encode()
        if fault == "malformed":
            body = body[: len(body) // 2]
        await self.head(200, "application/json", len(body))
        if fault in ("cut", "stall", "late"):
            await self.send(body[: len(body) // 2] if phase == "after" else b"")
            if fault == "cut":
                raise Cut
            await self.wait_for_the_client()
        if fault == "slow":
            await self.wait_for_the_client()
        await self.send(body)

    async def answer_stream(self, fault, phase):
        kind = "application/x-ndjson" if self.dialect.startswith("ollama") else "text/event-stream"
        await self.head(200, kind, None)
        if self.dialect == "chat":
            await self.chunk(self.frame({"role": "assistant", "content": ""}))
        if fault == "empty":
            return await self.end_of_stream(0)
        for place, word in enumerate(self.words):
            if fault and (phase == "before" or place == HALF):
                await self.fail(fault, word)
            await self.chunk(self.piece(word))
            if fault == "slow":
                await asyncio.sleep(0.02)
        await self.end_of_stream(len(self.words))

    async def fail(self, fault, word):
        if fault == "cut":
            raise Cut
        if fault in ("stall", "late", "slow"):
            if fault == "slow":
                return
            while fault == "late":
                # It is alive, and says nothing.
                await self.chunk(self.comment())
                await asyncio.sleep(0.05)
            await self.wait_for_the_client()
        if fault == "malformed":
            await self.chunk(self.piece(word)[:-8] + b"\n\n")
            await self.chunk(self.piece(word))
        if fault == "error":
            error = {"error": {"message": "the model has crashed", "code": 500, "type": "server_error"}}
            await self.chunk(self.line(error))
            raise Cut

    def comment(self):
        return b"\n" if self.dialect.startswith("ollama") else b": still here\n\n"

    def line(self, value):
        text = json.dumps(value)
        return f"{text}\n".encode() if self.dialect.startswith("ollama") else f"data: {text}\n\n".encode()

    def frame(self, delta=None, finish=None, text=None):
        choice = {"index": 0, "finish_reason": finish}
        choice |= {"delta": delta or {}} if self.dialect == "chat" else {"text": text or ""}
        kind = "chat.completion.chunk" if self.dialect == "chat" else "text_completion"
        return self.line({"id": f"from-{self.server.port}-{self.model}", "object": kind, "created": 1, "model": self.model, "choices": [choice]})

    def piece(self, word):
        match self.dialect:
            case "chat":
                return self.frame({"content": word})
            case "completion":
                return self.frame(text=word)
            case "ollama-chat":
                return self.line({"model": self.model, "created_at": "2026-01-01T00:00:00Z", "message": {"role": "assistant", "content": word}, "done": False})
            case "ollama-generate":
                return self.line({"model": self.model, "created_at": "2026-01-01T00:00:00Z", "response": word, "done": False})
            case "gemini":
                return self.line({"candidates": [{"index": 0, "content": {"role": "model", "parts": [{"text": word}]}}], "modelVersion": self.model})

    async def end_of_stream(self, tokens):
        match self.dialect:
            case "chat" | "completion":
                await self.chunk(self.frame(finish="stop"))
                usage = {"prompt_tokens": 7, "completion_tokens": tokens, "total_tokens": 7 + tokens}
                await self.chunk(self.line({"id": f"from-{self.server.port}-{self.model}", "object": "chat.completion.chunk", "created": 1, "model": self.model, "choices": [], "usage": usage}))
                await self.chunk(b"data: [DONE]\n\n")
            case "gemini":
                last = {"candidates": [{"index": 0, "content": {"role": "model", "parts": []}, "finishReason": "STOP"}], "modelVersion": self.model}
                await self.chunk(self.line(last | {"usageMetadata": {"promptTokenCount": 7, "candidatesTokenCount": tokens}}))
            case _:
                await self.chunk(self.line(self.complete("", tokens)))
        await self.chunk(b"")

    def complete(self, text, tokens):
        match self.dialect:
            case "chat" | "completion":
                choice = {"index": 0, "finish_reason": "stop"}
                choice |= {"message": {"role": "assistant", "content": text}} if self.dialect == "chat" else {"text": text}
                usage = {"prompt_tokens": 7, "completion_tokens": tokens, "total_tokens": 7 + tokens}
                return {"id": "w", "object": "chat.completion", "created": 1, "model": self.model, "choices": [choice], "usage": usage}
            case "gemini":
                candidate = {"index": 0, "content": {"role": "model", "parts": [{"text": text}]}, "finishReason": "STOP"}
                return {"candidates": [candidate], "modelVersion": self.model, "usageMetadata": {"promptTokenCount": 7, "candidatesTokenCount": tokens}}
            case _:
                said = {"message": {"role": "assistant", "content": text}} if self.dialect == "ollama-chat" else {"response": text}
                return {"model": self.model, "created_at": "2026-01-01T00:00:00Z", "done": True, "done_reason": "stop", "prompt_eval_count": 7, "eval_count": tokens} | said

    # What the background asks

    async def about(self):
        match self.path:
            case "/v1/models":
                await self.whole({"object": "list", "data": [{"id": "well", "object": "model"}]})
            case "/api/tags":
                await self.whole({"models": [{"name": "well", "model": "well"}]})
            case "/api/version":
                await self.whole({"version": "0.30.0"})
            case "/v1beta/models":
                await self.whole({"models": [{"name": "models/well", "supportedGenerationMethods": ["generateContent"]}]})
            case "/health" | "/props":
                await self.whole({"status": "ok"})
            case _:
                await self.whole({"detail": "Not Found"}, 404)

    # HTTP

    async def head(self, status, kind, length, more=()):
        lines = [f"HTTP/1.1 {status} Status", f"content-type: {kind}"]
        lines += [f"{name}: {value}" for name, value in more]
        lines.append("transfer-encoding: chunked" if length is None else f"content-length: {length}")
        await self.send(("\r\n".join(lines) + "\r\n\r\n").encode())

    async def whole(self, value, status=200, more=()):
        body = json.dumps(value).encode()
        await self.head(status, "application/json", len(body), more)
        await self.send(body)

    async def chunk(self, data):
        await self.send(b"%x\r\n%s\r\n" % (len(data), data))

    async def send(self, data):
        self.writer.write(data)
        await self.writer.drain()

    async def wait_for_the_client(self):
        """Says nothing more until the client is gone."""
        await self.reader.read()
        self.server.left[self.model] = asyncio.get_running_loop().time()
        raise Cut
