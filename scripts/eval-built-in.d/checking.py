"""The set held against itself: right answers must pass, wrong ones must not."""

from collections import Counter

import heldout
import judge
import reading


def check(asked):
    faults = []
    readings = [question for question in asked if question["set"] == "reading"]
    for question in readings:
        name, kind, answer = question["id"], question["kind"], question["answer"]
        for said in oracle(question):
            if not judge.right(kind, answer, said):
                faults.append(f"{name}: {said!r} should be right")
        for said in wrong(question, readings):
            if judge.right(kind, answer, said):
                faults.append(f"{name}: {said!r} should be wrong")
        text = "\n".join(message["content"] for message in question["messages"])
        if kind in ("span", "number") and not any(form.lower() in text.lower() for form in answer):
            faults.append(f"{name}: none of {answer[:3]} stands in the notes")
        if kind == "list" and not all(any(form.lower() in text.lower() for form in forms) for forms in answer):
            faults.append(f"{name}: not all of {answer} stand in the notes")
    for question in asked:
        if question["set"] == "martlet":
            for said in (question["messages"][0]["content"], "", reading.REFUSAL):
                if heldout.verdict(question, said)["right"]:
                    faults.append(f"{question['id']}: {said!r} should be wrong")
        if question["set"] == "babble":
            if not heldout.verdict(question, reading.REFUSAL)["right"]:
                faults.append(f"{question['id']}: the refusal should be right")
            for said in ("", "the the the the the the the the the the the the", "It was in 1974, and the cup was won by the team that won it."):
                if heldout.verdict(question, said)["right"]:
                    faults.append(f"{question['id']}: {said!r} should be wrong")
    texts = Counter(repr(question["messages"]) for question in asked)
    faults += [f"asked {count} times: {text[:100]}" for text, count in texts.items() if count > 1]
    return faults


def oracle(question):
    """Ways to be right."""
    kind, answer = question["kind"], question["answer"]
    if kind == "absent":
        return [reading.REFUSAL, "The notes do not mention that.", "That is not stated in the notes."]
    if kind == "yes/no":
        return [answer[0], answer[0].capitalize() + ".", answer[0].capitalize() + ", it is."]
    if kind == "list":
        parts = [forms[0] for forms in answer]
        return [", ".join(parts), " and ".join(parts), "\n".join("- " + part for part in reversed(parts))]
    return [form for form in answer] + [answer[0] + ".", answer[0].upper(), f'"{answer[0]}"']


def wrong(question, readings):
    """Ways to be wrong: another question's answer, a part of the right one, the refusal, nothing, the question itself."""
    kind, answer = question["kind"], question["answer"]
    if kind == "absent":
        return ["", "yes", "no", "Ottoline", "12", question["messages"][-1]["content"][:60]]
    said = ["", reading.REFUSAL, question["messages"][-1]["content"]]
    if kind == "yes/no":
        return said + ["no" if answer[0] == "yes" else "yes", "maybe"]
    if kind == "list":
        return said + [answer[0][0], ", ".join(forms[0] for forms in answer) + ", Ottoline the Ninth"]
    others = [
        other["answer"][0]
        for other in readings
        if other["kind"] == kind and not set(map(judge.plain, other["answer"])) & set(map(judge.plain, answer))
    ]
    return said + others[:40]
