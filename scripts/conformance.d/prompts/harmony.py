#!/usr/bin/env python3
"""Conversations with gpt-oss, written here and by openai-harmony, text by text.

    harmony.py PROMPT_PROBE    needs: openai-harmony, in a folder of its own

The library fetches its vocabulary when it is first used. Where that cannot be had it is given one of single bytes, in a
copy of it that expects that one: texts are compared here, and not tokens.
"""

import base64
import hashlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

VOCABULARY = "o200k_base.tiktoken"
ITS_HASH = b"446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"


def with_bytes_alone():
    """Puts a copy of the library that takes single bytes as its vocabulary before the one that is installed."""
    import importlib.util

    folder = pathlib.Path(tempfile.mkdtemp(prefix="harmony-"))
    source = pathlib.Path(importlib.util.find_spec("openai_harmony").origin).parent
    shutil.copytree(source, folder / source.name)
    words = "".join(f"{base64.b64encode(bytes([byte])).decode()} {byte}\n" for byte in range(256)).encode()
    (folder / VOCABULARY).write_bytes(words)
    for library in (folder / source.name).glob("*.so"):
        code = library.read_bytes()
        if code.count(ITS_HASH) != 1:
            sys.exit("this version of openai-harmony expects another vocabulary than the one known here")
        library.write_bytes(code.replace(ITS_HASH, hashlib.sha256(words).hexdigest().encode()))
    os.environ["TIKTOKEN_ENCODINGS_BASE"] = str(folder)
    sys.path.insert(0, str(folder))
    return folder


FOLDER = with_bytes_alone()
import openai_harmony as harmony  # noqa: E402


class Chance(random.Random):
    """Schemas and conversations by chance; the same ones each time."""

    def words(self):
        return self.choice(["a", "The city.", "zwei\nZeilen", "größer 🙂", "with \"quotes\"", "x: y // z", ""])

    def schema(self, depth=0):
        kinds = ["string", "number", "integer", "boolean", "enum", "types", "any", "ref", "empty"]
        if depth < 3:
            kinds += ["object", "array", "oneOf", "anyOf"] * 2
        kind = self.choice(kinds)
        made = {"type": kind}
        if kind == "enum":
            made = {"type": "string", "enum": self.choices(["x", "y z", "ü", 1], k=self.randint(0, 3))}
        elif kind == "types":
            made = {"type": self.choices(["string", "null", "integer", "array"], k=self.randint(0, 3))}
        elif kind in ("any", "empty"):
            made = {} if kind == "empty" else {"description": self.words()}
        elif kind == "ref":
            made = {"$ref": "#/$defs/x"}
        elif kind == "object":
            made |= self.properties(depth)
        elif kind == "array" and self.random() < 0.8:
            made["items"] = self.schema(depth + 1)
        elif kind in ("oneOf", "anyOf"):
            made = {kind: [self.schema(depth + 1) for _ in range(self.randint(0, 3))]}
        if self.random() < 0.3:
            made["description"] = self.words()
        if self.random() < 0.2:
            made["default"] = self.choice(["x", "", 5, 1.5, True, None, [1, "a"], {"k": "v"}])
        if self.random() < 0.1:
            made["title"] = self.words()
        if self.random() < 0.1:
            made["nullable"] = self.choice([True, False])
        if self.random() < 0.1:
            made["examples"] = self.choice([[], ["one", 2], [3]])
        return made

    def properties(self, depth=0):
        if self.random() < 0.1:
            return {}
        names = self.sample(["city", "größe", "a-b", "n", "list", "z"], self.randint(0, 4))
        made = {"properties": {name: self.schema(depth + 1) for name in names}}
        if self.random() < 0.6:
            made["required"] = [name for name in names if self.random() < 0.5]
        return made

    def tools(self):
        return [
            {"name": f"f{index}", "description": self.words(), "parameters": self.choice([None, {}, {"type": "object"}, *[
                {"type": "object", **self.properties()} for _ in range(6)]])}
            for index in range(self.randint(0, 3))
        ]

    def conversation(self):
        tools = self.tools()
        messages = []
        if self.random() < 0.8:
            messages.append({"author": "system", "system": {
                "effort": self.choice(["low", "medium", "high"]),
                "date": self.choice([None, "2026-01-31"]),
                "has_functions": False,
            }})
        if tools or self.random() < 0.5:
            messages.append({"author": "developer", "developer": {
                "instructions": self.choice([None, "Be brief.", "Sei\n\nkurz.\n"]), "tools": tools}})
            if tools and messages[0]["author"] == "system":
                messages[0]["system"]["has_functions"] = True
        for _ in range(self.randint(1, 4)):
            messages.append({"author": "user", "content": self.words() or "?"})
            for _ in range(self.randint(0, 2)):
                if self.random() < 0.7:
                    messages.append({"author": "assistant", "channel": "analysis", "content": self.words()})
                if self.random() < 0.3:
                    messages.append({"author": "assistant", "channel": "commentary", "content": self.words()})
                messages.append({"author": "assistant", "channel": "commentary", "to": "functions.f0", "content": '{"a":1}',
                                 "content_type": self.choice([None, "json", "<|constrain|>json"])})
                messages.append({"author": "functions.f0", "channel": "commentary", "to": "assistant", "content": self.words()})
            if self.random() < 0.7:
                messages.append({"author": "assistant", "channel": "final", "content": self.words()})
        return messages


