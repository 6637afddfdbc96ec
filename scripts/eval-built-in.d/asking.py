"""What a scene is made of: a note, and questions about it, each with its one right answer.

In a question `[one|another]` are wordings of which one is taken; a question that begins with `~` only says what it means where
nothing else is in the notes. Other questions name what they are about.
"""

from dataclasses import dataclass, field

import values

SCENES = []


@dataclass
class Ask:
    kind: str
    question: str
    # The forms of the answer; of a list one set of forms for each part.
    answer: list = field(default_factory=list)
    # Of what is not there: the same thing with another relation, another thing with the same one, or nothing of the kind.
    hard: str = ""


def span(question, answer):
    return Ask("span", question, values.forms(answer))


def number(question, answer):
    return Ask("number", question, values.forms(answer))


def yes(question):
    return Ask("yes/no", question, ["yes"])


def no(question):
    return Ask("yes/no", question, ["no"])


def several(question, answers):
    return Ask("list", question, [values.forms(answer) for answer in answers])


def other_relation(question):
    return Ask("absent", question, hard="other relation")


def other_thing(question):
    return Ask("absent", question, hard="other thing")


def scene(style):
    """A function from chance to a note and its questions."""

    def add(make):
        SCENES.append((make.__name__, style, make))
        return make

    return add
