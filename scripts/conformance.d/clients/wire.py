#!/usr/bin/env python3
"""What no client shows: bytes, headers, guards, Martlet's own endpoints.    wire.py MANIFEST"""

import http.client
import json
import re
import socket
import sys
import time
from urllib.parse import quote, urlsplit

import prometheus_client.parser
from harness import SAID, TEXT, Skip, Suite, equal, manifest, one_of


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)


class Connection:
    """A plain connection to Martlet; `raw` reads to its end."""

    def __init__(self, url):
        split = urlsplit(url)
        self.host, self.port = split.hostname, split.port

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        body = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
        given = {"content-type": "application/json"} if body is not None else {}
        try:
            connection.request(method, path, body, given | (headers or {}))
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def raw(self, data, seconds=10):
        with socket.create_connection((self.host, self.port), timeout=seconds) as peer:
            peer.sendall(data)
            received = b""
            while part := peer.recv(65536):
                received += part
            return received


suite = Suite("wire", lambda error: None)
check = suite.check


def connect(given, backend):
    return Connection(given["martlet"])


def chat(model, text=TEXT, **more):
    return {"model": model, "messages": [{"role": "user", "content": text}], **more}


# --- Framing --------------------------------------------------------------------------------------------------------


@check("events in bytes")
def _(c, b, fake):
    answer = c.ask("POST", "/v1/chat/completions", chat(b.model, stream=True, max_tokens=8))
    equal(answer.status, 200, "the status")
    assert answer.headers["content-type"].startswith("text/event-stream"), answer.headers["content-type"]
    assert answer.body.endswith(b"\n\ndata: [DONE]\n\n"), answer.body[-80:]
    for event in answer.body.split(b"\n\n")[:-2]:
        assert re.fullmatch(rb"data: \{.*\}", event), event
        json.loads(event[6:])
    assert b"\r" not in answer.body
    equal(answer.headers["x-martlet-model"], b.model, "x-martlet-model")


@check("lines in bytes")
def _(c, b, fake):
    """No content type is asked for, and `stream` left out means true."""
    body = json.dumps({"model": b.model, "messages": [{"role": "user", "content": TEXT}], "options": {"num_predict": 8}})
    answer = c.ask("POST", "/api/chat", body.encode(), {"content-type": "text/plain"})
    equal(answer.status, 200, "the status")
    assert answer.headers["content-type"].startswith("application/x-ndjson"), answer.headers["content-type"]
    lines = answer.body.split(b"\n")
    equal(lines.pop(), b"", "what follows the last line")
    values = [json.loads(line) for line in lines]
    assert values[-1]["done"] is True and values[-1]["done_reason"]
    assert b.bare.removesuffix(":latest") in values[-1]["model"], values[-1]["model"]
    for name in ("total_duration", "load_duration", "prompt_eval_duration", "eval_duration"):
        assert isinstance(values[-1].get(name, 0), int), f"{name} is no number of nanoseconds"


@check("broken streams", only=["fake"])
def _(c, b, fake):
    """After an error in the middle the stream says so in its dialect, and ends as HTTP wants it."""
    if b.name == "litellm":
        raise Skip("LiteLLM has errors of its own")
    text = "fault-cut-after-2 one two three"
    events = c.ask("POST", "/v1/chat/completions", chat(b.model, text, stream=True)).body.strip().split(b"\n\n")
    assert json.loads(events[-1].removeprefix(b"data: "))["error"]["message"], events[-1]
    assert b"[DONE]" not in b"".join(events)
    lines = c.ask("POST", "/api/chat", chat(b.model, text)).body.strip().split(b"\n")
    assert isinstance(json.loads(lines[-1])["error"], str), lines[-1]
    assert not any(json.loads(line).get("done") for line in lines), "a broken stream says that it is done"
    body = {"contents": [{"parts": [{"text": text}]}]}
    path = f"/v1beta/models/{b.model}:streamGenerateContent?alt=sse"
    parts = re.split(rb"\r?\n\r?\n", c.ask("POST", path, body).body.strip())
    assert json.loads(parts[-1].removeprefix(b"data: "))["error"]["status"], parts[-1]
    events = c.ask("POST", "/v1/responses", {"model": b.model, "input": text, "stream": True}).text
    assert "event: response.failed" in events or "event: error" in events, events[-300:]


