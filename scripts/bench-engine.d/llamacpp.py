"""llama.cpp's side of scripts/bench-engine, in a process of its own, through the C interface.

    llamacpp.py FILE --threads N [--flash auto|on|off] [--depth N] [--first] [--prompt 512] [--generate 64]

As its own llama-bench does it: random tokens, a batch of 512, no sampling, logits of the last token of a prompt alone.
Prints one line of JSON.
"""

import argparse
import json
import random
import re
import time
from pathlib import Path

import llama_cpp as llama
import numpy as np

FLASH = {
    "auto": llama.LLAMA_FLASH_ATTN_TYPE_AUTO,
    "on": llama.LLAMA_FLASH_ATTN_TYPE_ENABLED,
    "off": llama.LLAMA_FLASH_ATTN_TYPE_DISABLED,
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--flash", choices=FLASH, default="auto")
    parser.add_argument("--prompt", type=int, default=512)
    parser.add_argument("--generate", type=int, default=64)
    parser.add_argument("--depth", type=int, default=0, help="decode after so many tokens instead, and at no depth")
    parser.add_argument("--first", action="store_true", help="time from opening to the first token, and memory")
    given = parser.parse_args()
    silence = llama.llama_log_callback(lambda *_: None)
    llama.llama_log_set(silence, None)
    llama.llama_backend_init()
    before = memory()
    start = time.perf_counter()
    room = max(given.depth, given.prompt) + given.generate
    engine = Engine(given.file, given.threads, FLASH[given.flash], room)
    if given.first:
        first = engine.first_token()
        found = {"first_ms": (time.perf_counter() - start) * 1000, "token": first}
        engine.measure_prefill(given.prompt)
        engine.measure_decode(0, given.generate)
        after = memory()
        found["resident_mb"] = (after["VmRSS"] - before["VmRSS"]) / 1e6
        found["peak_mb"] = (after["VmHWM"] - before["VmRSS"]) / 1e6
    else:
        engine.warm_up()
        if given.depth:
            shallow = engine.measure_decode(0, given.generate)
            found = {"decode": shallow, "decode_deep": engine.measure_decode(given.depth, given.generate)}
        else:
            found = {"prefill": engine.measure_prefill(given.prompt)}
            found["decode"] = engine.measure_decode(0, given.generate)
    print(json.dumps(found))


class Engine:
    def __init__(self, file, threads, flash, room):
        self.model = llama.llama_load_model_from_file(str(file).encode(), llama.llama_model_default_params())
        if not self.model:
            raise SystemExit(f"llama.cpp does not open {file}")
        parameters = llama.llama_context_default_params()
        parameters.n_ctx = -(-room // 256) * 256
        parameters.n_batch = parameters.n_ubatch = 512
        parameters.n_threads = parameters.n_threads_batch = threads
        parameters.flash_attn_type = flash
        self.context = llama.llama_init_from_model(self.model, parameters)
        if not self.context:
            raise SystemExit(f"llama.cpp makes no context for {file}")
        vocabulary = llama.llama_model_get_vocab(self.model)
        self.vocabulary = llama.llama_vocab_n_tokens(vocabulary)
        self.begin = llama.llama_vocab_bos(vocabulary)
        self.drawn = random.Random(1)

    def tokens(self, count):
        return (llama.llama_token * count)(*(self.drawn.randrange(self.vocabulary) for _ in range(count)))

    def decode(self, tokens):
        if llama.llama_decode(self.context, llama.llama_batch_get_one(tokens, len(tokens))) != 0:
            raise SystemExit("llama.cpp does not decode")

    def forget(self):
        llama.llama_memory_clear(llama.llama_get_memory(self.context), True)

    def first_token(self):
        self.decode((llama.llama_token * 1)(self.begin))
        logits = llama.llama_get_logits_ith(self.context, -1)
        return int(np.ctypeslib.as_array(logits, (self.vocabulary,)).argmax())

    def fill(self, count):
        while count > 0:
            step = min(512, count)
            self.decode(self.tokens(step))
            count -= step
        llama.llama_synchronize(self.context)

    def warm_up(self):
        self.forget()
        self.fill(64)
        for _ in range(4):
            self.decode(self.tokens(1))

    def measure_prefill(self, count):
        """Tokens a second: the best of as many as fit into half a second."""
        best, spent = 0.0, 0.0
        while spent < 0.5:
            self.forget()
            tokens = self.tokens(count)
            start = time.perf_counter()
            for first in range(0, count, 512):
                part = tokens[first : first + 512]
                self.decode((llama.llama_token * len(part))(*part))
            llama.llama_synchronize(self.context)
            seconds = time.perf_counter() - start
            best, spent = max(best, count / seconds), spent + seconds
        return best

    def measure_decode(self, depth, count):
        best, spent = 0.0, 0.0
        self.forget()
        self.fill(depth)
        while spent < 0.5:
            llama.llama_memory_seq_rm(llama.llama_get_memory(self.context), 0, depth, -1)
            tokens = [self.tokens(1) for _ in range(count)]
            start = time.perf_counter()
            for token in tokens:
                self.decode(token)
                llama.llama_synchronize(self.context)
            seconds = time.perf_counter() - start
            best, spent = max(best, count / seconds), spent + seconds
        return best


def memory():
    text = Path("/proc/self/status").read_text()
    return {name: int(re.search(rf"{name}:\s+(\d+)", text).group(1)) * 1024 for name in ("VmRSS", "VmHWM")}


if __name__ == "__main__":
    main()
