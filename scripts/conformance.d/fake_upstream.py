#!/usr/bin/env python3
"""A backend that speaks OpenAI, Ollama and Gemini, answers predictably, and fails on demand.

    fake_upstream.py --port 9100          # 0: any free port; the address is the first line of the output

Answers: `You said: <the last user's text>`, a word a token. A tool is called when the message has a word of its name, or
when the choice is forced; a schema is satisfied; after a tool's answer comes `The tool said: <its text>`. A model whose
name has `think` thinks first. Models whose names begin with `missing` do not exist.

Faults: a marker in the model's name, or else in the last user's text. `N` defaults to 1.
    fault-STATUS                        an error in the dialect's form (fault-500, fault-401, ...)
    fault-STATUS-retry-after[-N|-date]  the same with Retry-After, in seconds or as a date
    fault-context                       the request is too long, in the backend's own words
    fault-html                          a 502 with a page instead of JSON
    fault-redirect                      a 307 to somewhere else
    fault-headers-never                 accepts, and never answers
    fault-close                         closes without a byte
    fault-garbage                       answers something that is no HTTP
    fault-close-idle                    answers well, then closes the connection at its next request, without a byte
    fault-empty                         200, and nothing
    fault-blank                         a proper answer in which nothing is said
    fault-malformed[-after-N]           after N tokens, a frame that is no JSON
    fault-cut-after-N                   after N tokens, the connection ends
    fault-reset-after-N                 after N tokens, the connection is reset
    fault-stall[-after-N]               after N tokens, silence
    fault-error-after-N                 after N tokens, an error frame in the dialect's form
    fault-no-done                       ends properly, but without the dialect's last frame
    fault-huge-line[-N]                 a frame of N megabytes (default 65)
    fault-bytewise                      one byte at a time
    fault-slow-headers-TIME             waits first (2s, 50ms)
    fault-slow-first-token-TIME         sends the head, waits, then answers
    fault-slow-tokens-TIME              waits before every token
    fault-once-...                      any of these the first time only, then answers well (POST /__reset forgets)

`GET /__seen` tells what was seen: requests, answered and aborted ones, connections. `GET /__last` is the last request.
`POST /__reset` starts counting anew. None of the three is counted.
"""

import argparse
import asyncio
import base64
import email.utils
import hashlib
import json
import re
import socket
import struct
import sys
import time
from urllib.parse import parse_qs, unquote, urlsplit

CREATED = 1_700_000_000
MODELS = ["fake-1", "fake-2", "fake-think", "fake-embed"]
MAX_BODY = 128 << 20


class Seen:
    """What was seen since the last reset."""

    def __init__(self):
        self.open = 0
        self.in_flight = 0
        self.reset()

    def reset(self):
        self.requests = self.answered = self.aborted = self.opened = 0
        self.paths, self.faults = {}, {}
        self.last = self.last_abort_at = None
        self.aborts = []
        self.fired = set()

    def summary(self):
        return {
            "requests": self.requests,
            "answered": self.answered,
            "aborted": self.aborted,
            "in_flight": self.in_flight,
            "connections": {"opened": self.opened, "open": self.open},
            "paths": self.paths,
            "faults": self.faults,
            "last_abort_at": self.last_abort_at,
            "aborts": self.aborts[-100:],
        }


class Request:
    def __init__(self, method, target, headers, body):
        split = urlsplit(target)
        self.method, self.target, self.headers, self.raw = method, target, headers, body
        self.path = unquote(split.path)
        self.query = parse_qs(split.query, keep_blank_values=True)
        self.json = {}

    def describe(self):
        secret = {"authorization", "x-goog-api-key", "api-key"}
        headers = {k: "(hidden)" if k in secret else v for k, v in self.headers.items()}
        return {
            "method": self.method,
            "target": self.target,
            "headers": headers,
            "body": self.json or self.raw.decode("utf-8", "replace"),
        }


class Refusal(Exception):
    def __init__(self, status, message, code=None):
        self.status, self.message, self.code = status, message, code


class Gone(Exception):
    """The client has left."""


# --- Faults ---------------------------------------------------------------------------------------------------------


class Fault:
    """One marker, read. Its `kind` is its name without numbers."""

    PATTERN = re.compile(r"fault-[a-z0-9.-]*[a-z0-9]")

    def __init__(self, marker=""):
        self.marker = marker
        name = marker.removeprefix("fault-").removeprefix("once-")
        self.once = marker.startswith("fault-once-")
        self.status = int(m[1]) if (m := re.match(r"(\d{3})(?:-|$)", name)) else None
        self.retry_after = (m[1] or "1") if (m := re.search(r"retry-after(?:-(\d+|date))?", name)) else None
        self.seconds = 0.0
        if m := re.search(r"-(\d+(?:\.\d+)?)(ms|s)$", name):
            self.seconds = float(m[1]) / (1000 if m[2] == "ms" else 1)
            name = name[: m.start()]
        self.number = int(m[1]) if (m := re.search(r"-(\d+)$", name)) else None
        self.kind = "status" if self.status else re.sub(r"(-after)?(-\d+)?$", "", name)

    @classmethod
    def find(cls, model, text, seen):
        found = cls.PATTERN.search(model) or cls.PATTERN.search(text)
        if not found:
            return cls()
        fault = cls(found[0])
        if fault.once:
            if fault.marker in seen.fired:
                return cls()
            seen.fired.add(fault.marker)
        seen.faults[fault.marker] = seen.faults.get(fault.marker, 0) + 1
        return fault

    def after(self, default=1):
        return default if self.number is None else self.number


# --- Answers, in no dialect -----------------------------------------------------------------------------------------


class Ask:
    """What a request wants, in no dialect."""

    def __init__(self, model, turns, **wants):
        self.model = model
        # Turns are (role, text); the last user's text is what is answered.
        self.turns = turns
        self.tools = wants.get("tools") or []  # (name, schema)
        self.choice = wants.get("choice", "auto")  # auto, none, required, or a tool's name
        self.format = wants.get("format")  # None, "json", or a schema
        self.images = wants.get("images", 0)
        self.limit = wants.get("limit")
        self.stop = wants.get("stop") or []
        self.n = wants.get("n") or 1
        self.think = wants.get("think")
        self.stream = wants.get("stream", False)
        self.echo = wants.get("echo", False)
        self.logprobs = wants.get("logprobs")

    @property
    def text(self):
        return next((text for role, text in reversed(self.turns) if role == "user"), "")