def theirs(encoding, messages):
    made = []
    for given in messages:
        if "system" in given:
            content = harmony.SystemContent.new().with_reasoning_effort(
                harmony.ReasoningEffort(given["system"]["effort"].capitalize()))
            if given["system"]["date"]:
                content = content.with_conversation_start_date(given["system"]["date"])
        elif "developer" in given:
            content = harmony.DeveloperContent.new()
            if given["developer"]["instructions"] is not None:
                content = content.with_instructions(given["developer"]["instructions"])
            tools = [harmony.ToolDescription.new(tool["name"], tool["description"], parameters=tool["parameters"])
                     for tool in given["developer"]["tools"]]
            if tools:
                content = content.with_function_tools(tools)
        else:
            content = harmony.TextContent(text=given["content"])
        if given["author"].startswith("functions."):
            author = harmony.Author.new(harmony.Role.TOOL, given["author"])
        else:
            author = harmony.Author(role=harmony.Role(given["author"]))
        message = harmony.Message.from_author_and_content(author, content)
        if given.get("channel"):
            message = message.with_channel(given["channel"])
        if given.get("to"):
            message = message.with_recipient(given["to"])
        if given.get("content_type"):
            message = message.with_content_type(given["content_type"])
        made.append(message)
    conversation = harmony.Conversation.from_messages(made)
    return encoding.decode(encoding.render_conversation_for_completion(conversation, harmony.Role.ASSISTANT))


def ours(probe, conversations):
    def wire(given):
        if "developer" not in given:
            return given
        tools = [{"type": "function", "function": {key: value for key, value in tool.items() if value is not None}}
                 for tool in given["developer"]["tools"]]
        return given | {"developer": {"instructions": given["developer"]["instructions"], "tools": tools}}

    lines = "".join(json.dumps({"harmony": [wire(given) for given in messages]}) + "\n" for messages in conversations)
    done = subprocess.run([probe], input=lines, capture_output=True, text=True, timeout=120, check=True)
    return [json.loads(line).get("text") for line in done.stdout.splitlines()]


def main():
    encoding = harmony.load_harmony_encoding("HarmonyGptOss")
    chance = Chance(4)
    conversations = [chance.conversation() for _ in range(1000)]
    wrong = 0
    for messages, found in zip(conversations, ours(sys.argv[1], conversations), strict=True):
        expected = theirs(encoding, messages)
        if found != expected:
            wrong += 1
            if wrong <= 3:
                print(f"✗ {json.dumps(messages)}\n  expected {expected!r}\n  found    {found!r}")
    print(f"harmony: {len(conversations)} conversations written as openai-harmony writes them, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
