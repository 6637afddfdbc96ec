"""Chance from a seed, the same in every version of Python; and what a scene's people and things are called."""

import re

from values import Day, Value, money, quantity
import words

MASK = (1 << 64) - 1


class Chance:
    """Draws numbers by SplitMix64. Names are drawn once an item, so that no two things in it are called the same."""

    def __init__(self, seed):
        self.state = seed & MASK
        self.used = set()

    def bits(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        mixed = self.state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        return mixed ^ (mixed >> 31)

    def below(self, count):
        return self.bits() % count

    def between(self, least, most):
        return least + self.below(most - least + 1)

    def happens(self, percent):
        return self.below(100) < percent

    def one(self, things):
        return things[self.below(len(things))]

    def shuffled(self, things):
        things = list(things)
        for last in range(len(things) - 1, 0, -1):
            other = self.below(last + 1)
            things[last], things[other] = things[other], things[last]
        return things

    def some(self, things, count):
        return self.shuffled(things)[:count]

    def say(self, pattern):
        """Of each `[one|another]` one; `[this|]` may be left out."""
        while found := re.search(r"\[([^\[\]]*\|[^\[\]]*)\]", pattern):
            pattern = pattern[: found.start()] + self.one(found.group(1).split("|")) + pattern[found.end() :]
        return " ".join(pattern.split(" "))

    # Names, none of them twice

    def new(self, make):
        for _ in range(1000):
            thing = make()
            if thing not in self.used:
                self.used.add(thing)
                return thing
        raise SystemExit("the word lists are too short for this scene")

    def pick(self, things):
        return self.new(lambda: self.one(things))

    def first(self):
        return self.pick(words.FIRST)

    def person(self):
        """First name and surname; the surname alone is not what a question for a person wants."""
        return Value(f"{self.first()} {self.pick(words.LAST)}")

    def last(self):
        return self.pick(words.LAST)

    def town(self):
        return self.pick(words.TOWNS)

    def street(self):
        return self.pick(words.STREETS)

    def firm(self):
        return self.new(lambda: f"{self.one(words.FIRMS)} {self.one(words.FIRM_ENDS)}")

    def coined(self):
        """A word that nobody has used before."""
        return self.new(lambda: "".join(self.one(words.SYLLABLES) for _ in range(self.between(2, 3))).capitalize())

    def code(self, pattern):
        """`#` a digit (the first one no zero), `@` a capital, `%` a small letter or digit."""

        def make():
            made = ""
            for sign in pattern:
                if sign == "#":
                    made += str(self.between(0 if any(c.isdigit() for c in made) else 1, 9))
                elif sign == "@":
                    made += self.one("ABCDEFGHJKLMNPQRSTUVWXYZ")
                elif sign == "%":
                    made += self.one("abcdefghjkmnpqrstuvwxyz23456789")
                else:
                    made += sign
            return made

        return Value(self.new(make))

    def number(self, least, most):
        """A number that the item has not had yet."""
        return Value(str(self.new(lambda: self.between(least, most))))

    def amount(self, least, most, currency="€", cents=True):
        whole = int(self.number(least, most))
        return money(whole, self.one([0, 20, 35, 49, 50, 75, 80, 90, 99]) if cents else None, currency)

    def count(self, least, most, unit, short=None):
        return quantity(int(self.number(least, most)), unit, short)

    def day(self):
        day = self.new(lambda: (self.one([2023, 2024, 2025, 2026]), self.between(1, 12), self.between(1, 28)))
        return Day(*day)

    def weekday(self):
        return self.pick(words.WEEKDAYS)

    def time(self, earliest=6, latest=21):
        return Value(
            self.new(lambda: f"{self.between(earliest, latest)}:{self.one(['00', '05', '10', '15', '20', '25', '30', '40', '45', '50', '55'])}")
        )

    def version(self):
        return self.code("#.#.#" if self.happens(60) else "#.#")

    def host(self):
        return self.new(lambda: f"{self.one(words.HOST_HEADS)}{self.one(['-', ''])}{self.one(words.HOST_TAILS)}")

    def address(self):
        return Value(self.new(lambda: f"10.{self.between(2, 250)}.{self.between(2, 250)}.{self.between(2, 250)}"))
