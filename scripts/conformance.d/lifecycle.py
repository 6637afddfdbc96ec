"""What needs a Martlet of its own: keys, settings that change, ends of every kind, children."""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time

from martlet import Martlet
from processes import children_of, fetch, free_port, is_alive

KEY = "conformance-" + os.urandom(12).hex()


class Lifecycle:
    def __init__(self, program, backends, folder, results, say):
        self.program, self.backends, self.folder = program, backends, folder
        self.results, self.say = results, say
        self.environment = backends.environment()

    def run(self):
        for check in (
            self.keys,
            self.open_address,
            self.wrong_settings,
            self.nothing_configured,
            self.taken_port,
            self.switch_by_env,
            self.settings_that_do_not_parse,
            self.drains,
            self.leaves_at_a_second_signal,
            self.responses_last,
            self.prompts_are_not_kept,
            self.commands,
        ):
            self.attempt(check)
        if self.backends["child"].absence is None:
            for check in (self.load_outlives_client, self.child_comes_back, self.child_ends_with_it, self.no_orphan):
                self.attempt(check)

    def attempt(self, check):
        start = time.monotonic()
        try:
            check()
            result, detail = "pass", ""
        except Exception as error:
            result, detail = "fail", f"{type(error).__name__}: {error}"
            self.say(f"✗ {check.__doc__}: {detail[:300]}")
        self.results.add("life", "", check.__doc__, result, detail, time.monotonic() - start)

    @contextlib.contextmanager
    def martlet(self, yaml=None, environment=None, files=None):
        folder = self.folder / f"life-{len(list(self.folder.glob('life-*')))}"
        folder.mkdir()
        for name, text in (files or {}).items():
            (folder / name).write_text(text)
        yaml = self.yaml("one", "two") if yaml is None else yaml
        server = Martlet(self.program, folder, yaml, self.environment | (environment or {})).start()
        try:
            yield server
        finally:
            server.child.stop()

    def yaml(self, *names, rest=""):
        lines = ["llm:", "  providers:"]
        for name in names:
            lines += [f"    - name: {name}", "      type: openai", f"      endpoint: {self.backends.fake_url}"]
            lines.append("      model: fake-1")
        return "\n".join(lines) + "\n" + rest

    def fails_to_start(self, yaml, *arguments, environment=None):
        """The exit status and what it says."""
        folder = self.folder / f"life-{len(list(self.folder.glob('life-*')))}"
        folder.mkdir()
        (folder / "martlet.yaml").write_text(yaml)
        ended = subprocess.run(
            [self.program, "serve", "--data", folder / "data", *arguments],
            cwd=folder,
            env=dict(os.environ) | (environment or {}),
            capture_output=True,
            text=True,
            timeout=20,
            stdin=subprocess.DEVNULL,
        )
        return ended.returncode, ended.stdout + ended.stderr

    # Keys and addresses

    def keys(self):
        """a key is asked for in each dialect, and never told"""
        with self.martlet(environment={"MARTLET_API_KEY": KEY}) as server:
            body = json.dumps({"model": "one/fake-1", "messages": [{"role": "user", "content": "x"}], "stream": False})
            google = json.dumps({"contents": [{"parts": [{"text": "x"}]}]})
            path = "/v1beta/models/one/fake-1:generateContent"

            def post(path, body, **headers):
                headers = {name.replace("_", "-"): value for name, value in headers.items()}
                return server.get(path, method="POST", body=body.encode(), headers=headers)

            for given in ({}, {"authorization": "Bearer wrong"}, {"authorization": "Bearer " + KEY[:-1]}):
                status, _, answer = post("/v1/chat/completions", body, **given)
                must(status == 401 and json.loads(answer)["error"]["message"], f"OpenAI's dialect: {status} {answer}")
                status, _, answer = post("/api/chat", body, **given)
                must(status == 401 and isinstance(json.loads(answer)["error"], str), f"Ollama's: {status} {answer}")
                status, _, answer = post(path, google, **given)
                error = json.loads(answer)["error"]
                must((status, error["status"]) == (401, "UNAUTHENTICATED"), f"Google's: {status} {answer}")
                must(server.get("/v1/models", headers=given)[0] == 401, "the models are told")
                must(server.get("/metrics", headers=given)[0] in (200, 401), "no metrics")
            must(server.get("/health")[0] == 200, "health wants a key")
            bearer = {"authorization": "Bearer " + KEY}
            must(post("/v1/chat/completions", body, **bearer)[0] == 200, "the key is refused")
            must(post("/api/chat", body, **bearer)[0] == 200, "the key is refused over Ollama's dialect")
            must(post(path, google, x_goog_api_key=KEY)[0] == 200, "the key is refused over Google's dialect")
            must(post(path + "?key=" + KEY, google)[0] == 200, "the key is refused in Google's query")
            must(post("/v1/chat/completions?key=" + KEY, body)[0] == 401, "a key in the query of OpenAI's dialect")
            sent = json.loads(fetch(self.backends.fake_url + "/__last")[2])
            must("authorization" not in sent["headers"], "Martlet's own key went upstream")
            must(KEY not in server.child.said(10_000), "the key is in the log")
            state = b"".join(p.read_bytes() for p in (server.folder / "data").rglob("*") if p.is_file())
            must(KEY.encode() not in state, "the key is in the state")

    def open_address(self):
        """an address that others can reach, without a key, is refused"""
        status, said = self.fails_to_start(self.yaml("one"), "--host", "0.0.0.0", "--port", str(free_port()))
        must(status == 2 and "key" in said.lower(), f"{status}: {said}")

    def taken_port(self):
        """a port that is taken is exit status 3"""
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            status, said = self.fails_to_start(self.yaml("one"), "--port", str(other.getsockname()[1]))
        must(status == 3 and said.strip(), f"{status}: {said}")

    # Settings

    def wrong_settings(self):
        """wrong settings are exit status 2, with file and line"""
        for yaml, place in (
            ("llm:\n  provders: []\n", "martlet.yaml:2"),
            ("llm:\n  providers:\n    - type: olama\n", "martlet.yaml:3"),
            ("llm: [\n", "martlet.yaml:"),
            ("server:\n  port: 99999\n", "martlet.yaml:2"),
        ):
            status, said = self.fails_to_start(yaml)
            must(status == 2 and place in said, f"{yaml!r}: {status}: {said}")

    def nothing_configured(self):
        """with nothing configured it starts, and a 503 tells what to do"""
        with self.martlet(yaml="", environment={"OLLAMA_HOST": "http://127.0.0.1:9", "GOOGLE_API_KEY": ""}) as server:
            body = b'{"model":"default","messages":[{"role":"user","content":"x"}]}'
            status, headers, answer = server.get("/v1/chat/completions", method="POST", body=body)
            must(status in (502, 503) and headers.get("retry-after"), f"{status} {dict(headers)} {answer}")
            must(len(json.loads(answer)["error"]["message"]) > 20, answer)
            must(server.get("/health")[0] == 200, "it is not healthy")

    def active(self, server):
        body = b'{"model":"default","messages":[{"role":"user","content":"x"}]}'
        status, headers, answer = server.get("/v1/chat/completions", method="POST", body=body)
        must(status == 200, f"{status}: {answer}")
        return headers["x-martlet-model"]

    def switch_by_env(self):
        """another .env holds from the next request on"""
        with self.martlet(files={".env": "LLM_PROVIDER=one\n"}) as server:
            must(self.active(server) == "one/fake-1", self.active(server))
            for turn in range(6):
                wanted = ("two", "one")[turn % 2]
                (server.folder / "new").write_text(f"LLM_PROVIDER={wanted}\n")
                if turn < 3:
                    os.replace(server.folder / "new", server.folder / ".env")
                else:
                    (server.folder / ".env").write_text((server.folder / "new").read_text())
                found = self.active(server)
                start = time.monotonic()
                while found != f"{wanted}/fake-1" and time.monotonic() < start + 5:
                    found = self.active(server)
                took = time.monotonic() - start
                must(found == f"{wanted}/fake-1", f"after 5 s the old one still answers: {found}")
                must(took < 0.25, f"requests of the next {took * 1000:.0f} ms went to the old one")

    def settings_that_do_not_parse(self):
        """settings that do not parse change nothing, and are reported"""
        with self.martlet() as server:
            before = self.active(server)
            (server.folder / "martlet.yaml").write_text("llm:\n  nonsense: [1\n")
            time.sleep(1.5)
            must(self.active(server) == before, "something changed")
            must("martlet.yaml:" in server.child.said(30), "the log does not say where")
            (server.folder / "martlet.yaml").write_text(self.yaml("two"))
            end = time.monotonic() + 5
            while self.active(server) != "two/fake-1" and time.monotonic() < end:
                time.sleep(0.05)
            must(self.active(server) == "two/fake-1", "what is right again is not taken")

    # Ends

    def slow_stream(self, server, words):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        text = "fault-slow-tokens-100ms " + "word " * words
        body = {"model": "one/fake-1", "stream": True, "messages": [{"role": "user", "content": text}]}
        connection.request("POST", "/v1/chat/completions", json.dumps(body), {"content-type": "application/json"})
        answer = connection.getresponse()
        must(answer.status == 200 and b"role" in answer.readline(), "no stream")
        return connection, answer

    def drains(self):
        """SIGTERM lets a running stream finish, takes nothing new, and is exit status 0"""
        with self.martlet() as server:
            connection, answer = self.slow_stream(server, 12)
            server.child.signal(signal.SIGTERM)
            time.sleep(0.4)
            try:
                refused = server.get("/health", timeout=3)[0] == 503
            except OSError:
                refused = True
            must(refused, "new connections are taken")
            rest = answer.read()
            must(rest.count(b"word") == 12 and rest.endswith(b"data: [DONE]\n\n"), f"the stream was cut: {rest[-200:]}")
            connection.close()
            must(server.child.wait(10) == 0, f"exit status {server.child.process.poll()}")

    def leaves_at_a_second_signal(self):
        """a second signal does not wait"""
        with self.martlet() as server:
            connection, _ = self.slow_stream(server, 300)
            server.child.signal(signal.SIGTERM)
            time.sleep(0.5)
            must(not server.child.has_ended, "it did not wait for the stream")
            server.child.signal(signal.SIGTERM)
            must(server.child.wait(3) is not None, "it still waits")
            connection.close()

    def responses_last(self):
        """what /v1/responses keeps outlives a restart"""
        with self.martlet() as server:
            body = b'{"model":"one/fake-1","input":"my name is Ada"}'
            first = json.loads(server.get("/v1/responses", method="POST", body=body)[2])
            must(server.stop() == 0, "it does not end well")
            server.start()
            status, _, kept = server.get("/v1/responses/" + first["id"])
            must(status == 200 and json.loads(kept)["output"] == first["output"], f"{status}: {kept}")
            body = json.dumps({"model": "two/fake-1", "input": "and?", "previous_response_id": first["id"]})
            must(server.get("/v1/responses", method="POST", body=body.encode())[0] == 200, "it cannot be gone on from")
            must(b"Ada" in fetch(self.backends.fake_url + "/__last")[2], "what was said before is forgotten")

    def prompts_are_not_kept(self):
        """prompts and answers reach neither the log nor the state, unless that is asked for"""
        for wanted in (False, True):
            rest = "log:\n  level: debug\n  requests:\n    content: true\n" if wanted else "log:\n  level: debug\n"
            secret = "w" + os.urandom(8).hex()
            with self.martlet(yaml=self.yaml("one", rest=rest)) as server:
                for path, body in (
                    ("/v1/chat/completions", {"messages": [{"role": "user", "content": secret}]}),
                    ("/v1/chat/completions", {"messages": [{"role": "user", "content": secret + " fault-500"}]}),
                    ("/v1/chat/completions", {"messages": [{"role": "user", "content": 7, "name": secret}]}),
                    ("/api/chat", {"messages": [{"role": "user", "content": secret}]}),
                    ("/v1/completions", {"prompt": secret + " fault-cut-after-1", "stream": True}),
                    ("/v1/responses", {"input": secret, "store": False}),
                    ("/v1/embeddings", {"input": secret}),
                ):
                    server.get(path, method="POST", body=json.dumps({"model": "one/fake-1"} | body).encode())
                metrics = server.get("/metrics")[2]
                must(server.stop() == 0, "it does not end well")
                with open(server.folder / "martlet.log", "rb") as log:
                    must(secret.encode() not in log.read() + metrics, "a prompt is in the log or a metric")
                files = [path for path in (server.folder / "data").rglob("*") if path.is_file()]
                must(files, "there is no state")
                kept = any(secret.encode() in path.read_bytes() for path in files)
                must(kept == wanted, "a prompt is in the state" if kept else "what was asked for is not kept")

    def commands(self):
        """the commands' exit statuses and JSON"""
        folder = self.folder / "commands"
        folder.mkdir()
        (folder / "martlet.yaml").write_text(self.yaml("one", rest="log:\n  level: info\n"))

        def run(*arguments):
            return subprocess.run(
                [self.program, *arguments],
                cwd=folder,
                env=dict(os.environ) | {"OPENAI_API_KEY": "sk-conformance-secret"},
                capture_output=True,
                text=True,
                timeout=30,
                stdin=subprocess.DEVNULL,
            )

        checked = run("config", "check")
        must(checked.returncode == 0 and "martlet.yaml:" in checked.stdout, checked.stdout + checked.stderr)
        must("sk-conformance-secret" not in checked.stdout + checked.stderr, "config check tells a key")
        models = run("models", "--json")
        must(models.returncode == 0 and "fake-1" in json.dumps(json.loads(models.stdout)), models.stdout + models.stderr)
        must(json.loads(run("doctor", "--json").stdout), "doctor says nothing")
        for words in (["serve", "--nonsense"], ["nonsense"]):
            must(run(*words).returncode == 64, f"{words}: not the exit status of wrong usage")
        for command in ("serve", "models", "chat", "config check", "doctor"):
            must(run(*command.split(), "--help").returncode == 0, f"{command} --help")

    # Children

    def child_yaml(self):
        settings = self.backends["child"].settings
        lines = ["llm:", "  providers:", "    - name: child"]
        return "\n".join(lines + [f"      {key}: {value}" for key, value in settings.items()]) + "\n"

    def ask_child(self, server, seconds=30):
        """Asks until the child answers; the pid of the child that did."""
        body = b'{"model":"child","max_tokens":4,"messages":[{"role":"user","content":"x"}]}'
        end = time.monotonic() + seconds
        while True:
            status, _, answer = server.get("/v1/chat/completions", method="POST", body=body, timeout=30)
            if status == 200:
                break
            must(time.monotonic() < end, f"the child does not answer: {status} {answer}")
            time.sleep(0.2)
        deadline = time.monotonic() + 3
        while not (found := self.engines(server.pid)) and time.monotonic() < deadline:
            time.sleep(0.05)
        must(len(found) == 1, f"{len(found)} children run")
        return found[0]

    def engines(self, pid):
        """The llama-servers under a process, however deep."""
        found = []
        for child in children_of(pid):
            try:
                with open(f"/proc/{child}/cmdline", "rb") as file:
                    words = file.read().split(b"\0")
            except OSError:
                continue
            if any(re.search(rb"llama_server\.py$", word) for word in words):
                found.append(child)
            found += self.engines(child)
        return found

    def load_outlives_client(self):
        """a client that leaves does not abort a model's load"""
        with self.martlet(yaml=self.child_yaml()) as server:
            body = b'{"model":"child","max_tokens":4,"messages":[{"role":"user","content":"x"}]}'
            with socket.create_connection(("127.0.0.1", server.port)) as peer:
                head = b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
                peer.sendall(head % len(body) + body)
                end = time.monotonic() + 10
                while not (loading := self.engines(server.pid)) and time.monotonic() < end:
                    time.sleep(0.02)
            must(loading, "no llama-server was started")
            must(self.ask_child(server) == loading[0], "another llama-server was started")

    def child_comes_back(self):
        """a llama-server that is killed comes back"""
        with self.martlet(yaml=self.child_yaml()) as server:
            first = self.ask_child(server)
            os.kill(first, signal.SIGKILL)
            second = self.ask_child(server)
            must(second != first and not is_alive(first), "the killed one answers")

    def child_ends_with_it(self):
        """a llama-server ends with a Martlet that is asked to end"""
        with self.martlet(yaml=self.child_yaml()) as server:
            child = self.ask_child(server)
            status = server.stop()
            must(status == 0, f"exit status {status}")
            must(not is_alive(child), "its llama-server still runs")

    def no_orphan(self):
        """kill -9 of Martlet leaves no llama-server behind"""
        with self.martlet(yaml=self.child_yaml()) as server:
            child = self.ask_child(server)
            os.kill(server.pid, signal.SIGKILL)
            end = time.monotonic() + 5
            while is_alive(child) and time.monotonic() < end:
                time.sleep(0.02)
            must(not is_alive(child), "its llama-server still runs after 5 s")


def must(holds, otherwise):
    if not holds:
        raise AssertionError(otherwise)
