#!/usr/bin/env python3
"""OpenAI's own client against Martlet.    with_openai.py MANIFEST"""

import asyncio
import base64
import json
import struct
import time
import urllib.request
from typing import Literal

import openai
from harness import CITY, CLOCK, PIXEL, SAID, TEXT, WEATHER, Skip, Suite, equal, manifest, one_of, stop_word, stopped
from pydantic import BaseModel


def refusal(error):
    if isinstance(error, openai.APIStatusError):
        return error.status_code, str(error.message)
    return None


suite = Suite("openai", refusal)
check = suite.check


def connect(given, backend):
    return openai.OpenAI(base_url=given["martlet"] + "/v1", api_key="none", max_retries=0, timeout=50)


def user(text=TEXT):
    return [{"role": "user", "content": text}]


def ask(c, b, text=TEXT, **more):
    more.setdefault("temperature", 0)
    more.setdefault("max_tokens", 12)
    return c.chat.completions.create(model=b.model, messages=user(text), **more)


def fails(kind, call, status=None):
    try:
        call()
    except kind as error:
        if status is not None:
            equal(error.status_code, status, "the status")
        return error
    raise AssertionError(f"no {kind.__name__} was raised")


class City(BaseModel):
    city: Literal["Paris", "Oslo"]


# --- Models ---------------------------------------------------------------------------------------------------------


@check("models")
def _(c, b, fake):
    listed = {model.id: model for model in c.models.list()}
    assert b.model in listed, f"{b.model!r} is not among {sorted(listed)}"
    equal(listed[b.model].object, "model")
    assert isinstance(listed[b.model].created, int) and listed[b.model].owned_by


@check("model")
def _(c, b, fake):
    equal(c.models.retrieve(b.model).id, b.model, "the id")
    error = fails(openai.NotFoundError, lambda: c.models.retrieve(b.model + "x"), 404)
    assert b.model in error.message, f"the nearest name is not told: {error.message}"


# --- Chat -----------------------------------------------------------------------------------------------------------


@check("chat")
def _(c, b, fake):
    answer = ask(c, b)
    equal(answer.object, "chat.completion")
    assert answer.id.startswith("chatcmpl-"), answer.id
    assert abs(answer.created - time.time()) < 100 or b.fake
    choice = answer.choices[0]
    equal(choice.message.role, "assistant")
    if b.fake:
        equal(choice.message.content, SAID)
        equal(choice.finish_reason, "stop", "finish_reason")
    else:
        assert choice.message.content
        one_of(choice.finish_reason, ("length", "stop"), "finish_reason")
    usage = answer.usage
    assert usage.prompt_tokens > 0 and usage.completion_tokens > 0
    equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens, "total_tokens")


@check("headers")
def _(c, b, fake):
    raw = c.chat.completions.with_raw_response.create(model=b.model, messages=user(), max_tokens=4)
    assert raw.headers["x-request-id"]
    equal(raw.headers["x-martlet-model"], b.model, "x-martlet-model")
    equal(raw.headers["x-martlet-attempts"], "1", "x-martlet-attempts")


@check("like direct")
def _(c, b, fake):
    """The same request straight to the backend gives the same answer."""
    if not b.direct or b.kind in ("ollama", "gemini"):
        raise Skip("another dialect, or nobody else's child")
    straight = openai.OpenAI(base_url=b.direct + "/v1", api_key=b.direct_key, max_retries=0, timeout=50)
    for more in ({}, {"stop": ["zzz"]}, {"max_tokens": 1}):
        given = dict({"messages": user(), "temperature": 0, "max_tokens": 10}, **more)
        theirs = straight.chat.completions.create(model=b.bare, **given)
        ours = c.chat.completions.create(model=b.model, **given)
        equal(ours.choices[0].message.content, theirs.choices[0].message.content)
        equal(ours.choices[0].finish_reason, theirs.choices[0].finish_reason, "finish_reason")
        equal(ours.usage.prompt_tokens, theirs.usage.prompt_tokens, "prompt_tokens")
        equal(ours.usage.completion_tokens, theirs.usage.completion_tokens, "completion_tokens")
        pieces = [
            "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
            for stream in (
                straight.chat.completions.create(model=b.bare, stream=True, **given),
                c.chat.completions.create(model=b.model, stream=True, **given),
            )
        ]
        equal(pieces[1], pieces[0], "the streamed answer")


