#!/usr/bin/env python3
"""Tools and forms of answers from the built-in engine, with the official clients and the templates that models carry.

    native_chats.py MARTLET TEMPLATES VOCABULARY    needs: openai ollama gguf numpy

Each template of the folder TEMPLATES (*.jinja) is given to a tiny model with random weights and a real vocabulary (a GGUF file
without weights). Such a model says anything: what it calls all the same, and how, is held to its tools by constraint alone.
"""

import json
import pathlib
import sys
import tempfile
import traceback

import gguf
import numpy
import ollama
import openai
from martlet import Martlet
from processes import Child

WIDTH, LAYERS, HEADS = 32, 1, 2
# Which of them render no tools, and for which of them thinking can be asked.
WITHOUT_TOOLS = ("DeepSeek-R1", "SmolLM3", "gemma-2", "Phi-3.5")
THINKING = ("SmolLM3", "Qwen3", "DeepSeek-R1", "gpt-oss")
CITY = {
    "type": "object",
    "properties": {"city": {"type": "string", "enum": ["Paris", "Oslo"]}, "days": {"type": "integer", "minimum": 1, "maximum": 7}},
    "required": ["city", "days"],
    "additionalProperties": False,
}
TOOLS = [
    {"type": "function", "function": {"name": name, "description": "Tells it.", "parameters": CITY}}
    for name in ("get_weather", "get_air")
]
USER = [{"role": "user", "content": "What is it like in Oslo?"}]


def read_vocabulary(path):
    """Each field of the tokenizer with its type."""
    fields = gguf.GGUFReader(path).fields
    names = [name for name in fields if name.startswith("tokenizer.") and name != "tokenizer.chat_template"]
    return {name: (fields[name].types[0], fields[name].contents()) for name in names}


def make_model(path, template, vocabulary):
    """A llama of one narrow layer, with the vocabulary's tokens."""
    writer = gguf.GGUFWriter(str(path), "llama")
    count = len(vocabulary["tokenizer.ggml.tokens"][1])
    writer.add_name(path.stem)
    writer.add_context_length(4096)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(WIDTH)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(count)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    for key, (kind, value) in vocabulary.items():
        if kind == gguf.GGUFValueType.ARRAY:
            writer.add_array(key, value)
        else:
            writer.add_key_value(key, value, kind)
    writer.add_chat_template(template)
    chance = numpy.random.default_rng(4)

    def add(name, rows, columns):
        writer.add_tensor(name, chance.standard_normal((rows, columns), dtype=numpy.float32).astype(numpy.float16))

    def ones(name):
        writer.add_tensor(name, numpy.ones(WIDTH, numpy.float32))

    add("token_embd.weight", count, WIDTH)
    add("output.weight", count, WIDTH)
    ones("output_norm.weight")
    for layer in range(LAYERS):
        ones(f"blk.{layer}.attn_norm.weight")
        ones(f"blk.{layer}.ffn_norm.weight")
        for name in ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"):
            add(f"blk.{layer}.{name}.weight", WIDTH, WIDTH)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def valid(text):
    given = json.loads(text) if isinstance(text, str) else dict(text)
    assert given["city"] in ("Paris", "Oslo") and 1 <= given["days"] <= 7 and len(given) == 2, given


def quiet(model):
    """Who thinks by chance never ends."""
    return {"reasoning_effort": "none"} if any(name in model for name in THINKING) else {}


def forced_calls(api, model):
    def ask(**more):
        return api.chat.completions.create(
            model=model, messages=USER, tools=TOOLS, max_tokens=300, temperature=1.5, **quiet(model), **more
        )

    for seed in range(4):
        answer = ask(tool_choice="required", seed=seed).choices[0]
        assert answer.finish_reason == "tool_calls" and not answer.message.content, answer
        (call,) = answer.message.tool_calls
        assert call.function.name in ("get_weather", "get_air") and call.id, call
        valid(call.function.arguments)
        named = ask(tool_choice={"type": "function", "function": {"name": "get_air"}}, seed=seed).choices[0]
        assert [call.function.name for call in named.message.tool_calls] == ["get_air"], named
        valid(named.message.tool_calls[0].function.arguments)


def streamed_call(api, model):
    name = arguments = text = ""
    reason = None
    for chunk in api.chat.completions.create(
        model=model, messages=USER, tools=TOOLS, tool_choice="required", stream=True, max_tokens=300, **quiet(model)
    ):
        choice = chunk.choices[0]
        text += choice.delta.content or ""
        reason = choice.finish_reason or reason
        for part in choice.delta.tool_calls or []:
            name += part.function.name or ""
            arguments += part.function.arguments or ""
    assert (text, reason) == ("", "tool_calls") and name in ("get_weather", "get_air"), (text, reason, name)
    valid(arguments)


