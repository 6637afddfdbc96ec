"""What a run says of itself: how far it is, and at the end what was done and what came of it."""

import os
import sys
import time


class Progress:
    def __init__(self):
        self.is_shown = sys.stderr.isatty()
        self.began = time.monotonic()
        self.drawn = False

    def say(self, text):
        self.end()
        print(f"[{time.monotonic() - self.began:6.1f} s] {text}", file=sys.stderr, flush=True)

    def bar(self, done, of):
        if self.is_shown:
            filled = 30 * done // max(1, of)
            print(f"\r\x1b[K  {'━' * filled}{'─' * (30 - filled)} {done} of {of}", end="", file=sys.stderr, flush=True)
            self.drawn = True

    def end(self):
        if self.drawn:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self.drawn = False


def tell(found):
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    style = lambda text, code: f"\x1b[{code}m{text}\x1b[0m" if colour else text
    print(style(f"\n{found['switches']} switches in {found['seconds']:.0f} s, {found['requests']} requests; the real server is {found['real_server']}", "1"))
    table(style("injected", "1"), found["injected"])
    table(style("how switches ended", "1"), found["outcomes"])
    table(style("why models left memory", "1"), found["left_memory"])
    table(style("what clients saw", "1"), found["seen"])
    print(style("\nuntouched traffic", "1"))
    print(f"  {'':28}{'requests':>10}{'p50 ms':>10}{'p99 ms':>10}")
    for name, figures in found["latency"]["lines"].items():
        print(f"  {name:28}{figures['requests']:>10}{figures['p50_ms']:>10.2f}{figures['p99_ms']:>10.2f}")
    for name, ratio in found["latency"]["ratios"].items():
        print(f"  p99 of {name} during switches: {ratio:.2f} x ({'within' if ratio <= 1.2 else 'above'} the 1.2 x that is allowed)")
    for problem in found["wrong"][:40]:
        print(f"{style('✗', '31;1')} {problem}")
    if not found["wrong"]:
        print(f"\n{style('✓', '32')} nothing lost, nothing said twice, no wrong model; every failure is one that the fault table has")
    else:
        print(f"\n{style('✗', '31;1')} {found['seen'].get('wrong', 0)} answers or switches are wrong")


def table(title, rows):
    print(f"\n{title}")
    width = max((len(name) for name in rows), default=0) + 2
    for name, count in rows.items():
        print(f"  {name:{width}}{count:>8}")
