#!/usr/bin/env python3
"""Ollama's own client against Martlet.    with_ollama.py MANIFEST"""

import asyncio
import json
import time

import ollama
from harness import CITY, CLOCK, PIXEL, SAID, TEXT, WEATHER, Skip, Suite, equal, manifest, one_of, stop_word, stopped


def refusal(error):
    if isinstance(error, ollama.ResponseError):
        return error.status_code, error.error
    return None


suite = Suite("ollama", refusal)
check = suite.check
GREEDY = {"temperature": 0, "num_predict": 12}


def connect(given, backend):
    return ollama.Client(host=given["martlet"], timeout=50)


def user(text=TEXT):
    return [{"role": "user", "content": text}]


def ask(c, b, text=TEXT, options=None, **more):
    return c.chat(model=b.model, messages=user(text), options=GREEDY | (options or {}), **more)


def fails(call, status=None):
    try:
        call()
    except ollama.ResponseError as error:
        if status is not None:
            equal(error.status_code, status, f"the status ({error.error})")
        assert error.error, "the error says nothing"
        return error
    raise AssertionError("no error was raised")


# --- Models ---------------------------------------------------------------------------------------------------------


@check("models")
def _(c, b, fake):
    names = [model.model for model in c.list().models]
    # Where only one provider has it, it goes by the name that it has there.
    wanted = {b.model.removesuffix(":latest"), b.bare.removesuffix(":latest")}
    assert any(name.removesuffix(":latest") in wanted for name in names), (b.model, names)


@check("show")
def _(c, b, fake):
    card = c.show(b.model)
    assert "completion" in card.capabilities, card.capabilities
    assert fails(lambda: c.show("no-such-model"), 404)


@check("ps")
def _(c, b, fake):
    assert c.ps().models is not None


# --- Chat -----------------------------------------------------------------------------------------------------------


@check("chat")
def _(c, b, fake):
    answer = ask(c, b)
    equal((answer.done, answer.message.role), (True, "assistant"))
    if b.fake:
        equal(answer.message.content, SAID)
    assert answer.message.content
    one_of(answer.done_reason, ("stop", "length"), "done_reason")
    assert answer.total_duration > 0, "no total_duration"
    assert answer.eval_count > 0 and answer.prompt_eval_count > 0, "no counts"
    assert answer.created_at.endswith("Z") or "+" in answer.created_at, answer.created_at


@check("stream")
def _(c, b, fake):
    lines = list(ask(c, b, stream=True))
    assert lines[-1].done and lines[-1].done_reason and not any(line.done for line in lines[:-1])
    assert lines[-1].total_duration > 0 and lines[-1].eval_count > 0
    text = "".join(line.message.content or "" for line in lines)
    equal(text, ask(c, b).message.content, "the streamed answer")


@check("untagged", only=["ollama"])
def _(c, b, fake):
    equal(c.chat(model=b.model.removesuffix(":latest"), messages=user(), options=GREEDY).message.content, SAID)


@check("async")
def _(c, b, fake):
    async def all_of_them():
        client = ollama.AsyncClient(host=str(c._client.base_url), timeout=50)

        async def one(i):
            stream = await client.chat(model=b.model, messages=user(f"number {i}"), stream=True, options=GREEDY)
            return "".join([line.message.content or "" async for line in stream])

        return await asyncio.gather(*(one(i) for i in range(6)))

    texts = asyncio.run(all_of_them())
    if b.fake:
        equal(texts, [f"You said: number {i}" for i in range(6)])
    assert all(texts), texts


@check("roles")
def _(c, b, fake):
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "first"},
        {"role": "assistant", "content": "yes"},
        {"role": "user", "content": "second"},
    ]
    answer = c.chat(model=b.model, messages=messages, options=GREEDY)
    assert answer.message.content
    if b.fake:
        equal(answer.message.content, "You said: second")


@check("options")
def _(c, b, fake):
    answer = ask(c, b, options={"num_predict": 3})
    equal((answer.done_reason, answer.eval_count), ("length", 3), "done_reason and eval_count")
    full = ask(c, b, options={"num_predict": 24}).message.content
    stop = stop_word(full)
    answer = ask(c, b, options={"num_predict": 40, "stop": [stop]})
    stopped(answer.message.content, full, stop)
    equal(answer.done_reason, "stop", "done_reason")
    texts = {ask(c, b, options={"temperature": 1.0, "seed": 7}).message.content for _ in range(2)}
    equal(len(texts), 1, "the number of different answers with one seed")


@check("top_k")
def _(c, b, fake):
    assert ask(c, b, options={"top_k": 1, "temperature": 1.0}).message.content


@check("num_ctx")
def _(c, b, fake):
    assert ask(c, b, options={"num_ctx": 1024}).message.content
    if b.kind == "native":
        try:
            ask(c, b, options={"num_ctx": 2})
        except ollama.ResponseError as error:
            equal(error.status_code, 400, "the status")
            return
        raise AssertionError("a chat that does not fit 2 tokens was answered")
    equal(fake.last()["body"]["options"]["num_ctx"], 1024, "what arrived")


