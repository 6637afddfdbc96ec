#!/usr/bin/env python3
"""Vocabularies that are learnt here beside those that Hugging Face's trainer learns of the same text: vocabulary.py PROGRAM [--quick] [--llamacpp PYTHON].

PROGRAM is `bench-tokenizer`. Tokens and merges must be the same, in the same order, and texts must come to the same ids; with
a PYTHON that has `xllamacpp`, in llama.cpp as well. Exit status 1: something did not.
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile

import gguf
import numpy
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

import mixed_text

MARKERS = ["<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]


def theirs(lines, size):
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    made.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    made.train_from_iterator(lines, trainers.BpeTrainer(vocab_size=size, special_tokens=MARKERS, initial_alphabet=alphabet, show_progress=False))
    return made


def learnt(program, text, size, folder):
    corpus, output = folder / "corpus.txt", folder / "vocabulary.gguf"
    corpus.write_text(text, encoding="utf-8", newline="")
    said = subprocess.run([program, "learn", str(size), corpus, output], capture_output=True, text=True, timeout=600)
    if said.returncode:
        raise SystemExit(f"{program} learn: {said.stderr}")
    reader = gguf.GGUFReader(output)
    tokens = reader.fields["tokenizer.ggml.tokens"].contents()
    merges = [tuple(merge.split(" ", 1)) for merge in reader.fields["tokenizer.ggml.merges"].contents()]
    return output, tokens, merges, json.loads(said.stdout)


def ids(program, vocabulary, texts):
    asked = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    said = subprocess.run([program, "encode", vocabulary], input=asked, capture_output=True, text=True, timeout=300)
    return [json.loads(line) for line in said.stdout.splitlines()]


def with_weights(vocabulary, path):
    """The smallest llama that the vocabulary can be of: llama.cpp's server opens nothing without weights."""
    reader, width = gguf.GGUFReader(vocabulary), 32
    writer = gguf.GGUFWriter(path, "llama")
    size = len(reader.fields["tokenizer.ggml.tokens"].data)
    for name, value in [("context_length", 256), ("embedding_length", width), ("block_count", 1), ("feed_forward_length", 32), ("attention.head_count", 2)]:
        writer.add_uint32(f"llama.{name}", value)
    writer.add_float32("llama.attention.layer_norm_rms_epsilon", 1e-5)
    for name, field in reader.fields.items():
        if name.startswith("tokenizer."):
            is_list = field.types[0] == gguf.GGUFValueType.ARRAY
            writer.add_array(name, field.contents()) if is_list else writer.add_key_value(name, field.contents(), field.types[0])
    shapes = {"token_embd": (size, width), "output_norm": (width,), "blk.0.attn_norm": (width,), "blk.0.ffn_norm": (width,)}
    shapes |= {f"blk.0.{name}": (width, width) for name in ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"]}
    for name, shape in shapes.items():
        writer.add_tensor(f"{name}.weight", numpy.full(shape, 0.5, numpy.float32))
    for write in (writer.write_header_to_file, writer.write_kv_data_to_file, writer.write_tensors_to_file, writer.close):
        write()


def in_llamacpp(python, vocabulary, texts, ours, folder):
    """Whether llama.cpp makes the same tokens, and writes a chat as it is learnt."""
    with_weights(vocabulary, folder / "model.gguf")
    asked = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    script = pathlib.Path(__file__).parent / "engine/tokens_with_llamacpp.py"
    said = subprocess.run([python, script, folder / "model.gguf"], input=asked, capture_output=True, text=True, timeout=300)
    lines = [json.loads(line) for line in said.stdout.splitlines()]
    if len(lines) != len(texts) + 1:
        raise SystemExit(f"llama.cpp does not open a file with the vocabulary: {said.stderr[-2000:]}")
    same = sum(mine == theirs for mine, theirs in zip(ours, lines))
    chat = lines[-1] == "<|system|>S<|end|><|user|> U <|end|><|assistant|>"
    print(f"{'✓' if same == len(texts) else '✗'} texts in llama.cpp's tokens: {same} of {len(texts)}")
    print(f"{'✓' if chat else '✗'} a chat by the template: {lines[-1]!r}")
    return same == len(texts) and chat


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    quick = "--quick" in sys.argv
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for seed, size in [(3, 1024)] if quick else [(3, 400), (4, 2048), (5, 6000)]:
            text = mixed_text.mixed(200_000 if quick else 1_000_000, seed=seed).replace("\r", "")
            # Text of the line ends that Python and Swift both cut at, and of no other.
            lines = text.split("\n")
            output, tokens, merges, said = learnt(program, text, size, folder)
            peer = theirs(lines, size)
            wanted = sorted(peer.get_vocab().items(), key=lambda item: item[1])
            wanted_merges = [tuple(merge) for merge in json.loads(peer.to_str())["model"]["merges"]]
            same = tokens == [token for token, _ in wanted] and merges == wanted_merges
            pick = random.Random(seed)
            texts = [text[start : start + pick.choice([5, 60, 900])] for start in (pick.randrange(len(text)) for _ in range(400))]
            # What is spelled like a marker is one to Hugging Face, and text to us.
            texts = [text for text in texts if not any(marker in text for marker in MARKERS)]
            ours = ids(program, output, texts)
            other = [text for text, found in zip(texts, ours, strict=True) if found != peer.encode(text, add_special_tokens=False).ids]
            failures += (not same) + bool(other)
            if "--llamacpp" in sys.argv and size in (1024, 2048):
                failures += not in_llamacpp(sys.argv[sys.argv.index("--llamacpp") + 1], output, texts, ours, folder)
            print(f"{'✓' if same else '✗'} {size} tokens of {said['bytes'] / 1e6:.1f} MB: {len(merges)} merges, {said['mb_s']:.1f} MB/s")
            print(f"{'✗' if other else '✓'} texts in its tokens: {len(texts) - len(other)} of {len(texts)}")
            if not same:
                place = next((n for n, (a, b) in enumerate(zip(merges, wanted_merges)) if a != b), min(len(merges), len(wanted_merges)))
                print(f"    merge {place}: {merges[place : place + 3]}, Hugging Face {wanted_merges[place : place + 3]}")
            if other:
                print(f"    {other[0]!r}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