@check("stream")
def _(c, b, fake):
    chunks = list(ask(c, b, stream=True))
    equal({chunk.object for chunk in chunks}, {"chat.completion.chunk"})
    equal(len({chunk.id for chunk in chunks}), 1, "the number of ids")
    equal(len({chunk.created for chunk in chunks}), 1, "the number of times")
    assert all(chunk.choices for chunk in chunks), "a chunk has no choices, though no usage was asked for"
    assert all(chunk.usage is None for chunk in chunks), "usage was not asked for"
    roles = [chunk.choices[0].delta.role for chunk in chunks]
    equal(roles[0], "assistant", "the first role")
    assert not any(roles[1:]), f"the role came again: {roles}"
    reasons = [chunk.choices[0].finish_reason for chunk in chunks]
    assert reasons[-1] and not any(reasons[:-1]), f"finish_reason: {reasons}"
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    equal(text, ask(c, b).choices[0].message.content, "the streamed answer")


@check("stream usage")
def _(c, b, fake):
    chunks = list(ask(c, b, stream=True, stream_options={"include_usage": True}))
    equal(chunks[-1].choices, [], "the last chunk's choices")
    usage = chunks[-1].usage
    assert usage.prompt_tokens > 0 and usage.completion_tokens > 0
    assert all(chunk.usage is None for chunk in chunks[:-1]), "usage came before the end"
    whole = ask(c, b).usage
    equal((usage.prompt_tokens, usage.completion_tokens), (whole.prompt_tokens, whole.completion_tokens), "usage")


@check("async")
def _(c, b, fake):
    async def all_of_them():
        async with openai.AsyncOpenAI(base_url=str(c.base_url), api_key="none", max_retries=0, timeout=50) as client:

            async def one(i):
                stream = await client.chat.completions.create(
                    model=b.model, messages=user(f"number {i}"), stream=True, max_tokens=6, temperature=0
                )
                return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

            return await asyncio.gather(*(one(i) for i in range(8)))

    texts = asyncio.run(all_of_them())
    if b.fake:
        equal(texts, [f"You said: number {i}" for i in range(8)])
    assert all(texts), texts


@check("roles")
def _(c, b, fake):
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "developer", "content": [{"type": "text", "text": "Be kind."}]},
        {"role": "user", "content": "first"},
        {"role": "assistant", "content": "yes"},
        {"role": "user", "content": [{"type": "text", "text": "part one, "}, {"type": "text", "text": "part two"}]},
    ]
    answer = c.chat.completions.create(model=b.model, messages=messages, max_completion_tokens=12, temperature=0)
    assert answer.choices[0].message.content
    if b.fake:
        equal(answer.choices[0].message.content, "You said: part one, part two")


@check("max tokens")
def _(c, b, fake):
    for name in ("max_tokens", "max_completion_tokens"):
        answer = c.chat.completions.create(model=b.model, messages=user(), temperature=0, **{name: 3})
        equal(answer.choices[0].finish_reason, "length", "finish_reason")
        equal(answer.usage.completion_tokens, 3, "completion_tokens")


@check("stop")
def _(c, b, fake):
    full = ask(c, b, max_tokens=24).choices[0].message.content
    stop = stop_word(full)
    for given in (stop, [stop, "never to be seen"]):
        answer = ask(c, b, max_tokens=40, stop=given)
        stopped(answer.choices[0].message.content or "", full, stop)
        equal(answer.choices[0].finish_reason, "stop", "finish_reason")


@check("seed")
def _(c, b, fake):
    texts = {ask(c, b, temperature=1, seed=7).choices[0].message.content for _ in range(2)}
    equal(len(texts), 1, "the number of different answers with one seed")


