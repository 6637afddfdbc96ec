"""What a client of each dialect sends, and what it reads of the answer."""

import http.client
import json

QUESTION = "count?"


class Seen:
    """An answer as a client reads it."""

    def __init__(self, status, headers):
        self.status, self.headers = status, headers
        self.text, self.error, self.reason, self.usage = "", None, None, None
        self.ids, self.restarts, self.ended = set(), 0, False

    @property
    def attempts(self):
        return int(self.headers.get("x-martlet-attempts", 0))


DIALECTS = {}


def dialect(name):
    def register(kind):
        DIALECTS[name] = kind()
        return kind

    return register


def ask(port, dialect, route, stream, headers=None, timeout=20):
    """The answer, read to its end, whatever it is."""
    path, body = dialect.request(route, stream)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("POST", path, json.dumps(body), {"content-type": "application/json"} | (headers or {}))
        answer = connection.getresponse()
        seen = Seen(answer.status, {name.lower(): value for name, value in answer.getheaders()})
        data = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        seen.error = data.decode()
    elif stream:
        for event in dialect.events(data.decode()):
            dialect.take(event, seen)
    else:
        dialect.whole(json.loads(data), seen)
    return seen


class Events:
    """Server-sent events with JSON in them."""

    def events(self, text):
        for block in text.split("\n\n"):
            data = [line[5:].strip() for line in block.split("\n") if line.startswith("data:")]
            if data:
                yield "[DONE]" if data[0] == "[DONE]" else json.loads("".join(data))


class OpenAI(Events):
    def take(self, event, seen):
        if event == "[DONE]":
            seen.ended = True
            return
        if "error" in event:
            seen.error = event["error"]["message"]
            return
        seen.ids.add(event["id"])
        if event.get("martlet", {}).get("restarted"):
            seen.restarts += 1
            seen.text = ""
        for choice in event["choices"]:
            seen.text += self.said(choice)
            seen.reason = choice["finish_reason"] or seen.reason
        seen.usage = self.count(event.get("usage")) or seen.usage

    def whole(self, value, seen):
        seen.ended, choice = True, value["choices"][0]
        seen.text = choice["message"]["content"] if "message" in choice else choice["text"]
        seen.reason, seen.usage = choice["finish_reason"], self.count(value["usage"])

    def count(self, usage):
        return usage and (usage["prompt_tokens"], usage["completion_tokens"])


@dialect("openai.chat")
class Chat(OpenAI):
    def request(self, route, stream):
        body = {"model": route, "messages": [{"role": "user", "content": QUESTION}], "stream": stream}
        return "/v1/chat/completions", body | ({"stream_options": {"include_usage": True}} if stream else {})

    def said(self, choice):
        return choice["delta"].get("content") or ""


@dialect("openai.completion")
class Completion(OpenAI):
    def request(self, route, stream):
        body = {"model": route, "prompt": QUESTION, "stream": stream}
        return "/v1/completions", body | ({"stream_options": {"include_usage": True}} if stream else {})

    def said(self, choice):
        return choice["text"]


@dialect("openai.responses")
class Responses(Events):
    def request(self, route, stream):
        return "/v1/responses", {"model": route, "input": QUESTION, "stream": stream}

    def take(self, event, seen):
        match event.get("type"):
            case "response.output_text.delta":
                seen.text += event["delta"]
                seen.ids.add(event["item_id"])
            case "response.completed" | "response.incomplete":
                self.whole(event["response"], seen)
            case "response.failed":
                seen.error = event["response"]["error"]["message"]
            case "error":
                seen.error = event.get("message") or event["error"]["message"]

    def whole(self, value, seen):
        seen.ended = value["status"] in ("completed", "incomplete")
        seen.text = "".join(part["text"] for item in value["output"] if item["type"] == "message" for part in item["content"])
        seen.reason = "stop" if value["status"] == "completed" else "length"
        seen.usage = (value["usage"]["input_tokens"], value["usage"]["output_tokens"])


class Ollama:
    def events(self, text):
        return (json.loads(line) for line in text.splitlines() if line)

    def take(self, event, seen):
        if "error" in event:
            seen.error = event["error"]
            return
        if event.get("martlet", {}).get("restarted"):
            seen.restarts += 1
            seen.text = ""
        seen.text += self.said(event)
        if event["done"]:
            seen.ended, seen.reason = True, event["done_reason"]
            seen.usage = (event.get("prompt_eval_count"), event.get("eval_count"))

    def whole(self, value, seen):
        self.take(value, seen)


@dialect("ollama.chat")
class OllamaChat(Ollama):
    def request(self, route, stream):
        return "/api/chat", {"model": route, "messages": [{"role": "user", "content": QUESTION}], "stream": stream}

    def said(self, event):
        return event["message"]["content"]


@dialect("ollama.generate")
class OllamaGenerate(Ollama):
    def request(self, route, stream):
        return "/api/generate", {"model": route, "prompt": QUESTION, "stream": stream}

    def said(self, event):
        return event["response"]


@dialect("gemini")
class Gemini(Events):
    def request(self, route, stream):
        verb = "streamGenerateContent?alt=sse" if stream else "generateContent"
        return f"/v1beta/models/{route}:{verb}", {"contents": [{"role": "user", "parts": [{"text": QUESTION}]}]}

    def take(self, event, seen):
        if "error" in event:
            seen.error = event["error"]["message"]
            return
        if event.get("martlet", {}).get("restarted"):
            seen.restarts += 1
            seen.text = ""
        for candidate in event.get("candidates", []):
            seen.text += "".join(part.get("text", "") for part in candidate.get("content", {}).get("parts", []))
            if candidate.get("finishReason"):
                seen.ended, seen.reason = True, "stop" if candidate["finishReason"] == "STOP" else candidate["finishReason"]
        if usage := event.get("usageMetadata"):
            seen.usage = (usage["promptTokenCount"], usage["candidatesTokenCount"])

    def whole(self, value, seen):
        self.take(value, seen)


@dialect("martlet.chat")
class Simple:
    """Whole answers only."""

    def request(self, route, stream):
        return "/api/v1/chat", {"message": QUESTION, "model": route}

    def whole(self, value, seen):
        seen.ended, seen.text, seen.reason = True, value["response"], "stop"
        seen.usage = (value["usage"]["prompt_tokens"], value["usage"]["completion_tokens"])
