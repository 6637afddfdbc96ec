"""What an answer must be: every word known in advance, from a model that may have answered, with failures only where the
fault table has them."""

import bisect
import collections
import re
import time

from counting_model import counted
from fake import counted_fake

#: The letter that each provider counts in. The last two are never touched.
LETTERS = {"one": "a", "two": "b", "fake": "f", "real": "r", "steady": "s", "bystander": "y"}
PROVIDERS = {letter: provider for provider, letter in LETTERS.items()}
FAKES = {"fake", "bystander"}
#: Faults are made in these alone.
MORTAL = {"fake", "real"}
#: The shortest silence for which a backend is given up (`idle_timeout`, edited now and then).
PATIENCE = 1.8
#: For how long after a fault its breaker may keep a provider away: twelve times the cooldown, and a little.
TAIL = 3.5


def expected(provider, given, count):
    return (counted_fake if provider in FAKES else counted)(LETTERS[provider], given, count)


class Wrong(Exception):
    pass


def must(condition, what):
    if not condition:
        raise Wrong(what)


def parts(prompt, text):
    """The providers whose words a text consists of, in turn; wrong where a word is not what must come there."""
    must(re.fullmatch(r"([a-z]\d{4})*", text), f"no text of any model: {text[:200]!r}")
    found, place = [], 0
    for letter, run in ((match[1], match[0]) for match in re.finditer(r"(?:([a-z])\d{4})(?:\1\d{4})*", text)):
        provider = PROVIDERS[letter]
        right = expected(provider, prompt + text[:place], len(run) // 5)
        must(run == right, f"{provider} said {run[:60]!r}… in place of {right[:60]!r}…, after {text[:place][-30:]!r}")
        place += len(run)
        found.append(provider)
    return found


class Timeline:
    """What `default` may have stood for, over time."""

    def __init__(self, first):
        self.times, self.sets = [0.0], [frozenset([first])]

    def may(self, providers):
        self.times.append(time.monotonic())
        self.sets.append(frozenset(providers))

    @property
    def now(self):
        return self.sets[-1]

    def between(self, began, ended):
        first = bisect.bisect_right(self.times, began) - 1
        return frozenset().union(*self.sets[first : bisect.bisect_right(self.times, ended)])


class Faults:
    """When each provider may have seemed ill."""

    def __init__(self):
        self.spans = collections.defaultdict(list)

    def begin(self, provider):
        self.spans[provider].append([time.monotonic(), float("inf")])

    def end(self, provider):
        self.spans[provider][-1][1] = time.monotonic() + TAIL

    def explain(self, provider, began, ended):
        return any(first <= ended and began <= last for first, last in self.spans[provider])


class Judge:
    """Takes each answer as it comes: its words are looked at then, who may have said them when all is known."""

    def __init__(self):
        self.timelines, self.faults = {}, Faults()
        self.counts, self.wrong, self.later = collections.Counter(), [], []

    def take(self, seen, asked):
        try:
            self.counts[self.words(seen, asked)] += 1
        except Wrong as problem:
            self.blame(seen, asked, problem)

    def blame(self, seen, asked, problem):
        self.counts["wrong"] += 1
        who = f"{asked.dialect} {'stream' if asked.stream else 'whole'} of {asked.name} for {asked.count} words"
        if len(self.wrong) < 200:
            self.wrong.append(
                f"{who} ({asked.scope}) at {seen.began:.3f}..{seen.end:.3f}, {seen.status} from {seen.headers.get('x-martlet-model')} after "
                f"{seen.attempts} attempts, {seen.headers.get('x-request-id')}: {problem}"
            )

    def words(self, seen, asked):
        if seen.status != 200:
            return self.refused(seen, asked)
        if asked.after_failure != "restart":
            must(seen.restarts == 0, "it was restarted, and nobody asked for that")
        found = parts(asked.prompt, seen.text)
        for voided in seen.voided:
            parts(asked.prompt, voided)
        first = found[0] if found and not seen.restarts else None
        must(first in (None, seen.provider), f"{first} answered, and x-martlet-model says {seen.provider}")
        must(seen.attempts >= 1, "no attempts are told")
        if seen.error is not None:
            must(asked.stream, f"an error in a whole answer: {seen.error}")
            must(asked.after_failure == "error" or not asked.chain, f"it broke off, though another could go on: {seen.error}")
            self.later.append((seen, asked, found, True))
            return "broken off, as asked" if asked.after_failure == "error" else "broken off, with nobody to go on"
        must(seen.is_ended, "it has no proper end")
        must(len(seen.text) == 5 * asked.count, f"{len(seen.text) / 5:g} words of {found} in place of {asked.count}")
        must(seen.reason == "length", f"it ended for {seen.reason}")
        must(len(seen.ids) <= 1, f"several ids: {seen.ids}")
        must(seen.usage, "no usage")
        void = sum(map(len, seen.voided)) // 5
        must(seen.usage[1] == asked.count + void, f"usage tells {seen.usage[1]} tokens of {asked.count + void}")
        must(asked.stream or len(found) == 1, f"a whole answer of {found}")
        must(asked.after_failure != "error" or len(found) == 1, f"carried on by {found}, and it was asked not to be")
        self.later.append((seen, asked, found, False))
        if seen.restarts:
            return "begun anew, as asked"
        if len(found) > 1:
            return "carried on by another"
        return "whole, from another before its first word" if seen.attempts > 1 else "whole"

    def refused(self, seen, asked):
        if asked.is_too_long:
            must(seen.status == 400 and "context" in seen.error, f"the prompt does not fit: {seen.error[:200]}")
            must(seen.attempts == 1, f"{seen.attempts} attempts")
            return "refused: its own fault"
        must(seen.status in (429, 502, 503, 504), f"the status {seen.status}: {seen.error[:300]}")
        must(not asked.chain and asked.name in MORTAL, f"refused, though others could answer: {seen.error[:300]}")
        self.later.append((seen, asked, [asked.name], True))
        return "refused: the only backend failed"

    # When all is known

    def conclude(self):
        for seen, asked, found, is_failure in self.later:
            self.excuse(seen, asked, found, is_failure)
        for seen, asked, found, is_failure in self.later:
            try:
                self.origin(seen, asked, found, is_failure)
            except Wrong as problem:
                self.counts["whole"] -= 1
                self.blame(seen, asked, problem)

    def excuse(self, seen, asked, found, is_failure):
        """On a busy machine a backend may be slower than it may be, by itself: that is a fault like another, and counted. A
        request that gave one up shows until when it was ill, too: its breaker opens then."""
        if seen.end - seen.began < PATIENCE or not (is_failure or seen.attempts > 1 or len(found) > 1):
            return
        may = self.timelines[asked.scope].between(seen.began, seen.head) if asked.name == "default" else {asked.name}
        for provider in (MORTAL & (may | set(found[:-1]))):
            if not self.faults.explain(provider, seen.began, seen.end):
                self.counts[f"({provider} was too slow by itself)"] += 1
            self.faults.spans[provider].append([seen.began, seen.end + TAIL])

    def origin(self, seen, asked, found, is_failure):
        explain = lambda provider: provider in MORTAL and self.faults.explain(provider, seen.began, seen.end)
        broken = found if is_failure else found[:-1]
        for provider in broken:
            must(explain(provider), f"it broke off at {provider}, where nothing was wrong")
        if not found or is_failure and not asked.chain:
            return
        first = found[0] if not seen.restarts else seen.provider
        may = self.timelines[asked.scope].between(seen.began, seen.head) if asked.name == "default" else {asked.name}
        if first in may:
            return
        must(asked.chain, f"{first} answered for {asked.name}")
        ill = [provider for provider in may if explain(provider)]
        must(ill, f"{first} answered, where {' or '.join(sorted(may))} had to, and nothing was wrong with that")
        # After a user's own choice comes what everybody has.
        if asked.scope != "everyone" and first in self.timelines["everyone"].between(seen.began, seen.head):
            return
        before = asked.chain[: asked.chain.index(first)]
        passed = [provider for provider in before if provider not in may and not explain(provider)]
        must(not passed, f"{first} answered for {' or '.join(sorted(may))}, though {passed} stood before it")
