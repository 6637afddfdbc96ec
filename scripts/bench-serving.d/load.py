"""Clients that stream completions: a process of its own, so that it costs both servers the same.

    load.py URL MODEL CLIENTS REQUESTS PROMPT SHARED TOKENS SEED

Each of CLIENTS asks REQUESTS times, one after the other, for TOKENS tokens after a prompt of PROMPT random ones, the first
SHARED of which are the same for all. Prints one line of JSON: tokens a second of all together, and each request's time to
its first token.
"""

import asyncio
import json
import random
import sys
import time
import urllib.parse

VOCABULARY = range(300, 31000)


async def main():
    url, model = sys.argv[1:3]
    clients, requests, prompt, shared, tokens, seed = map(int, sys.argv[3:9])
    address = urllib.parse.urlsplit(url)
    same = random.Random(1000 * prompt + shared)
    beginning = [same.choice(VOCABULARY) for _ in range(shared)]
    source = random.Random(seed)
    bodies = [
        [body(model, beginning + [source.choice(VOCABULARY) for _ in range(prompt - shared)], tokens) for _ in range(requests)]
        for _ in range(clients)
    ]
    start = time.perf_counter()
    found = await asyncio.gather(*(client(address.hostname, address.port, mine) for mine in bodies))
    wall = time.perf_counter() - start
    answers = [answer for mine in found for answer in mine]
    print(json.dumps({
        "wall": wall,
        "made": sum(answer["made"] for answer in answers),
        "first": [answer["first"] for answer in answers],
        "rest": sum(answer["rest"] for answer in answers),
    }))  # fmt: skip


def body(model, prompt, tokens):
    fields = {"model": model, "prompt": prompt, "max_tokens": tokens, "temperature": 0, "stream": True,
              "stream_options": {"include_usage": True}}  # fmt: skip
    return json.dumps(fields).encode()


async def client(host, port, bodies):
    answers = []
    for body in bodies:
        # llama.cpp's server closes a connection after a few requests.
        reader, writer = await asyncio.open_connection(host, port, limit=1 << 20)
        head = f"POST /v1/completions HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
        start = time.perf_counter()
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            sys.exit(f"{head!r} {await reader.read(2000)!r}")
        seen, first = b"", None
        # Chunks are not taken apart: what counts is when something has come, and how the whole ends.
        while not seen.endswith(b"0\r\n\r\n"):
            more = await reader.read(1 << 16)
            if not more:
                sys.exit(f"the server hung up: {seen[-300:]!r}")
            seen += more
            if first is None and b'"text"' in seen:
                first = time.perf_counter()
            seen = seen[-2000:]
        end = time.perf_counter()
        at = seen.rindex(b'"completion_tokens":') + len(b'"completion_tokens":')
        made = int(seen[at : at + 12].split(b",")[0].split(b"}")[0])
        answers.append({"made": made, "first": first - start, "rest": end - first})
        writer.close()
    return answers


if __name__ == "__main__":
    asyncio.run(main())
