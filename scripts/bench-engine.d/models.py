"""The models of scripts/bench-engine: random weights in the shapes people run, quantised by llama.cpp itself.

    models.py FOLDER NAME...        makes 23M-Q8_0.gguf and the like in FOLDER, where they are missing

Speed does not depend on what the weights are, but it does depend on their shapes, on the vocabulary's size and on which
tensor gets which type; the last is left to llama.cpp's quantiser. Needs llama-cpp-python, gguf and numpy.
"""

import ctypes
import dataclasses
import pathlib
import random
import sys

import gguf
import llama_cpp
import numpy as np


@dataclasses.dataclass(frozen=True)
class Shape:
    width: int
    layers: int
    heads: int
    kv_heads: int
    feed_forward: int
    vocabulary: int
    context: int
    rotary_base: float
    llama3: bool = False


SHAPES = {
    "23M": Shape(384, 6, 6, 6, 1024, 32000, 8192, 10000.0),
    "110M": Shape(768, 12, 12, 12, 2048, 32000, 8192, 10000.0),
    # Llama 3.2 1B.
    "1.2B": Shape(2048, 16, 32, 8, 8192, 128256, 131072, 500000.0, llama3=True),
}
TYPES = {
    "F32": llama_cpp.LLAMA_FTYPE_ALL_F32,
    "F16": llama_cpp.LLAMA_FTYPE_MOSTLY_F16,
    "BF16": llama_cpp.LLAMA_FTYPE_MOSTLY_BF16,
    "Q8_0": llama_cpp.LLAMA_FTYPE_MOSTLY_Q8_0,
    "Q4_0": llama_cpp.LLAMA_FTYPE_MOSTLY_Q4_0,
    "Q4_1": llama_cpp.LLAMA_FTYPE_MOSTLY_Q4_1,
    "Q5_0": llama_cpp.LLAMA_FTYPE_MOSTLY_Q5_0,
    "Q5_1": llama_cpp.LLAMA_FTYPE_MOSTLY_Q5_1,
    "Q2_K": llama_cpp.LLAMA_FTYPE_MOSTLY_Q2_K,
    "Q3_K_M": llama_cpp.LLAMA_FTYPE_MOSTLY_Q3_K_M,
    "Q4_K_M": llama_cpp.LLAMA_FTYPE_MOSTLY_Q4_K_M,
    "Q5_K_M": llama_cpp.LLAMA_FTYPE_MOSTLY_Q5_K_M,
    "Q6_K": llama_cpp.LLAMA_FTYPE_MOSTLY_Q6_K,
}


# It tells of every tensor.
SILENT = llama_cpp.llama_log_callback(lambda *_: None)


def main():
    llama_cpp.llama_log_set(SILENT, None)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [name.split("-", 1) for name in sys.argv[2:] if not (folder / f"{name}.gguf").exists()]
    for size in dict.fromkeys(size for size, _ in wanted):
        source = folder / f"{size}-F16.gguf"
        kept = source.exists() or [size, "F16"] in wanted
        if not source.exists():
            print(f"making {source.name} ...", file=sys.stderr, flush=True)
            at_once(source, lambda path: write(path, SHAPES[size]))
        for kind in (kind for other, kind in wanted if other == size and kind != "F16"):
            print(f"making {size}-{kind}.gguf ...", file=sys.stderr, flush=True)
            at_once(folder / f"{size}-{kind}.gguf", lambda path: quantise(source, path, kind))
        if not kept:
            source.unlink()


def at_once(path, make):
    """A file that is there is whole."""
    part = path.with_suffix(".part")
    make(part)
    part.rename(path)


# Weights

def write(path, shape):
    writer = gguf.GGUFWriter(path, "llama")
    describe(writer, shape)
    (bpe if shape.llama3 else sentencepiece)(writer, shape.vocabulary)
    tensors = dict(tensors_of(shape))
    for name, (dimensions, _) in tensors.items():
        kind = np.dtype(np.float16 if len(dimensions) == 2 else np.float32)
        writer.add_tensor_info(name, dimensions, kind, int(np.prod(dimensions)) * kind.itemsize)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    drawn = np.random.default_rng(0)
    for name, (dimensions, deviation) in tensors.items():
        if name == "rope_freqs.weight":
            writer.write_tensor_data(llama3_divisors(shape))
        elif len(dimensions) == 1:
            writer.write_tensor_data(1 + deviation * drawn.standard_normal(dimensions, dtype=np.float32))
        else:
            values = drawn.standard_normal(dimensions, dtype=np.float32)
            writer.write_tensor_data(np.multiply(values, np.float32(deviation), out=values).astype(np.float16))
    writer.close()


