"""llama.cpp's own server, from the PyPI wheel xllamacpp:  llamacpp_server.py PORT FILE CLIENTS THREADS CONTEXT

As `llama-server -np CLIENTS -t THREADS` starts it: continuous batching, and prompts kept for requests that begin alike.
"""

import sys
import time

import xllamacpp


def main():
    port, file, clients, threads, context = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
    given = xllamacpp.CommonParams()
    given.model.path = file
    given.hostnames = ["127.0.0.1"]
    given.port = int(port)
    given.n_parallel = clients
    # Of all slots together.
    given.n_ctx = context * clients
    given.cpuparams.n_threads = threads
    given.cpuparams_batch.n_threads = threads
    given.n_gpu_layers = 0
    server = xllamacpp.Server(given)
    time.sleep(1e6)
    del server


if __name__ == "__main__":
    main()
