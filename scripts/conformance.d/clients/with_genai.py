#!/usr/bin/env python3
"""Google's own client against Martlet.    with_genai.py MANIFEST"""

import asyncio
import base64
import json
from typing import Literal

from google import genai
from google.genai import errors, types
from harness import CITY, CLOCK, PIXEL, SAID, TEXT, WEATHER, Skip, Suite, equal, manifest, one_of, stop_word, stopped
from pydantic import BaseModel


def refusal(error):
    if isinstance(error, errors.APIError):
        return error.code, error.message or str(error)
    return None


suite = Suite("google-genai", refusal)
check = suite.check


def connect(given, backend):
    def client(version):
        options = types.HttpOptions(base_url=given["martlet"], api_version=version, timeout=50_000)
        return genai.Client(api_key="none", http_options=options, vertexai=False)

    made = client("v1beta")
    made.older = client("v1")
    return made


def ask(c, b, contents=TEXT, model=None, **config):
    config.setdefault("temperature", 0)
    config.setdefault("max_output_tokens", 12)
    return c.models.generate_content(
        model=model or b.model, contents=contents, config=types.GenerateContentConfig(**config)
    )


def stream(c, b, contents=TEXT, model=None, **config):
    config.setdefault("temperature", 0)
    config.setdefault("max_output_tokens", 12)
    return c.models.generate_content_stream(
        model=model or b.model, contents=contents, config=types.GenerateContentConfig(**config)
    )


def fails(call, status=None):
    try:
        call()
    except errors.APIError as error:
        if status is not None:
            equal(error.code, status, f"the status ({error.message})")
        assert error.message, "the error says nothing"
        return error
    raise AssertionError("no error was raised")


class City(BaseModel):
    city: Literal["Paris", "Oslo"]


# --- Models ---------------------------------------------------------------------------------------------------------


@check("models")
def _(c, b, fake):
    names = [model.name for model in c.models.list()]
    assert f"models/{b.model}" in names, (b.model, names)
    model = c.models.get(model=b.model)
    equal(model.name, f"models/{b.model}", "the name")
    fails(lambda: c.models.get(model="no-such-model"), 404)


# --- Content --------------------------------------------------------------------------------------------------------


@check("chat")
def _(c, b, fake):
    for client in (c, c.older):
        answer = ask(client, b)
        if b.fake:
            equal(answer.text, SAID)
        assert answer.text
        one_of(answer.candidates[0].finish_reason.name, ("STOP", "MAX_TOKENS"), "finish_reason")
        equal(answer.candidates[0].content.role, "model", "the role")
        usage = answer.usage_metadata
        assert usage.prompt_token_count > 0 and usage.candidates_token_count > 0
        assert usage.total_token_count >= usage.prompt_token_count + usage.candidates_token_count
        assert answer.model_version and answer.response_id


@check("stream")
def _(c, b, fake):
    whole = ask(c, b)
    for client in (c, c.older):
        chunks = list(stream(client, b))
        equal("".join(chunk.text or "" for chunk in chunks), whole.text, "the streamed answer")
        reasons = [chunk.candidates[0].finish_reason for chunk in chunks if chunk.candidates]
        equal(reasons[-1], whole.candidates[0].finish_reason, "finish_reason")
        assert not any(reasons[:-1]), reasons
        usage = chunks[-1].usage_metadata
        equal(usage.candidates_token_count, whole.usage_metadata.candidates_token_count, "candidates_token_count")
        equal(usage.prompt_token_count, whole.usage_metadata.prompt_token_count, "prompt_token_count")


@check("chat session")
def _(c, b, fake):
    chat = c.chats.create(model=b.model, config=types.GenerateContentConfig(max_output_tokens=12, temperature=0))
    assert chat.send_message("first").text
    second = chat.send_message("second").text
    assert second
    if b.fake:
        equal(second, "You said: second")
    assert "".join(chunk.text or "" for chunk in chat.send_message_stream("third"))


@check("async")
def _(c, b, fake):
    async def all_of_them():
        async def one(i):
            config = types.GenerateContentConfig(max_output_tokens=12, temperature=0)
            parts = await c.aio.models.generate_content_stream(model=b.model, contents=f"number {i}", config=config)
            return "".join([chunk.text or "" async for chunk in parts])

        return await asyncio.gather(*(one(i) for i in range(6)))

    texts = asyncio.run(all_of_them())
    if b.fake:
        equal(texts, [f"You said: number {i}" for i in range(6)])
    assert all(texts), texts


