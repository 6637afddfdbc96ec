#!/usr/bin/env python3
"""Our tokenizers beside Hugging Face's `tokenizers` and `tiktoken`, token by token: tokenization.py PROGRAM [--quick].

PROGRAM is `bench-tokenizer`. Exit status 1: some text came out otherwise. The real vocabularies are those of the data that
lies beside the repository; without them, only the trained ones are compared.
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile

import mixed_text
import tokenizer_files

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
VOCABULARIES = ROOT.parent / "shared" / "data" / "vocab"
HOSTILE = ["", " ", "a" * 20000, " " * 5000, "\n" * 3000, "é" * 3000, "中" * 3000, "'" * 999, "1" * 2000, "<|im_start|>" * 50, "a<mask> b <mask>  c", "password words word  word. aword", "<|im_start|>user\nHi<|im_end|>\n", "\u0301abc", "\x00\x01\x7f", "a\u0000b", "\ufeffx", "�", "▁a▁▁b ▁", "<0x41>", "</s><s>"]


class Comparison:
    def __init__(self, program):
        self.program = str(program)
        self.failures = 0

    def ask(self, action, path, lines):
        said = subprocess.run([self.program, action, str(path)], input="".join(json.dumps(line) + "\n" for line in lines).encode(), capture_output=True, timeout=300)
        if said.returncode:
            raise SystemExit(f"{self.program} {action} {path}: {said.stderr.decode()}")
        return [json.loads(line) for line in said.stdout.decode().split("\n")[:-1]]

    def report(self, name, total, differences):
        self.failures += bool(differences)
        detail = ""
        for what, ours, theirs in differences[:3]:
            start = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b), min(len(ours), len(theirs)))
            detail += f"    {str(what)[:300]!r}\n    ours   from {start}: {ours[start : start + 12]}\n    theirs from {start}: {theirs[start : start + 12]}\n"
        print(f"{'✗' if differences else '✓'} {name}: {total - len(differences)} of {total}\n{detail}", end="", flush=True)

    def encoding(self, name, path, peer, texts, special=False):
        ours = self.ask("encode", path, [{"text": text, "special": special, "parse": True} for text in texts])
        pairs = list(zip(texts, ours, map(peer, texts), strict=True))
        self.report(name, len(pairs), [pair for pair in pairs if pair[1] != pair[2]])

    def decoding(self, name, path, peer, lists):
        ours = self.ask("decode", path, [{"ids": ids, "skip": False} for ids in lists])
        differences = [(ids, line["text"], peer(ids)) for ids, line in zip(lists, ours, strict=True) if line["text"] != peer(ids)]
        self.report(name, len(lists), differences)
        self.report(name + ", streamed", len(lists), [(ids, line["text"], "") for ids, line in zip(lists, ours) if not line["streams"]])


def cases(comparison):
    """llama.cpp's own: texts, and the ids that they are."""
    for path in sorted(VOCABULARIES.glob("*.gguf")):
        texts = pathlib.Path(f"{path}.inp").read_bytes().decode().split("\n__ggml_vocab_test__\n")
        wanted = [[int(word) for word in line.split()] for line in pathlib.Path(f"{path}.out").read_text().split("\n")]
        ours = comparison.ask("encode", path, [{"text": text} for text in texts])
        pairs = list(zip(texts, ours, wanted))
        comparison.report(f"llama.cpp's cases, {path.stem}", len(pairs), [pair for pair in pairs if pair[1] != pair[2]])


def real(comparison, texts, folder):
    for path in sorted(VOCABULARIES.glob("*.gguf")):
        peer = tokenizer_files.rebuilt(path)
        if "phi-3" in path.stem:
            continue
        if peer.model.__class__.__name__ == "BPE" and "spm" in path.stem:
            # An empty text is a space and nothing else here, nothing there.
            texts = [text for text in texts if text]
        encode = lambda text: peer.encode(text, add_special_tokens=False).ids
        file = folder / f"{path.stem}.json"
        peer.save(str(file))
        comparison.encoding(f"tokenizers, {path.stem}, GGUF", path, encode, texts)
        comparison.encoding(f"tokenizers, {path.stem}, tokenizer.json", file, encode, texts)
        lists = [encode(text[:300]) for text in texts[:40]]
        if "bert" not in path.stem:
            comparison.decoding(f"tokenizers, {path.stem}, decoded", file, lambda ids: peer.decode(ids, skip_special_tokens=False), lists)


def tiktoken(comparison, texts):
    found = {"llama-bpe": "llama-bpe", "qwen2": "qwen2", "gpt-2": "gpt-2"}
    for stem, pattern in found.items():
        path = VOCABULARIES / f"ggml-vocab-{stem}.gguf"
        if not path.exists():
            continue
        peer = tokenizer_files.tiktoken_encoding(path, tokenizer_files.PATTERNS[pattern])
        plain = [text for text in texts if "<|" not in text and "\x00" not in text]
        comparison.encoding(f"tiktoken, {stem}", path, lambda text: peer.encode(text, disallowed_special=()), plain)


def trained(comparison, texts, corpus, folder, pick):
    for name, peer in tokenizer_files.trained(corpus).items():
        file = folder / "trained.json"
        peer.save(str(file))
        comparison.encoding(name, file, lambda text: peer.encode(text).ids, texts, special=True)
        lists = [peer.encode(text[:200], add_special_tokens=False).ids for text in texts[:30]]
        if "byte fallback" not in name and "metaspace" not in name:
            # Bytes of no character: Hugging Face replaces a whole run for one that is wrong, we what is wrong.
            lists += [[pick.randrange(peer.get_vocab_size()) for _ in range(40)] for _ in range(20)]
        comparison.decoding(name + ", decoded", file, lambda ids: peer.decode(ids, skip_special_tokens=False), lists)


def main():
    comparison = Comparison(pathlib.Path(sys.argv[1]).resolve())
    quick = "--quick" in sys.argv
    size = 150_000 if quick else 1_000_000
    text = mixed_text.mixed(size)
    pick = random.Random(2)
    texts, start = [*HOSTILE], 0
    while start < len(text):
        end = start + pick.choice([3, 20, 200, 2000, 20000])
        texts.append(text[start:end])
        start = end
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if VOCABULARIES.exists():
            cases(comparison)
            real(comparison, texts, folder)
            tiktoken(comparison, texts)
        else:
            print("- the real vocabularies are not here")
        trained(comparison, texts if quick else texts[: len(texts) // 3], mixed_text.mixed(200_000, seed=3), folder, pick)
    print(f"{comparison.failures} of the comparisons failed" if comparison.failures else "all are the same")
    sys.exit(1 if comparison.failures else 0)


if __name__ == "__main__":
    main()
