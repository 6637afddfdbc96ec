"""Servers that models come from, as the real ones behave, on loopback: a hub like Hugging Face's, a registry like Ollama's
with its own server for tokens, the servers that both send on to, and files over https. Each can be told to misbehave."""

import contextlib
import hashlib
import http.server
import json
import pathlib
import ssl
import subprocess
import threading
import time
import urllib.parse

REVISION = "a" * 40
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
LAYER = "application/vnd.ollama.image."


class Quirks:
    """How the servers misbehave, until they are told to behave again."""

    def __init__(self):
        self.reset()

    def reset(self):
        self.ignores_ranges = False
        # Bytes after which a connection is cut, and how often.
        self.cuts_after, self.cuts = None, 0
        # Bytes a second of one connection.
        self.speed = None
        self.wrong_bytes = False
        self.token = None
        self.redirect = None


class Hub:
    """All of them together. `files` are the bytes of `ORG/NAME/FILE`, `layers` those of Ollama's models by their name."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.files, self.licences, self.revisions, self.layers, self.plain = {}, {}, {}, {}, {}
        self.quirks = Quirks()
        # Of each request its server, method, path and headers.
        self.asked = []
        self.lock = threading.Lock()
        self.open = self.most_open = 0
        self.servers = []
        self.cdn = self._serve("cdn", self._from_cdn)
        self.auth = self._serve("auth", self._from_auth)
        self.hub = self._serve("hub", self._from_hub)
        self.registry = self._serve("registry", self._from_registry)
        self.secure = self._serve("secure", self._from_secure, self._certificate())

    def _serve(self, name, answer, context=None):
        hub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                with hub.lock:
                    hub.asked.append((name, self.command, self.path, dict(self.headers)))
                with contextlib.suppress(ConnectionError, ssl.SSLError):
                    answer(self, urllib.parse.unquote(self.path.split("?")[0]))

            do_HEAD = do_GET

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        server = Server(("127.0.0.1", 0), Handler)
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.servers.append(server)
        return f"http{'s' if context else ''}://127.0.0.1:{server.server_port}"

    def _certificate(self):
        self.certificate = self.folder / "certificate.pem"
        key = self.folder / "key.pem"
        words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1".split()
        subprocess.run(
            ["openssl", *words, "-keyout", key, "-out", self.certificate], check=True, capture_output=True, timeout=60
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        return context

    def requests(self, server):
        with self.lock:
            return [entry for entry in self.asked if entry[0] == server]

    def behave(self):
        self.quirks.reset()
        with self.lock:
            self.asked.clear()
            self.most_open = 0

    def stop(self):
        for server in self.servers:
            server.shutdown()
            server.server_close()

    # Hugging Face's

    def _from_hub(self, request, path):
        quirks = self.quirks
        if quirks.redirect:
            return redirect(request, quirks.redirect)
        words = path.strip("/").split("/")
        if words[:2] == ["api", "models"]:
            repository = "/".join(words[2:4])
            revision = self.revisions.get(repository, REVISION)
            if len(words) > 4 and words[5] not in (revision, "main"):
                return send_json(request, 404, {"error": "Invalid rev id"}, {"X-Error-Code": "RevisionNotFound"})
            return self._describe(request, repository, revision)
        if len(words) > 4 and words[2] == "resolve":
            if quirks.token and request.headers.get("Authorization") != f"Bearer {quirks.token}":
                message = {"error": f"Access to model {'/'.join(words[:2])} is restricted."}
                return send_json(request, 401, message, {"X-Error-Code": "GatedRepo"})
            data = self.files.get("/".join(words[:2] + words[4:]))
            if data is None:
                return send_json(request, 404, {"error": "Entry not found"}, {"X-Error-Code": "EntryNotFound"})
            if is_large(path):
                return redirect(request, f"{self.cdn}/{digest(data)}?sig=abc", {"X-Linked-ETag": f'"{digest(data)}"'})
            return self._send(request, data)
        send_json(request, 404, {"error": "Not Found"})

    def _describe(self, request, repository, revision):
        siblings = []
        for name, data in self.files.items():
            if name.startswith(repository + "/"):
                entry = {"rfilename": name[len(repository) + 1 :], "size": len(data)}
                entry["blobId"] = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
                if is_large(name):
                    entry["lfs"] = {"sha256": digest(data), "size": len(data), "pointerSize": 134}
                siblings.append(entry)
        if not siblings:
            return send_json(request, 404, {"error": "Repository not found"}, {"X-Error-Code": "RepoNotFound"})
        card = {"license": self.licences.get(repository, "apache-2.0")}
        send_json(request, 200, {"id": repository, "sha": revision, "cardData": card, "siblings": siblings})

    # Ollama's

    def _from_registry(self, request, path):
        if request.headers.get("Authorization") != "Bearer token-of-the-registry":
            challenge = f'Bearer realm="{self.auth}/token",service="127.0.0.1",scope="repository:library/x:pull"'
            return send_json(request, 401, {"errors": [{"code": "UNAUTHORIZED"}]}, {"WWW-Authenticate": challenge})
        words = path.strip("/").split("/")
        if words[3] == "manifests" and (name := f"{words[2]}:{words[4]}") in self.layers:
            layers = [
                {"mediaType": LAYER + kind, "digest": "sha256:" + digest(data), "size": len(data)}
                for kind, data in self.layers[name]
            ]
            return send_json(request, 200, {"schemaVersion": 2, "mediaType": MANIFEST, "layers": layers})
        if words[3] == "blobs":
            return redirect(request, f"{self.cdn}/{words[4].removeprefix('sha256:')}?sig=def", status=307)
        send_json(request, 404, {"errors": [{"code": "MANIFEST_UNKNOWN"}]})

    def _from_auth(self, request, path):
        send_json(request, 200, {"token": "token-of-the-registry"})

    # Bytes

    def _from_cdn(self, request, path):
        for data in [*self.files.values(), *(data for layers in self.layers.values() for _, data in layers)]:
            if digest(data) == path.strip("/"):
                return self._send(request, data)
        send_json(request, 404, {})

    def _from_secure(self, request, path):
        if self.quirks.redirect:
            return redirect(request, self.quirks.redirect)
        data = self.plain.get(path.strip("/"))
        self._send(request, data) if data is not None else send_json(request, 404, {})

    def _send(self, request, data):
        quirks = self.quirks
        tag = f'"{digest(data)[:16]}"'
        start, end, status = 0, len(data), 200
        asked = request.headers.get("Range")
        fits = request.headers.get("If-Range") in (None, tag)
        if asked and fits and not quirks.ignores_ranges:
            first, last = asked.removeprefix("bytes=").split("-")
            start, end, status = int(first), min(int(last) + 1 if last else len(data), len(data)), 206
        body = memoryview(data)[start:end]
        if quirks.wrong_bytes:
            body = memoryview(bytes(byte ^ 1 for byte in bytes(body)))
        request.send_response(status)
        request.send_header("Content-Length", str(len(body)))
        request.send_header("ETag", tag)
        if status == 206:
            request.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(data)}")
        request.end_headers()
        if request.command == "HEAD":
            return
        with self.lock:
            self.open += 1
            self.most_open = max(self.most_open, self.open)
            cut = quirks.cuts_after if quirks.cuts > 0 else None
            quirks.cuts -= cut is not None
        try:
            self._write(request, body, cut, quirks.speed)
        finally:
            with self.lock:
                self.open -= 1

    @staticmethod
    def _write(request, body, cut, speed):
        step = max(1, min(256 << 10, (speed or 1 << 30) // 20))
        for place in range(0, len(body), step):
            if cut is not None and place >= cut:
                request.close_connection = True
                return
            request.wfile.write(body[place : place + step])
            if speed:
                time.sleep(step / speed)


def digest(data, known={}):
    """Of a file's bytes; each is computed once."""
    if id(data) not in known:
        known[id(data)] = (hashlib.sha256(data).hexdigest(), data)
    return known[id(data)][0]


def is_large(name):
    return name.endswith((".gguf", ".safetensors"))


def redirect(request, place, headers=None, status=302):
    send_json(request, status, {}, {"Location": place} | (headers or {}))


def send_json(request, status, value, headers=None):
    body = json.dumps(value).encode()
    request.send_response(status)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(body)))
    for name, text in (headers or {}).items():
        request.send_header(name, text)
    request.end_headers()
    if request.command != "HEAD":
        request.wfile.write(body)