class Answer:
    def __init__(self, ask):
        self.ask = ask
        self.reasoning, self.calls, text = [], [], ""
        wants_thought = ask.think if ask.think is not None else "think" in ask.model
        if wants_thought:
            self.reasoning = ["Let ", "me ", "think."]
        called = pick_tools(ask)
        if called:
            self.calls = [
                (call_id(ask, i), name, json.dumps(fill({"type": "object"} | schema, ask.text), ensure_ascii=False))
                for i, (name, schema) in enumerate(called)
            ]
        elif ask.format == "json":
            text = json.dumps({"echo": ask.text}, ensure_ascii=False)
        elif ask.format:
            text = json.dumps(fill(ask.format, ask.text), ensure_ascii=False)
        elif ask.turns and ask.turns[-1][0] == "tool":
            text = "The tool said: " + ask.turns[-1][1]
        else:
            seen = f"I see {ask.images} image(s). " if ask.images else ""
            text = f"{seen}You said: {ask.text}"
        self.finish = "tool_calls" if self.calls else "stop"
        for stop in ask.stop:
            text = text.split(stop)[0]
        self.tokens = re.findall(r"\s*\S+\s*$|\s*\S+", text) if text else []
        if ask.limit is not None and 0 <= ask.limit < len(self.tokens):
            self.tokens = self.tokens[: ask.limit]
            self.finish = "length"
        self.prompt_tokens = max(1, sum(len(text.split()) for _, text in ask.turns))
        self.completion_tokens = len(self.tokens) + len(self.reasoning) + 5 * len(self.calls)

    @property
    def text(self):
        return "".join(self.tokens)

    @property
    def thought(self):
        return "".join(self.reasoning)

    def say_nothing(self):
        self.tokens, self.reasoning, self.calls, self.finish, self.completion_tokens = [], [], [], "stop", 0


def call_id(ask, index):
    seed = f"{ask.model}|{len(ask.turns)}|{ask.text}|{index}"
    return "call_" + hashlib.sha256(seed.encode()).hexdigest()[:16]


def pick_tools(ask):
    if not ask.tools or ask.choice == "none":
        return []
    if ask.choice not in ("auto", "required"):
        return [tool for tool in ask.tools if tool[0] == ask.choice][:1] or ask.tools[:1]
    # A tool's answer ends the matter, unless calling is forced.
    if ask.choice == "auto" and ask.turns and ask.turns[-1][0] == "tool":
        return []
    words = set(re.findall(r"[a-z0-9]{3,}", ask.text.lower()))

    def is_meant(name):
        parts = re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower())
        return name in ask.text or any(len(p) > 3 and p in words for p in parts if p not in ("current", "function"))

    meant = [tool for tool in ask.tools if is_meant(tool[0])]
    return meant or (ask.tools[:1] if ask.choice == "required" or "tool" in words else [])


def fill(schema, text, root=None, depth=0):
    """A value that satisfies a JSON schema, the same each time."""
    root = schema if root is None else root
    if not isinstance(schema, dict) or depth > 12:
        return None if depth > 12 else text
    if "$ref" in schema:
        target = root
        for part in schema["$ref"].lstrip("#/").split("/"):
            target = target.get(part, {}) if isinstance(target, dict) else {}
        return fill(target, text, root, depth + 1)
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    for word in ("anyOf", "oneOf"):
        if schema.get(word):
            return fill(schema[word][0], text, root, depth + 1)
    if schema.get("allOf"):
        merged = {"type": "object", "properties": {}}
        for part in schema["allOf"]:
            while isinstance(part, dict) and "$ref" in part:
                target = root
                for step in part["$ref"].lstrip("#/").split("/"):
                    target = target.get(step, {})
                part = target
            merged["properties"].update(part.get("properties", {}))
            merged["type"] = part.get("type", merged["type"])
        return fill(merged, text, root, depth + 1)
    kind = schema.get("type")
    kind = next((k for k in kind if k != "null"), "null") if isinstance(kind, list) else kind
    kind = str(kind).lower() if kind else ("object" if "properties" in schema else "string")
    if kind == "object":
        properties = schema.get("properties") or {}
        required = set(schema.get("required", properties))
        return {
            name: fill(part, text, root, depth + 1)
            for name, part in properties.items()
            if name in required or depth < 4
        }
    if kind == "array":
        count = max(1, schema.get("minItems", 1))
        return [fill(schema.get("items") or {}, text, root, depth + 1) for _ in range(min(count, 100))]
    if kind in ("integer", "number"):
        low = schema.get("minimum", schema.get("exclusiveMinimum"))
        value = 7 if low is None else low + (1 if "exclusiveMinimum" in schema else 0)
        high = schema.get("maximum")
        value = min(value, high) if high is not None else value
        return int(value) if kind == "integer" else float(value)
    if kind == "boolean":
        return True
    if kind == "null":
        return None
    formats = {
        "date": "2024-02-29",
        "date-time": "2024-02-29T12:00:00Z",
        "time": "12:00:00Z",
        "email": "a@example.org",
        "uri": "https://example.org",
        "uuid": "00000000-0000-4000-8000-000000000000",
    }
    names = re.findall(r"(?<=\s)[A-ZÀ-Þ][\w-]+", text)
    value = formats.get(schema.get("format")) or (names[-1] if names else "text")
    value = value.ljust(schema.get("minLength", 0), "x")
    return value[: schema["maxLength"]] if "maxLength" in schema else value


def vector(text, count):
    """A vector of length one that depends on the text alone."""
    numbers, block = [], 0
    while len(numbers) < count:
        digest = hashlib.sha256(f"{block}|{text}".encode()).digest()
        numbers += [value / 127.5 - 1 for value in digest]
        block += 1
    numbers = numbers[:count]
    norm = sum(value * value for value in numbers) ** 0.5 or 1.0
    return [value / norm for value in numbers]


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def as_int(value, least, most):
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Refusal(400, f"{value!r} is no whole number from {least} to {most}")
    return value


# --- OpenAI ---------------------------------------------------------------------------------------------------------


