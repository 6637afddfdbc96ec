"""What came of it: a matrix for people, a file for programs, a line for whoever scrolls to the end."""

import collections
import json
import os
import sys
import unicodedata

MARKS = {"pass": ("✓", "32"), "fail": ("✗", "31;1"), "unsupported": ("–", "2"), "skip": ("·", "2")}


class Results:
    def __init__(self):
        self.lines = []
        self.absent = {}

    def add(self, client, backend, feature, result, detail="", seconds=0.0):
        line = {"client": client, "backend": backend, "feature": feature, "result": result}
        self.lines.append(line | {"detail": detail, "seconds": seconds})

    def count(self, *results):
        return sum(line["result"] in results for line in self.lines)

    @property
    def failures(self):
        return [line for line in self.lines if line["result"] == "fail"]

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"results": self.lines, "not_here": self.absent}, file, ensure_ascii=False, indent=1)

    def print(self):
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        by_client = collections.OrderedDict()
        for line in self.lines:
            by_client.setdefault(line["client"], []).append(line)
        for client, lines in by_client.items():
            print(f"\n{style(client, '1', colour)}")
            if {line["backend"] for line in lines} == {""}:
                for line in lines:
                    print(f"  {mark(line['result'], colour)} {line['feature']}")
            else:
                print_matrix(lines, colour)
        print(f"\n{mark('pass', colour)} as it must be   {mark('fail', colour)} wrong   ", end="")
        print(f"{mark('unsupported', colour)} refused with a 400 that names it   {mark('skip', colour)} has no meaning there")
        for name, reason in self.absent.items():
            print(f"not here: {name}: {reason}")
        for line in self.failures:
            where = " over ".join(part for part in (line["client"], line["backend"]) if part)
            print(f"\n{mark('fail', colour)} {style(where, '1', colour)}: {line['feature']}\n  {line['detail']}")

    def summary(self):
        skipped = self.count("skip") + len(self.absent)
        return f"{self.count('pass', 'unsupported')} passed, {len(self.failures)} failed, {skipped} skipped"


def print_matrix(lines, colour):
    backends = list(dict.fromkeys(line["backend"] for line in lines))
    features = list(dict.fromkeys(line["feature"] for line in lines))
    cells = {(line["feature"], line["backend"]): line["result"] for line in lines}
    width = max(map(columns, features)) + 2
    print(" " * (width + 2) + "  ".join(backends))
    for feature in features:
        row = "  " + feature + " " * (width - columns(feature))
        for backend in backends:
            result = cells.get((feature, backend))
            sign = mark(result, colour) if result else " "
            left = (len(backend) - 1) // 2
            row += " " * left + sign + " " * (len(backend) - 1 - left) + "  "
        print(row.rstrip())


def mark(result, colour):
    sign, code = MARKS[result]
    return style(sign, code, colour)


def style(text, code, colour):
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