@check("n")
def _(c, b, fake):
    answer = ask(c, b, n=2, temperature=0.8)
    equal([choice.index for choice in answer.choices], [0, 1], "the indices")
    assert all(choice.message.content and choice.finish_reason for choice in answer.choices)
    texts, ends = {0: "", 1: ""}, {}
    for chunk in ask(c, b, n=2, temperature=0.8, stream=True):
        for choice in chunk.choices:
            texts[choice.index] += choice.delta.content or ""
            if choice.finish_reason:
                ends[choice.index] = choice.finish_reason
    assert all(texts.values()) and len(ends) == 2, (texts, ends)


@check("logprobs")
def _(c, b, fake):
    answer = ask(c, b, logprobs=True, top_logprobs=2, max_tokens=4)
    content = answer.choices[0].logprobs.content
    # Some backends count the token that ends it.
    one_of(len(content), (answer.usage.completion_tokens, answer.usage.completion_tokens - 1), "the number of tokens")
    for token in content:
        assert token.logprob <= 0 and len(token.top_logprobs) <= 2 and token.token is not None
    streamed = [
        token
        for chunk in ask(c, b, logprobs=True, top_logprobs=2, max_tokens=4, stream=True)
        for choice in chunk.choices
        if choice.logprobs
        for token in choice.logprobs.content or []
    ]
    equal([token.token for token in streamed], [token.token for token in content], "the streamed tokens")


@check("penalties")
def _(c, b, fake):
    assert ask(c, b, presence_penalty=0.5, frequency_penalty=0.5).choices[0].message.content


@check("logit bias")
def _(c, b, fake):
    if b.fake and b.kind == "openai":
        ask(c, b, logit_bias={"50": -100})
        if b.name != "litellm":
            equal(fake.last()["body"]["logit_bias"], {"50": -100}, "what arrived")
    else:
        assert ask(c, b, logit_bias={"50": -100}).choices


# --- Tools ----------------------------------------------------------------------------------------------------------


def tools(*functions):
    return [{"type": "function", "function": function} for function in functions or (WEATHER,)]


@check("tools", only=["fake"])
def _(c, b, fake):
    answer = ask(c, b, "What is the weather in Paris?", tools=tools(), max_tokens=60)
    choice = answer.choices[0]
    equal(choice.finish_reason, "tool_calls", "finish_reason")
    (call,) = choice.message.tool_calls
    equal((call.type, call.function.name), ("function", "get_weather"))
    equal(json.loads(call.function.arguments), {"city": "Paris"}, "the arguments")
    assert call.id
    again = c.chat.completions.create(
        model=b.model,
        messages=user("What is the weather in Paris?")
        + [
            choice.message.model_dump(exclude_none=True),
            {"role": "tool", "tool_call_id": call.id, "content": "rain"},
        ],
        tools=tools(),
    )
    assert again.choices[0].message.content.startswith("The tool said:"), again.choices[0].message.content
    assert "rain" in again.choices[0].message.content


@check("tools given")
def _(c, b, fake):
    """A model that may call a tool and does not, answers."""
    answer = ask(c, b, tools=tools(), tool_choice="none")
    assert answer.choices[0].message.content is not None and not answer.choices[0].message.tool_calls
    assert ask(c, b, tools=tools(), max_tokens=40).choices[0].finish_reason


@check("tools forced")
def _(c, b, fake):
    for choice in ("required", {"type": "function", "function": {"name": "get_weather"}}):
        answer = ask(c, b, "Paris", tools=tools(), tool_choice=choice, max_tokens=200)
        calls = answer.choices[0].message.tool_calls
        if not b.fake and not calls:
            raise Skip("a random model does not keep to it")
        # A random model under a grammar calls as often as it may.
        assert len(calls) == 1 or not b.fake, calls
        call = calls[0]
        equal(call.function.name, "get_weather", "the tool")
        arguments = json.loads(call.function.arguments)
        if b.fake:
            one_of(arguments["city"], ("Paris", "Oslo"), "the city")
        one_of(answer.choices[0].finish_reason, ("tool_calls", "stop"), "finish_reason")


