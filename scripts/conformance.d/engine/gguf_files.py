"""A model of transformers as a GGUF file, with the names, keys and orders of rows that llama.cpp's converters give it."""

import numpy as np

import gguf
from gguf import GGMLQuantizationType as Type
from gguf import quants

import k_quants
from architectures import BEGIN, END, VOCABULARY

BLOCKS_OF_256 = {"Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"}
OUTER = {
    "model.embed_tokens": "token_embd",
    "model.norm": "output_norm",
    "lm_head": "output",
    "embeddings.word_embeddings": "token_embd",
    "embeddings.position_embeddings": "position_embd",
    "embeddings.token_type_embeddings": "token_types",
    "embeddings.LayerNorm": "token_embd_norm",
}
DECODER = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.qkv_proj": "attn_qkv",
    "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
    "self_attn.sinks": "attn_sinks",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.gate_up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "mlp.router": "ffn_gate_inp",
}
OTHERWISE = {
    "gemma2": {
        "post_attention_layernorm": "post_attention_norm",
        "pre_feedforward_layernorm": "ffn_norm",
        "post_feedforward_layernorm": "post_ffw_norm",
    },
    "gpt-oss": {"post_attention_layernorm": "post_attention_norm"},
    "bert": {
        "attention.self.query": "attn_q",
        "attention.self.key": "attn_k",
        "attention.self.value": "attn_v",
        "attention.output.dense": "attn_output",
        "attention.output.LayerNorm": "attn_output_norm",
        "intermediate.dense": "ffn_up",
        "output.dense": "ffn_down",
        "output.LayerNorm": "layer_output_norm",
    },
    "nomic-bert": {
        "post_attention_layernorm": "attn_output_norm",
        "post_mlp_layernorm": "layer_output_norm",
    },
}


class Tensor:
    """A tensor of the file, and where its numbers are in the model: a view in the model's own order, or several."""

    def __init__(self, name, view, shape=None, added=0.0):
        self.name, self.views, self.shape, self.added = name, [view], shape or view.shape, added

    def below(self, other):
        """The rows of another tensor after this one's."""
        self.views += other.views
        self.shape = (self.shape[0] + other.shape[0], *self.shape[1:])

    def values(self):
        rows = [view.reshape(-1, *self.shape[1:]) for view in self.views]
        return (np.concatenate(rows) + self.added).astype(np.float32)

    def put(self, values):
        first = 0
        for view in self.views:
            rows = view.size // max(1, int(np.prod(self.shape[1:])))
            view[...] = (values[first : first + rows] - self.added).reshape(view.shape)
            first += rows


def tensors_of(family, model):
    """What the file holds. Putting values into a tensor changes the model."""
    found = {tensor.name: tensor for tensor in each_of(family, model)}
    if family.gguf == "nomic-bert":
        for name in [name for name in found if ".attn_q." in name]:
            fused = found.pop(name)
            for other in "kv":
                fused.below(found.pop(name.replace(".attn_q.", f".attn_{other}.")))
            fused.name = name.replace(".attn_q.", ".attn_qkv.")
            found[fused.name] = fused
    return found.values()


