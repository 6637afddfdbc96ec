#!/usr/bin/env python3
"""`martlet switch` as people use it, against a running server: trials that go forward and back, shadows, profiles, what is
said of it all. usage: trials.py PROGRAM [--only WORD] [--show]; a line of JSON for each check."""

import argparse
import json
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from backend import Backend  # noqa: E402
from martlet import Martlet  # noqa: E402
from processes import Child, fetch  # noqa: E402


class Load:
    """Clients that ask all the time, each as a user of its own; what they heard, and how long they waited."""

    def __init__(self, url, clients=8, pause=0.01):
        self.url, self.pause = url, pause
        self.heard, self.failures, self.times = [], [], []
        self.going = True
        self.threads = [threading.Thread(target=self.ask, args=(f"user-{number}",)) for number in range(clients)]
        for thread in self.threads:
            thread.start()

    def ask(self, user):
        count = 0
        while self.going:
            count += 1
            start = time.monotonic()
            try:
                status, headers, body = chat(self.url, user=f"{user}-{count % 40}", stream=count % 2 == 0)
            except OSError as problem:
                status, headers, body = 0, {}, str(problem).encode()
            self.times.append(time.monotonic() - start)
            if status == 200:
                self.heard.append((f"{user}-{count % 40}", headers["x-martlet-model"]))
            else:
                self.failures.append((status, body[:200]))
            time.sleep(self.pause)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.going = False
        for thread in self.threads:
            thread.join()


def chat(url, model="default", user=None, stream=False):
    body = {"model": model, "stream": stream, "messages": [{"role": "user", "content": "hi"}]} | ({"user": user} if user else {})
    return fetch(url + "/v1/chat/completions", "POST", json.dumps(body).encode(), {"content-type": "application/json"}, timeout=30)