@check("tools stream")
def _(c, b, fake):
    choice = "auto" if b.fake else "required"
    calls, reasons = {}, []
    question = "The weather in Oslo, and the clock please" if b.fake else "Oslo"
    given = tools(WEATHER, CLOCK) if b.fake else tools(WEATHER)
    for chunk in ask(c, b, question, tools=given, tool_choice=choice, max_tokens=200, stream=True):
        for part in chunk.choices[0].delta.tool_calls or []:
            call = calls.setdefault(part.index, {"id": None, "name": "", "arguments": "", "pieces": 0})
            assert not (part.id and call["id"]), "an id came twice"
            call["id"] = call["id"] or part.id
            call["name"] += part.function.name or ""
            call["arguments"] += part.function.arguments or ""
            call["pieces"] += 1
        reasons.append(chunk.choices[0].finish_reason)
    if not b.fake and not calls:
        raise Skip("a random model does not keep to it")
    one_of(reasons[-1], ("tool_calls",) if b.fake else ("tool_calls", "length", "stop"), "finish_reason")
    names = ["get_weather", "get_clock"] if b.fake else ["get_weather"] * len(calls)
    equal(sorted(calls), list(range(len(names))), "the indices")
    equal([calls[i]["name"] for i in sorted(calls)], names, "the tools")
    equal(len({call["id"] for call in calls.values()}), len(names), "the number of ids")
    if b.fake:
        assert "city" in json.loads(calls[0]["arguments"])
        assert "zone" in json.loads(calls[1]["arguments"])


# --- Structured answers ---------------------------------------------------------------------------------------------


@check("json mode")
def _(c, b, fake):
    answer = ask(c, b, response_format={"type": "json_object"}, max_tokens=40)
    if b.fake:
        equal(json.loads(answer.choices[0].message.content), {"echo": TEXT})
    else:
        assert answer.choices[0].message.content.lstrip()[:1] == "{", answer.choices[0].message.content


@check("json schema")
def _(c, b, fake):
    form = {"type": "json_schema", "json_schema": {"name": "city", "schema": CITY, "strict": True}}
    answer = ask(c, b, "in Paris", response_format=form, max_tokens=100)
    one_of(json.loads(answer.choices[0].message.content)["city"], ("Paris", "Oslo"), "the city")
    streamed = ask(c, b, "in Paris", response_format=form, max_tokens=100, stream=True)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in streamed)
    one_of(json.loads(text)["city"], ("Paris", "Oslo"), "the streamed city")


@check("parse")
def _(c, b, fake):
    answer = c.chat.completions.parse(
        model=b.model, messages=user("in Paris"), response_format=City, max_tokens=100, temperature=0
    )
    one_of(answer.choices[0].message.parsed.city, ("Paris", "Oslo"), "the city")


# --- Pictures, thoughts ---------------------------------------------------------------------------------------------


