"""How a client's checks are written, run and reported: a line of JSON for each."""

import json
import re
import signal
import sys
import time
import traceback
import urllib.error
import urllib.request


class Skip(Exception):
    """The check has no meaning here."""


class TooSlow(BaseException):
    """The check did not come to an end. No `except Exception` of a client may catch it."""


class Backend:
    """A backend as the checks see it: its model as Martlet calls it, and what is known of its answers."""

    def __init__(self, given):
        self.name, self.kind, self.model, self.bare = given["name"], given["kind"], given["model"], given["bare"]
        self.fake, self.lacks = given["fake"], given["lacks"]
        self.direct, self.direct_key = given["direct"], given["direct_key"]

    def named(self, model):
        """Another of its models; a real backend has but the one."""
        return self.model if self.kind == "native" else f"{self.name}/{model}"


class Fake:
    """The fake upstream's own view of what happened."""

    def __init__(self, url):
        self.url = url

    def _get(self, path, method="GET"):
        request = urllib.request.Request(self.url + path, method=method)
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)

    def reset(self):
        self._get("/__reset", "POST")

    def seen(self):
        return self._get("/__seen")

    def last(self):
        return self._get("/__last")

    def leaving(self, leave, limit=0.1):
        """Runs `leave`, and says how long after it the upstream saw its client go. More than `limit` is an error."""
        before = self.seen()["aborted"]
        start = time.time()
        leave()
        while time.time() < start + 3:
            seen = self.seen()
            if seen["aborted"] > before:
                took = seen["last_abort_at"] - start
                assert took <= limit, f"the upstream saw the client leave after {took * 1000:.0f} ms"
                return
            time.sleep(0.005)
        raise AssertionError("the upstream never saw that the client has left")


class Suite:
    """The checks of one client. `refusal` reads (status, text) from the client's errors, or gives None."""

    def __init__(self, client, refusal):
        self.client, self.refusal = client, refusal
        self.checks = []

    def check(self, feature, only=None):
        """`only`: the kinds of backends (`fake`: those whose answers are known) that the check is for."""

        def add(function):
            self.checks.append((feature, only, function))
            return function

        return add

    def run(self, manifest, connect):
        fake = Fake(manifest["fake"])
        wanted = manifest.get("features")
        for given in manifest["backends"]:
            backend = Backend(given)
            client = connect(manifest, backend)
            for feature, only, function in self.checks:
                if wanted and feature not in wanted:
                    continue
                if only and not (set(only) & {backend.kind, backend.name, "fake" if backend.fake else "real"}):
                    continue
                self.report(feature, backend, *self.attempt(feature, function, client, backend, fake))

    def attempt(self, feature, function, client, backend, fake):
        start = time.monotonic()
        lacks = backend.lacks.get(feature)
        # Twice: what catches the first is not to hang on what it does next.
        signal.signal(signal.SIGALRM, too_slow)
        signal.setitimer(signal.ITIMER_REAL, 60, 10)
        try:
            function(client, backend, fake)
            result, detail = "pass", ""
            if lacks:
                result, detail = "fail", f"it works, though {backend.name} is known not to have it"
        except Skip as skip:
            result, detail = "skip", str(skip)
        except TooSlow:
            result, detail = "fail", "it did not end within 60 s"
        except Exception as error:
            refused = self.refusal(error)
            if lacks and refused and refused[0] == 400:
                result, detail = "unsupported", refused[1]
                for word in (lacks, backend.name):
                    if word.lower() not in refused[1].lower():
                        result, detail = "fail", f"the refusal does not name {word!r}: {refused[1]}"
            else:
                result, detail = "fail", describe(error, lacks)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        return result, detail, time.monotonic() - start

    def report(self, feature, backend, result, detail, seconds):
        line = {"client": self.client, "backend": backend.name, "feature": feature, "result": result}
        print(json.dumps(line | {"detail": detail, "seconds": round(seconds, 3)}), flush=True)


def too_slow(*_):
    raise TooSlow


def describe(error, lacks=None):
    """What went wrong and where, with the request's id if the client kept it."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/clients/" in f.filename]
    place = f"{frames[-1].filename.rsplit('/', 1)[1]}:{frames[-1].lineno}: {frames[-1].line}" if frames else ""
    response = getattr(error, "response", None)
    headers = getattr(response, "headers", None) or {}
    request = headers.get("x-request-id") if hasattr(headers, "get") else None
    text = f"{type(error).__name__}: {error}"
    if lacks:
        text += f" (a 400 that names {lacks!r} was expected)"
    return text + (f" [request {request}]" if request else "") + (f" at {place}" if place else "")


def equal(found, expected, what="the answer"):
    assert found == expected, f"{what} is {found!r}, not {expected!r}"


def one_of(found, expected, what="the value"):
    assert found in expected, f"{what} is {found!r}, none of {expected!r}"


def stop_word(text):
    """Where a model that says `text` is to stop: a word in its midst, of letters that every tokenizer gives back whole."""
    words = [word for word in re.findall(r"[A-Za-z]+", text) if text.find(word) > 0]
    assert words, f"no word to stop at in {text!r}"
    return words[len(words) // 2]


def stopped(found, text, stop):
    """`found` is `text` up to the stop, or, as some backends have it, up to the end of the token that held the stop."""
    before = text.split(stop)[0]
    kept = found.startswith(before + stop) and text.startswith(found)
    assert kept or found.strip() == before.strip(), (found, text, stop)


def manifest():
    with open(sys.argv[1], encoding="utf-8") as file:
        return json.load(file)


# What is asked, the same for every client.
TEXT = "hello there, it is me"
SAID = "You said: hello there, it is me"
CITY = {
    "type": "object",
    "properties": {"city": {"type": "string", "enum": ["Paris", "Oslo"]}},
    "required": ["city"],
    "additionalProperties": False,
}
WEATHER = {"name": "get_weather", "description": "The weather of a city.", "parameters": CITY}
CLOCK = {
    "name": "get_clock",
    "description": "The time in a zone.",
    "parameters": {"type": "object", "properties": {"zone": {"type": "integer"}}, "required": ["zone"]},
}
# A picture of one pixel.
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
