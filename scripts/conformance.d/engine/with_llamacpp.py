"""What the real llama.cpp (the wheel `xllamacpp`) makes of a file: reads jobs, a line of JSON each, and answers each so.

    {"file": ..., "prompt": [ids], "tokens": n, "vocabulary": n}  ->  {"ids": [...], "logprobs": [[...], ...]}
    {"file": ..., "lora": ..., "prompt": text, "text": n}  ->  {"text": "..."}
    {"file": ..., "prompt": [ids], "embed": true}  ->  {"vector": [...]}

The continuation is the likeliest; a row of `logprobs` has every token's logarithm of probability at its place.
"""

import json
import os
import sys

import xllamacpp

# Its log goes to the standard output, too.
answers = os.fdopen(os.dup(1), "w")
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def main():
    file, server = None, None
    for line in sys.stdin:
        job = json.loads(line)
        try:
            wanted = (job["file"], job.get("lora"))
            if wanted != file:
                del server
                server = None
                server = start(job["file"], job.get("embed", False), job.get("lora"))
                file = wanted
            if "text" in job:
                answer = continue_text(server, job)
                print(json.dumps(answer), file=answers, flush=True)
                continue
            answer = embed(server, job) if job.get("embed") else complete(server, job)
        except Exception as error:
            file, answer = None, {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)
    # Its own shutdown waits.
    os._exit(0)


def start(file, embed, lora=None):
    parameters = xllamacpp.CommonParams()
    parameters.model.path = file
    parameters.n_ctx = 1024 if not embed else 512
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    parameters.warmup = False
    # A model of single precision is to be computed in single precision.
    parameters.cache_type_k = parameters.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_F32
    parameters.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
    parameters.n_gpu_layers = 0
    if lora:
        adapter = xllamacpp.CommonAdapterLoraInfo()
        adapter.path, adapter.scale = lora, 1.0
        parameters.lora_adapters = [adapter]
    if embed:
        parameters.embedding = True
        parameters.n_batch = parameters.n_ubatch = 512
    return xllamacpp.Server(parameters)


def continue_text(server, job):
    request = {"prompt": job["prompt"], "n_predict": job["text"], "temperature": 0, "cache_prompt": False}
    return {"text": server.handle_completions(request)["choices"][0]["text"]}


def complete(server, job):
    request = {"prompt": job["prompt"], "n_predict": job["tokens"], "temperature": 0, "n_probs": job["vocabulary"]}
    answer = server.handle_completions(request | {"cache_prompt": False, "ignore_eos": False})
    positions = answer["choices"][0]["logprobs"]["content"]
    found = {"ids": [position["id"] for position in positions], "logprobs": []}
    for position in positions:
        row = [-1e30] * job["vocabulary"]
        for entry in position["top_logprobs"]:
            row[entry["id"]] = entry["logprob"]
        found["logprobs"].append(row)
    return found


def embed(server, job):
    answer = server.handle_embeddings({"input": job["prompt"], "encoding_format": "float"})
    return {"vector": answer["data"][0]["embedding"]}


main()