class OpenAI:
    stream_type = "text/event-stream"
    filler = {"id": "fake", "object": "chat.completion.chunk", "created": CREATED, "model": "fake", "choices": []}
    too_long = "This model's maximum context length is 16 tokens. However, your messages resulted in 99 tokens."

    @staticmethod
    def error(status, message, code=None):
        types = {401: "authentication_error", 404: "not_found_error", 429: "rate_limit_error"}
        kind = types.get(status) or ("server_error" if status >= 500 else "invalid_request_error")
        return {"error": {"message": message, "type": kind, "param": None, "code": code}}

    @staticmethod
    def frame(value):
        return b"data: " + compact(value) + b"\n\n"

    def ask(self, request):
        body = request.json
        if request.path.endswith("/completions") and not request.path.endswith("/chat/completions"):
            prompt = body.get("prompt", "")
            prompts = prompt if isinstance(prompt, list) and prompt and isinstance(prompt[0], str) else [prompt]
            prompts = [p if isinstance(p, str) else " ".join(map(str, p)) for p in prompts]
            ask = Ask(
                body["model"],
                [("user", prompts[0])],
                limit=as_int(body.get("max_tokens"), 0, 1 << 31),
                stop=listed(body.get("stop")),
                n=as_int(body.get("n"), 1, 128),
                stream=body.get("stream", False),
                echo=body.get("echo", False),
                logprobs=body.get("logprobs"),
            )
            ask.kind = "completion"
            ask.prompts = prompts
        else:
            turns, images = [], 0
            for message in expect(body, "messages", list):
                content = message.get("content") or ""
                if isinstance(content, list):
                    images += sum(part.get("type") == "image_url" for part in content)
                    content = "".join(part.get("text", "") for part in content if part.get("type") == "text")
                turns.append((message.get("role"), content))
            tools = [(t["function"]["name"], t["function"].get("parameters") or {}) for t in body.get("tools") or []]
            choice = body.get("tool_choice") or "auto"
            choice = choice["function"]["name"] if isinstance(choice, dict) else choice
            form = body.get("response_format") or {}
            form = {"json_object": "json", "json_schema": (form.get("json_schema") or {}).get("schema")}.get(
                form.get("type")
            )
            limit = body.get("max_completion_tokens", body.get("max_tokens"))
            effort = body.get("reasoning_effort")
            ask = Ask(
                body["model"],
                turns,
                tools=tools,
                choice=choice,
                format=form,
                images=images,
                limit=as_int(limit, 0, 1 << 31),
                stop=listed(body.get("stop")),
                n=as_int(body.get("n"), 1, 128),
                think=None if effort is None else effort != "none",
                stream=body.get("stream", False),
                logprobs=(body.get("top_logprobs") or 0) if body.get("logprobs") else None,
            )
            ask.kind = "chat"
        ask.usage = bool((body.get("stream_options") or {}).get("include_usage"))
        return ask

    @staticmethod
    def base(answer, kind):
        digest = hashlib.sha256(answer.ask.text.encode()).hexdigest()[:24]
        prefix = "cmpl-" if kind == "text_completion" else "chatcmpl-"
        return {"id": prefix + digest, "object": kind, "created": CREATED, "model": answer.ask.model}

    @staticmethod
    def usage(answer, n):
        completion = answer.completion_tokens * n
        usage = {
            "prompt_tokens": answer.prompt_tokens,
            "completion_tokens": completion,
            "total_tokens": answer.prompt_tokens + completion,
        }
        if answer.reasoning:
            usage["completion_tokens_details"] = {"reasoning_tokens": len(answer.reasoning) * n}
        return usage

    @staticmethod
    def logprobs(tokens, count):
        def entry(token):
            return {"token": token, "logprob": -0.1, "bytes": list(token.encode())}

        top = lambda token: [entry(token)] + [dict(entry(f"alt{i}"), logprob=-2.0 - i) for i in range(1, count)]
        return {"content": [dict(entry(t), top_logprobs=top(t)[:count]) for t in tokens], "refusal": None}

    @staticmethod
    def text_logprobs(tokens):
        offsets, offset = [], 0
        for token in tokens:
            offsets.append(offset)
            offset += len(token)
        return {
            "tokens": tokens,
            "token_logprobs": [-0.1] * len(tokens),
            "top_logprobs": [{t: -0.1} for t in tokens],
            "text_offset": offsets,
        }

    def whole(self, answer):
        ask = answer.ask
        if ask.kind == "completion":
            out = self.base(answer, "text_completion")
            out["choices"] = []
            for prompt in ask.prompts:
                own = Answer(Ask(ask.model, [("user", prompt)], limit=ask.limit, stop=ask.stop))
                for _ in range(ask.n):
                    choice = {"index": len(out["choices"]), "finish_reason": own.finish}
                    choice["text"] = (prompt if ask.echo else "") + (own.text if answer.tokens else "")
                    choice["logprobs"] = None if ask.logprobs is None else self.text_logprobs(own.tokens)
                    out["choices"].append(choice)
            out["usage"] = self.usage(answer, len(out["choices"]))
            return out
        out = self.base(answer, "chat.completion")
        message = {"role": "assistant", "content": answer.text if not answer.calls else None}
        if answer.reasoning:
            message["reasoning_content"] = answer.thought
        if answer.calls:
            message["tool_calls"] = [
                {"id": i, "type": "function", "function": {"name": name, "arguments": arguments}}
                for i, name, arguments in answer.calls
            ]
        logprobs = None if ask.logprobs is None else self.logprobs(answer.tokens, ask.logprobs)
        out["choices"] = [
            {"index": i, "message": message, "logprobs": logprobs, "finish_reason": answer.finish} for i in range(ask.n)
        ]
        out["usage"] = self.usage(answer, ask.n)
        return out

    def frames(self, answer):
        """Frames, each with whether it is a token of content."""
        ask = answer.ask
        if ask.kind == "completion":
            base = self.base(answer, "text_completion")
            for i in range(ask.n):
                for token in ([ask.text] if ask.echo else []) + answer.tokens:
                    logprobs = None if ask.logprobs is None else self.text_logprobs([token])
                    choice = {"index": i, "text": token, "logprobs": logprobs, "finish_reason": None}
                    yield self.frame(dict(base, choices=[choice])), True
                end = {"index": i, "text": "", "logprobs": None, "finish_reason": answer.finish}
                yield self.frame(dict(base, choices=[end])), False
        else:
            base = self.base(answer, "chat.completion.chunk")

            def chunk(delta, i, finish=None, logprobs=None):
                choice = {"index": i, "delta": delta, "logprobs": logprobs, "finish_reason": finish}
                return self.frame(dict(base, choices=[choice]))

            for i in range(ask.n):
                yield chunk({"role": "assistant", "content": ""}, i), False
                for token in answer.reasoning:
                    yield chunk({"reasoning_content": token}, i), True
                for index, (call, name, arguments) in enumerate(answer.calls):
                    first = {"index": index, "id": call, "type": "function"}
                    yield chunk({"tool_calls": [dict(first, function={"name": name, "arguments": ""})]}, i), True
                    for piece in re.findall(r".{1,7}", arguments, re.S):
                        yield chunk({"tool_calls": [{"index": index, "function": {"arguments": piece}}]}, i), True
                for token in answer.tokens:
                    logprobs = None if ask.logprobs is None else self.logprobs([token], ask.logprobs)
                    yield chunk({"content": token}, i, logprobs=logprobs), True
                yield chunk({}, i, answer.finish), False
        if ask.usage:
            yield self.frame(dict(base, choices=[], usage=self.usage(answer, ask.n))), False

    def last(self, answer):
        return b"data: [DONE]\n\n"

    def error_frame(self, message):
        return self.frame(self.error(500, message))

    broken_frame = b'data: {"id":"chatcmpl-1","choices":[{"del\n\n'