@check("system")
def _(c, b, fake):
    answer = ask(c, b, system_instruction="Be brief.")
    assert answer.text
    if b.kind == "openai" and b.name == "fake":
        equal(fake.last()["body"]["messages"][0], {"role": "system", "content": "Be brief."}, "what arrived")


@check("max tokens")
def _(c, b, fake):
    answer = ask(c, b, max_output_tokens=3)
    equal(answer.candidates[0].finish_reason.name, "MAX_TOKENS", "finish_reason")
    equal(answer.usage_metadata.candidates_token_count, 3, "candidates_token_count")


@check("stop")
def _(c, b, fake):
    full = ask(c, b, max_output_tokens=24).text
    stop = stop_word(full)
    answer = ask(c, b, max_output_tokens=40, stop_sequences=[stop])
    stopped(answer.text or "", full, stop)
    equal(answer.candidates[0].finish_reason.name, "STOP", "finish_reason")


@check("seed")
def _(c, b, fake):
    equal(len({ask(c, b, temperature=1, seed=7).text for _ in range(2)}), 1, "the number of different answers")


@check("top_k")
def _(c, b, fake):
    assert ask(c, b, top_k=1, temperature=1).text


@check("n")
def _(c, b, fake):
    answer = ask(c, b, candidate_count=2, temperature=0.8)
    equal(len(answer.candidates), 2, "the number of candidates")
    assert all(candidate.content.parts[0].text for candidate in answer.candidates)


@check("logprobs")
def _(c, b, fake):
    answer = ask(c, b, response_logprobs=True, logprobs=2, max_output_tokens=4)
    chosen = answer.candidates[0].logprobs_result.chosen_candidates
    assert chosen and all(token.log_probability <= 0 for token in chosen), chosen


@check("penalties")
def _(c, b, fake):
    assert ask(c, b, presence_penalty=0.5, frequency_penalty=0.5).text


# --- Tools ----------------------------------------------------------------------------------------------------------


def declared(*functions):
    return [
        types.Tool(
            function_declarations=[
                types.FunctionDeclaration(
                    name=f["name"], description=f["description"], parameters_json_schema=f["parameters"]
                )
                for f in functions or (WEATHER,)
            ]
        )
    ]


BY_HAND = types.AutomaticFunctionCallingConfig(disable=True)


@check("tools", only=["fake"])
def _(c, b, fake):
    question = "What is the weather in Paris, and the clock?"
    given = dict(tools=declared(WEATHER, CLOCK), automatic_function_calling=BY_HAND, max_output_tokens=60)
    answer = ask(c, b, question, **given)
    calls = answer.function_calls
    equal([call.name for call in calls], ["get_weather", "get_clock"], "the tools")
    equal(calls[0].args["city"], "Paris", "the argument")
    contents = [
        types.Content(role="user", parts=[types.Part(text=question)]),
        answer.candidates[0].content,
        types.Content(
            role="user",
            parts=[
                types.Part(
                    function_response=types.FunctionResponse(id=call.id, name=call.name, response={"result": "rain"})
                )
                for call in calls
            ],
        ),
    ]
    again = ask(c, b, contents, **given)
    assert again.text.startswith("The tool said:") and "rain" in again.text, again.text
    streamed = [call for chunk in stream(c, b, question, **given) for call in chunk.function_calls or []]
    equal([call.name for call in streamed], ["get_weather", "get_clock"], "the streamed tools")
    equal(streamed[0].args["city"], "Paris", "the streamed argument")


@check("tools automatic", only=["fake"])
def _(c, b, fake):
    """The client calls the function itself, and asks again."""
    asked = []

    def get_weather(city: str) -> str:
        """The weather of a city."""
        asked.append(city)
        return "hail"

    answer = ask(c, b, "What is the weather in Paris?", tools=[get_weather], max_output_tokens=60)
    equal(len(asked), 1, "the number of calls")
    assert "hail" in answer.text, answer.text


@check("tools forced")
def _(c, b, fake):
    calling = types.FunctionCallingConfig(mode="ANY", allowed_function_names=["get_weather"])
    answer = ask(
        c,
        b,
        "Paris",
        tools=declared(),
        tool_config=types.ToolConfig(function_calling_config=calling),
        automatic_function_calling=BY_HAND,
        max_output_tokens=200,
    )
    if not b.fake and not answer.function_calls:
        raise Skip("a random model does not keep to it")
    equal(answer.function_calls[0].name, "get_weather", "the tool")


# --- Structured answers ---------------------------------------------------------------------------------------------


