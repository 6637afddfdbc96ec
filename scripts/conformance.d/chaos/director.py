"""What is done to Martlet while the clients ask: switches of every kind, backends that fail, edits, memory that is short."""

import asyncio
import collections
import random
import signal

from fake import FAULTS
from judging import Judge, Timeline
from setting import ORDER, ROOMY, TIGHT, TIGHTEST
from wire import DIALECTS, Line, Seen

#: How often each is done, of so many.
SWITCHES = {"named": 30, "profile": 16, "dotenv": 14, "unawaited": 10, "superseded": 8, "withdrawn": 5, "user": 7, "impossible": 6}
TROUBLES = {"fake": 10, "kill the real server": 3, "stop the real server": 3, "budget": 5, "unload": 5, "tune a provider": 3, "nothing": 30}
NATIVE = {"one", "two"}


class Director:
    def __init__(self, setting, judge: Judge, seed):
        self.setting, self.judge, self.chance = setting, judge, random.Random(seed)
        self.line = Line(setting.martlet.port)
        self.models = setting.models()
        self.done, self.outcomes = collections.Counter(), collections.Counter()
        self.switches = 0
        self.trouble = None
        self.in_dotenv = "one"
        self.judge.timelines |= {scope: Timeline("one") for scope in ("everyone", "user:ann", "user:bob")}
        self.own = set()

    async def run(self, switches, seconds, told):
        """So many switches, spread over the time where that is given."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while self.switches < switches:
            told(self.switches, switches)
            await self.step()
            due = began + seconds * self.switches / switches
            await asyncio.sleep(max(self.chance.random() * 0.1, min(due - loop.time(), 1)))
        if self.trouble:
            await self.trouble
        told(switches, switches)

    async def step(self):
        if self.trouble is None or self.trouble.done():
            kind = self.pick(TROUBLES)
            if kind != "nothing":
                if kind != "fake":
                    self.done[kind] += 1
                self.trouble = asyncio.create_task(self.attempt(kind))
        kind = self.pick(SWITCHES)
        await getattr(self, kind)()
        self.done[f"switch: {kind}"] += 1

    def pick(self, weights):
        return self.chance.choices(list(weights), list(weights.values()))[0]

    # Switching

    @property
    def timeline(self):
        return self.judge.timelines["everyone"]

    def may(self, providers):
        """What everybody's choice may be now, and of those who have none of their own."""
        for scope, timeline in self.judge.timelines.items():
            if scope not in self.own:
                timeline.may(providers)

    def another(self):
        return self.chance.choice([name for name in ORDER if name not in self.timeline.now])

    def body(self, name):
        return {"provider": name, "model": self.models[name], "why": "chaos"}

    async def post(self, path, body=None):
        self.switches += 1
        return await self.line.ask("POST", path, body)

    def settle(self, outcome, name, before):
        """What the record of a switch, or its answer, says of what serves now."""
        self.outcomes[outcome] += 1
        self.may({name} if outcome in ("switched", "unchanged") else before)

    async def named(self):
        name, before = self.another(), self.timeline.now
        self.may(before | {name})
        status, answer = await self.post("/api/models/switch", self.body(name))
        self.check(name, status, answer)
        self.settle("switched" if status == 200 else "failed", name, before)

    async def profile(self):
        name, before = self.another(), self.timeline.now
        self.may(before | {name})
        status, answer = await self.post(f"/model/switch/{name}_counting_model_v1.0.0")
        self.check(name, status, answer)
        self.settle("switched" if status == 200 else "failed", name, before)

    def check(self, name, status, answer):
        """A switch to what is well must not fail."""
        if status == 200:
            return
        now = asyncio.get_running_loop().time()
        if not (name not in NATIVE and self.judge.faults.explain(name, now - 5, now)):
            self.wrong(f"the switch to {name}: {status} {answer}")

    def wrong(self, text):
        self.judge.counts["wrong"] += 1
        self.judge.wrong.append(text)

    async def unawaited(self):
        name, before = self.another(), self.timeline.now
        self.may(before | {name})
        status, answer = await self.post("/api/models/switch?wait=false", self.body(name))
        if status != 202:
            return self.wrong(f"?wait=false: {status} {answer}")
        record = await self.ended(answer["number"])
        self.settle(record["state"], name, before)

    async def ended(self, number):
        for _ in range(9000):
            status, record = await self.line.ask("GET", f"/api/models/switches/{number}")
            if status == 200 and "ended" in record:
                # An edit of a provider begins a switch anew.
                if "continued_by" not in record:
                    return record
                number = record["continued_by"]
                continue
            await asyncio.sleep(0.01)
        self.wrong(f"the switch {number} does not end: {record}")
        return record

    async def superseded(self):
        before = self.timeline.now
        first, second = self.chance.sample([name for name in ORDER if name not in before], 2)
        self.may(before | {first, second})
        status, one = await self.post("/api/models/switch?wait=false", self.body(first))
        await asyncio.sleep(self.chance.random() * 0.01)
        status, answer = await self.post("/api/models/switch", self.body(second))
        record = await self.ended(one["number"])
        self.outcomes[record["state"]] += 1
        served = {first} if record["state"] in ("switched", "unchanged") else before
        if status != 200:
            self.check(second, status, answer)
        self.settle("switched" if status == 200 else "failed", second, served)

    async def withdrawn(self):
        name, before = self.another(), self.timeline.now
        self.may(before | {name})
        _, begun = await self.post("/api/models/switch?wait=false", self.body(name))
        await self.line.ask("DELETE", f"/api/models/switches/{begun['number']}")
        record = await self.ended(begun["number"])
        self.settle(record["state"], name, before)

    async def user(self):
        """A choice of one's own, or none any more."""
        scope = f"user:{self.chance.choice(['ann', 'bob'])}"
        timeline, name = self.judge.timelines[scope], self.chance.choice(ORDER)
        before = timeline.now
        timeline.may(before | {name})
        status, answer = await self.post("/api/models/switch", self.body(name) | {"user": scope[5:]})
        self.check(name, status, answer)
        self.outcomes["switched" if status == 200 else "failed"] += 1
        timeline.may({name} if status == 200 else before)
        if status == 200:
            self.own.add(scope)

    async def impossible(self):
        """A model that cannot be loaded: what serves goes on."""
        body = self.chance.choice(
            [{"provider": "broken", "model": str(self.setting.model("broken"))}, {"provider": "one", "model": "none.gguf"}]
        )
        status, answer = await self.post("/api/models/switch", body)
        self.outcomes["failed, as it must"] += 1
        if status < 400:
            self.wrong(f"a switch to {body} is answered with {status} {answer}")

    async def dotenv(self):
        before = self.timeline.now
        name = self.chance.choice([name for name in ORDER if name not in before and name != self.in_dotenv])
        _, last = await self.line.ask("GET", "/api/models/switches?limit=1")
        newest = last["switches"][0]["number"] if last["switches"] else 0
        self.may(before | {name})
        self.switches += 1
        self.setting.write_dotenv(name)
        self.in_dotenv = name
        if name in NATIVE and self.setting.budget == ROOMY:
            await self.sees(name)
        for _ in range(500):
            await asyncio.sleep(0.01)
            _, last = await self.line.ask("GET", "/api/models/switches?limit=1")
            record = last["switches"][0] if last["switches"] else {"number": 0}
            if record["number"] > newest and "ended" in record:
                return self.settle(record["state"], name, before)
        self.wrong(f"LLM_PROVIDER={name} in .env is not seen within 5 s")

    async def sees(self, name):
        """The next request after an edit is answered as it says."""
        await asyncio.sleep(0.1)
        seen, dialect, line = Seen(), DIALECTS["chat"], Line(self.setting.martlet.port)
        await line.generate(seen, dialect, dialect.request("default", "question after an edit", 4, False, None))
        line.close()
        # Where it cannot be had within two seconds, the old model goes on.
        if seen.provider != name and seen.head - seen.began < 2 and self.setting.budget == ROOMY:
            self.wrong(f"100 ms after .env said {name}, {seen.provider} answered ({seen.headers.get('x-request-id')})")

    # Troubles

    async def attempt(self, kind):
        try:
            await self.make(kind)
        except (OSError, EOFError, TimeoutError) as problem:
            self.wrong(f"{kind}: {type(problem).__name__} {problem}")

    async def make(self, kind):
        match kind:
            case "fake":
                fault = self.chance.choice(FAULTS)
                self.done[f"the fake: {fault}"] += 1
                self.judge.faults.begin("fake")
                await self.setting.fake.fail(fault)
                await asyncio.sleep(self.chance.uniform(0.2, 3))
                await self.setting.fake.heal()
                self.judge.faults.end("fake")
            case "kill the real server":
                self.judge.faults.begin("real")
                await asyncio.to_thread(self.setting.kill_real)
                await asyncio.sleep(self.chance.uniform(0.1, 1))
                await asyncio.to_thread(self.setting.start_real)
                self.judge.faults.end("real")
            case "stop the real server":
                self.judge.faults.begin("real")
                self.setting.real.signal(signal.SIGSTOP)
                await asyncio.sleep(self.chance.uniform(0.3, 3.5))
                self.setting.real.signal(signal.SIGCONT)
                self.judge.faults.end("real")
            case "budget":
                self.setting.budget = self.chance.choice([TIGHT, TIGHTEST])
                self.setting.write_yaml()
                # What is there stays: what comes back has to find room.
                for _ in range(self.chance.randint(2, 4)):
                    await self.unload()
                    await asyncio.sleep(self.chance.uniform(0.3, 1))
                self.setting.budget = ROOMY
                self.setting.write_yaml()
            case "unload":
                await self.unload()
            case "tune a provider":
                self.setting.idle = self.chance.choice([1.8, 2.0, 2.2])
                self.setting.write_yaml()

    async def unload(self):
        line = Line(self.setting.martlet.port)
        name = self.chance.choice(["one", "two", "steady"])
        # Nobody waits long for a model to go that others go on asking for.
        await line.ask("POST", "/api/generate", {"model": f"{name}/{self.models[name]}", "keep_alive": 0}, seconds=30)
        line.close()