def describe(writer, shape):
    head = shape.width // shape.heads
    writer.add_name("random")
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(shape.rotary_base)
    writer.add_rope_dimension_count(head)
    writer.add_vocab_size(shape.vocabulary)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)


def tensors_of(shape):
    """Name, and (dimensions, standard deviation). The output is the embedding, as in models this small."""
    width, ffn = shape.width, shape.feed_forward
    kv = width // shape.heads * shape.kv_heads
    yield "token_embd.weight", ((shape.vocabulary, width), 0.02)
    if shape.llama3:
        yield "rope_freqs.weight", ((width // shape.heads // 2,), 0)
    for layer in range(shape.layers):
        yield f"blk.{layer}.attn_norm.weight", ((width,), 0.02)
        for name, rows, columns in (
            ("attn_q", width, width),
            ("attn_k", kv, width),
            ("attn_v", kv, width),
            ("attn_output", width, width),
            ("ffn_gate", ffn, width),
            ("ffn_up", ffn, width),
            ("ffn_down", width, ffn),
        ):
            yield f"blk.{layer}.{name}.weight", ((rows, columns), columns**-0.5)
        yield f"blk.{layer}.ffn_norm.weight", ((width,), 0.02)
    yield "output_norm.weight", ((width,), 0.02)


def llama3_divisors(shape, factor=32.0, low=1.0, high=4.0, original=8192):
    head = shape.width // shape.heads
    wavelengths = 2 * np.pi * shape.rotary_base ** (np.arange(0, head, 2) / head)
    smooth = np.clip((original / wavelengths - low) / (high - low), 0, 1)
    return (1 / ((1 - smooth) / factor + smooth)).astype(np.float32)


def quantise(source, path, kind):
    parameters = llama_cpp.llama_model_quantize_default_params()
    parameters.nthread = 2
    parameters.ftype = TYPES[kind]
    if llama_cpp.llama_model_quantize(str(source).encode(), str(path).encode(), ctypes.byref(parameters)) != 0:
        raise SystemExit(f"llama.cpp could not quantise {source} to {kind}")


# Vocabularies: made up, and of the size and kind that such a model has, because opening one takes time, too.

def sentencepiece(writer, size):
    tokens = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    types = [gguf.TokenType.UNKNOWN] + [gguf.TokenType.CONTROL] * 2 + [gguf.TokenType.BYTE] * 256
    pieces = merged(["\u2581"] + [chr(code) for code in range(ord("!"), 127)], size - len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens + list(pieces))
    writer.add_token_scores([0.0] * len(tokens) + [-float(rank) for rank in range(len(pieces))])
    writer.add_token_types(types + [gguf.TokenType.NORMAL] * len(pieces))
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)


def bpe(writer, size):
    reserved = 256
    pieces = merged(byte_letters(), size - reserved)
    special = ["<|begin_of_text|>", "<|end_of_text|>"] + [f"<|reserved_special_token_{n}|>" for n in range(reserved - 2)]
    # As in the real one, every way to put a token together is a merge, in the order of the tokens.
    splits = (f"{token[:cut]} {token[cut:]}" for token in pieces for cut in range(1, len(token))
              if token[:cut] in pieces and token[cut:] in pieces)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("llama-bpe")
    writer.add_token_list(list(pieces) + special)
    writer.add_token_types([gguf.TokenType.NORMAL] * len(pieces) + [gguf.TokenType.CONTROL] * reserved)
    writer.add_token_merges(list(splits))
    writer.add_bos_token_id(size - reserved)
    writer.add_eos_token_id(size - reserved + 1)


def merged(letters, count):
    """The letters, and pieces each of which is two of those before it: its keys in order."""
    drawn = random.Random(0)
    pieces = dict.fromkeys(letters)
    order = list(pieces)
    while len(order) < count:
        # Short ones and early ones are put together more often, as in text.
        piece = order[int(len(order) * drawn.random() ** 3)] + order[int(len(order) * drawn.random() ** 3)]
        if len(piece) <= 12 and piece not in pieces:
            pieces[piece] = None
            order.append(piece)
    return pieces


def byte_letters():
    """GPT-2's letters for the 256 bytes."""
    shown = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in shown]
    return [chr(byte) for byte in shown] + [chr(256 + n) for n in range(len(hidden))]


if __name__ == "__main__":
    main()
