"""A GGUF file that the engine can run, of any length, with nothing but Python: two layers with weights by chance."""

import math
import random
import struct

import gguf_file
from gguf_file import ARRAY, FLOAT32, INT32, STRING, UINT32, array, key, text

WIDTH, FEED, HEADS, KEYS, LAYERS = 32, 64, 4, 2, 2


def model(seed=1, padding=0):
    """`padding`: so many bytes more, in a tensor that no layer has."""
    chance = random.Random(seed)
    tokens = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)] + ["▁the", "▁cat", "▁sat"]
    kinds = [2, 3, 3] + [6] * 256 + [1] * 3
    keys = [
        key("general.architecture", STRING, text("llama")),
        key("general.license", STRING, text("mit")),
        key("llama.context_length", UINT32, struct.pack("<I", 256)),
        key("llama.embedding_length", UINT32, struct.pack("<I", WIDTH)),
        key("llama.block_count", UINT32, struct.pack("<I", LAYERS)),
        key("llama.feed_forward_length", UINT32, struct.pack("<I", FEED)),
        key("llama.attention.head_count", UINT32, struct.pack("<I", HEADS)),
        key("llama.attention.head_count_kv", UINT32, struct.pack("<I", KEYS)),
        key("llama.attention.layer_norm_rms_epsilon", FLOAT32, struct.pack("<f", 1e-5)),
        key("tokenizer.ggml.model", STRING, text("llama")),
        key("tokenizer.ggml.tokens", ARRAY, array(STRING, tokens, text)),
        key("tokenizer.ggml.scores", ARRAY, array(FLOAT32, range(len(tokens)), lambda place: struct.pack("<f", -place))),
        key("tokenizer.ggml.token_type", ARRAY, array(INT32, kinds, lambda kind: struct.pack("<i", kind))),
        key("tokenizer.ggml.bos_token_id", UINT32, struct.pack("<I", 1)),
        key("tokenizer.ggml.eos_token_id", UINT32, struct.pack("<I", 2)),
    ]
    shapes = {"token_embd.weight": (WIDTH, len(tokens)), "output_norm.weight": (WIDTH,)}
    small = WIDTH // HEADS * KEYS
    for layer in range(LAYERS):
        for name, shape in {
            "attn_norm": (WIDTH,),
            "attn_q": (WIDTH, WIDTH),
            "attn_k": (WIDTH, small),
            "attn_v": (WIDTH, small),
            "attn_output": (WIDTH, WIDTH),
            "ffn_norm": (WIDTH,),
            "ffn_gate": (WIDTH, FEED),
            "ffn_up": (WIDTH, FEED),
            "ffn_down": (FEED, WIDTH),
        }.items():
            shapes[f"blk.{layer}.{name}.weight"] = shape
    if padding:
        shapes["padding.weight"] = (padding // 4,)
    return gguf_file.file(keys, ((name, shape, weights(chance, name, math.prod(shape))) for name, shape in shapes.items()))


def weights(chance, name, count):
    if name != "padding.weight":
        return struct.pack(f"<{count}f", *(chance.gauss(0, 0.1) for _ in range(count)))
    # Piece by piece: Python draws less than 256 MB at once.
    return b"".join(chance.randbytes(min(1 << 24, count * 4 - done)) for done in range(0, count * 4, 1 << 24))