@check("images")
def _(c, b, fake):
    if b.name == "transformers":
        raise Skip("it leaves pictures out in silence, where the model has no eyes")
    content = [
        {"type": "text", "text": "what is this?"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64," + PIXEL}},
    ]
    answer = c.chat.completions.create(model=b.model, messages=[{"role": "user", "content": content}], max_tokens=20)
    equal(answer.choices[0].message.content, "I see 1 image(s). You said: what is this?")


@check("thinking", only=["fake"])
def _(c, b, fake):
    model = b.named("fake-think")
    answer = c.chat.completions.create(model=model, messages=user(), reasoning_effort="high")
    equal(answer.choices[0].message.reasoning_content, "Let me think.", "the reasoning")
    equal(answer.choices[0].message.content, SAID)
    thought = text = ""
    stream = c.chat.completions.create(model=model, messages=user(), reasoning_effort="high", stream=True)
    for chunk in stream:
        assert not (text and getattr(chunk.choices[0].delta, "reasoning_content", None)), "a thought after the answer"
        thought += getattr(chunk.choices[0].delta, "reasoning_content", None) or ""
        text += chunk.choices[0].delta.content or ""
    equal((thought, text), ("Let me think.", SAID), "the stream")


# --- Embeddings -----------------------------------------------------------------------------------------------------


@check("embeddings")
def _(c, b, fake):
    """The client asks for base64 by itself, and reads it."""
    answer = c.embeddings.create(model=b.named("fake-embed"), input="a text")
    (row,) = answer.data
    equal(len(row.embedding), 8 if b.fake else 128, "the number of dimensions")
    assert abs(sum(x * x for x in row.embedding) - 1) < 1e-3
    floats = c.embeddings.create(model=b.named("fake-embed"), input="a text", encoding_format="float").data[0].embedding
    assert all(abs(x - y) < 1e-6 for x, y in zip(floats, row.embedding)), "base64 and float differ"


@check("embed base64", only=["fake"])
def _(c, b, fake):
    raw = c.embeddings.with_raw_response.create(
        model=b.named("fake-embed"), input="a text", encoding_format="base64", extra_headers={"accept": "*/*"}
    )
    text = json.loads(raw.http_response.content)["data"][0]["embedding"]
    equal(len(struct.unpack("<8f", base64.b64decode(text))), 8, "the number of floats")


@check("embed batch")
def _(c, b, fake):
    answer = c.embeddings.create(model=b.named("fake-embed"), input=["one", "two", "one"])
    equal([row.index for row in answer.data], [0, 1, 2], "the indices")
    assert answer.data[0].embedding == answer.data[2].embedding != answer.data[1].embedding


@check("embed dimensions", only=["fake"])
def _(c, b, fake):
    answer = c.embeddings.create(model=b.named("fake-embed"), input="x", dimensions=3)
    equal(len(answer.data[0].embedding), 3, "the number of dimensions")


@check("embed tokens", only=["fake"])
def _(c, b, fake):
    equal(len(c.embeddings.create(model=b.named("fake-embed"), input=[[1, 2], [3]]).data), 2, "the number of rows")


# --- Completions ----------------------------------------------------------------------------------------------------


@check("completion")
def _(c, b, fake):
    answer = c.completions.create(model=b.model, prompt=TEXT, max_tokens=9, temperature=0)
    equal(answer.object, "text_completion")
    if b.fake:
        equal(answer.choices[0].text, SAID)
    assert answer.choices[0].text and answer.choices[0].finish_reason and answer.usage.completion_tokens


@check("completion stream")
def _(c, b, fake):
    chunks = list(c.completions.create(model=b.model, prompt=TEXT, max_tokens=9, temperature=0, stream=True))
    equal(len({chunk.id for chunk in chunks}), 1, "the number of ids")
    text = "".join(chunk.choices[0].text for chunk in chunks)
    whole = c.completions.create(model=b.model, prompt=TEXT, max_tokens=9, temperature=0).choices[0]
    equal(text, whole.text, "the streamed answer")
    equal(chunks[-1].choices[0].finish_reason, whole.finish_reason, "finish_reason")


@check("completion batch")
def _(c, b, fake):
    answer = c.completions.create(model=b.model, prompt=["one", "two"], max_tokens=9, temperature=0)
    equal([choice.index for choice in answer.choices], [0, 1], "the indices")
    if b.fake:
        equal([choice.text for choice in answer.choices], ["You said: one", "You said: two"])


@check("completion logprobs", only=["openai", "llamacpp", "vllm", "gemini", "transformers", "native"])
def _(c, b, fake):
    answer = c.completions.create(model=b.model, prompt=TEXT, max_tokens=4, temperature=0, logprobs=1)
    logprobs = answer.choices[0].logprobs
    assert len(logprobs.tokens) == len(logprobs.token_logprobs) > 0


@check("completion echo", only=["native"])
def _(c, b, fake):
    ask = {"model": b.model, "prompt": TEXT, "max_tokens": 4, "temperature": 0, "logprobs": 2}
    bare = c.completions.create(**ask).choices[0]
    echoed = c.completions.create(**ask, echo=True).choices[0]
    equal(echoed.text, TEXT + bare.text, "the echoed answer")
    assert len(echoed.logprobs.tokens) > 4 and all(one <= 0 for one in echoed.logprobs.token_logprobs[1:])
    equal(echoed.logprobs.token_logprobs[-4:], bare.logprobs.token_logprobs, "the answer's own probabilities")


@check("completion choices", only=["native"])
def _(c, b, fake):
    ask = {"model": b.model, "prompt": TEXT, "max_tokens": 16, "temperature": 1.5, "seed": 5, "n": 3}
    one, two = (c.completions.create(**ask) for _ in range(2))
    texts = [choice.text for choice in one.choices]
    equal([choice.index for choice in one.choices], [0, 1, 2], "the indices")
    equal([choice.text for choice in two.choices], texts, "what the same seed draws")
    assert len(set(texts)) > 1, f"every choice is {texts[0]!r}"


@check("leaving", only=["native"])
def _(c, b, fake):
    def loaded():
        with urllib.request.urlopen(str(c.base_url).removesuffix("/v1/") + "/api/ps", timeout=5) as answer:
            return any(model["name"] == b.model for model in json.load(answer)["models"])

    # With nobody left to use it, it leaves memory at once: so its place was freed.
    more = {"extra_body": {"keep_alive": 0, "num_ctx": 2000}, "stream": True, "temperature": 0}
    stream = c.completions.create(model=b.model, prompt=TEXT, max_tokens=1900, **more)
    next(iter(stream))
    assert loaded(), "it answers, and is not in memory"
    start = time.time()
    stream.close()
    while loaded():
        assert time.time() < start + 0.1, "it goes on for 100 ms after its client has left"


# --- Responses ------------------------------------------------------------------------------------------------------


@check("responses")
def _(c, b, fake):
    answer = c.responses.create(model=b.model, input=TEXT, instructions="Be brief.", max_output_tokens=16)
    one_of(answer.status, ("completed", "incomplete"), "the status")
    assert answer.id.startswith("resp_") and answer.output_text
    if b.fake:
        equal(answer.output_text, SAID)
    equal(answer.output[-1].type, "message")
    assert answer.usage.input_tokens > 0 and answer.usage.output_tokens > 0
    kept = c.responses.retrieve(answer.id)
    equal((kept.id, kept.output_text), (answer.id, answer.output_text), "what was kept")
    c.responses.delete(answer.id)
    fails(openai.NotFoundError, lambda: c.responses.retrieve(answer.id), 404)


@check("responses stream")
def _(c, b, fake):
    events = list(c.responses.create(model=b.model, input=TEXT, max_output_tokens=16, stream=True))
    kinds = [event.type for event in events]
    equal(kinds[:2], ["response.created", "response.in_progress"], "the first events")
    one_of(kinds[-1], ("response.completed", "response.incomplete"), "the last event")
    equal([event.sequence_number for event in events], list(range(len(events))), "the numbers")
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    equal(text, events[-1].response.output_text, "the text")
    for kind in ("response.output_item.added", "response.content_part.added", "response.output_text.done"):
        assert kind in kinds, f"no {kind}"
    # This helper of the client knows only answers that came to their end.
    if kinds[-1] == "response.completed":
        with c.responses.stream(model=b.model, input=TEXT, max_output_tokens=16) as stream:
            for _ in stream:
                pass
            assert stream.get_final_response().output_text


@check("responses chain")
def _(c, b, fake):
    first = c.responses.create(model=b.model, input="My name is Ada.", max_output_tokens=16)
    second = c.responses.create(
        model=b.model, input="And now?", previous_response_id=first.id, max_output_tokens=16, store=False
    )
    equal(second.previous_response_id, first.id, "previous_response_id")
    if b.kind == "openai" and b.fake:
        sent = [message["content"] for message in fake.last()["body"]["messages"]]
        equal(len(sent), 3, "the number of messages upstream")
        assert "Ada" in json.dumps(sent)
    fails(openai.NotFoundError, lambda: c.responses.retrieve(second.id), 404)
    gone = fails(
        openai.APIStatusError,
        lambda: c.responses.create(model=b.model, input="x", previous_response_id="resp_none"),
    )
    one_of(gone.status_code, (400, 404), "the status for an unknown previous response")


@check("responses parse")
def _(c, b, fake):
    answer = c.responses.parse(model=b.model, input="in Paris", text_format=City, max_output_tokens=100)
    one_of(answer.output_parsed.city, ("Paris", "Oslo"), "the city")


@check("responses tools", only=["fake"])
def _(c, b, fake):
    tool = {"type": "function", "strict": True, **WEATHER}
    first = c.responses.create(model=b.model, input="The weather in Oslo?", tools=[tool])
    (call,) = [item for item in first.output if item.type == "function_call"]
    equal((call.name, json.loads(call.arguments)["city"]), ("get_weather", "Paris"), "the call")
    reply = {"type": "function_call_output", "call_id": call.call_id, "output": "snow"}
    second = c.responses.create(model=b.model, input=[reply], previous_response_id=first.id, tools=[tool])
    assert "snow" in second.output_text and second.output_text.startswith("The tool said:"), second.output_text
    deltas, done = "", None
    for event in c.responses.create(model=b.model, input="The weather in Oslo?", tools=[tool], stream=True):
        if event.type == "response.function_call_arguments.delta":
            deltas += event.delta
        if event.type == "response.function_call_arguments.done":
            done = event.arguments
    equal(deltas, done, "the streamed arguments")


# --- Errors ---------------------------------------------------------------------------------------------------------


@check("unknown model")
def _(c, b, fake):
    error = fails(openai.NotFoundError, lambda: c.chat.completions.create(model="no-such-model", messages=user()), 404)
    equal(error.code, "model_not_found", "the code")
    fails(openai.NotFoundError, lambda: c.embeddings.create(model="no-such-model", input="x"), 404)


@check("bad field")
def _(c, b, fake):
    def given(**more):
        return lambda: c.chat.completions.create(**{"model": b.model, "messages": user(), **more})

    for call, field in (
        (given(temperature=99), "temperature"),
        (given(messages=[{"role": "wizard", "content": "x"}]), "messages[0].role"),
        (given(messages=[{"role": "user", "content": 7}]), "messages[0].content"),
        (given(max_tokens=-1), "max_tokens"),
        (given(n=0), "n"),
        (given(messages=[]), "messages"),
        (given(tools=[{"type": "function"}]), "tools[0].function"),
    ):
        error = fails(openai.BadRequestError, call, 400)
        equal(error.param, field, f"the field at fault ({error.message})")
        equal(error.type, "invalid_request_error", "the type")


@check("usual fields")
def _(c, b, fake):
    """What applications send along, and no model needs."""
    usual = {"user": "ada", "store": False, "metadata": {"a": "b"}, "service_tier": "auto"}
    assert ask(c, b, **usual, parallel_tool_calls=True, tools=tools()).choices


@check("unknown field")
def _(c, b, fake):
    if b.name == "transformers":
        # It is this backend that refuses them, and names them.
        error = fails(openai.APIStatusError, lambda: ask(c, b, extra_body={"a_field_of_tomorrow": {"x": 1}}), 422)
        assert "a_field_of_tomorrow" in error.message
        return
    assert ask(c, b, extra_body={"a_field_of_tomorrow": {"x": 1}}).choices


@check("upstream errors", only=["fake", "ollama", "gemini"])
def _(c, b, fake):
    if b.name == "litellm":
        raise Skip("LiteLLM has errors of its own")
    for status, kind in (
        (400, openai.BadRequestError),
        (404, openai.NotFoundError),
        (429, openai.RateLimitError),
        (500, openai.InternalServerError),
        (503, openai.InternalServerError),
    ):
        for stream in (False, True):
            error = fails(kind, lambda: ask(c, b, f"fault-{status}", stream=stream))
            assert error.request_id and error.message, "no request id, or no message"
    error = fails(openai.RateLimitError, lambda: ask(c, b, "fault-429-retry-after-3"), 429)
    equal(error.response.headers.get("retry-after"), "3", "Retry-After")
    error = fails(openai.BadRequestError, lambda: ask(c, b, "fault-context"), 400)
    equal(error.code, "context_length_exceeded", "the code")


@check("upstream breaks", only=["fake", "ollama", "gemini"])
def _(c, b, fake):
    if b.name == "litellm":
        raise Skip("LiteLLM has errors of its own")
    for fault in ("fault-close", "fault-garbage", "fault-empty", "fault-malformed", "fault-html"):
        error = fails(openai.APIStatusError, lambda: ask(c, b, fault))
        one_of(error.status_code, (502, 503), f"the status after {fault}")
    for fault in ("fault-cut-after-2", "fault-reset-after-2", "fault-malformed-after-2", "fault-error-after-2"):
        seen = ""

        def read():
            nonlocal seen
            for chunk in ask(c, b, fault + " and more words", stream=True):
                seen += chunk.choices[0].delta.content or ""

        error = fails(openai.APIError, read)
        assert error.message, f"{fault}: no message"
        assert seen.startswith("You"), f"{fault}: what came before is lost: {seen!r}"
    text = "".join(
        chunk.choices[0].delta.content or "" for chunk in ask(c, b, "fault-bytewise wörds 🦜", stream=True)
    )
    equal(text, "You said: fault-bytewise wörds 🦜")


@check("its own retries", only=["fake"])
def _(c, b, fake):
    """The client tries again by itself what it may."""
    if b.name != "fake":
        raise Skip("one backend is enough")

    def chats():
        return fake.seen()["paths"].get("/v1/chat/completions", 0)

    for status in (429, 500, 503):
        fake.reset()
        answer = ask(c.with_options(max_retries=2), b, f"fault-once-{status} well", max_tokens=20)
        equal(answer.choices[0].message.content, f"You said: fault-once-{status} well")
        equal(chats(), 2, f"the number of requests upstream with {status}")
    fake.reset()
    fails(openai.BadRequestError, lambda: ask(c.with_options(max_retries=2), b, "fault-400"), 400)
    equal(chats(), 1, "the number of requests upstream with 400")


@check("stale connection", only=["fake"])
def _(c, b, fake):
    """A kept connection that the upstream closes at the next request is no error."""
    if b.name == "litellm":
        raise Skip("its connections are its own")
    for _ in range(3):
        equal(ask(c, b, "fault-close-idle").choices[0].message.content, "You said: fault-close-idle")
        equal(ask(c, b, "again").choices[0].message.content, "You said: again")


@check("leaving", only=["fake"])
def _(c, b, fake):
    if b.name == "litellm":
        raise Skip("LiteLLM stands between")
    for text in ("fault-slow-tokens-100ms " + "word " * 60, "fault-stall-after-2 one two three"):
        stream = ask(c, b, text, stream=True, max_tokens=100)
        next(iter(stream))
        fake.leaving(stream.close)

    async def impatient():
        async with openai.AsyncOpenAI(base_url=str(c.base_url), api_key="none", max_retries=0) as client:
            task = asyncio.create_task(client.chat.completions.create(model=b.model, messages=user("fault-headers-never")))
            before = await asyncio.to_thread(fake.seen)
            for _ in range(100):
                await asyncio.sleep(0.01)
                if (await asyncio.to_thread(fake.seen))["requests"] > before["requests"] - 1:
                    break
            await asyncio.sleep(0.1)
            aborted = (await asyncio.to_thread(fake.seen))["aborted"]
            start = time.time()
            task.cancel()
            try:
                await task
            except asyncio.CancelledError:
                pass
        for _ in range(100):
            seen = fake.seen()
            if seen["aborted"] > aborted:
                took = seen["last_abort_at"] - start
                assert took <= 0.1, f"the upstream saw the client leave after {took * 1000:.0f} ms"
                return
            time.sleep(0.01)
        raise AssertionError("an unanswered request outlives its client")

    asyncio.run(impatient())


@check("next target", only=["fake"])
def _(c, b, fake):
    """The first target refuses connections: the second answers."""
    if b.name != "fake":
        raise Skip("one route is enough")
    raw = c.chat.completions.with_raw_response.create(model="survivor", messages=user())
    equal(raw.parse().choices[0].message.content, SAID)
    equal(raw.headers["x-martlet-model"], "fake/fake-1", "x-martlet-model")
    # One that is known to be dead is not asked first.
    one_of(raw.headers["x-martlet-attempts"], ("1", "2"), "x-martlet-attempts")
    error = fails(openai.APIStatusError, lambda: c.chat.completions.create(model="dead/fake-1", messages=user()))
    one_of(error.status_code, (502, 503), "the status of a dead backend")
    assert error.response.headers.get("retry-after"), "no Retry-After"


if __name__ == "__main__":
    suite.run(manifest(), connect)