@check("chunks are not held", only=["fake"])
def _(c, b, fake):
    if b.name == "litellm":
        raise Skip("LiteLLM stands between")
    connection = http.client.HTTPConnection(c.host, c.port, timeout=30)
    body = chat(b.model, "fault-slow-tokens-100ms " + "word " * 8, stream=True)
    start = time.monotonic()
    connection.request("POST", "/v1/chat/completions", json.dumps(body), {"content-type": "application/json"})
    answer, times = connection.getresponse(), []
    while line := answer.readline():
        if b"word" in line:
            times.append(time.monotonic() - start)
    connection.close()
    equal(len(times), 8, "the number of words")
    gaps = [later - sooner for sooner, later in zip(times, times[1:])]
    assert sum(gap > 0.05 for gap in gaps) >= 6, f"words came together: {[round(t, 3) for t in times]}"


@check("slashes in ids")
def _(c, b, fake):
    for path in ("/v1/models/" + b.model, "/v1/models/" + quote(b.model, safe="")):
        answer = c.ask("GET", path)
        equal((answer.status, answer.json.get("id")), (200, b.model), path)
    path = f"/v1beta/models/{quote(b.model, safe='')}:generateContent"
    body = {"contents": [{"parts": [{"text": TEXT}]}], "generationConfig": {"maxOutputTokens": 8}}
    equal(c.ask("POST", path, body).status, 200, path)


@check("Google's framings", only=["fake"])
def _(c, b, fake):
    path = f"/v1beta/models/{b.model}:streamGenerateContent"
    body = {"contents": [{"role": "user", "parts": [{"text": TEXT}]}]}
    events = c.ask("POST", path + "?alt=sse", body)
    assert events.headers["content-type"].startswith("text/event-stream")
    parts = [json.loads(event[6:]) for event in re.split(rb"\r?\n\r?\n", events.body) if event]
    array = c.ask("POST", path, body)
    assert array.headers["content-type"].startswith("application/json")
    for found in (parts, array.json):
        text = "".join(p["text"] for part in found for p in part["candidates"][0]["content"].get("parts", []))
        equal(text, SAID)
    keyed = c.ask("POST", f"/v1beta/models/{b.model}:generateContent?key=any", body)
    equal(keyed.status, 200, "the status with a key in the query")


@check("Martlet's own chat")
def _(c, b, fake):
    answer = c.ask("POST", "/api/v1/chat", {"message": TEXT, "model": b.model, "max_tokens": 8})
    equal(answer.status, 200, "the status")
    equal(set(answer.json), {"response", "model", "provider", "latency_ms", "usage", "request_id"}, "the fields")
    equal((answer.json["provider"], answer.json["model"]), (b.name, b.bare), "who answered")
    equal(answer.json["request_id"], answer.headers["x-request-id"], "the request's id")
    assert answer.json["latency_ms"] > 0
    if b.fake:
        equal(answer.json["response"], SAID)


# --- Once for all backends ------------------------------------------------------------------------------------------


@check("heads", only=["once"])
def _(c, b, fake):
    head = c.ask("HEAD", "/")
    equal((head.status, head.body), (200, b""), "HEAD /")
    for path in ("/api/version", "/api/tags"):
        equal(c.ask("HEAD", path).status, 200, f"HEAD {path}")
    equal(c.ask("GET", "/api/version").json.keys(), {"version"}, "the fields")
    assert c.ask("GET", "/").body


@check("unknown paths and methods", only=["once"])
def _(c, b, fake):
    for path in ("/v1/nothing", "/nothing", "/api/nothing", "/v1beta/nothing", "/../etc/passwd", "/v1/%00", "//v1/models"):
        answer = c.ask("GET", path)
        one_of(answer.status, (400, 404), f"the status of {path}")
    answer = c.ask("GET", "/v1/chat/completions")
    equal(answer.status, 405, "the status of a wrong method")
    assert "POST" in answer.headers["allow"]
    equal(c.ask("GET", "/v1/nothing").json["error"].keys(), {"message", "type", "param", "code"}, "the envelope")
    assert isinstance(c.ask("POST", "/api/nothing", {}).json["error"], str)