def each_of(family, model):
    heads = model.config.num_attention_heads
    for name, parameter in model.named_parameters():
        if name.startswith("pooler."):
            continue
        view = parameter.detach().numpy()
        stem, _, kind = name.rpartition(".")
        parts = stem.split(".")
        if stem in OUTER:
            yield Tensor(f"{OUTER[stem]}.{kind}", view, added=1.0 if family.gguf == "gemma2" and "norm" in stem else 0.0)
            continue
        at = next(index for index, part in enumerate(parts) if part.isdigit())
        layer, inner = f"blk.{parts[at]}.", ".".join(parts[at + 1 :])
        if inner == "mlp.experts":
            yield from experts(layer, kind, view)
            continue
        if kind == "sinks":
            inner, kind = f"{inner}.sinks", "weight"
        known = OTHERWISE.get(family.gguf, {}).get(inner) or DECODER[inner]
        gguf_name = f"{layer}{known}.{kind}"
        if family.gguf == "llama" and known in ("attn_q", "attn_k"):
            # Rows so that the numbers of a head that turn together are neighbours.
            count = heads if known == "attn_q" else model.config.num_key_value_heads
            halves = view.reshape(count, 2, view.shape[0] // count // 2, -1)
            yield Tensor(gguf_name, halves.swapaxes(1, 2), view.shape)
        else:
            yield Tensor(gguf_name, view, added=1.0 if family.gguf == "gemma2" and "norm" in inner else 0.0)


def experts(layer, kind, view):
    """Gate and up are the even and odd outputs; a matrix of transformers has its inputs first."""
    stem, bias = kind.removesuffix("_bias"), kind.endswith("_bias")
    turned = view if bias else view.swapaxes(1, 2)
    ending = "bias" if bias else "weight"
    if stem == "down_proj":
        yield Tensor(f"{layer}ffn_down_exps.{ending}", turned)
    else:
        yield Tensor(f"{layer}ffn_gate_exps.{ending}", turned[:, 0::2])
        yield Tensor(f"{layer}ffn_up_exps.{ending}", turned[:, 1::2])


def kind_of(family, tensor, kind):
    """The type that a tensor takes in a file of that type: matrices alone have one that is not F32."""
    small = ("ffn_gate_inp", "position_embd", "token_types")
    if len(tensor.shape) < 2 or tensor.name.endswith(".bias") or any(name in tensor.name for name in small):
        return "F32"
    if kind == "MXFP4" and family.gguf == "gpt-oss":
        # As the model is given out.
        return "MXFP4" if "_exps" in tensor.name else "Q8_0"
    block = 256 if kind in BLOCKS_OF_256 else 1 if kind in ("F32", "F16", "BF16") else 32
    return kind if tensor.shape[-1] % block == 0 else "F32"


def quantised(values, kind):
    """Rows of bytes; and the floats that they stand for."""
    stored = k_quants.quantise(values, kind) if kind in BLOCKS_OF_256 else quants.quantize(values, Type[kind])
    return stored, quants.dequantize(stored, Type[kind]).reshape(values.shape)


def write(path, family, model, kind="F32"):
    """Writes the file. What a type loses, the model loses, too: it computes then with what the file holds."""
    writer = gguf.GGUFWriter(path, family.gguf)
    describe(writer, family, model.config)
    (wordpiece if family.is_encoder else bpe)(writer)
    for tensor in tensors_of(family, model):
        values, chosen = tensor.values(), kind_of(family, tensor, kind)
        if chosen == "F32":
            writer.add_tensor(tensor.name, values)
            continue
        stored, values = quantised(values, chosen)
        tensor.put(values)
        writer.add_tensor(tensor.name, stored, raw_dtype=Type[chosen])
    rotary = model.config.rope_parameters if hasattr(model.config, "rope_parameters") else {}
    if rotary.get("rope_type") == "llama3":
        writer.add_tensor("rope_freqs.weight", llama3_divisors(model.config, rotary))
    if rotary.get("rope_type") == "longrope":
        for length in ("long", "short"):
            writer.add_tensor(f"rope_factors_{length}.weight", np.array(rotary[f"{length}_factor"], np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


# Metadata

def describe(writer, family, config):
    heads = config.num_attention_heads
    head = getattr(config, "head_dim", None) or config.hidden_size // heads
    # A name with "phi3" in it makes llama.cpp look for the tokens of that vocabulary.
    writer.add_name("tiny")
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(heads)
    writer.add_vocab_size(VOCABULARY)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    if family.is_encoder:
        writer.add_layer_norm_eps(config.layer_norm_eps)
        writer.add_causal_attention(False)
        writer.add_pooling_type(gguf.PoolingType.MEAN)
        writer.add_token_type_count(2)
    else:
        writer.add_layer_norm_rms_eps(config.rms_norm_eps)
        writer.add_head_count_kv(config.num_key_value_heads)
        if family.gguf != "phi3":
            writer.add_key_length(head)
            writer.add_value_length(head)
    if family.gguf == "bert":
        return
    rotary = config.rope_parameters
    writer.add_rope_freq_base(rotary["rope_theta"])
    if not family.is_encoder:
        writer.add_rope_dimension_count(int(head * rotary.get("partial_rotary_factor", 1.0)))
    if getattr(config, "sliding_window", None) and family.gguf not in ("qwen2", "qwen3"):
        writer.add_sliding_window(config.sliding_window)
    if rotary["rope_type"] == "longrope":
        factor = config.max_position_embeddings / rotary["original_max_position_embeddings"]
        attention = (1 + np.log(factor) / np.log(rotary["original_max_position_embeddings"])) ** 0.5
        writer.add_rope_scaling_orig_ctx_len(rotary["original_max_position_embeddings"])
        writer.add_rope_scaling_attn_factors(float(attention))
    if rotary["rope_type"] == "yarn":
        writer.add_rope_scaling_type(gguf.RopeScalingType.YARN)
        writer.add_rope_scaling_factor(rotary["factor"])
        writer.add_rope_scaling_orig_ctx_len(rotary["original_max_position_embeddings"])
    if family.gguf == "gemma2":
        writer.add_attn_logit_softcapping(config.attn_logit_softcapping)
        writer.add_final_logit_softcapping(config.final_logit_softcapping)
    if family.gguf == "gpt-oss":
        writer.add_expert_count(config.num_local_experts)
        writer.add_expert_used_count(config.num_experts_per_tok)
        writer.add_expert_feed_forward_length(config.intermediate_size)


def llama3_divisors(config, rotary):
    head = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    wavelengths = 2 * np.pi * rotary["rope_theta"] ** (np.arange(0, head, 2) / head)
    low, high, factor = rotary["low_freq_factor"], rotary["high_freq_factor"], rotary["factor"]
    smooth = np.clip((rotary["original_max_position_embeddings"] / wavelengths - low) / (high - low), 0, 1)
    return (1 / ((1 - smooth) / factor + smooth)).astype(np.float32)


# Vocabularies

def bpe_vocabulary():
    """Tokens, the last three of them special, and merges. ASCII alone: of a token that is a part of a character
    llama.cpp's server says nothing."""
    letters = ["\u0120"] + [chr(code) for code in range(ord("!"), 127)]
    count = VOCABULARY - 3 - len(letters)
    merges = [(first, second) for first in "etaoinshrdlu" for second in letters][:count]
    return letters + ["".join(pair) for pair in merges] + ["<|begin|>", "<|end|>", "<|other|>"], merges


def bpe(writer):
    tokens, merges = bpe_vocabulary()
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types([gguf.TokenType.NORMAL] * (VOCABULARY - 3) + [gguf.TokenType.CONTROL] * 3)
    writer.add_token_merges([" ".join(pair) for pair in merges])
    writer.add_bos_token_id(BEGIN)
    writer.add_eos_token_id(END)


def wordpiece(writer):
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words = [f"\u2581{first}{second}" for first in "abcdefghijklmnopqrstuvwxyz" for second in "abcdefghijklmnopqrst"]
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("jina-v2-en")
    writer.add_token_list(special + words[: VOCABULARY - 5])
    writer.add_token_types([gguf.TokenType.CONTROL] * 5 + [gguf.TokenType.NORMAL] * (VOCABULARY - 5))
    writer.add_pad_token_id(0)
    writer.add_unk_token_id(1)
    writer.add_bos_token_id(2)
    writer.add_eos_token_id(3)
    writer.add_sep_token_id(3)
    writer.add_mask_token_id(4)
