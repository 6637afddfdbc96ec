#!/usr/bin/env python3
"""The fault matrix: every fault x before and after the first token x streamed and whole x dialect x provider type.

Starts Martlet with a backend of each type that fails as it is told (`faulty.py`), asks in every dialect, and compares
what a client sees with what the fault table says. `--docs FILE` writes the table there, between its marks.
"""

import argparse
import asyncio
import concurrent.futures
import pathlib
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import native
from dialects import DIALECTS, ask
from faulty import HALF, TEXT, WORDS, Faulty
from martlet import Martlet
from processes import Child, free_port

TYPES = ["openai", "vllm", "llamacpp", "huggingface", "ollama", "gemini"]
UNREACHED = ["refused", "unresolved", "tls"]
BEFORE = ["s408", "s409", "s429", "s500", "s502", "s503", "silent", "late", "empty", "stall", "cut", "malformed", "error"]
AFTER = ["stall", "cut", "malformed", "error"]
CALLERS = {"s400": 400, "s401": 401, "s404": 404, "s422": 422, "context": 400}
NAMES = {
    "refused": "connection refused", "unresolved": "no such host", "tls": "TLS error", "silent": "no headers in time",
    "late": "no token in time", "empty": "empty answer with 200", "stall": "stall", "cut": "connection cut",
    "malformed": "malformed chunk", "error": "error in the stream", "context": "context too long",
} | {f"s{status}": f"status {status}" for status in range(400, 504)} | native.NAMES
# Who carries a chat on. Each is asked as `continues_with: auto` has it.
CARRIES_ON = {"vllm": "well", "llamacpp": "repeat", "ollama": "repeat", "openai": None, "huggingface": None, "gemini": None}
STREAMED = [name for name in DIALECTS if name != "martlet.chat"]


def configuration(port, folder):
    providers, routes, failovers = [], [], []

    def provider(name, kind, endpoint, *more):
        lines = [f"- name: {name}", f"  type: {kind}", f"  endpoint: {endpoint}", "  timeout: 0.6", "  idle_timeout: 0.6"]
        lines += ["  model: well", "  breaker_failures: 0", *(f"  {line}" for line in more)]
        providers.extend(f"    {line}" for line in lines)

    here = f"http://127.0.0.1:{port}"
    for kind in TYPES:
        provider(kind, kind, here)
        closed = free_port()
        for fault, endpoint in zip(UNREACHED, [f"http://127.0.0.1:{closed}", "http://nowhere.invalid:9", f"https://127.0.0.1:{port}"]):
            provider(f"{kind}-{fault}", kind, endpoint)
            routes.append((f"{kind}-{fault}-before", [f"{kind}-{fault}/m", f"{kind}/well"]))
        # The same provider twice: one that failed often goes behind the others, and would not be asked.
        for fault in [*BEFORE, *CALLERS]:
            routes.append((f"{kind}-{fault}-before", [f"{kind}/{fault}-before", f"{kind}/well"]))
        for fault in AFTER:
            provider(f"{kind}-{fault}-after", kind, here)
            for policy in ("continue", "error"):
                name = f"{kind}-{fault}-after-{policy}"
                routes.append((name, [f"{kind}-{fault}-after/{fault}-after", "carrier/well"]))
                failovers.append(f"    {name}: {{after_first_token: {policy}}}")
    provider("carrier", "vllm", here)
    for kind, model in CARRIES_ON.items():
        provider(f"to-{kind}", kind, here)
        provider(f"from-{kind}", "vllm", here)
        routes.append((f"onto-{kind}", [f"from-{kind}/cut-after", f"to-{kind}/{model or 'well'}"]))
    built_in, more, profiles = native.configuration(folder, here)
    providers += built_in
    routes += more.items()
    text = ["llm:", "  providers:", *providers, "  routes:", *(f"    {name}: [{', '.join(targets)}]" for name, targets in routes)]
    text += ["  profiles:", *profiles, "  route_failover:", *failovers, "  refresh_interval: 3600", f"memory: {{budget: {native.BUDGET}}}"]
    return "\n".join(text) + "\n"


class Wrong(Exception):
    pass


def must(condition, what):
    if not condition:
        raise Wrong(what)


