#!/usr/bin/env python3
"""Answers held to schemas, judged by the PyPI jsonschema: schemas.py BENCH-GRAMMARS VOCABULARY.gguf [COUNT]

Schemas are made by chance; answers are drawn from random logits over a real vocabulary. Whatever is finished must be JSON, and
fulfil its schema, formats included.
"""

import json
import random
import subprocess
import sys

import jsonschema

NAMES = ["id", "name", "naïve", 'quo"te', "back\\slash", "a", "ab", "abc", "🙂"]
PATTERNS = ["^[a-z]{2,5}$", "x", "^(foo|ba+r)[0-9]*$", "^[A-Z][a-z]+( [A-Z][a-z]+)*$", "^.{3}$", "b$"]
FORMATS = ["date", "time", "date-time", "uuid", "email", "ipv4", "ipv6", "duration"]


def scalar(chance):
    kind = chance.randrange(8)
    if kind == 0:
        return {"type": chance.choice(["null", "boolean", "string", "number", "integer"])}
    if kind == 1:
        low = chance.randint(-500, 500)
        return {"type": "integer", "minimum": low, "maximum": low + chance.randint(0, 5000)}
    if kind == 2:
        low = round(chance.uniform(-50, 50), chance.randint(0, 4))
        return {"type": "number", chance.choice(["minimum", "exclusiveMinimum"]): low,
                chance.choice(["maximum", "exclusiveMaximum"]): round(low + chance.choice([0.5, 1, 33.25]), 6)}
    if kind == 3:
        low = chance.randint(0, 5)
        return {"type": "string", "minLength": low, "maxLength": low + chance.randint(0, 30)}
    if kind == 4:
        return {"type": "string", "pattern": chance.choice(PATTERNS)}
    if kind == 5:
        return {"type": "string", "format": chance.choice(FORMATS)}
    if kind == 6:
        return {"enum": chance.sample(["a", "b\n", 1, 2.5, None, True, {"x": [1]}, []], chance.randint(1, 4))}
    return {"type": "integer", "multipleOf": chance.choice([2, 3, 10])}


def schema(chance, depth=0):
    kind = chance.randrange(6)
    if depth > 2 or kind < 2 and depth:
        return scalar(chance)
    if kind < 4:
        properties = {name: schema(chance, depth + 1) for name in chance.sample(NAMES, chance.randint(0, 4))}
        made = {"type": "object", "properties": properties, "required": [name for name in properties if chance.random() < 0.5]}
        rest = chance.randrange(3)
        return made | ({"additionalProperties": False} if rest == 0 else {"additionalProperties": scalar(chance)} if rest == 1 else {})
    if kind == 4:
        low = chance.randint(0, 3)
        made = {"type": "array", "items": schema(chance, depth + 1), "minItems": low, "maxItems": low + chance.randint(0, 3)}
        return made | ({"prefixItems": [scalar(chance)]} if chance.random() < 0.3 else {})
    if chance.random() < 0.3:
        return {"allOf": [schema(chance, depth + 1) for _ in range(2)]}
    return {"anyOf": [schema(chance, depth + 1) for _ in range(chance.randint(1, 3))]}


def main():
    bench, vocabulary = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 300
    schemas = [schema(random.Random(seed)) for seed in range(count)]
    text = "".join(json.dumps(schema) + "\n" for schema in schemas)
    lines = subprocess.run([bench, "answer", vocabulary, "1"], input=text, capture_output=True, text=True, check=True).stdout
    answers = [json.loads(line) for line in lines.splitlines()]
    finished = refused = wrong = 0
    for answer in answers:
        asked = schemas[answer["schema"]]
        if "error" in answer:
            refused += 1
            continue
        if not answer["finished"]:
            continue
        finished += 1
        validator = jsonschema.Draft202012Validator(asked, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
        try:
            validator.validate(json.loads(answer["text"]))
        except (ValueError, jsonschema.ValidationError) as problem:
            wrong += 1
            print(f"✗ {json.dumps(asked, ensure_ascii=False)}\n  {answer['text']}\n  {str(problem).splitlines()[0]}")
    print(f"grammars: {count} schemas ({refused} refused), {len(answers) - refused} answers, {finished} finished, {wrong} wrong")
    return 1 if wrong or finished < count / 2 else 0


if __name__ == "__main__":
    sys.exit(main())