def listed(value):
    return [value] if isinstance(value, str) else (value or [])


def expect(body, name, kind):
    value = body.get(name)
    if not isinstance(value, kind):
        raise Refusal(400, f"'{name}' is missing or of the wrong type")
    return value


# --- Ollama ---------------------------------------------------------------------------------------------------------


class Ollama:
    stream_type = "application/x-ndjson"
    filler = {"message": {"content": ""}, "response": "", "done": False}
    too_long = "the input length exceeds the context length"
    date = "2024-01-01T00:00:00.123456789Z"

    @staticmethod
    def error(status, message, code=None):
        return {"error": message}

    @staticmethod
    def frame(value):
        return compact(value) + b"\n"

    def ask(self, request):
        body = request.json
        options = body.get("options") or {}
        form = body.get("format")
        wants = {
            "format": form if form else None,
            "limit": options.get("num_predict") if (options.get("num_predict") or -1) >= 0 else None,
            "stop": listed(options.get("stop")),
            "think": None if body.get("think") is None else bool(body["think"]),
            "stream": body.get("stream", True),
            "logprobs": (body.get("top_logprobs") or 0) if body.get("logprobs") else None,
        }
        if request.path == "/api/generate":
            prompt = body.get("prompt") or ""
            ask = Ask(body["model"], [("user", prompt)], images=len(body.get("images") or []), **wants)
            ask.kind, ask.loads = "generate", not prompt
        else:
            messages = body.get("messages") or []
            turns = [(m.get("role"), m.get("content") or "") for m in messages]
            for message in messages:
                for call in message.get("tool_calls") or []:
                    if not isinstance(call["function"].get("arguments"), dict):
                        raise Refusal(400, "json: cannot unmarshal string into Go struct field .arguments")
            tools = [(t["function"]["name"], t["function"].get("parameters") or {}) for t in body.get("tools") or []]
            images = sum(len(m.get("images") or []) for m in messages)
            ask = Ask(body["model"], turns, tools=tools, images=images, **wants)
            ask.kind, ask.loads = "chat", not messages
        ask.keep_alive = body.get("keep_alive")
        return ask

    def line(self, answer, text="", **more):
        line = {"model": answer.ask.model, "created_at": self.date}
        if answer.ask.kind == "chat":
            message = {"role": "assistant", "content": text}
            message.update({k: more.pop(k) for k in ("thinking", "tool_calls") if k in more})
            line["message"] = message
        else:
            line["response"] = text
            line.update({k: more.pop(k) for k in ("thinking",) if k in more})
        line["done"] = False
        line.update(more)
        return line

    @staticmethod
    def counters(answer):
        reason = "length" if answer.finish == "length" else "stop"
        return {
            "done": True,
            "done_reason": reason,
            "total_duration": 5_000_000,
            "load_duration": 1_000_000,
            "prompt_eval_count": answer.prompt_tokens,
            "prompt_eval_duration": 1_000_000,
            "eval_count": answer.completion_tokens,
            "eval_duration": 3_000_000,
        }

    @staticmethod
    def calls(answer):
        return [
            {"function": {"index": i, "name": name, "arguments": json.loads(arguments)}}
            for i, (_, name, arguments) in enumerate(answer.calls)
        ]

    def logprobs(self, answer, tokens):
        if answer.ask.logprobs is None:
            return {}
        return {"logprobs": OpenAI.logprobs(tokens, answer.ask.logprobs)["content"]}

    def whole(self, answer):
        if answer.ask.loads:
            return self.loaded(answer)
        more = self.counters(answer) | self.logprobs(answer, answer.tokens)
        if answer.reasoning:
            more["thinking"] = answer.thought
        if answer.calls:
            more["tool_calls"] = self.calls(answer)
        return self.line(answer, answer.text, **more)

    def loaded(self, answer):
        gone = answer.ask.keep_alive in (0, "0", "0s")
        return self.line(answer, done=True, done_reason="unload" if gone else "load")

    def frames(self, answer):
        if answer.ask.loads:
            return
        for token in answer.reasoning:
            yield self.frame(self.line(answer, thinking=token)), True
        for call in self.calls(answer):
            yield self.frame(self.line(answer, tool_calls=[call])), True
        for token in answer.tokens:
            yield self.frame(self.line(answer, token, **self.logprobs(answer, [token]))), True

    def last(self, answer):
        return self.frame(self.loaded(answer) if answer.ask.loads else self.line(answer, **self.counters(answer)))

    def error_frame(self, message):
        return self.frame({"error": message})

    broken_frame = b'{"model":"fake-1","message":{"role":"assis\n'


# --- Gemini ---------------------------------------------------------------------------------------------------------