@check("logprobs")
def _(c, b, fake):
    answer = c.chat(model=b.model, messages=user(), options=GREEDY | {"num_predict": 4}, logprobs=True, top_logprobs=2)
    assert len(answer.logprobs) in (answer.eval_count, answer.eval_count - 1), answer.logprobs
    assert all(token.logprob <= 0 and len(token.top_logprobs) <= 2 for token in answer.logprobs)


# --- Tools and structured answers -----------------------------------------------------------------------------------


def tools(*functions):
    return [{"type": "function", "function": function} for function in functions or (WEATHER,)]


@check("tools", only=["fake"])
def _(c, b, fake):
    question = "What is the weather in Paris, and the clock?"
    answer = ask(c, b, question, tools=tools(WEATHER, CLOCK), options={"num_predict": 60})
    calls = answer.message.tool_calls
    equal([call.function.name for call in calls], ["get_weather", "get_clock"], "the tools")
    equal(calls[0].function.arguments["city"], "Paris", "the argument")
    assert isinstance(calls[1].function.arguments["zone"], int)
    messages = user(question) + [answer.message, {"role": "tool", "tool_name": "get_weather", "content": "rain"}]
    messages.append({"role": "tool", "tool_name": "get_clock", "content": "noon"})
    again = c.chat(model=b.model, messages=messages, tools=tools(WEATHER, CLOCK))
    assert again.message.content.startswith("The tool said:") and "noon" in again.message.content, again.message
    streamed = [
        call
        for line in ask(c, b, question, tools=tools(WEATHER, CLOCK), options={"num_predict": 60}, stream=True)
        for call in line.message.tool_calls or []
    ]
    equal([call.function.name for call in streamed], ["get_weather", "get_clock"], "the streamed tools")
    equal(streamed[0].function.arguments["city"], "Paris", "the streamed argument")


@check("tools given")
def _(c, b, fake):
    answer = ask(c, b, tools=tools())
    assert answer.done


@check("json mode")
def _(c, b, fake):
    answer = ask(c, b, format="json", options={"num_predict": 40})
    if b.fake:
        equal(json.loads(answer.message.content), {"echo": TEXT})
    else:
        assert answer.message.content.lstrip()[:1] == "{", answer.message.content


@check("json schema")
def _(c, b, fake):
    answer = ask(c, b, "in Paris", format=CITY, options={"num_predict": 100})
    one_of(json.loads(answer.message.content)["city"], ("Paris", "Oslo"), "the city")
    generated = c.generate(model=b.model, prompt="in Paris", format=CITY, options=GREEDY | {"num_predict": 100})
    one_of(json.loads(generated.response)["city"], ("Paris", "Oslo"), "the generated city")


@check("images")
def _(c, b, fake):
    if b.name == "transformers":
        raise Skip("it leaves pictures out in silence, where the model has no eyes")
    answer = c.chat(
        model=b.model, messages=[{"role": "user", "content": "what is this?", "images": [PIXEL]}], options=GREEDY
    )
    equal(answer.message.content, "I see 1 image(s). You said: what is this?")


@check("thinking", only=["fake"])
def _(c, b, fake):
    model = b.named("fake-think")
    answer = c.chat(model=model, messages=user(), think=True)
    equal((answer.message.thinking, answer.message.content), ("Let me think.", SAID))
    lines = list(c.chat(model=model, messages=user(), think=True, stream=True))
    equal("".join(line.message.thinking or "" for line in lines), "Let me think.", "the streamed thought")
    equal("".join(line.message.content or "" for line in lines), SAID, "the streamed answer")


# --- Generate -------------------------------------------------------------------------------------------------------


@check("generate")
def _(c, b, fake):
    answer = c.generate(model=b.model, prompt=TEXT, options=GREEDY)
    if b.fake:
        equal(answer.response, SAID)
    assert answer.response and answer.done and answer.done_reason
    lines = list(c.generate(model=b.model, prompt=TEXT, options=GREEDY, stream=True))
    equal("".join(line.response for line in lines), answer.response, "the streamed answer")
    assert lines[-1].done and not any(line.done for line in lines[:-1])


@check("generate system")
def _(c, b, fake):
    assert c.generate(model=b.model, prompt=TEXT, system="Be brief.", options=GREEDY).response


@check("raw")
def _(c, b, fake):
    assert c.generate(model=b.model, prompt=TEXT, raw=True, options=GREEDY).response