def a_turn_later(api, model):
    """Calls and results of earlier turns are rendered, and nothing is called where nothing may be."""
    call = {"id": "call_1", "type": "function", "function": {"name": "get_air", "arguments": '{"city": "Oslo", "days": 2}'}}
    second = call | {"id": "call_2"}
    turns = USER + [
        {"role": "assistant", "content": None, "tool_calls": [call, second]},
        {"role": "tool", "tool_call_id": "call_1", "content": "clean"},
        {"role": "tool", "tool_call_id": "call_2", "content": "fresh"},
    ]
    short = api.chat.completions.create(model=model, messages=USER, tools=TOOLS, max_tokens=1)
    answer = api.chat.completions.create(model=model, messages=turns, tools=TOOLS, max_tokens=5)
    assert answer.usage.prompt_tokens > short.usage.prompt_tokens + 20, (short.usage, answer.usage)
    none = api.chat.completions.create(model=model, messages=USER, tools=TOOLS, tool_choice="none", max_tokens=20)
    assert not none.choices[0].message.tool_calls and none.usage.prompt_tokens < short.usage.prompt_tokens


def without_tools(api, model):
    try:
        api.chat.completions.create(model=model, messages=USER, tools=TOOLS, max_tokens=5)
    except openai.BadRequestError as error:
        assert "tools" in error.message and model.split("/")[1] in error.message, error.message
        return
    raise AssertionError("it takes tools, though its template has no place for them")


def forms(api, model):
    form = {"type": "json_schema", "json_schema": {"name": "city", "schema": CITY, "strict": True}}
    for seed in range(4):
        answer = api.chat.completions.create(
            model=model, messages=USER, response_format=form, max_tokens=200, temperature=1.5, seed=seed, **quiet(model)
        )
        assert answer.choices[0].finish_reason == "stop", answer
        valid(answer.choices[0].message.content)
    strange = {"type": "object", "unevaluatedProperties": False}
    try:
        form = {"type": "json_schema", "json_schema": {"name": "city", "schema": strange}}
        api.chat.completions.create(model=model, messages=USER, response_format=form, max_tokens=5)
    except openai.BadRequestError as error:
        assert "unevaluatedProperties" in error.message and error.param == "response_format", (error.param, error.message)
    else:
        raise AssertionError("an unsupported keyword is no error")


def as_ollama_has_it(client, model):
    more = {"think": False} if any(name in model for name in THINKING) else {}
    answer = client.chat(model=model, messages=USER, format=CITY, options={"num_predict": 200, "temperature": 1.5, "seed": 1}, **more)
    valid(answer.message.content)
    text = client.chat(model=model, messages=USER, format="json", options={"num_predict": 60, "seed": 2}, **more).message.content
    assert text.lstrip()[:1] == "{", text
    if not any(name in model for name in WITHOUT_TOOLS):
        client.chat(model=model, messages=USER, tools=TOOLS, options={"num_predict": 20}, **more)
    if not more:
        try:
            client.chat(model=model, messages=USER, think=True, options={"num_predict": 5})
        except ollama.ResponseError as error:
            assert error.status_code == 400, error
        else:
            raise AssertionError("a model that does not think is no error where thinking is asked for")


def main():
    program, templates = sys.argv[1], pathlib.Path(sys.argv[2])
    vocabulary = read_vocabulary(sys.argv[3])
    with tempfile.TemporaryDirectory(prefix="martlet-native-chats-") as folder:
        folder = pathlib.Path(folder)
        (folder / "models").mkdir()
        names = []
        for file in sorted(templates.glob("*.jinja")):
            make_model(folder / "models" / f"{file.stem}.gguf", file.read_text(encoding="utf-8"), vocabulary)
            names.append(file.stem)
        yaml = "llm:\n  provider: native\n  providers:\n    - type: native\n      n_ctx: 4096\n      n_threads: 1\n"
        server = Martlet(program, folder / "server", yaml, {"LLAMACPP_MODELS_DIR": str(folder / "models")}).start()
        api = openai.OpenAI(base_url=server.url + "/v1", api_key="none", max_retries=0, timeout=120)
        client = ollama.Client(host=server.url, timeout=120)
        failures = checks = 0
        for name in names:
            model = f"native/{name}"
            has_tools = not any(part in name for part in WITHOUT_TOOLS)
            todo = [(forced_calls, api), (streamed_call, api), (a_turn_later, api)] if has_tools else [(without_tools, api)]
            for check, caller in [*todo, (forms, api), (as_ollama_has_it, client)]:
                checks += 1
                try:
                    check(caller, model)
                except Exception:
                    failures += 1
                    print(f"✗ {name}: {check.__name__}\n{traceback.format_exc(limit=-2)}")
        server.stop()
    print(f"native chats: {checks} checks with {len(names)} templates, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        Child.stop_all()