class Gemini:
    stream_type = "text/event-stream"
    filler = {"candidates": []}
    too_long = "The input token count (99) exceeds the maximum number of tokens allowed (16)."

    @staticmethod
    def error(status, message, code=None):
        names = {
            400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND",
            429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE", 504: "DEADLINE_EXCEEDED",
        }  # fmt: skip
        return {"error": {"code": status, "message": message, "status": code or names.get(status, "UNKNOWN")}}

    @staticmethod
    def frame(value):
        return b"data: " + compact(value) + b"\r\n\r\n"

    OPAQUE = {"args", "response", "parameters", "parametersJsonSchema", "responseJsonSchema", "responseSchema"}

    @classmethod
    def camel(cls, value):
        """Field names may be written in either case, as in all of Google's JSON."""
        if isinstance(value, list):
            return [cls.camel(element) for element in value]
        if not isinstance(value, dict):
            return value
        named = {re.sub(r"_([a-z])", lambda m: m[1].upper(), key): element for key, element in value.items()}
        return {key: element if key in cls.OPAQUE else cls.camel(element) for key, element in named.items()}

    @staticmethod
    def said(response):
        """A function's answer, out of the object that has to be around it."""
        if isinstance(response, dict) and len(response) == 1:
            (name, value), *_ = response.items()
            if name in ("output", "result") and isinstance(value, str):
                return value
        return json.dumps(response, ensure_ascii=False)

    def ask(self, request):
        body = self.camel(request.json)
        model = re.sub(r"^.*/models/", "", request.path).split(":")[0]
        config = body.get("generationConfig") or {}
        turns, images = [], 0
        system = (body.get("systemInstruction") or {}).get("parts") or []
        if system:
            turns.append(("system", "".join(part.get("text", "") for part in system)))
        contents = expect(body, "contents", list)
        for content in contents:
            parts = content.get("parts") or []
            if not parts:
                raise Refusal(400, "contents.parts must not be empty.")
            images += sum("inlineData" in part for part in parts)
            replies = [part["functionResponse"] for part in parts if "functionResponse" in part]
            if replies:
                turns.append(("tool", " ".join(self.said(r.get("response")) for r in replies)))
            else:
                role = "assistant" if content.get("role") == "model" else "user"
                turns.append((role, "".join(part.get("text", "") for part in parts)))
        tools = []
        for group in body.get("tools") or []:
            for f in group.get("functionDeclarations") or []:
                tools.append((f["name"], f.get("parametersJsonSchema") or f.get("parameters") or {}))
        calling = (body.get("toolConfig") or {}).get("functionCallingConfig") or {}
        mode = {"NONE": "none", "ANY": "required"}.get(str(calling.get("mode", "")).upper(), "auto")
        allowed = calling.get("allowedFunctionNames") or []
        if mode == "required" and allowed:
            mode = allowed[0]
        form = config.get("responseJsonSchema") or config.get("responseSchema")
        if not form and config.get("responseMimeType") == "application/json":
            form = "json"
        ask = Ask(
            model,
            turns,
            tools=tools,
            choice=mode,
            format=form,
            images=images,
            limit=as_int(config.get("maxOutputTokens"), 0, 1 << 31),
            stop=config.get("stopSequences"),
            n=as_int(config.get("candidateCount"), 1, 8),
            think=(config.get("thinkingConfig") or {}).get("includeThoughts"),
            stream=":streamGenerateContent" in request.path,
            logprobs=(config.get("logprobs") or 0) if config.get("responseLogprobs") else None,
        )
        ask.sse = request.query.get("alt") == ["sse"]
        return ask

    @staticmethod
    def parts(answer, reasoning, calls, tokens):
        parts = [{"text": "".join(reasoning), "thought": True}] if reasoning else []
        for call, name, arguments in calls:
            parts.append({"functionCall": {"name": name, "args": json.loads(arguments)}, "thoughtSignature": "c2ln"})
        return parts + ([{"text": "".join(tokens)}] if tokens else [])

    def chunk(self, answer, parts, index=0, finish=None, tokens=()):
        candidate = {"content": {"role": "model", "parts": parts}, "index": index}
        if finish:
            candidate["finishReason"] = finish
        if answer.ask.logprobs is not None and tokens:
            chosen = [{"token": t, "logProbability": -0.1, "tokenId": 1} for t in tokens]
            candidate["logprobsResult"] = {
                "chosenCandidates": chosen,
                "topCandidates": [{"candidates": [c][: answer.ask.logprobs]} for c in chosen],
            }
        return {"candidates": [candidate], "modelVersion": answer.ask.model, "responseId": "fake"}

    @staticmethod
    def usage(answer):
        said = (answer.completion_tokens - len(answer.reasoning)) * answer.ask.n
        usage = {"promptTokenCount": answer.prompt_tokens, "candidatesTokenCount": said}
        if answer.reasoning:
            usage["thoughtsTokenCount"] = len(answer.reasoning)
        return usage | {"totalTokenCount": sum(usage.values())}

    @staticmethod
    def finish(answer):
        return "MAX_TOKENS" if answer.finish == "length" else "STOP"

    def whole(self, answer):
        parts = self.parts(answer, answer.reasoning, answer.calls, answer.tokens)
        out = self.chunk(answer, parts, 0, self.finish(answer), answer.tokens)
        out["candidates"] = [dict(out["candidates"][0], index=i) for i in range(answer.ask.n)]
        return out | {"usageMetadata": self.usage(answer)}

    def frames(self, answer):
        for i in range(answer.ask.n):
            for token in answer.reasoning:
                yield self.frame(self.chunk(answer, self.parts(answer, [token], [], []), i)), True
            for call in answer.calls:
                yield self.frame(self.chunk(answer, self.parts(answer, [], [call], []), i)), True
            for token in answer.tokens:
                parts = self.parts(answer, [], [], [token])
                yield self.frame(self.chunk(answer, parts, i, tokens=[token])), True

    def last(self, answer):
        out = self.chunk(answer, [{"text": ""}], 0, self.finish(answer))
        out["candidates"] = [dict(out["candidates"][0], index=i) for i in range(answer.ask.n)]
        return self.frame(out | {"usageMetadata": self.usage(answer)})

    def error_frame(self, message):
        return self.frame(self.error(500, message))

    broken_frame = b'data: {"candidates":[{"content":{"par\r\n\r\n'


# --- The server -----------------------------------------------------------------------------------------------------


