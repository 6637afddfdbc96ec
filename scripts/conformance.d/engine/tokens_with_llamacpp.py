"""The tokens that the real llama.cpp (the wheel `xllamacpp`) makes of texts: tokens_with_llamacpp.py FILE, a line {"text": …} each.

Answers a line of ids each, then one with the prompt that it makes of a chat by the file's template.
"""

import json
import os
import sys
import urllib.request

import xllamacpp

# Its log goes to the standard output, too.
answers = os.fdopen(os.dup(1), "w")
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def main():
    parameters = xllamacpp.CommonParams()
    parameters.model.path = sys.argv[1]
    parameters.n_ctx = 256
    parameters.warmup = False
    server = xllamacpp.Server(parameters)

    def post(path, body):
        headers = {"Content-Type": "application/json"}
        return json.load(urllib.request.urlopen(urllib.request.Request(server.listening_address + path, json.dumps(body).encode(), headers)))

    for line in sys.stdin:
        said = post("/tokenize", {"content": json.loads(line)["text"], "add_special": True, "parse_special": False})
        print(json.dumps(said["tokens"]), file=answers)
    chat = [{"role": "system", "content": "S"}, {"role": "user", "content": " U "}]
    print(json.dumps(post("/apply-template", {"messages": chat})["prompt"]), file=answers, flush=True)
    # Its own shutdown waits.
    os._exit(0)


main()