@check("bodies that are wrong", only=["once"])
def _(c, b, fake):
    deep = b'{"model":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    cases = [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"model":1}', b'{"messages":[]}', b"{}", deep]
    cases.append(b'{"model":"m","messages":[{"role":"user","content":"\\ud800"}]')
    for path in ("/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses", "/api/chat", "/api/embed",
                 "/api/generate", "/api/show", "/api/v1/chat", "/v1beta/models/fake/fake-1:generateContent"):  # fmt: skip
        for body in cases:
            answer = c.ask("POST", path, body)
            one_of(answer.status, (400, 404), f"the status of {path} with {body[:40]!r}")
            assert answer.json["error"], body[:40]


@check("numbers out of range", only=["once"])
def _(c, b, fake):
    for name, value in (
        ("max_tokens", -1), ("max_tokens", 1e300), ("max_tokens", 1.5), ("n", 1 << 40), ("temperature", -0.1),
        ("top_p", 2), ("seed", 1 << 70), ("top_logprobs", 99), ("presence_penalty", 3), ("frequency_penalty", -3),
    ):  # fmt: skip
        answer = c.ask("POST", "/v1/chat/completions", chat("fake/fake-1", **{name: value}))
        equal((answer.status, answer.json["error"]["param"]), (400, name), f"{name}: {value}")
    for name, value in (("num_ctx", -1), ("num_predict", 1 << 62), ("top_k", -5), ("repeat_penalty", -1)):
        answer = c.ask("POST", "/api/chat", chat("ollama/fake-1:latest", options={name: value}))
        equal(answer.status, 400, f"{name}: {value}")
        assert name in answer.json["error"], answer.json


@check("too large", only=["once"])
def _(c, b, fake):
    head = b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n"
    assert c.raw(head).startswith(b"HTTP/1.1 413 "), "a body of 100 GB is not refused at once"
    long = b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 200_000 + b"\r\n\r\n"
    assert c.raw(long).startswith(b"HTTP/1.1 431 "), "a head of 200 KB is not refused"


@check("ids of requests", only=["once"])
def _(c, b, fake):
    found = {c.ask("GET", "/health").headers["x-request-id"] for _ in range(5)}
    assert len(found) == 5 and all(found), found
    hostile = c.ask("GET", "/health", headers={"x-request-id": "a" * 5000})
    assert len(hostile.headers["x-request-id"]) < 300, "a client's id is taken at any length"


@check("other sites", only=["once"])
def _(c, b, fake):
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "169.254.169.254"):
        equal(c.ask("GET", "/v1/models", headers={"host": host}).status, 403, f"the status with Host: {host}")
    for origin in ("https://evil.example", "http://localhost.evil.example", "null", "file://"):
        answer = c.ask("POST", "/v1/chat/completions", chat("fake/fake-1"), {"origin": origin})
        equal(answer.status, 403, f"the status with Origin: {origin}")
        assert not answer.headers.get("access-control-allow-origin")
        answer = c.ask("POST", "/api/v1/chat", b'{"message":"x"}', {"origin": origin, "content-type": "text/plain"})
        equal(answer.status, 403, f"the status of a simple request with Origin: {origin}")
    own = f"http://{c.host}:{c.port}"
    equal(c.ask("POST", "/v1/chat/completions", chat("fake/fake-1"), {"origin": own}).status, 200, "its own page")
    assert not c.ask("GET", "/health", headers={"host": "evil.example"}).headers.get("access-control-allow-origin")


@check("no way into upstream requests", only=["once"])
def _(c, b, fake):
    for name in ("fake/../../x", "fake/fake-1\r\nx: y", "fake/fake-1?key=1", "fake/%2e%2e/x", "gemini/../files", "gemini/a:b"):
        before = fake.seen()["paths"]
        answer = c.ask("POST", "/v1/chat/completions", chat(name))
        assert answer.status in (200, 400, 404), (name, answer.status, answer.text)
        new = {path for path in fake.seen()["paths"] if path not in before}
        assert all(re.match(r"^/v1(beta)?/(chat/completions|models/)", path) for path in new), (name, new)
        assert not any(".." in path for path in new), (name, new)
    c.ask("POST", "/v1/chat/completions", chat("fake/fake-1"), {"authorization": "Bearer client-key", "cookie": "a=b"})
    sent = fake.last()["headers"]
    assert "cookie" not in sent and "authorization" not in sent, sent
    c.ask("POST", "/v1/chat/completions", chat("fake/fake-1", api_base="http://127.0.0.1:9", base_url="http://127.0.0.1:9"))
    equal(fake.last()["target"], "/v1/chat/completions", "where a request went that names an address")


