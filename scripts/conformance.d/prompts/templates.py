#!/usr/bin/env python3
"""Chat templates and snippets of Jinja, rendered here and by Hugging Face's way of using Jinja, text by text.

    templates.py PROMPT_PROBE [DATA]    needs: jinja2, transformers; DATA: a folder with *.jinja and expected.json
"""

import datetime
import json
import pathlib
import re
import subprocess
import sys

from snippets import SNIPPETS, VALUES
from transformers.utils.chat_template_utils import _compile_jinja_template


def ask(probe, requests):
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    done = subprocess.run([probe], input=lines, capture_output=True, text=True, timeout=120, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(requests), (len(answers), len(requests))
    return answers


def shipped(folder):
    """The templates that models ship, and what Hugging Face makes of them."""
    data = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    wanted = data["expected"] | dict.fromkeys(data["must_raise"])
    for name, text in wanted.items():
        file, tools = name.rsplit(":", 1)
        values = dict(data["inputs"])
        if tools == "plain":
            values["tools"] = None
        # Some tell the day, which was another when the expected text was made.
        text = text and re.sub(r"(?<=Current date: )\d{4}-\d{2}-\d{2}", datetime.date.today().isoformat(), text)
        yield name, (folder / file).read_text(encoding="utf-8"), values, text


def rendered(template, values):
    try:
        return _compile_jinja_template(template).render(**values)
    except Exception:
        return None


def main():
    probe = sys.argv[1]
    cases = [(text, text, VALUES, rendered(text, VALUES)) for text in SNIPPETS]
    if len(sys.argv) > 2:
        folder = pathlib.Path(sys.argv[2])
        cases += shipped(folder)
        # The same templates over other conversations: there is no expected text, but there is the peer.
        for file in sorted(folder.glob("*.jinja")):
            template = file.read_text(encoding="utf-8")
            for number, values in enumerate(CONVERSATIONS):
                cases.append((f"{file.name} {number}", template, values, rendered(template, values)))
    answers = ask(probe, [{"template": template, "values": values} for _, template, values, _ in cases])
    wrong = 0
    for (name, _, _, expected), answer in zip(cases, answers):
        found = answer.get("text")
        if found != expected:
            wrong += 1
            print(f"✗ {name!r}\n  expected {expected!r}\n  found    {found!r} {answer.get('error', '')}")
    refused = sum(expected is None for *_, expected in cases)
    print(f"templates: {len(cases)} rendered as Hugging Face renders them ({refused} of them refused), {wrong} wrong")
    return 1 if wrong else 0


ADD = {"type": "function", "function": {"name": "add", "description": "Adds", "parameters": {
    "type": "object",
    "properties": {"a": {"type": "integer", "description": "the first"}, "list": {"type": "array", "items": {"type": "string"}}},
    "required": ["a"]}}}
CALL = {"id": "abcdefghi", "type": "function", "function": {"name": "add", "arguments": {"a": 1, "list": ["ä", "\"b\""]}}}
BASE = {"bos_token": "<s>", "eos_token": "</s>", "add_generation_prompt": True}
CONVERSATIONS = [
    BASE | {"messages": [{"role": "user", "content": "Hi"}]},
    BASE | {"messages": [{"role": "user", "content": "Hi"}], "add_generation_prompt": False},
    BASE | {"messages": [{"role": "user", "content": " spaces \n"}, {"role": "assistant", "content": "<think>\nhm\n</think>\n\nyes"},
                         {"role": "user", "content": "grüße 🙂"}]},
    BASE | {"messages": [{"role": "system", "content": "You are terse. /no_think"}, {"role": "user", "content": "Hi"}], "enable_thinking": False},
    BASE | {"messages": [{"role": "user", "content": "Add."}, {"role": "assistant", "content": "", "tool_calls": [CALL]},
                         {"role": "tool", "content": "3", "tool_call_id": "abcdefghi", "name": "add"}], "tools": [ADD]},
    BASE | {"messages": [{"role": "user", "content": "Add."}, {"role": "assistant", "tool_calls": [CALL]},
                         {"role": "tool", "content": "3", "tool_call_id": "abcdefghi"}, {"role": "assistant", "content": "Three."},
                         {"role": "user", "content": "And?"}], "tools": [ADD, ADD]},
    BASE | {"messages": []},
    BASE | {"messages": [{"role": "user", "content": [{"type": "text", "text": "parts"}]}]},
    BASE | {"messages": [{"role": "developer", "content": "Be kind."}, {"role": "user", "content": "Hi"}], "tools": [ADD], "reasoning_effort": "high"},
]

if __name__ == "__main__":
    sys.exit(main())