class Trials:
    def __init__(self, program, folder, shows):
        self.program, self.folder, self.shows = program, folder, shows

    def run(self, only):
        for name in [name for name in dir(type(self)) if name.startswith("check_") and (only or "") in name]:
            body = getattr(self, name)
            start, result, detail = time.monotonic(), "pass", ""
            try:
                self.set_up(name)
                body()
            except Exception as problem:
                result, detail = "fail", f"{type(problem).__name__}: {problem}"
            finally:
                self.server.stop()
            line = {"client": "switch", "backend": "", "feature": body.__doc__, "result": result, "detail": detail}
            print(json.dumps(line | {"seconds": time.monotonic() - start}), flush=True)

    def set_up(self, name):
        self.old, self.new, self.lab = Backend("old"), Backend("new"), Backend("base")
        self.lab.takes_adapters = True
        yaml = f"""
llm:
  provider: old
  refresh_interval: 2
  providers:
    - {{name: old, type: openai, endpoint: {self.old.url}, model: old}}
    - {{name: new, type: openai, endpoint: {self.new.url}, model: new}}
    - {{name: lab, type: vllm, endpoint: {self.lab.url}, model: base}}
  fallback_order: [old, new]
  profiles:
    careful: {{provider: new, model: new, temperature: 0.1}}
    qlora_vllm_finetuned_model_v1.0.0: {{provider: lab, adapter: /lora/v1}}
    lost: {{provider: lab, adapter: /elsewhere/v1}}
"""
        self.server = Martlet(self.program, self.folder / name, yaml).start()

    # How it is asked

    def begin(self, *words):
        command = [self.program, "switch", *words, "--url", self.server.url]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.server.folder)

    def end(self, process, words=(), limit=60):
        out, err = process.communicate(timeout=limit)
        if self.shows:
            print(f"$ martlet switch {' '.join(map(repr, words))}\n{out}{err}[{process.returncode}]\n", file=sys.stderr)
        return process.returncode, out, err

    def switch(self, *words, expect=0):
        status, out, err = self.end(self.begin(*words), words)
        must(status == expect, f"{words}: exit status {status}, {out!r}, {err!r}")
        return out if expect == 0 else err

    def get(self, path):
        return json.loads(fetch(self.server.url + path)[2])

    def on_trial(self, requests=0):
        """Until a trial is under way, and has seen so many requests."""
        while True:
            switching = (self.get("/api/models").get("switching") or [{}])[0]
            if switching.get("state") == "trial" and switching.get("requests", 0) >= requests:
                return switching
            time.sleep(0.05)

    @property
    def active(self):
        active = self.get("/api/models")["active"]
        return f"{active['provider']}/{active['model']}"

    def rows(self, sql):
        time.sleep(0.6)
        with sqlite3.connect(self.server.folder / "data/martlet.sqlite") as database:
            return database.execute(sql).fetchall()

    # Checks

    def check_canary_forward(self):
        """a good canary gets more and more, keeps each user where it is, and takes over"""
        with Load(self.server.url) as load:
            words = ("new/new", "--canary", "25%", "--for", "6s", "--why", "a try")
            status, out, err = self.end(self.begin(*words), words)
        must(status == 0, f"{status}: {out} {err}")
        must("25.0 % of requests go to new" in out and "50.0 % of requests go to new" in out, out)
        must("new/new answers now" in out and "no guard was broken" in out, out)
        must(not load.failures, f"{load.failures[:3]}")
        must(self.active == "new/new", self.active)
        record = self.get("/api/models/switches?limit=1")["switches"][0]
        must(record["state"] == "switched" and record["why"] == "a try" and "no guard" in record["verdict"], record)
        # Who has once been on the new model stays there.
        seen = {}
        moved_back = [user for user, model in load.heard if not follows(seen, user, model)]
        must(not moved_back, f"{len(moved_back)} were moved back and forth")

    def check_canary_back(self):
        """a canary that fails goes back by itself, says why, and no user has seen it"""
        with Load(self.server.url) as load:
            process = self.begin("new/new", "--canary", "20%", "--for", "60s")
            self.on_trial()
            self.new.failing = True
            start = time.monotonic()
            status, out, err = self.end(process)
            took = time.monotonic() - start
        must(status == 1 and "error_rate<2% does not hold" in err and "old/old goes on" in err, f"{status}: {out} {err}")
        must(took < 3, f"it took {took} s")
        must(not load.failures, f"users saw {load.failures[:3]}")
        must(self.active == "old/old", self.active)

    def check_canary_slow(self):
        """a canary that is slow goes back for that"""
        self.old.delay = 0.02
        with Load(self.server.url, clients=12):
            process = self.begin("new/new", "--canary", "50%", "--for", "60s", "--guard", "p95<1.5x", "--json")
            self.on_trial(requests=30)
            self.new.delay = 0.3
            status, out, err = self.end(process)
        record = json.loads(out)
        must(status == 1 and record["state"] == "failed" and "p95<1.5x does not hold" in record["verdict"], f"{status}: {out} {err}")

    def check_shadow(self):
        """copies show what they cost, are left out where the new model falls behind, and slow nobody down"""
        with Load(self.server.url) as load:
            time.sleep(1.5)
            usual = middle(load.times)
            process = self.begin("new/new", "--shadow", "--for", "4s", "--guard", "error_rate<5%")
            self.on_trial()
            self.new.delay = 0.2
            load.times.clear()
            time.sleep(2)
            with_copies = middle(load.times)
            shown = self.get("/api/models")["switching"][0]
            status, out, err = self.end(process)
        must(status == 0 and "copies of requests go to new" in out and "were left out" in out, f"{status}: {out} {err}")
        must(not load.failures, f"{load.failures[:3]}")
        during = [model for _, model in load.heard]
        must(set(during) <= {"old/old", "new/new"}, f"{set(during)}")
        must(shown["copies"] > 0 and shown["copies_left_out"] > 0 and shown["share"] == 0, shown)
        must(self.new.most <= 4 + 8, f"{self.new.most} at once")
        must(with_copies < 2 * usual + 0.005, f"a request took {with_copies} s instead of {usual}")
        rows = self.rows("SELECT provider, status, prompt_tokens, completion_tokens, id FROM request WHERE endpoint = 'shadow'")
        must(len(rows) >= 10 and all(row[:4] == ("new", 200, 7, 1) for row in rows), f"{rows[:3]}")
        must(all(row[4].endswith("-shadow") for row in rows), rows[0])
        metrics = fetch(self.server.url + "/metrics")[2].decode()
        must('martlet_tokens_total{dialect="shadow"' in metrics, "their tokens are not counted")
        if self.shows:
            print(f"a request: {usual * 1000:.1f} ms, with copies {with_copies * 1000:.1f} ms; {len(rows)} copies", file=sys.stderr)

    def check_back_and_history(self):
        """there and back again, for all and for one user, and what is told of it"""
        must("nobody has switched yet" in self.switch("--history"), "an empty history")
        must("new/new answers now" in self.switch("new/new", "--why", "faster"), "to the new one")
        must("answers already" in self.switch("new/new"), "to what is there")
        must("old/old answers now" in self.switch("--back"), "back")
        must("new/new answers now" in self.switch("--back"), "and forth")
        must("new/new answers now" in self.switch("careful", "--user", "ann b"), "for a user")
        table = self.switch("--history")
        must(table.splitlines()[0].split()[:3] == ["NUMBER", "WHEN", "STATE"] and "faster" in table, table)
        must(len(table.splitlines()) == 5 and "(user:ann b)" in table, table)
        must(len(self.switch("--history", "--user", "ann b").splitlines()) == 2, "of one user")
        must(len(json.loads(self.switch("--history", "--json"))["switches"]) == 4, "as JSON")
        must(json.loads(self.switch("old/old", "--json"))["state"] == "switched", "one as JSON")

    def check_without_waiting(self):
        """a switch goes on without its command, and is withdrawn by another"""
        out = self.switch("new/new", "--canary", "5%", "--for", "1h", "--no-wait")
        must("is under way" in out, out)
        self.on_trial()
        record = self.get("/api/models/switches?limit=1")["switches"][0]
        must(str(record["number"]) in out and "ended" not in record, record)
        must("trial" in self.switch("--history"), "it is not shown")
        self.switch("--withdraw", str(record["number"]))
        must("no switch" in self.switch("--withdraw", str(record["number"]), expect=1), "again")
        must(self.get(f"/api/models/switches/{record['number']}")["state"] == "withdrawn", "its state")
        must(self.active == "old/old", self.active)
        begun = json.loads(self.switch("new/new", "--no-wait", "--json"))
        must(begun["accepted"] and begun["number"] == record["number"] + 1, begun)
        for path in ("?wait=false", "?wait=true"):
            body = b'{"provider": "old", "model": "old"}'
            status, headers, said = fetch(self.server.url + "/api/models/switch" + path, "POST", body, {"content-type": "application/json"})
            must(status == (202 if "false" in path else 200), f"{path}: {status} {said}")

    def check_what_is_wrong(self):
        """what is asked wrongly is said in a sentence, before anything is done"""
        for words, status, said in [
            ([], 64, "takes one NAME"),
            (["new/new", "--guard", "p95<1.5"], 64, "--canary or --shadow"),
            (["new/new", "--canary", "5%", "--guard", "p95<1.5"], 64, "a time is in ms, s or x"),
            (["new/new", "--canary", "5%", "--for", "soon"], 64, "90s, 10m or 2h"),
            (["new/new", "--canary", "200%"], 1, "0.1% to 100%"),
            (["new/new", "--canary", "5%", "--user", "ann"], 1, "not tried on a part"),
            (["nwe/new"], 1, "did you mean"),
            (["--back"], 1, "no switch to go back from"),
            (["--back", "new/new"], 64, "takes no NAME"),
            (["--history", "new/new"], 64, "no NAME"),
            (["--withdraw", "x"], 64, "takes a number"),
        ]:
            err = self.switch(*words, expect=status)
            must(said in err, f"{words}: {err!r}")
        self.new.failing = True
        err = self.switch("new/new", expect=1)
        must("was not switched to" in err and "out of memory" in err and "old/old goes on" in err, err)
        self.server.stop()
        process = subprocess.run([self.program, "switch", "new/new", "--url", self.server.url], capture_output=True, text=True, cwd=self.server.folder)
        must(process.returncode == 1 and self.server.url.split("//")[1] in process.stderr, process.stderr)
        self.server.start()

    def check_profiles(self):
        """profiles bring their adapters, and say what to do where they cannot"""
        name = "qlora_vllm_finetuned_model_v1.0.0"
        must(chat(self.server.url, name)[0] == 200 and self.lab.adapters == {name: "/lora/v1"}, f"{self.lab.adapters}")
        self.lab.adapters.clear()
        status, headers, _ = chat(self.server.url, f"lab/{name}", stream=True)
        must(status == 200 and headers["x-martlet-model"] == f"lab/{name}", "after a restart of vLLM")
        must(f"lab/{name} answers now" in self.switch(name), "by switching")
        status, _, said = fetch(self.server.url + f"/model/switch/{name}", "POST", b"")
        must(status == 200 and json.loads(said)["active_model"] == f"lab/{name}", f"{status}: {said}")
        must(chat(self.server.url)[1]["x-martlet-model"] == f"lab/{name}", "default")
        err = self.switch("lost", expect=1)
        must("/elsewhere/v1" in err and "own machine" in err and "VLLM_ALLOW" not in err, err)
        status, _, said = chat(self.server.url, "lost")
        must(status == 404 and b"/elsewhere/v1" in said, f"{status}: {said}")
        self.switch("old/old")
        self.lab.adapters.clear()
        self.lab.takes_adapters = False
        err = self.switch(name, expect=1)
        must("VLLM_ALLOW_RUNTIME_LORA_UPDATING=True" in err and "old/old goes on" in err, err)
        # Started with the adapter, it need not load any.
        self.lab.adapters[name] = "/lora/v1"
        must(f"lab/{name} answers now" in self.switch(name), "one that vLLM was started with")

    def check_hedging(self):
        """a second attempt beside one that says nothing: what it gains, and that the loser is let go of at once"""
        self.old.hangs = (10, 1.5)
        found = {}
        for name, lines in (("without", ""), ("with", "  failover: {hedge_after: 100ms}\n")):
            path = self.server.folder / "martlet.yaml"
            path.write_text(path.read_text().replace("  fallback_order", lines + "  fallback_order"))
            time.sleep(2.5)
            times = found[name] = []
            for number in range(100):
                start = time.monotonic()
                status, headers, _ = chat(self.server.url, user=f"{name}-{number}", stream=True)
                times.append(time.monotonic() - start)
                must(status == 200, f"{status}")
        slowest = {name: sorted(times)[94] for name, times in found.items()}
        must(slowest["without"] > 1.4 and slowest["with"] < 0.6, f"{slowest}")
        lost = [user for user in self.old.left if user in self.new.said]
        late = [self.old.left[user] - self.new.said[user] for user in lost]
        must(len(late) >= 9 and max(late) < 0.1, f"{len(late)} were let go of, after at most {max(late or [0])} s")
        rows = self.rows("SELECT provider, error FROM request_attempt ORDER BY seq, place")
        must(rows.count(("old", "outrun")) == len(late) and rows.count(("new", None)) == len(late), f"{rows[:4]}")
        must(self.rows("SELECT count(*) FROM request WHERE attempts = 2")[0][0] == len(late), "counted")
        must(all(provider["status"] == "healthy" for provider in self.get("/api/models")["providers"][:2]), "held against it")
        if self.shows:
            print(f"first token, 95 of 100 within: {slowest}; losers let go of within {max(late) * 1000:.1f} ms", file=sys.stderr)

    def check_attempts(self):
        """the request log keeps each attempt: who, which fault, which status, from when to when"""
        self.old.failing, self.new.delay = True, 0.05
        must(chat(self.server.url)[1]["x-martlet-attempts"] == "2", "attempts")
        rows = self.rows("SELECT place, provider, model, error, status, after_first_token, began_us, ended_us FROM request_attempt ORDER BY seq, place")
        must([row[:6] for row in rows] == [(1, "old", "old", "unavailable", 500, 0), (2, "new", "new", None, None, 0)], rows)
        must(0 <= rows[0][6] <= rows[0][7] <= rows[1][6] and rows[1][7] - rows[1][6] >= 50_000, rows)
        total = self.rows("SELECT total_us, attempts, provider FROM request ORDER BY seq DESC LIMIT 1")[0]
        must(total == (rows[1][7], 2, "new"), total)


def follows(seen, user, model):
    """Whether a user, once on the new model, stays there."""
    if seen.get(user) == "new/new" and model != "new/new":
        return False
    seen[user] = model
    return True


def middle(times):
    return sorted(times)[len(times) // 2]


def must(holds, otherwise):
    if not holds:
        raise AssertionError(otherwise)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--only", help="the checks with this in their name")
    parser.add_argument("--show", action="store_true", help="show what the command says")
    given = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="martlet-switch-"))
    try:
        Trials(str(pathlib.Path(given.program).resolve()), folder, given.show).run(given.only)
    finally:
        Child.stop_all()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