@check("load")
def _(c, b, fake):
    """No prompt loads a model, and with `keep_alive: 0` unloads it."""
    loaded = c.generate(model=b.model, keep_alive="5m")
    equal((loaded.response, loaded.done, loaded.done_reason), ("", True, "load"))
    assert any(b.bare.removesuffix(":latest") in model.model for model in c.ps().models), c.ps().models
    for keep in (0, "0s"):
        equal(c.generate(model=b.model, keep_alive=keep).done_reason, "unload", "done_reason")
    equal(c.chat(model=b.model, messages=[], keep_alive=0).done_reason, "unload", "done_reason")
    for keep in (30, "10m", -1, "1h30m"):
        ask(c, b, keep_alive=keep)


# --- Embeddings -----------------------------------------------------------------------------------------------------


@check("embeddings")
def _(c, b, fake):
    answer = c.embed(model=b.named("fake-embed"), input="a text")
    (row,) = answer.embeddings
    equal(len(row), 8 if b.fake else 128, "the number of dimensions")
    assert abs(sum(x * x for x in row) - 1) < 1e-3


@check("embed batch")
def _(c, b, fake):
    rows = c.embed(model=b.named("fake-embed"), input=["one", "two", "one"]).embeddings
    assert len(rows) == 3 and list(rows[0]) == list(rows[2]) != list(rows[1])


@check("embed dimensions", only=["fake"])
def _(c, b, fake):
    equal(len(c.embed(model=b.named("fake-embed"), input="x", dimensions=3).embeddings[0]), 3, "dimensions")


@check("embed legacy")
def _(c, b, fake):
    equal(len(c.embeddings(model=b.named("fake-embed"), prompt="a text").embedding), 8 if b.fake else 128, "the number of dimensions")


# --- The library ----------------------------------------------------------------------------------------------------


@check("pull", only=["ollama"])
def _(c, b, fake):
    steps = [step.status for step in c.pull(b.named("fake-1"), stream=True)]
    equal((steps[0], steps[-1]), ("pulling manifest", "success"), "the steps")
    equal(c.pull(b.named("fake-1")).status, "success", "the whole pull")
    fails(lambda: list(c.pull(b.named("missing-1"), stream=True)))
    equal(c.delete(b.named("fake-1")).status, "success", "the deletion")
    fails(lambda: c.delete(b.named("missing-1")), 404)


# --- Errors ---------------------------------------------------------------------------------------------------------


@check("unknown model")
def _(c, b, fake):
    for call in (
        lambda: c.chat(model="no-such-model", messages=user()),
        lambda: list(c.chat(model="no-such-model", messages=user(), stream=True)),
        lambda: c.generate(model="no-such-model", prompt="x"),
        lambda: c.embed(model="no-such-model", input="x"),
    ):
        error = fails(call, 404)
        assert "no-such-model" in error.error, error.error


@check("bad field")
def _(c, b, fake):
    for call, word in (
        (lambda: ask(c, b, options={"temperature": 99.0}), "temperature"),
        (lambda: ask(c, b, options={"num_predict": -77}), "num_predict"),
        (lambda: c.chat(model=b.model, messages=user(), keep_alive="soon"), "keep_alive"),
    ):
        assert word in fails(call, 400).error


@check("upstream errors", only=["fake", "ollama", "gemini"])
def _(c, b, fake):
    if b.name == "litellm":
        raise Skip("LiteLLM has errors of its own")
    for status in (400, 429, 500, 503):
        for stream in (False, True):
            error = fails(lambda: list(ask(c, b, f"fault-{status}", stream=stream)))
            one_of(error.status_code, (status, 502, 503) if status >= 500 else (status,), "the status")
    fails(lambda: ask(c, b, "fault-context"), 400)


@check("upstream breaks", only=["fake", "ollama", "gemini"])
def _(c, b, fake):
    if b.name == "litellm":
        raise Skip("LiteLLM has errors of its own")
    for fault in ("fault-close", "fault-garbage", "fault-empty", "fault-malformed", "fault-html"):
        one_of(fails(lambda: ask(c, b, fault)).status_code, (502, 503), f"the status after {fault}")
    for fault in ("fault-cut-after-2", "fault-reset-after-2", "fault-malformed-after-2", "fault-error-after-2"):
        seen = ""

        def read():
            nonlocal seen
            for line in ask(c, b, fault + " and more words", stream=True):
                seen += line.message.content or ""

        fails(read)
        assert seen.startswith("You"), f"{fault}: what came before is lost: {seen!r}"
    text = "".join(line.message.content or "" for line in ask(c, b, "fault-bytewise wörds 🦜", stream=True))
    equal(text, "You said: fault-bytewise wörds 🦜")


@check("leaving", only=["fake"])
def _(c, b, fake):
    if b.name == "litellm":
        raise Skip("LiteLLM stands between")
    options = {"num_predict": 100}
    for text in ("fault-slow-tokens-100ms " + "word " * 60, "fault-stall-after-2 one two three"):
        stream = ask(c, b, text, stream=True, options=options)
        next(stream)
        fake.leaving(stream.close)


if __name__ == "__main__":
    suite.run(manifest(), connect)