def is_whole(seen, stream, text=TEXT, reason="stop"):
    must(seen.status == 200, f"status {seen.status}: {seen.error}")
    must(seen.error is None, f"an error: {seen.error}")
    must(seen.text == text, f"the text {seen.text!r}")
    must(seen.ended, "no proper end")
    must(seen.reason == reason, f"ended for {seen.reason}")
    must(len(seen.ids) <= 1, f"several ids: {seen.ids}")


class Matrix:
    def __init__(self, martlet, server):
        self.martlet, self.server = martlet, server
        self.cells = {}
        self.wrong = []
        self.lock = threading.Lock()

    def ask(self, dialect, route, stream, **more):
        return ask(self.martlet.port, DIALECTS[dialect], route, stream, **more)

    def cell(self, row, kind, dialect, stream, check):
        try:
            result = check() or "✓"
        except Exception as error:
            result = "✗"
            with self.lock:
                self.wrong.append(f"{row}, {kind}, {dialect}, {'stream' if stream else 'whole'}: {type(error).__name__} {error}")
        with self.lock:
            self.cells.setdefault((row, kind), []).append(result)

    def cases(self, kind):
        """What a provider type can be asked for: (dialect, streamed)."""
        for dialect in DIALECTS:
            # Google's API completes no bare prompts.
            if kind == "gemini" and dialect == "openai.completion":
                continue
            for stream in (False, True) if dialect in STREAMED else (False,):
                yield dialect, stream

    def unreached(self, kind, fault):
        for dialect, stream in self.cases(kind):
            self.cell((fault, "before"), kind, dialect, stream, lambda: is_whole(self.ask(dialect, f"{kind}-{fault}-before", stream), stream))

    def before(self, kind, fault):
        for dialect, stream in self.cases(kind):
            # A whole answer has no part without a token, and no error in the midst of it.
            if not stream and fault in ("late", "error"):
                continue

            def check():
                seen = self.ask(dialect, f"{kind}-{fault}-before", stream)
                is_whole(seen, stream)
                # A 429 with Retry-After is remembered: the target may be passed over for that second.
                must(seen.attempts == 2 or fault == "s429", f"{seen.attempts} attempts")

            self.cell((fault, "before"), kind, dialect, stream, check)

    def callers(self, kind, fault):
        for dialect, stream in self.cases(kind):

            def check():
                seen = self.ask(dialect, f"{kind}-{fault}-before", stream)
                must(seen.status == CALLERS[fault], f"status {seen.status}: {seen.error or seen.text}")
                must(seen.attempts == 1, f"{seen.attempts} attempts")
                return "="

            self.cell((fault, "before"), kind, dialect, stream, check)

    def after(self, kind, fault):
        for dialect, stream in self.cases(kind):
            # An answer in between: one that fails three times in a row goes behind the others, and would not be asked.
            well = lambda: self.ask("openai.chat", f"{kind}-{fault}-after/well", False)

            def carried_on():
                well()
                seen = self.ask(dialect, f"{kind}-{fault}-after-continue", stream)
                is_whole(seen, stream)
                if stream and seen.usage:
                    must(seen.usage == (7, len(WORDS)), f"usage {seen.usage}")
                # A whole answer is not seen before its end: the next target makes all of it.
                must(stream or seen.attempts == 2, f"{seen.attempts} attempts")

            def ended():
                well()
                seen = self.ask(dialect, f"{kind}-{fault}-after-error", stream)
                must(seen.status == 200 and seen.error, f"no error: {seen.status} {seen.text!r}")
                must(seen.text == "".join(WORDS[:HALF]), f"the text {seen.text!r}")
                return "!"

            if stream or fault != "error":
                self.cell((fault, "after: continue"), kind, dialect, stream, carried_on)
            if stream:
                self.cell((fault, "after: error"), kind, dialect, stream, ended)
            if stream and dialect != "openai.responses":

                def restarted():
                    well()
                    seen = self.ask(dialect, f"{kind}-{fault}-after-continue", stream, headers={"x-martlet-after-failure": "restart"})
                    is_whole(seen, stream)
                    must(seen.restarts == 1, f"{seen.restarts} restarts")

                self.cell((fault, "after: restart"), kind, dialect, stream, restarted)

    def onto(self, kind):
        """Who takes over: seamless where it can, an error where it cannot."""
        for dialect, stream in self.cases("vllm"):
            if not stream:
                continue

            def check():
                seen = self.ask(dialect, f"onto-{kind}", stream)
                # A bare prompt goes on where it ends, at whoever completes prompts.
                bare = dialect == "openai.completion" and kind != "gemini"
                if CARRIES_ON[kind] or bare:
                    return is_whole(seen, stream)
                must(seen.error and seen.text == "".join(WORDS[:HALF]), f"no error, but {seen.text!r}")
                return "!"

            self.cell(("cut", "carried on by"), kind, dialect, stream, check)

    def native(self):
        """The built-in engine, as one that fails and as one that takes over."""
        for dialect, stream in self.cases("native"):
            reason = {"martlet.chat": "stop", "gemini": "MAX_TOKENS"}.get(dialect, "length")
            for fault, mark in native.FAULTS.items():

                def check():
                    seen = self.ask(dialect, f"native-{fault}-before", stream)
                    if mark == "=":
                        must(seen.status == CALLERS[fault], f"status {seen.status}: {seen.error or seen.text}")
                        must(seen.attempts == 1, f"{seen.attempts} attempts")
                        return mark
                    is_whole(seen, stream)
                    must(seen.attempts == 2, f"{seen.attempts} attempts")

                self.cell((fault, "before"), "native", dialect, stream, check)
            taken = lambda: is_whole(self.ask(dialect, "onto-native-before", stream), stream, native.whole(), reason)
            self.cell(("s503", "taken over by"), "native", dialect, stream, taken)
            if stream:

                def carried():
                    self.ask("openai.chat", "from-native/well", False)
                    is_whole(self.ask(dialect, "onto-native", stream), stream, native.carried_on(), reason)

                self.cell(("cut", "carried on by"), "native", dialect, stream, carried)

    def run(self):
        jobs = [(self.native,)]
        for kind in TYPES:
            jobs += [(self.unreached, kind, fault) for fault in UNREACHED]
            jobs += [(self.after, kind, fault) for fault in AFTER]
            jobs.append((self.onto, kind))
            # One after the other: a provider that fails three times in a row goes behind the others.
            jobs.append((self.one_by_one, kind))
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            for job in [pool.submit(*job) for job in jobs]:
                job.result()

    def one_by_one(self, kind):
        for fault in BEFORE:
            self.before(kind, fault)
        for fault in CALLERS:
            self.callers(kind, fault)

    def table(self):
        rows = [(fault, "before") for fault in [*UNREACHED, *BEFORE, *native.NAMES, *CALLERS]]
        rows += [(fault, f"after: {policy}") for policy in ("continue", "error", "restart") for fault in AFTER]
        rows += [("s503", "taken over by"), ("cut", "carried on by")]
        types = [*TYPES, "native"]
        lines = ["| fault | when | " + " | ".join(types) + " |", "|---" * (len(types) + 2) + "|"]
        for row in rows:
            cells = []
            for kind in types:
                results = self.cells.get((row, kind), [])
                good = sum(result != "✗" for result in results)
                marks = "".join(sorted({result for result in results}))
                cells.append(f"{marks} {good}/{len(results)}" if results else "–")
            lines.append(f"| {NAMES[row[0]]} | {row[1]} | " + " | ".join(cells) + " |")
        return "\n".join(lines)