@check("no secret is told", only=["once"])
def _(c, b, fake):
    key = "conformance-google-key"
    for method, path, body in (
        ("GET", "/metrics", None),
        ("GET", "/api/models", None),
        ("GET", "/v1/models", None),
        ("POST", "/v1/chat/completions", chat("gemini/fake-1", "fault-401")),
        ("POST", "/v1/chat/completions", chat("gemini/fake-1", "fault-500")),
    ):
        assert key not in c.ask(method, path, body).text, f"{path} tells a key"


@check("health and readiness", only=["once"])
def _(c, b, fake):
    equal((c.ask("GET", "/health").status, c.ask("GET", "/ready").status), (200, 200), "the statuses")
    listed = c.ask("GET", "/api/models").json
    equal(set(listed), {"active", "chosen", "providers", "routes"}, "the fields")
    by_name = {provider["name"]: provider for provider in listed["providers"]}
    equal(listed["active"]["provider"], "fake", "the active provider")
    equal(by_name["fake"]["status"], "healthy", "the status of the fake")
    equal(by_name["dead"]["status"], "unhealthy", "the status of the dead")
    assert "fake-1" in by_name["fake"]["models"]


@check("a dead backend costs nothing", only=["once"])
def _(c, b, fake):
    for path in ("/v1/models", "/api/tags", "/api/models", "/health", "/v1beta/models"):
        start = time.monotonic()
        equal(c.ask("GET", path).status, 200, path)
        assert time.monotonic() - start < 0.25, f"{path} took {time.monotonic() - start:.2f} s"


@check("metrics", only=["once"])
def _(c, b, fake):
    answer = c.ask("GET", "/metrics")
    assert answer.headers["content-type"].startswith("text/plain"), answer.headers["content-type"]
    families = {f.name: f for f in prometheus_client.parser.text_string_to_metric_families(answer.text)}
    for name in ("martlet_requests", "martlet_request_seconds", "martlet_first_token_seconds", "martlet_tokens"):
        assert name in families, f"{name} is not among {sorted(families)}"
    total = sum(s.value for s in families["martlet_requests"].samples if s.name.endswith("_total"))
    c.ask("POST", "/v1/chat/completions", chat("fake/fake-1"))
    again = prometheus_client.parser.text_string_to_metric_families(c.ask("GET", "/metrics").text)
    later = sum(s.value for f in again if f.name == "martlet_requests" for s in f.samples if s.name.endswith("_total"))
    assert later > total, "requests are not counted"
    assert "user said" not in answer.text and TEXT not in answer.text, "a prompt is a label"
    for family in families.values():
        for sample in family.samples:
            assert all(len(value) < 200 for value in sample.labels.values()), sample


@check("pipelining", only=["once"])
def _(c, b, fake):
    one = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    equal(c.raw(one * 9 + last).count(b"HTTP/1.1 200 "), 10, "the number of answers")


@check("expect and chunks", only=["once"])
def _(c, b, fake):
    body = json.dumps(chat("fake/fake-1")).encode()
    head = b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(body[i : i + 7]), body[i : i + 7]) for i in range(0, len(body), 7))
    answer = c.raw(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n")
    assert b" 200 " in answer.split(b"\r\n")[0] and SAID.encode() in answer, answer[:300]
    with socket.create_connection((c.host, c.port), timeout=10) as peer:
        peer.sendall(head + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body))
        interim = peer.recv(1000)
        assert interim.startswith(b"HTTP/1.1 100 "), interim
        peer.sendall(body)
        answer = b""
        while part := peer.recv(65536):
            answer += part
        assert answer.startswith(b"HTTP/1.1 200 ") and SAID.encode() in answer, answer[:300]


if __name__ == "__main__":
    given = manifest()
    once = [(feature, only, run) for feature, only, run in suite.checks if only == ["once"]]
    suite.checks = [entry for entry in suite.checks if entry not in once]
    suite.run(given, connect)
    if given["backends"]:
        suite.client = "wire, once"
        suite.checks = [(feature, None, run) for feature, _, run in once]
        given["backends"] = [dict(given["backends"][0], name="", lacks={})]
        suite.run(given, connect)
    sys.exit(0)
