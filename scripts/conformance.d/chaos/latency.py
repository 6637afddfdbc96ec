"""How long untouched traffic takes while models are switched beside it, and while none are: in turn, so that what else the
machine does falls on both."""

import asyncio
import itertools
import time

from judging import expected
from setting import ORDER
from wire import DIALECTS, Line, Seen

#: Requests a second of each kind: few enough that they do not wait for one another.
RATE = 40
KINDS = {"bystander": "an untouched backend", "steady": "an untouched native model"}


class Latency:
    def __init__(self, setting):
        self.setting = setting
        self.times = {}
        self.is_switching = self.is_over = False
        self.switches = 0

    async def measure(self, slices, progress):
        """So many times two seconds, every other of them with switches."""
        for name in ORDER:
            await self.back_to(name)
        asking = [asyncio.create_task(self.ask(name, place)) for name in KINDS for place in range(4)]
        switching = asyncio.create_task(self.switch())
        await asyncio.sleep(1)
        self.times.clear()
        for turn in range(slices):
            progress.bar(turn, slices)
            self.is_switching = turn % 2 == 1
            await asyncio.sleep(2)
        self.is_over, self.is_switching = True, False
        await asyncio.gather(*asking, switching)
        lines, ratios = {}, {}
        for name, title in KINDS.items():
            found = {switched: sorted(self.times[name, switched]) for switched in (False, True)}
            for switched, times in found.items():
                lines[f"{title}, {'switches' if switched else 'calm'}"] = {
                    "requests": len(times), "p50_ms": part(times, 0.5) * 1e3, "p99_ms": part(times, 0.99) * 1e3
                }  # fmt: skip
            ratios[title] = part(found[True], 0.99) / part(found[False], 0.99)
        return {"switches": self.switches, "lines": lines, "ratios": ratios}

    async def ask(self, name, place):
        line, dialect = Line(self.setting.martlet.port), DIALECTS["chat"]
        model = f"{name}/{self.setting.models()[name]}"
        due = time.monotonic() + place / RATE
        for number in itertools.count():
            if self.is_over:
                return line.close()
            due += 4 / RATE
            await asyncio.sleep(max(0, due - time.monotonic()))
            prompt, switched, seen = f"question {number} {name}", self.is_switching, Seen()
            await line.generate(seen, dialect, dialect.request(model, prompt, 4, False, None))
            if seen.text != expected(name, prompt, 4):
                raise SystemExit(f"{name} said {seen.text!r} {seen.error}")
            if switched == self.is_switching:
                self.times.setdefault((name, switched), []).append(seen.end - seen.began)

    async def switch(self):
        line = Line(self.setting.martlet.port)
        for name in itertools.cycle(ORDER):
            while not self.is_switching:
                if self.is_over:
                    return line.close()
                await asyncio.sleep(0.02)
            await line.ask("POST", "/api/models/switch", {"provider": name, "model": self.setting.models()[name]})
            self.switches += 1
            await asyncio.sleep(0.05)

    async def back_to(self, name):
        line = Line(self.setting.martlet.port)
        status, answer = await line.ask("POST", "/api/models/switch", {"provider": name, "model": self.setting.models()[name]})
        if status != 200:
            raise SystemExit(f"cannot switch to {name}: {status} {answer}")
        line.close()


def part(values, of):
    return values[min(len(values) - 1, int(len(values) * of))]
