"""Those who ask without pause, and what each of them wants."""

import asyncio
import dataclasses
import random

from judging import Judge
from setting import ORDER
from wire import DIALECTS, Line, Seen

USERS = [None, None, None, "ann", "bob"]


@dataclasses.dataclass
class Asked:
    """What a client wanted, and what it may get."""

    name: str
    dialect: str
    stream: bool
    prompt: str
    count: int
    after_failure: str | None = None
    scope: str = "everyone"
    is_too_long: bool = False

    @property
    def chain(self):
        """Who may be asked in turn; nobody but the one that is named, where it is one."""
        return ORDER if self.name == "default" else []


class Clients:
    def __init__(self, port, judge: Judge, streams, wholes, seed):
        self.port, self.judge, self.seed = port, judge, seed
        self.kinds = [True] * streams + [False] * wholes
        self.is_over = False
        self.left = self.asked = 0

    async def run(self):
        await asyncio.gather(*(self.client(number, stream) for number, stream in enumerate(self.kinds)))

    async def client(self, number, stream):
        chance, line = random.Random(f"{self.seed} {number}"), Line(self.port)
        while not self.is_over:
            asked = self.wish(chance, number, stream)
            self.asked += 1
            if stream and chance.random() < 0.04:
                await self.leaves(chance, line, asked)
            else:
                await self.ask(line, asked)
            await asyncio.sleep(chance.random() * 0.25)
        line.close()

    def wish(self, chance, number, stream):
        dialect = chance.choice(list(DIALECTS))
        # Most want what is switched; some name a model, and must be answered by that one.
        name = "default" if number % 8 else chance.choice(["one", "two", "fake", "real", "steady"])
        asked = Asked(name, dialect, stream, f"question {chance.randrange(10**6)} {chance.choice('abcdefghijklmnop')}", chance.randint(4, 72))
        if name == "default" and dialect != "ollama" and (user := USERS[number % 5]):
            asked.scope = f"user:{user}"
        if stream and name == "default":
            asked.after_failure = chance.choice([None, None, None, "continue", "error", "restart"])
        if name == "one" and chance.random() < 0.05:
            asked.prompt, asked.is_too_long = "long " * 2000, True
        return asked

    async def ask(self, line, asked):
        seen, dialect = Seen(), DIALECTS[asked.dialect]
        user = asked.scope.partition(":")[2] or None
        body = dialect.request(asked.name, asked.prompt, asked.count, asked.stream, user)
        headers = {"x-martlet-after-failure": asked.after_failure} if asked.after_failure else {}
        try:
            async with asyncio.timeout(75):
                await line.generate(seen, dialect, body, headers)
        except (OSError, EOFError, TimeoutError) as problem:
            line.close()
            seen.end = asyncio.get_running_loop().time()
            return self.judge.blame(seen, asked, f"its connection: {type(problem).__name__} {problem}")
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as problem:
            line.close()
            seen.end = asyncio.get_running_loop().time()
            return self.judge.blame(seen, asked, f"it cannot be read: {type(problem).__name__} {problem}")
        self.judge.take(seen, asked)

    async def leaves(self, chance, line, asked):
        """Goes away in the middle, or before it began."""
        body = DIALECTS[asked.dialect].request(asked.name, asked.prompt, asked.count, asked.stream, None)
        try:
            await line.send("POST", DIALECTS[asked.dialect].path, body)
            await asyncio.sleep(chance.random() * 0.3)
        except OSError as problem:
            self.judge.blame(Seen(), asked, f"its connection: {type(problem).__name__} {problem}")
        self.left += 1
        line.close()
