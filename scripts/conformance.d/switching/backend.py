"""Backends that do as they are told, and a vLLM as far as adapters go, in its own words (0.32)."""

import http.server
import json
import select
import socket
import threading
import time


class Backend:
    """Speaks OpenAI's dialect. `delay`, `failing`: from the next request on."""

    def __init__(self, name):
        self.name = name
        self.delay, self.failing = 0.0, False
        self.lock = threading.Lock()
        self.asked = []
        self.running = self.most = 0
        # Every so many requests one takes so long; when an answer was sent, or its client had left, by its user.
        self.hangs = (0, 0.0)
        self.said, self.left = {}, {}
        self.adapters = {}
        # None: no vLLM at all.
        self.takes_adapters = None
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def answer(self, status, body, kind="application/json"):
                body = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                cards = [{"id": outer.name, "object": "model", "root": "/m", "parent": None}]
                cards += [{"id": name, "object": "model", "root": root, "parent": outer.name} for name, root in outer.adapters.items()]
                self.answer(200, {"object": "list", "data": cards} if self.path.endswith("/models") else {})

            def do_POST(self):
                request = json.loads(self.rfile.read(int(self.headers["content-length"])))
                if "lora" in self.path:
                    return self.answer(*outer.adapter(self.path, request))
                with outer.lock:
                    outer.asked.append(request)
                    outer.running += 1
                    outer.most = max(outer.most, outer.running)
                try:
                    every, most = outer.hangs
                    hangs = every and len(outer.asked) % every == 0
                    if not self.wait(most if hangs else outer.delay):
                        outer.left[request.get("user")] = time.monotonic()
                        self.close_connection = True
                        return
                    if outer.takes_adapters is not None and request["model"] not in (outer.name, *outer.adapters):
                        return self.answer(404, error(404, f"The model `{request['model']}` does not exist."))
                    if outer.failing:
                        return self.answer(500, error(500, "out of memory"))
                    outer.said[request.get("user")] = time.monotonic()
                    self.say(request)
                except OSError:
                    pass
                finally:
                    with outer.lock:
                        outer.running -= 1

            def wait(self, seconds):
                """False: the client has left meanwhile."""
                end = time.monotonic() + seconds
                while (left := end - time.monotonic()) > 0:
                    if select.select([self.connection], [], [], left)[0]:
                        try:
                            has_more = self.connection.recv(1, socket.MSG_PEEK)
                        except OSError:
                            return False
                        if not has_more:
                            return False
                        time.sleep(left)
                return True

            def say(self, request):
                usage = {"prompt_tokens": 7, "completion_tokens": 1, "total_tokens": 8}
                head = {"id": "x", "created": 1, "model": request["model"]}
                if not request.get("stream"):
                    choice = {"index": 0, "message": {"role": "assistant", "content": outer.name}, "finish_reason": "stop"}
                    return self.answer(200, head | {"object": "chat.completion", "choices": [choice], "usage": usage})
                choice = {"index": 0, "delta": {"role": "assistant", "content": outer.name}, "finish_reason": "stop"}
                chunks = [{"choices": [choice]}, {"choices": [], "usage": usage}]
                frames = [json.dumps(head | {"object": "chat.completion.chunk"} | chunk) for chunk in chunks] + ["[DONE]"]
                self.answer(200, "".join(f"data: {frame}\n\n" for frame in frames).encode(), "text/event-stream")

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def adapter(self, path, request):
        if not self.takes_adapters:
            return 404, {"detail": "Not Found"}
        name, place = request["lora_name"], request.get("lora_path", "")
        if path.endswith("/unload_lora_adapter"):
            if self.adapters.pop(name, None) is None:
                return 404, error(404, f"The lora adapter '{name}' cannot be found.")
            return 200, f"Success: LoRA adapter '{name}' removed successfully.".encode()
        if name in self.adapters:
            return 400, error(400, f"The lora adapter '{name}' has already been loaded. If you want to load the adapter in place, set 'load_inplace' to True.")
        if not place.startswith("/lora/"):
            return 404, error(404, f"Loading lora {name} failed: No adapter found for {place}")
        self.adapters[name] = place
        return 200, f"Success: LoRA adapter '{name}' added successfully.".encode()


def error(status, message):
    return {"error": {"message": message, "type": "NotFoundError", "param": None, "code": status}}
