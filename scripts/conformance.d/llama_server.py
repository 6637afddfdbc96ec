"""llama.cpp's server out of the wheel `xllamacpp`, behind the flags of `llama-server`. See the script beside it."""

import argparse
import os
import signal
import sys
import threading

import xllamacpp


def arguments():
    parser = argparse.ArgumentParser(prog="llama-server", allow_abbrev=False)
    parser.add_argument("-m", "--model", required=True)
    parser.add_argument("--alias")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("-c", "--ctx-size", type=int, default=0)
    parser.add_argument("-t", "--threads", type=int, default=-1)
    parser.add_argument("-ngl", "--n-gpu-layers", type=int, default=0)
    parser.add_argument("-np", "--parallel", type=int, default=1)
    parser.add_argument("--api-key", default=os.environ.get("LLAMA_API_KEY"))
    parser.add_argument("--jinja", action="store_true")
    parser.add_argument("--embeddings", action="store_true")
    parser.add_argument("--metrics", action="store_true")
    return parser.parse_args()


def main():
    given = arguments()
    if not os.path.isfile(given.model):
        sys.exit(f"error: failed to load model, '{given.model}' is no file")
    params = xllamacpp.CommonParams()
    params.model.path = given.model
    if given.alias:
        params.model_alias = {given.alias}
    params.hostnames = [given.host]
    params.port = given.port
    params.n_ctx = given.ctx_size
    params.n_parallel = given.parallel
    params.cpuparams.n_threads = given.threads
    params.n_gpu_layers = given.n_gpu_layers
    params.use_jinja = True
    params.embedding = given.embeddings
    params.endpoint_metrics = given.metrics
    params.endpoint_slots = True
    params.warmup = False
    if given.api_key:
        params.api_keys = [given.api_key]
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    server = xllamacpp.Server(params)
    print(f"listening on {server.listening_address}", flush=True)
    stop.wait()
    # The wheel's own shutdown waits for its slots; the process is all there is to end.
    os._exit(0)


main()
