"""What clients send in three dialects, and what they read: over sockets, since many must fit into one process."""

import asyncio
import json
import time


class Seen:
    """An answer as its client read it."""

    def __init__(self):
        self.began = time.monotonic()
        self.head = self.end = 0.0
        self.status, self.headers = 0, {}
        self.text, self.voided, self.error, self.reason, self.usage = "", [], None, None, None
        self.ids, self.restarts, self.is_ended = set(), 0, False

    @property
    def attempts(self):
        return int(self.headers.get("x-martlet-attempts", 0))

    @property
    def provider(self):
        return self.headers.get("x-martlet-model", "").partition("/")[0]

    def restart(self):
        self.restarts += 1
        self.voided.append(self.text)
        self.text = ""


class OpenAI:
    def events(self, line):
        if line.startswith(b"data: "):
            yield None if line == b"data: [DONE]" else json.loads(line[6:])

    def take(self, event, seen):
        if event is None:
            seen.is_ended = True
            return
        if "error" in event:
            seen.error = event["error"]["message"]
            return
        seen.ids.add(event["id"])
        if event.get("martlet", {}).get("restarted"):
            seen.restart()
        for choice in event["choices"]:
            seen.text += self.said(choice) or ""
            seen.reason = choice["finish_reason"] or seen.reason
        self.count(event.get("usage"), seen)

    def whole(self, value, seen):
        seen.is_ended, choice = True, value["choices"][0]
        seen.text = choice["message"]["content"] if "message" in choice else choice["text"]
        seen.reason = choice["finish_reason"]
        self.count(value["usage"], seen)

    def count(self, usage, seen):
        if usage:
            seen.usage = (usage["prompt_tokens"], usage["completion_tokens"])

    def body(self, model, count, stream, user):
        body = {"model": model, "max_tokens": count, "temperature": 0, "stream": stream}
        return body | ({"stream_options": {"include_usage": True}} if stream else {}) | ({"user": user} if user else {})


class Chat(OpenAI):
    path = "/v1/chat/completions"

    def request(self, model, prompt, count, stream, user):
        return self.body(model, count, stream, user) | {"messages": [{"role": "user", "content": prompt}]}

    def said(self, choice):
        return choice["delta"].get("content")


class Completion(OpenAI):
    path = "/v1/completions"

    def request(self, model, prompt, count, stream, user):
        return self.body(model, count, stream, user) | {"prompt": prompt}

    def said(self, choice):
        return choice["text"]


class Ollama:
    path = "/api/chat"

    def request(self, model, prompt, count, stream, user):
        messages = [{"role": "user", "content": prompt}]
        return {"model": model, "messages": messages, "stream": stream, "options": {"num_predict": count, "temperature": 0}}

    def events(self, line):
        if line:
            yield json.loads(line)

    def take(self, event, seen):
        if "error" in event:
            seen.error = event["error"]
            return
        if event.get("martlet", {}).get("restarted"):
            seen.restart()
        seen.text += event["message"]["content"]
        if event["done"]:
            seen.is_ended, seen.reason = True, event["done_reason"]
            seen.usage = (event["prompt_eval_count"], event["eval_count"])

    def whole(self, value, seen):
        self.take(value, seen)


DIALECTS = {"chat": Chat(), "completion": Completion(), "ollama": Ollama()}


class Line:
    """A connection to Martlet that is kept as long as it can be."""

    def __init__(self, port):
        self.port, self.reader, self.writer = port, None, None

    def close(self):
        if self.writer:
            self.writer.transport.abort()
        self.reader = self.writer = None

    async def send(self, method, path, body=None, headers=None):
        if self.writer is None or self.writer.transport.is_closing():
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        data = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1", f"content-length: {len(data)}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + data)
        await self.writer.drain()

    async def head(self):
        data = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, *lines = data[:-4].split("\r\n")
        return int(status.split(" ", 2)[1]), {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}

    async def chunks(self, headers):
        if length := headers.get("content-length"):
            yield await self.reader.readexactly(int(length))
            return
        while size := int(await self.reader.readuntil(b"\r\n"), 16):
            yield (await self.reader.readexactly(size + 2))[:-2]
        await self.reader.readexactly(2)

    async def ask(self, method, path, body=None, seconds=90):
        """The status and the JSON of a plain answer."""
        async with asyncio.timeout(seconds):
            await self.send(method, path, body)
            status, headers = await self.head()
            data = b"".join([chunk async for chunk in self.chunks(headers)])
        return status, json.loads(data) if data[:1] in (b"{", b"[") else data.decode()

    async def generate(self, seen, dialect, body, headers=None):
        """An answer, read to its end into `seen`, whatever it is."""
        await self.send("POST", dialect.path, body, headers)
        seen.status, seen.headers = await self.head()
        seen.head = time.monotonic()
        if seen.status != 200 or not body["stream"]:
            data = b"".join([chunk async for chunk in self.chunks(seen.headers)])
            if seen.status == 200:
                dialect.whole(json.loads(data), seen)
            else:
                seen.error = data.decode()
        else:
            rest = b""
            async for chunk in self.chunks(seen.headers):
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    for event in dialect.events(line):
                        dialect.take(event, seen)
        seen.end = time.monotonic()