@check("json mode")
def _(c, b, fake):
    answer = ask(c, b, response_mime_type="application/json", max_output_tokens=40)
    if b.fake:
        equal(json.loads(answer.text), {"echo": TEXT})
    else:
        assert answer.text.lstrip()[:1] == "{", answer.text


@check("json schema")
def _(c, b, fake):
    answer = ask(c, b, "in Paris", response_mime_type="application/json", response_schema=City, max_output_tokens=100)
    one_of(answer.parsed.city, ("Paris", "Oslo"), "the city")
    answer = ask(
        c, b, "in Paris", response_mime_type="application/json", response_json_schema=CITY, max_output_tokens=100
    )
    one_of(json.loads(answer.text)["city"], ("Paris", "Oslo"), "the city")


# --- Pictures, thoughts ---------------------------------------------------------------------------------------------


@check("images")
def _(c, b, fake):
    if b.name == "transformers":
        raise Skip("it leaves pictures out in silence, where the model has no eyes")
    picture = types.Part.from_bytes(data=base64.b64decode(PIXEL), mime_type="image/png")
    equal(ask(c, b, [picture, "what is this?"], max_output_tokens=20).text, "I see 1 image(s). You said: what is this?")


@check("thinking", only=["fake"])
def _(c, b, fake):
    thinking = types.ThinkingConfig(include_thoughts=True, thinking_budget=1024)
    answer = ask(c, b, model=b.named("fake-think"), thinking_config=thinking, max_output_tokens=40)
    parts = answer.candidates[0].content.parts
    equal("".join(part.text for part in parts if part.thought), "Let me think.", "the thought")
    equal(answer.text, SAID)


# --- Embeddings and counting ----------------------------------------------------------------------------------------


@check("embeddings")
def _(c, b, fake):
    answer = c.models.embed_content(model=b.named("fake-embed"), contents="a text")
    equal(len(answer.embeddings[0].values), 8 if b.fake else 128, "the number of dimensions")


@check("embed batch")
def _(c, b, fake):
    rows = c.models.embed_content(model=b.named("fake-embed"), contents=["one", "two", "one"]).embeddings
    assert len(rows) == 3 and rows[0].values == rows[2].values != rows[1].values


@check("embed dimensions", only=["fake"])
def _(c, b, fake):
    config = types.EmbedContentConfig(output_dimensionality=3)
    answer = c.models.embed_content(model=b.named("fake-embed"), contents="x", config=config)
    equal(len(answer.embeddings[0].values), 3, "the number of dimensions")


# --- Errors ---------------------------------------------------------------------------------------------------------


@check("unknown model")
def _(c, b, fake):
    error = fails(lambda: c.models.generate_content(model="no-such-model", contents="x"), 404)
    equal(error.status, "NOT_FOUND", "the status")
    fails(lambda: list(c.models.generate_content_stream(model="no-such-model", contents="x")), 404)


@check("bad field")
def _(c, b, fake):
    for config, word in (({"temperature": 99}, "temperature"), ({"max_output_tokens": -5}, "maxOutputTokens")):
        error = fails(lambda: ask(c, b, **config), 400)
        equal(error.status, "INVALID_ARGUMENT", "the status")
        assert word in error.message or word in json.dumps(error.details), error.message


@check("upstream errors", only=["fake", "ollama", "gemini"])
def _(c, b, fake):
    if b.name == "litellm":
        raise Skip("LiteLLM has errors of its own")
    for status in (400, 429, 500, 503):
        error = fails(lambda: ask(c, b, f"fault-{status}"))
        one_of(error.code, (status, 502, 503) if status >= 500 else (status,), "the status")
        error = fails(lambda: list(stream(c, b, f"fault-{status}")))
        one_of(error.code, (status, 502, 503) if status >= 500 else (status,), "the streamed status")


@check("upstream breaks", only=["fake", "ollama", "gemini"])
def _(c, b, fake):
    if b.name == "litellm":
        raise Skip("LiteLLM has errors of its own")
    for fault in ("fault-cut-after-2", "fault-malformed-after-2", "fault-error-after-2"):
        seen = ""

        def read():
            nonlocal seen
            for chunk in stream(c, b, fault + " and more words"):
                seen += chunk.text or ""

        fails(read)
        assert seen.startswith("You"), f"{fault}: what came before is lost: {seen!r}"


@check("leaving", only=["fake"])
def _(c, b, fake):
    if b.name == "litellm":
        raise Skip("LiteLLM stands between")
    parts = stream(c, b, "fault-slow-tokens-100ms " + "word " * 60, max_output_tokens=100)
    next(parts)
    fake.leaving(parts.close)


if __name__ == "__main__":
    suite.run(manifest(), connect)
