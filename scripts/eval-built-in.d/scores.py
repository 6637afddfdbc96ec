"""From judged answers to scores with their intervals, and a table of them."""

import math
from collections import defaultdict

LENGTHS = [("1", 1, 1), ("2–3", 2, 3), ("4–6", 4, 6), ("7–12", 7, 12)]


def interval(right, total):
    """Wilson's, of 95 %."""
    if not total:
        return 0.0, 0.0
    z, share = 1.96, right / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return max(0.0, middle - half), min(1.0, middle + half)


def share(verdicts):
    right = sum(verdicts)
    low, high = interval(right, len(verdicts))
    return {"right": right, "of": len(verdicts), "share": right / len(verdicts) if verdicts else None, "low": low, "high": high}


def of(judged):
    """All scores of a list of judged answers, as JSON has them."""
    reading = [one for one in judged if one["set"] == "reading"]
    scores = {
        "exact": share([one["right"] for one in reading]),
        "holds": share([one["holds"] for one in reading]),
        "exact where it is there": share([one["right"] for one in reading if one["kind"] != "absent"]),
    }
    for name, key in (("kind", "kind"), ("style", "style"), ("where", "where"), ("hard", "hard")):
        groups = defaultdict(list)
        for one in reading:
            if one[key]:
                groups[one[key]].append(one["right"])
        scores[f"by {name}"] = {group: share(verdicts) for group, verdicts in sorted(groups.items())}
    scores["by passages"] = {label: share([one["right"] for one in reading if low <= one["passages"] <= high]) for label, low, high in LENGTHS}
    scores["absent"] = absent(reading)
    scores["martlet"] = share([one["right"] for one in judged if one["set"] == "martlet"])
    scores["babble"] = share([not one["right"] for one in judged if one["set"] == "babble"])
    times = sorted(one["seconds"] for one in judged if one.get("seconds") is not None)
    if times:
        scores["seconds"] = {"median": times[len(times) // 2], "p95": times[min(len(times) - 1, int(len(times) * 0.95))]}
    return scores


def absent(reading):
    """How well "not in the notes" is told: of what was declined, and of what should be."""
    hits = sum(one["declined"] and one["kind"] == "absent" for one in reading)
    declined = sum(one["declined"] for one in reading)
    there = sum(one["kind"] == "absent" for one in reading)
    precision, recall = hits / declined if declined else 0.0, hits / there if there else 0.0
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall) if hits else 0.0,
        "false alarms": declined - hits,
        "of": there,
    }


def table(scores, colour):
    bold, dim, off = ("\033[1m", "\033[2m", "\033[0m") if colour else ("", "", "")
    lines = []

    def row(name, score, depth=1):
        if not score["of"]:
            return
        lines.append(
            f"{'  ' * depth}{name:<{34 - 2 * depth}}{score['share'] * 100:6.1f} %   {score['right']:>4} of {score['of']:<4}{dim}  {score['low'] * 100:5.1f} – {score['high'] * 100:5.1f} %{off}"
        )

    lines.append(f"{bold}{'Reading':<34}{'score':>8}   {'right':>11}    {'95 % interval':>15}{off}")
    row("exact", scores["exact"])
    row("exact, where it is in the notes", scores["exact where it is there"])
    row("says it, if in more words", scores["holds"])
    for group in ("by kind", "by hard", "by passages", "by where", "by style"):
        if scores[group]:
            lines.append(f"  {bold}{ {'by hard': 'not there, and how hard that is', 'by where': 'by where the notes stand'}.get(group, group)}{off}")
            for name, score in scores[group].items():
                row(name, score, 2)
    told = scores["absent"]
    if told["of"]:
        lines.append(f"{bold}Not in the notes{off}")
        for name in ("precision", "recall", "f1"):
            lines.append(
                f"  {name:<32}{told[name] * 100 if name != 'f1' else told[name]:{'6.1f' if name != 'f1' else '8.3f'}}{' %' if name != 'f1' else ''}"
            )
        lines.append(f"  {'false alarms':<32}{told['false alarms']:>4}")
    if scores["martlet"]["of"]:
        lines.append(f"{bold}About Martlet{off}")
        row("right by key facts", scores["martlet"])
    if scores["babble"]["of"]:
        lines.append(f"{bold}What cannot be known{off}")
        row("babble (less is better)", scores["babble"])
    if "seconds" in scores:
        lines.append(
            f"{bold}Time{off}\n  an answer, median {scores['seconds']['median'] * 1000:.0f} ms, p95 {scores['seconds']['p95'] * 1000:.0f} ms"
        )
    return "\n".join(lines)