class Upstream:
    def __init__(self, models, key=None):
        self.models, self.key = models, key
        self.seen = Seen()
        self.loaded = {}
        self.openai, self.ollama, self.gemini = OpenAI(), Ollama(), Gemini()

    def dialect(self, request):
        path = request.path
        if path.startswith(("/v1beta", "/v1alpha")) or re.search(r":\w+(Content|Contents|Tokens)$", path):
            return self.gemini
        if path.startswith("/api/") or path == "/":
            return self.ollama
        if path.startswith("/v1/models") and "x-goog-api-key" in request.headers:
            return self.gemini
        return self.openai

    async def handle(self, connection, request):
        """Answers one request. Returns whether the connection may be used again."""
        if request.path.startswith("/__"):
            return await self.inspect(connection, request)
        seen = self.seen
        seen.requests += 1
        seen.paths[request.path] = seen.paths.get(request.path, 0) + 1
        dialect = self.dialect(request)
        reply = connection.reply
        seen.in_flight += 1
        try:
            if request.raw:
                try:
                    request.json = json.loads(request.raw)
                except ValueError as error:
                    raise Refusal(400, f"the body is not JSON: {error}") from None
                if not isinstance(request.json, dict):
                    raise Refusal(400, "the body is no object")
            seen.last = request.describe()
            self.authorize(request)
            keep = await self.route(connection, request, dialect)
            seen.answered += 1
            return keep
        except Refusal as refusal:
            await reply(refusal.status, dialect.error(refusal.status, refusal.message, refusal.code))
            seen.answered += 1
            return True
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            # A request of the wrong shape: what a real backend would say, in its words.
            message = f"the request has the wrong shape: {type(error).__name__} {error}"
            await reply(400, dialect.error(400, message))
            seen.answered += 1
            return True
        except (Gone, asyncio.CancelledError):
            seen.aborted += 1
            seen.last_abort_at = time.time()
            seen.aborts.append({"path": request.path, "at": seen.last_abort_at})
            raise
        finally:
            seen.in_flight -= 1

    async def inspect(self, connection, request):
        if request.path == "/__reset":
            self.seen.reset()
            self.loaded.clear()
        value = self.seen.last if request.path == "/__last" else self.seen.summary()
        await connection.reply(200, value)
        return True

    def authorize(self, request):
        if not self.key:
            return
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        given = given or request.headers.get("x-goog-api-key", "") or request.query.get("key", [""])[0]
        if given != self.key:
            raise Refusal(401, "Incorrect API key provided: " + given[:64], "invalid_api_key")

    # Routes

    async def route(self, connection, request, dialect):
        path, method, reply = request.path, request.method, connection.reply
        if dialect is self.ollama:
            return await self.route_ollama(connection, request)
        if dialect is self.gemini:
            return await self.route_gemini(connection, request)
        if path == "/v1/models" and method == "GET":
            return await reply(200, {"object": "list", "data": [self.openai_model(m) for m in self.models]})
        if path.startswith("/v1/models/") and method == "GET":
            name = path.removeprefix("/v1/models/")
            if name not in self.models:
                raise Refusal(404, f"The model '{name}' does not exist", "model_not_found")
            return await reply(200, self.openai_model(name))
        if method == "POST" and path in ("/v1/chat/completions", "/v1/completions"):
            return await self.generate(connection, request, self.openai)
        if method == "POST" and path == "/v1/embeddings":
            return await self.embed_openai(connection, request)
        if path in ("/health", "/ping"):
            return await reply(200, {"status": "ok"})
        raise Refusal(404, f"Invalid URL ({method} {path})")

    @staticmethod
    def openai_model(name):
        return {"id": name, "object": "model", "created": CREATED, "owned_by": "fake"}

    async def route_ollama(self, connection, request):
        path, method, reply = request.path, request.method, connection.reply
        if path == "/":
            return await reply(200, b"Ollama is running", "text/plain; charset=utf-8")
        if path == "/api/version":
            return await reply(200, {"version": "0.12.11"})
        if path == "/api/tags":
            return await reply(200, {"models": [self.ollama_model(m) for m in self.models]})
        if path == "/api/ps":
            loaded = [self.ollama_model(m) | {"size_vram": 0, "expires_at": self.ollama.date} for m in self.loaded]
            return await reply(200, {"models": loaded})
        if method == "POST" and path in ("/api/chat", "/api/generate"):
            return await self.generate(connection, request, self.ollama)
        if method == "POST" and path in ("/api/embed", "/api/embeddings"):
            return await self.embed_ollama(connection, request)
        model = request.json.get("model") or request.json.get("name") or ""
        if method == "POST" and path == "/api/show":
            self.require(model)
            card = {"license": "none", "details": self.ollama_model(model)["details"], "template": "{{ .Prompt }}"}
            card["model_info"] = {"general.architecture": "fake", "fake.context_length": 4096}
            return await reply(200, card | {"capabilities": ["completion", "tools", "vision", "embedding", "thinking"]})
        if method == "DELETE" and path == "/api/delete":
            self.require(model)
            return await reply(200, b"", "text/plain")
        if method == "POST" and path == "/api/pull":
            return await self.pull(connection, request, model)
        return await reply(404, b"404 page not found", "text/plain")

    @staticmethod
    def ollama_model(name):
        tagged = name if ":" in name else name + ":latest"
        details = {"format": "gguf", "family": "fake", "families": ["fake"], "parameter_size": "1B"}
        return {
            "name": tagged,
            "model": tagged,
            "modified_at": Ollama.date,
            "size": 1_000_000,
            "digest": hashlib.sha256(tagged.encode()).hexdigest(),
            "details": details | {"quantization_level": "Q4_0", "parent_model": ""},
        }

    async def pull(self, connection, request, model):
        fault = Fault.find(model, "", self.seen)
        steps = [{"status": "pulling manifest"}]
        steps += [{"status": "pulling abc", "digest": "sha256:abc", "total": 4, "completed": i} for i in range(1, 5)]
        steps += [{"status": "verifying sha256 digest"}, {"status": "success"}]
        if model.startswith("missing"):
            steps = steps[:1] + [{"error": "pull model manifest: file does not exist"}]
        if request.json.get("stream") is False:
            return await connection.reply(200, steps[-1])
        frames = [(compact(step) + b"\n", True) for step in steps[:-1]]
        return await self.stream(connection, self.ollama, fault, frames, compact(steps[-1]) + b"\n")

    async def route_gemini(self, connection, request):
        path, reply = request.path, connection.reply
        match = re.fullmatch(r"/v1(?:beta|alpha)?/(?:models|tunedModels)(?:/([^:]+)(?::(\w+))?)?", path)
        if not match:
            raise Refusal(404, f"no such path: {path}")
        model, method = match.groups()
        if request.method == "GET":
            if model is None:
                return await self.list_gemini(connection, request)
            if model not in self.models:
                raise Refusal(404, f"models/{model} is not found for API version v1beta")
            return await reply(200, self.gemini_model(model))
        if method in ("generateContent", "streamGenerateContent"):
            return await self.generate(connection, request, self.gemini)
        if method in ("embedContent", "batchEmbedContents"):
            return await self.embed_gemini(connection, request, model)
        if method == "countTokens":
            words = sum(len(t.split()) for _, t in self.gemini.ask(request).turns)
            return await reply(200, {"totalTokens": words})
        raise Refusal(404, f"no such method: {method}")

    async def list_gemini(self, connection, request):
        start = int(request.query.get("pageToken", ["0"])[0])
        size = max(1, int(request.query.get("pageSize", ["50"])[0]))
        page = {"models": [self.gemini_model(m) for m in self.models[start : start + size]]}
        if start + size < len(self.models):
            page["nextPageToken"] = str(start + size)
        return await connection.reply(200, page)

    @staticmethod
    def gemini_model(name):
        methods = ["embedContent"] if "embed" in name else ["generateContent", "countTokens"]
        return {
            "name": "models/" + name,
            "version": "1",
            "displayName": name,
            "inputTokenLimit": 4096,
            "outputTokenLimit": 1024,
            "supportedGenerationMethods": methods,
        }

    def require(self, model):
        if not model:
            raise Refusal(400, "model is required")
        if model.startswith("missing"):
            raise Refusal(404, f"model '{model}' not found", "model_not_found")

    # Embeddings

    async def embed_openai(self, connection, request):
        body = request.json
        self.require(body.get("model"))
        given = body.get("input")
        texts = [given] if isinstance(given, str) or (given and isinstance(given[0], int)) else given
        rows = await self.vectors(connection, self.openai, body["model"], texts, body.get("dimensions"))
        if rows is None:
            return False
        if body.get("encoding_format") == "base64":
            rows = [base64.b64encode(struct.pack(f"<{len(r)}f", *r)).decode() for r in rows]
        data = [{"object": "embedding", "index": i, "embedding": row} for i, row in enumerate(rows)]
        usage = {"prompt_tokens": len(texts), "total_tokens": len(texts)}
        return await connection.reply(200, {"object": "list", "data": data, "model": body["model"], "usage": usage})

    async def embed_ollama(self, connection, request):
        body = request.json
        self.require(body.get("model"))
        old = request.path == "/api/embeddings"
        given = body.get("prompt" if old else "input") or []
        texts = [given] if isinstance(given, str) else given
        rows = await self.vectors(connection, self.ollama, body["model"], texts, body.get("dimensions"))
        if rows is None:
            return False
        if old:
            return await connection.reply(200, {"embedding": rows[0] if rows else []})
        timing = {"total_duration": 2_000_000, "load_duration": 1_000_000, "prompt_eval_count": len(texts)}
        return await connection.reply(200, {"model": body["model"], "embeddings": rows} | timing)

    async def embed_gemini(self, connection, request, model):
        self.require(model)
        single = "requests" not in request.json
        parts = [request.json] if single else request.json["requests"]
        texts = ["".join(p.get("text", "") for p in part["content"]["parts"]) for part in parts]
        rows = await self.vectors(connection, self.gemini, model, texts, parts[0].get("outputDimensionality"))
        if rows is None:
            return False
        values = [{"values": row} for row in rows]
        return await connection.reply(200, {"embedding": values[0]} if single else {"embeddings": values})

    async def vectors(self, connection, dialect, model, texts, dimensions):
        """The vectors, or None if a fault has been answered instead."""
        fault = Fault.find(model, "", self.seen)
        if await self.fail_early(connection, dialect, fault):
            return None
        count = as_int(dimensions, 1, 65_536) or 8
        return [vector(text if isinstance(text, str) else repr(text), count) for text in texts]

    # Answers

    async def generate(self, connection, request, dialect):
        ask = dialect.ask(request)
        self.require(ask.model)
        fault = Fault.find(ask.model, ask.text, self.seen)
        if await self.fail_early(connection, dialect, fault):
            return False
        answer = Answer(ask)
        if dialect is self.ollama:
            if ask.keep_alive in (0, "0", "0s"):
                self.loaded.pop(ask.model, None)
            else:
                self.loaded[ask.model] = True
        if fault.kind == "blank":
            answer.say_nothing()
        if fault.kind == "slow-headers":
            await connection.pause(fault.seconds)
        if not ask.stream:
            return await self.whole(connection, dialect, fault, dialect.whole(answer))
        if dialect is self.gemini and not ask.sse:
            chunks = [dialect.whole(answer)]
            return await connection.reply(200, chunks)
        return await self.stream(connection, dialect, fault, dialect.frames(answer), dialect.last(answer))

    async def fail_early(self, connection, dialect, fault):
        """Carries out the faults that come before any answer. Returns whether it has."""
        kind = fault.kind
        if kind == "status":
            headers = {}
            if fault.retry_after == "date":
                headers["retry-after"] = email.utils.formatdate(time.time() + 2, usegmt=True)
            elif fault.retry_after:
                headers["retry-after"] = fault.retry_after
            message = f"this is the fault that was asked for ({fault.status})"
            await connection.reply(fault.status, dialect.error(fault.status, message), headers=headers)
        elif kind == "context":
            code = "context_length_exceeded" if dialect is self.openai else None
            await connection.reply(400, dialect.error(400, dialect.too_long, code))
        elif kind == "html":
            page = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>"
            await connection.reply(502, page, "text/html")
        elif kind == "redirect":
            await connection.reply(307, b"", "text/plain", {"location": "http://127.0.0.1:1/elsewhere"})
        elif kind == "headers-never":
            await connection.pause(3600)
        elif kind == "close":
            connection.close()
        elif kind == "garbage":
            await connection.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
            connection.close()
        elif kind == "empty":
            await connection.reply(200, b"", dialect.stream_type)
        elif kind == "close-idle":
            connection.is_stale = True
            return False
        else:
            return False
        return True

    async def whole(self, connection, dialect, fault, value):
        body = compact(value)
        kind = fault.kind
        if kind == "malformed":
            return await connection.reply(200, body[: len(body) // 2])
        head = connection.head(200, {"content-type": "application/json", "content-length": str(len(body))})
        if kind in ("cut", "reset", "stall"):
            await connection.write(head + body[: len(body) // 2])
            return await self.break_off(connection, kind)
        if kind == "error":
            return await connection.reply(500, dialect.error(500, "this is the fault that was asked for"))
        if kind == "slow-first-token":
            await connection.write(head)
            await connection.pause(fault.seconds)
            await connection.write(body)
            return True
        if kind == "bytewise":
            await connection.write(head)
            for i in range(len(body)):
                await connection.write(body[i : i + 1])
                await asyncio.sleep(0)
            return True
        return await connection.reply(200, body)

    async def stream(self, connection, dialect, fault, frames, last):
        kind, sent = fault.kind, 0
        headers = {"content-type": dialect.stream_type, "transfer-encoding": "chunked", "cache-control": "no-cache"}
        await connection.write(connection.head(200, headers))
        if kind == "slow-first-token":
            await connection.pause(fault.seconds)
        if kind == "huge-line":
            await self.huge_line(connection, dialect, fault.number or 65)
        breaks = kind in ("cut", "reset", "stall", "malformed", "error")
        for frame, is_token in frames:
            if breaks and sent >= fault.after():
                return await self.break_in(connection, dialect, kind)
            if kind == "slow-tokens" and is_token:
                await connection.pause(fault.seconds)
            if kind == "bytewise":
                for i in range(len(frame)):
                    await connection.chunk(frame[i : i + 1])
                    await asyncio.sleep(0)
            else:
                await connection.chunk(frame)
                # One write a frame: nobody shall be helped by frames that arrive together.
                await asyncio.sleep(0)
            sent += is_token
        if breaks:
            return await self.break_in(connection, dialect, kind)
        if kind != "no-done":
            await connection.chunk(last)
        await connection.write(b"0\r\n\r\n")
        return True

    async def break_in(self, connection, dialect, kind):
        if kind == "malformed":
            await connection.chunk(dialect.broken_frame)
        elif kind == "error":
            await connection.chunk(dialect.error_frame("this is the fault that was asked for"))
        else:
            return await self.break_off(connection, kind)
        await connection.write(b"0\r\n\r\n")
        return True

    async def break_off(self, connection, kind):
        if kind == "stall":
            await connection.pause(3600)
        elif kind == "reset":
            connection.reset()
        else:
            connection.close()
        return False

    async def huge_line(self, connection, dialect, megabytes):
        start, _, _ = dialect.frame(dialect.filler | {"x": ""}).rpartition(b'"}')
        await connection.chunk(start)
        for _ in range(megabytes):
            await connection.chunk(b"x" * (1 << 20))
        await connection.chunk(b'"}\n\n')


REASONS = {
    200: "OK", 307: "Temporary Redirect", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
    408: "Request Timeout", 409: "Conflict", 413: "Content Too Large", 422: "Unprocessable Content",
    429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout",
}  # fmt: skip


class Connection(asyncio.Protocol):
    """One client: reads requests, answers them in order, and notices at once when it leaves."""

    def __init__(self, upstream):
        self.upstream = upstream
        self.buffer = bytearray()
        self.arrived = asyncio.Event()
        self.writable = asyncio.Event()
        self.writable.set()
        self.is_stale = False
        self.is_gone = False
        self.task = None
        self.method = ""

    # The transport's calls

    def connection_made(self, transport):
        self.transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.upstream.seen.opened += 1
        self.upstream.seen.open += 1
        self.task = asyncio.get_running_loop().create_task(self.run())

    def data_received(self, data):
        self.buffer += data
        self.arrived.set()
        if len(self.buffer) > MAX_BODY:
            self.transport.abort()

    def eof_received(self):
        self.leave()
        return False

    def connection_lost(self, error):
        self.upstream.seen.open -= 1
        self.leave()

    def pause_writing(self):
        self.writable.clear()

    def resume_writing(self):
        self.writable.set()

    def leave(self):
        self.is_gone = True
        self.arrived.set()
        self.writable.set()
        # A request that is being answered is told by cancelling it.
        if self.task and not self.task.done():
            self.task.cancel()

    # Requests

    async def run(self):
        try:
            while not self.is_gone:
                request = await self.read()
                if request is None:
                    break
                if self.is_stale:
                    break
                self.method = request.method
                keep = await self.upstream.handle(self, request)
                if not keep or request.headers.get("connection", "").lower() == "close":
                    break
        except (Gone, ConnectionError, asyncio.CancelledError):
            pass
        except Refusal as refusal:
            await self.reply(refusal.status, {"error": refusal.message})
        finally:
            self.transport.close()

    async def wait(self):
        if self.is_gone:
            raise Gone
        self.arrived.clear()
        await self.arrived.wait()

    async def read(self):
        while (end := self.buffer.find(b"\r\n\r\n")) < 0:
            if len(self.buffer) > 1 << 20:
                raise Refusal(431, "the head is too long")
            await self.wait()
        lines = bytes(self.buffer[:end]).decode("latin-1").split("\r\n")
        del self.buffer[: end + 4]
        try:
            method, target, _ = lines[0].split(" ", 2)
        except ValueError:
            raise Refusal(400, "this is no request") from None
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        if headers.get("expect", "").lower() == "100-continue":
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if "chunked" in headers.get("transfer-encoding", "").lower():
            body = await self.read_chunks()
        else:
            body = await self.read_exactly(int(headers.get("content-length") or 0))
        return Request(method, target, headers, body)

    async def read_exactly(self, count):
        while len(self.buffer) < count:
            await self.wait()
        taken = bytes(self.buffer[:count])
        del self.buffer[:count]
        return taken

    async def read_line(self):
        while (end := self.buffer.find(b"\r\n")) < 0:
            await self.wait()
        return (await self.read_exactly(end + 2))[:-2]

    async def read_chunks(self):
        body = bytearray()
        while size := int((await self.read_line()).split(b";")[0], 16):
            body += await self.read_exactly(size)
            await self.read_line()
        while await self.read_line():
            pass
        return bytes(body)

    # Answers

    def head(self, status, headers):
        lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join(lines + ["", ""]).encode()

    async def reply(self, status, value, kind="application/json", headers=None):
        body = value if isinstance(value, bytes) else compact(value)
        fields = {"content-type": kind, "content-length": str(len(body))} | (headers or {})
        await self.write(self.head(status, fields) + (b"" if self.method == "HEAD" else body))
        return True

    async def write(self, data):
        if self.is_gone:
            raise Gone
        self.transport.write(data)
        if not self.writable.is_set():
            await self.writable.wait()
            if self.is_gone:
                raise Gone

    async def chunk(self, data):
        await self.write(b"%x\r\n%b\r\n" % (len(data), data))

    async def pause(self, seconds):
        await asyncio.sleep(seconds)

    def close(self):
        self.transport.close()

    def reset(self):
        linger = struct.pack("ii", 1, 0)
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.transport.abort()


async def serve(arguments):
    upstream = Upstream(arguments.models.split(",") if arguments.models else MODELS, arguments.key)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(upstream), "127.0.0.1", arguments.port, backlog=1024)
    host, port = server.sockets[0].getsockname()[:2]
    print(f"listening on http://{host}:{port}", flush=True)
    async with server:
        await server.serve_forever()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument("--models", help="names that the lists have, with commas between them")
    parser.add_argument("--key", help="refuse requests that do not bring this key")
    try:
        asyncio.run(serve(parser.parse_args()))
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
