"""The reading questions: notes of one to twelve passages, and a question about one of them."""

from dataclasses import dataclass

import asking
import scenes  # noqa: F401  (fills asking.SCENES)
from chance import Chance

SEED = 20261122
REFUSAL = "I don't have enough information to answer this question."
# How many of each kind. A quarter of the answers is not in the notes.
KINDS = {"span": 195, "number": 110, "yes/no": 90, "list": 55, "absent": 150}
HARD = {"other relation": 60, "other thing": 50, "plain": 40}
LENGTHS = [(1, 35), (2, 18), (3, 14), (4, 9), (5, 6), (6, 5), (8, 6), (10, 4), (12, 3)]
# What notes may take, so that they fit a context of 2,048 of a small vocabulary with room for the answer.
LONGEST = 3400


@dataclass
class Item:
    name: str
    kind: str
    style: str
    passages: int
    where: str
    messages: list
    # Forms of the answer; of a list, a set of forms for each part; none where it is not in the notes.
    answer: list
    hard: str = ""


def items():
    made, kinds = [], []
    for kind, count in KINDS.items():
        kinds += [(kind, hard) for hard, n in HARD.items() for _ in range(n)] if kind == "absent" else [(kind, "")] * count
    kinds = Chance(SEED).shuffled(kinds)
    turns = {}
    for number, (kind, hard) in enumerate(kinds):
        made.append(item(number, kind, hard, turns))
    return made


def item(number, kind, hard, turns):
    """Tries the scenes, the least asked of this kind first, until one has a question; `turns` counts what was asked."""
    first = Chance(SEED * 1_000_003 + number)
    order = sorted(first.shuffled(asking.SCENES), key=lambda scene: turns.get((scene[0], kind), 0))
    for trial in range(20 * len(order)):
        c = Chance(SEED * 1_000_003 + number * 5003 + trial)
        name, style, make = order[trial % len(order)]
        passages = length(c)
        note, asks = make(c)
        fitting = [ask for ask in asks if suits(ask, kind, hard, passages)]
        texts = fill(c, name, [] if hard == "plain" else [note], passages)
        if not fitting or sum(map(len, texts)) > LONGEST:
            continue
        # A question that was not asked yet comes before one that was.
        chosen = min(c.shuffled(fitting), key=lambda ask: turns.get((name, asks.index(ask)), 0))
        for key in ((name, kind), (name, asks.index(chosen))):
            turns[key] = turns.get(key, 0) + 1
        where, messages = laid_out(c, texts, spoken(c, chosen.question.removeprefix("~")))
        return Item(f"{name}-{number}", kind, style, len(texts), where, messages, [] if hard else chosen.answer, hard)
    raise SystemExit(f"no scene has a question of the kind {kind} {hard}")


def suits(ask, kind, hard, passages):
    if ask.question.startswith("~") and passages > 1:
        return False
    if hard == "plain":
        return ask.kind in ("span", "number") and not ask.question.startswith("~")
    return ask.kind == kind and ask.hard == hard


def length(c):
    drawn = c.below(100)
    for passages, percent in LENGTHS:
        drawn -= percent
        if drawn < 0:
            return passages
    return 1


def fill(c, name, texts, passages):
    """Puts passages of other scenes, none of them twice, round what there is."""
    for other, _, make in c.shuffled([scene for scene in asking.SCENES if scene[0] != name]):
        if len(texts) >= passages:
            break
        texts.append(make(c)[0])
    return c.shuffled(texts)


def spoken(c, pattern):
    """The question, mostly as it is written; some people leave out the mark, or the capital."""
    question = c.say(pattern).replace(" ?", "?")
    manner = c.below(100)
    if manner < 10:
        question = question.removesuffix("?")
    if manner < 6:
        question = question[0].lower() + question[1:]
    return question


JOINTS = ["\n\n", "\n\n", "\n---\n", "\n\n* * *\n\n"]
FRAMES = [
    "{notes}\n\n{question}",
    "{notes}\n\n{question}",
    "{question}\n\n{notes}",
    "{question}\n\n{notes}",
    "This is what I wrote down.\n\n{notes}\n\nSo: {question}",
    "<<<\n{notes}\n>>>\n{question}",
    "{question} It should be somewhere in here.\n\n{notes}",
    "pasted from my notebook:\n\n{notes}\n\n{question}",
    "Look this up for me, please: {question}\n\n-----\n{notes}",
    "{notes}\n\nQ. {question}\nA.",
]
SYSTEM = [
    "{notes}",
    "Everything you know is this.\n\n{notes}",
    "You look things up in the following pages for the user.\n\n{notes}",
    "Pages on file:\n{notes}",
]


def laid_out(c, texts, question):
    if len(texts) > 1 and c.happens(30):
        mark = c.one(["({})", "No. {}", "page {}:", "=== {} ==="])
        texts = [f"{mark.format(n)}\n{text}" for n, text in enumerate(texts, 1)]
    notes = c.one(JOINTS).join(texts)
    if c.happens(30):
        return "system", [{"role": "system", "content": c.one(SYSTEM).format(notes=notes)}, {"role": "user", "content": question}]
    frame = c.one(FRAMES)
    where = "question first" if frame.index("{question}") < frame.index("{notes}") else "question last"
    return where, [{"role": "user", "content": frame.replace("{question}", question).replace("{notes}", notes)}]
