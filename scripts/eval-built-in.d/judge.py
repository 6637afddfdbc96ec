"""Whether an answer is right."""

import re

REFUSAL = "i don't have enough information to answer this question"
# What other models say when they were not taught our words.
DECLINING = re.compile(
    r"\b(not|no|never|don't|doesn't|didn't|isn't|aren't|wasn't)\b[^.]{0,50}\b(information|mention(ed|s)?|state[ds]?|specif(y|ied|ies)|in the (notes?|text|document|passage|context))\b"
    r"|\b(notes?|text|document|passages?|context|it)\b[^.]{0,40}\b(doesn't|does not|do not|don't)\b[^.]{0,20}\b(say|contain|include|provide|give|tell|hold|show)"
    r"|\b(can't|cannot|can not|couldn't|unable to)\b[^.]{0,30}\b(find|tell|determine|answer|know|say)\b"
    r"|\b(i|we) (don't|do not) (know|have)\b|\bnot (given|provided|listed|known|available|found)\b|^\W*unknown\b"
)
NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve".split()
ON_ITSELF = re.compile(r"martlet|model|small|built.?in|notes|help|hello|hi\b|welcome|answer")


def plain(text):
    """Case, blanks, quotes, an article before it and a full stop after it do not count."""
    text = text.replace("’", "'").replace("\u00a0", " ").strip().lower()
    text = re.sub(r"\s+", " ", text).strip(" `\"'*")
    text = text.removesuffix(".").strip(" `\"'*")
    text = re.sub(r"^(the|a|an|its|it is|it's) ", "", text)
    return str(NUMBERS.index(text)) if text in NUMBERS else text


def declines(answer):
    return REFUSAL in answer.replace("’", "'").lower() or bool(DECLINING.search(answer.replace("’", "'").lower()))


def right(kind, accepted, answer):
    """Whether a reading question's answer is right, to the letter but for form."""
    if kind == "absent":
        return declines(answer)
    if kind == "yes/no":
        first = re.match(r"\W*(yes|no)\b(?! (information|mention))", answer.lower())
        return first is not None and first.group(1) == accepted[0]
    if kind == "list":
        return same_parts(accepted, answer)
    return plain(answer) in {plain(form) for form in accepted}


def same_parts(accepted, answer):
    """All parts and no other, in any order."""
    parts = [re.sub(r"^\s*([-*•]|\d+[.)])\s+", "", line) for line in answer.strip().splitlines() if line.strip()]
    text = "; ".join(parts) if len(parts) > 1 else "".join(parts)
    given = [plain(part) for part in re.split(r";|,(?!\d)|\band\b|&(?= )", text) if plain(part)]
    wanted = [{plain(form) for form in forms} for forms in accepted]
    # A part that has "and" or a comma in itself is cut like the answer.
    wanted = [forms | {p for f in forms for p in [re.sub(r"\s*(,|\band\b)\s*", " ", f)]} for forms in wanted]
    left = list(wanted)
    for part in given:
        found = next((forms for forms in left if part in forms), None)
        if found is None:
            return False
        left.remove(found)
    return not left


def holds(kind, accepted, answer):
    """Whether the answer holds the right words, perhaps among others: a sentence that says it."""
    if kind in ("absent", "yes/no") or right(kind, accepted, answer):
        return right(kind, accepted, answer)
    if declines(answer):
        return False
    said = f" {plain(answer)} "
    groups = accepted if kind == "list" else [accepted]
    return all(any(re.search(rf"(?<![\w.]){re.escape(plain(form))}(?![\w])", said) for form in forms) for forms in groups)


def knows(about, answer):
    said = answer.replace("’", "'").lower()
    return not says_nothing(answer) and all(re.search(p, said) for p in about.needs) and not any(re.search(p, said) for p in about.never)


def says_nothing(answer):
    return REFUSAL in answer.replace("’", "'").lower() or not answer.strip()


def stays_honest(answer, may_introduce):
    """For what cannot be answered: the refusal, or a plain word on what it is; not more than that, and nothing said over and over."""
    words = answer.lower().split()
    if len(words) > 80 or repeats(words):
        return False
    return declines(answer) or bool(may_introduce and words and ON_ITSELF.search(answer.lower()))


def repeats(words):
    """Three times the same four words is babble."""
    seen = {}
    for start in range(len(words) - 3):
        key = tuple(words[start : start + 4])
        seen[key] = seen.get(key, 0) + 1
    return max(seen.values(), default=0) >= 3
