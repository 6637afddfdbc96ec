"""Questions about Martlet as somebody new asks them, and what a right answer must hold.

Of `needs`, each is a pattern that must be found; `never`, none may. Patterns are regular expressions over the answer in lower case.
They are facts of README, docs/ and `--help`: where those change, these must.
"""

from dataclasses import dataclass, field


@dataclass
class About:
    question: str
    needs: list
    never: list = field(default_factory=list)


def about(question, *needs, never=()):
    return About(question, list(needs), list(never))


def items():
    from about_running import RUNNING
    from about_switching import SWITCHING

    return RUNNING + SWITCHING
