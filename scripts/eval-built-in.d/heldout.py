"""The set as a whole: what is asked, judging it, and its hash."""

import hashlib
import json

import about_martlet
import babble
import judge
import reading

LIMIT = {"reading": 64, "martlet": 160, "babble": 120}


def questions():
    """All of them, each with a name that stays."""
    asked = [
        {
            "id": f"reading-{item.name}",
            "set": "reading",
            "messages": item.messages,
            "kind": item.kind,
            "style": item.style,
            "passages": item.passages,
            "where": item.where,
            "hard": item.hard,
            "answer": item.answer,
        }
        for item in reading.items()
    ]
    for number, about in enumerate(about_martlet.items(), 1):
        asked.append(
            {
                "id": f"martlet-{number}",
                "set": "martlet",
                "messages": [{"role": "user", "content": about.question}],
                "needs": about.needs,
                "never": about.never,
            }
        )
    for number, (messages, may_introduce) in enumerate(babble.PROBES, 1):
        asked.append({"id": f"babble-{number}", "set": "babble", "messages": messages, "introduces": may_introduce})
    return asked


def fingerprint(asked):
    return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def verdict(question, answer):
    """The question with the answer and what it is worth."""
    judged = question | {"said": answer, "holds": None, "declined": judge.declines(answer)}
    if question["set"] == "reading":
        judged["right"] = judge.right(question["kind"], question["answer"], answer)
        judged["holds"] = judge.holds(question["kind"], question["answer"], answer)
    elif question["set"] == "martlet":
        judged["right"] = judge.knows(about_martlet.About("", question["needs"], question["never"]), answer)
    else:
        judged["right"] = judge.stays_honest(answer, question["introduces"])
    return judged


def some(asked, limit):
    """So many of each set, spread over it."""
    kept = []
    for name in LIMIT:
        of_set = [question for question in asked if question["set"] == name]
        count = min(limit, len(of_set))
        kept += [of_set[place * len(of_set) // count] for place in range(count)]
    return kept
