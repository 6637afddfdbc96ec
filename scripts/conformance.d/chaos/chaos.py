#!/usr/bin/env python3
"""Chaos, and that nothing is lost in it: clients ask without pause while models are switched, backends killed and stalled,
settings edited and memory is short. Every word of every answer is known in advance and compared.

Exit status 1: an answer was lost, doubled, of another model, or failed where the fault table has no failure.
"""

import argparse
import asyncio
import collections
import json
import os
import pathlib
import re
import shutil
import signal
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import environments
import martlet
from clients import Clients
from director import Director
from judging import Judge
from latency import Latency
from processes import Child
from setting import Setting
from telling import Progress, tell


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/chaos", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ci", action="store_true", help="the short form: 60 switches in about a minute")
    parser.add_argument("--switches", type=int, metavar="N", help="how many (default: 1000)")
    parser.add_argument("--seconds", type=float, metavar="N", help="spread them over so long (default: as fast as they come)")
    parser.add_argument("--streams", type=int, default=64, metavar="N", help="clients that stream (default: 64)")
    parser.add_argument("--wholes", type=int, default=64, metavar="N", help="clients that want whole answers (default: 64)")
    parser.add_argument("--seed", type=int, default=1, help="what is done when (default: 1)")
    parser.add_argument("--program", type=pathlib.Path, metavar="PATH", help="the martlet to try, instead of building one")
    parser.add_argument("--llamacpp", type=pathlib.Path, metavar="PYTHON", help="a Python with xllamacpp, for the real server")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write what was seen there, too")
    parser.add_argument("--keep", action="store_true", help="keep the logs of the run")
    given = parser.parse_args()
    given.switches = given.switches or (60 if given.ci else 1000)
    given.seconds = given.seconds if given.seconds is not None else (40 if given.ci else 0)
    return given


def llamacpp(given):
    """A Python with llama.cpp's server in it; nil where there is none in the cache."""
    made = environments.Environments(lambda _: None)
    if given.llamacpp or not made.is_cached("llamacpp"):
        return given.llamacpp
    made.make(["llamacpp"])
    return made.pythons.get("llamacpp")


async def chaos(given, program, folder, progress):
    judge, began = Judge(), time.monotonic()
    setting = Setting(program, folder, llamacpp(given))
    await setting.start(asyncio.to_thread)
    latency = Latency(setting)
    progress.say("the latency of untouched traffic, with switches and without")
    figures = await latency.measure(6 if given.ci else 24, progress)
    clients = Clients(setting.martlet.port, judge, given.streams, given.wholes, given.seed)
    director = Director(setting, judge, given.seed)
    await latency.back_to("one")
    progress.say(f"{given.switches} switches under {given.streams} streaming and {given.wholes} other clients")
    asking = asyncio.create_task(clients.run())
    at = time.monotonic()
    await director.run(given.switches, given.seconds, progress.bar)
    took = time.monotonic() - at
    clients.is_over = True
    await asking
    problems = await settled(setting)
    judge.conclude()
    status = await asyncio.to_thread(setting.martlet.stop)
    if status != 0:
        problems.append(f"exit status {status} after SIGTERM: {setting.martlet.child.log_path}")
    return {
        "real_server": setting.real_name,
        "switches": director.switches,
        "seconds": round(took, 1),
        "requests": clients.asked,
        "injected": dict(sorted(director.done.items())),
        "outcomes": dict(sorted(director.outcomes.items())),
        "left_memory": departures(setting.martlet.child.log_path),
        "seen": seen(judge, clients),
        "latency": figures,
        "wrong": judge.wrong + problems,
        "took": round(time.monotonic() - began, 1),
    }


def seen(judge, clients):
    return {name: count for name, count in sorted((judge.counts | {"left by the client": clients.left}).items()) if count}


def departures(log):
    """Why models left memory, and how often, as the log tells it."""
    reasons = re.findall(r'a model has left .* why="?([^"\n]*)"?', log.read_text(errors="replace"))
    plain = ["another needed its memory" if " needs " in why else re.sub(r" for \d.*", " for its keep_alive", why) for why in reasons]
    return dict(collections.Counter(plain).most_common())


async def settled(setting):
    """After all have left, nothing may be under way."""
    problems = []
    for _ in range(100):
        text = (await asyncio.to_thread(setting.martlet.get, "/metrics"))[2].decode()
        held = {name: float(value) for name, value in re.findall(r"(?m)^(martlet_(?:native_running_sequences|in_flight|switch_waiting)) (\S+)$", text)}
        if not any(held.values()):
            break
        await asyncio.sleep(0.1)
    else:
        problems.append(f"all clients have left, and still: {held}")
    if setting.martlet.child.has_ended:
        problems.append(f"Martlet has ended:\n{setting.martlet.child.said(30)}")
    return problems


def ended(*_):
    Child.stop_all()
    os._exit(143)


def main():
    given = arguments()
    signal.signal(signal.SIGTERM, ended)
    progress = Progress()
    program = given.program or pathlib.Path(martlet.build(progress.say))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="martlet-chaos-"))
    found = None
    try:
        found = asyncio.run(chaos(given, program, folder, progress))
    finally:
        Child.stop_all()
        progress.end()
        if given.keep or found is None or found["wrong"]:
            print(f"logs are in {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    tell(found)
    sys.exit(1 if found["wrong"] else 0)


if __name__ == "__main__":
    main()