def write(path, table):
    begin, end = "<!-- fault matrix -->", "<!-- end of the fault matrix -->"
    text = path.read_text()
    before, _, rest = text.partition(begin)
    path.write_text(f"{before}{begin}\n{table}\n{end}{rest.partition(end)[2]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path, help="the martlet to try")
    parser.add_argument("--docs", type=pathlib.Path, help="the page whose table is written anew")
    given = parser.parse_args()
    loop = asyncio.new_event_loop()
    server = Faulty()
    loop.run_until_complete(server.start())
    threading.Thread(target=loop.run_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="martlet-failover-") as folder:
        native.prepare(pathlib.Path(folder))
        martlet = Martlet(given.program, folder, configuration(server.port, pathlib.Path(folder))).start()
        try:
            matrix = Matrix(martlet, server)
            matrix.run()
            if martlet.child.has_ended:
                print(martlet.child.said(600))
        finally:
            martlet.stop()
            Child.stop_all()
    print(matrix.table())
    cells = sum(len(results) for results in matrix.cells.values())
    for line in matrix.wrong[:60]:
        print("✗", line)
    print(f"{cells - len(matrix.wrong)} of {cells} as the fault table says")
    if given.docs:
        write(given.docs, matrix.table())
    sys.exit(1 if matrix.wrong else 0)


if __name__ == "__main__":
    main()
