"""The built-in engine in the fault matrix: the faults that it can have, and that it takes over from others.

It has no connection to lose and, once it is at work, nothing that can be made to fail: what is left is a model that cannot
be loaded, one that there is no memory for, and what a request is to blame for.
"""

import counting_model
from dialects import QUESTION
from faulty import HALF, WORDS

#: Faults of it alone, and in which form they reach the client.
FAULTS = {"load": "✓", "memory": "✓", "s404": "=", "context": "="}
NAMES = {"load": "model cannot be loaded", "memory": "no memory for the model"}
#: It would count for ever.
PROFILE, TOKENS = "six-words", 6
BUDGET = "64MiB"
BEGUN = "".join(WORDS[:HALF])


def prepare(folder):
    """Its models: two that are well, half of one, and one that is larger than the budget."""
    well = folder / "counting.gguf"
    counting_model.write(well, "n", 128)
    (folder / "short.gguf").write_bytes(well.read_bytes())
    (folder / "broken.gguf").write_bytes(well.read_bytes()[:400_000])
    counting_model.write(folder / "large.gguf", "n", 2048)


def configuration(folder, endpoint):
    """Providers, routes with what they lead to, and profiles."""
    provider = lambda name, kind, *more: "    - {" + ", ".join([f"name: {name}", f"type: {kind}", *more]) + "}"
    native = lambda name, file, *more: provider(name, "native", f"model: '{folder / file}'", *more)
    broken = lambda name: provider(name, "vllm", f"endpoint: '{endpoint}'", "model: well", "breaker_failures: 0")
    providers = [native("to-native", "counting.gguf"), native("native-load", "broken.gguf"), native("native-memory", "large.gguf")]
    providers += [native("native-context", "short.gguf", "n_ctx: 4"), broken("from-native"), broken("before-native")]
    routes = {f"native-{fault}-before": [f"native-{fault}", "carrier/well"] for fault in ("load", "memory", "context")}
    routes["native-s404-before"] = ["to-native/none.gguf", "carrier/well"]
    routes["onto-native-before"] = ["before-native/s503-before", PROFILE]
    routes["onto-native"] = ["from-native/cut-after", PROFILE]
    return providers, routes, [f"    {PROFILE}: {{provider: to-native, max_tokens: {TOKENS}}}"]


def whole():
    """What it says where it takes over before the first word."""
    return counting_model.counted("n", QUESTION, TOKENS)


def carried_on():
    """What a client has where it takes over after half of an answer."""
    return BEGUN + counting_model.counted("n", BEGUN, TOKENS - HALF)
