"""Models that count, as GGUF files, with nothing but Python: after a text they say numbers, in a letter of their own.

What they say follows from the last byte of what they are given alone, so that every answer is known in advance: `a0021`,
`a0022`, … No number comes twice within an answer, so that what is lost, said twice, or another model's shows. They have a
tokenizer, a template, attention and a cache like any model; what these compute is added as nothing.
"""

import random
import struct

import gguf_file
from gguf_file import ARRAY, BOOL, FLOAT32, INT32, STRING, UINT32, array, key, text

CONTEXT = 4096
#: How many numbers a model knows, after which it begins anew.
NUMBERS = 2000
FIRST_BYTE, FIRST_NUMBER = 3, 259
TEMPLATE = "{% for message in messages %}{{ message.content }}{% endfor %}"


def word(letter, number):
    return f"{letter}{number % NUMBERS:04d}"


def start(text):
    """The number that comes first after a text."""
    # The tokenizer writes a space as a letter of its own.
    return text.replace(" ", "\u2581").encode()[-1] * 7 % NUMBERS


def counted(letter, text, count):
    """What a model of that letter says to a text, in so many tokens."""
    return "".join(word(letter, start(text) + place) for place in range(count))


def write(path, letter, width=256, layers=1):
    """The file of a model. Its size goes with the width: 18 KB for each of it."""
    tokens = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    tokens += [word(letter, number) for number in range(NUMBERS)]
    kinds = [2, 3, 3] + [6] * 256 + [1] * NUMBERS
    heads, feed = 4, 32
    keys = [
        key("general.architecture", STRING, text("llama")),
        key("general.name", STRING, text(f"counting in {letter}")),
        key("llama.context_length", UINT32, struct.pack("<I", CONTEXT)),
        key("llama.embedding_length", UINT32, struct.pack("<I", width)),
        key("llama.block_count", UINT32, struct.pack("<I", layers)),
        key("llama.feed_forward_length", UINT32, struct.pack("<I", feed)),
        key("llama.attention.head_count", UINT32, struct.pack("<I", heads)),
        key("llama.attention.head_count_kv", UINT32, struct.pack("<I", heads)),
        key("llama.attention.layer_norm_rms_epsilon", FLOAT32, struct.pack("<f", 1e-5)),
        key("llama.rope.dimension_count", UINT32, struct.pack("<I", width // heads)),
        key("llama.vocab_size", UINT32, struct.pack("<I", len(tokens))),
        key("tokenizer.ggml.model", STRING, text("llama")),
        key("tokenizer.ggml.tokens", ARRAY, array(STRING, tokens, text)),
        key("tokenizer.ggml.scores", ARRAY, array(FLOAT32, range(len(tokens)), lambda place: struct.pack("<f", -place))),
        key("tokenizer.ggml.token_type", ARRAY, array(INT32, kinds, lambda kind: struct.pack("<i", kind))),
        key("tokenizer.ggml.bos_token_id", UINT32, struct.pack("<I", 1)),
        key("tokenizer.ggml.eos_token_id", UINT32, struct.pack("<I", 2)),
        key("tokenizer.ggml.unknown_token_id", UINT32, struct.pack("<I", 0)),
        key("tokenizer.ggml.add_bos_token", BOOL, b"\0"),
        key("tokenizer.ggml.add_space_prefix", BOOL, b"\0"),
        key("tokenizer.chat_template", STRING, text(TEMPLATE)),
    ]
    square, nothing = (width, width), bytes(4 * width * width)
    ones = struct.pack("<f", 1) * width
    tensors = [("token_embd.weight", (width, len(tokens)), codes(width, len(tokens)))]
    tensors += [("output_norm.weight", (width,), ones), ("output.weight", (width, len(tokens)), successors(width, len(tokens)))]
    for layer in range(layers):
        tensors += [(f"blk.{layer}.{name}.weight", (width,), ones) for name in ("attn_norm", "ffn_norm")]
        # Its attention looks at all that came before, and what it finds is added as nothing.
        mixing = codes(width, width)
        tensors += [(f"blk.{layer}.attn_{name}.weight", square, mixing) for name in ("q", "k", "v")]
        tensors.append((f"blk.{layer}.attn_output.weight", square, nothing))
        tensors += [(f"blk.{layer}.ffn_{name}.weight", (width, feed), codes(width, feed)) for name in ("gate", "up")]
        tensors.append((f"blk.{layer}.ffn_down.weight", (feed, width), bytes(4 * feed * width)))
    path.write_bytes(gguf_file.file(keys, tensors))


def ribbon(length):
    """Signs by chance: what stands at one place of it is nearly orthogonal to what stands at another."""
    chance = random.Random(7)
    return b"".join(struct.pack("<f", chance.choice((-1, 1))) for _ in range(length))


def codes(width, count):
    """A row for each token."""
    signs = ribbon(width + count)
    return b"".join(signs[4 * place : 4 * (place + width)] for place in range(count))


def successors(width, count):
    """The rows that find a number after the one before it, or after the byte that it begins with."""
    signs = struct.unpack(f"<{width + count}f", ribbon(width + count))
    begins = {byte * 7 % NUMBERS: byte for byte in range(256)}
    rows = [bytes(4 * width)] * FIRST_NUMBER
    for number in range(NUMBERS):
        before = FIRST_NUMBER + (number - 1) % NUMBERS
        row = signs[before : before + width]
        if number in begins:
            place = FIRST_BYTE + begins[number]
            row = [one + other for one, other in zip(row, signs[place : place + width])]
        rows.append(struct.pack(f"<{width}f", *row))
    return b"".join(rows)
