"""Tiny random models of every architecture that the engine runs, as transformers defines them.

Weights are drawn wide, and norms, biases and sinks away from what they start as: nothing that the engine might leave out
is without effect, and the largest logit leads clearly.
"""

import dataclasses
import math

import torch
import transformers

VOCABULARY = 512
BEGIN, END = 509, 510
COMMON = {"vocab_size": VOCABULARY, "bos_token_id": BEGIN, "eos_token_id": END, "pad_token_id": None}
# What a transformer of three layers needs. 256 a row, because half of the quantised types have blocks of that size.
SMALL = COMMON | {
    "hidden_size": 256,
    "intermediate_size": 512,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 1024,
    "rms_norm_eps": 1e-5,
}
ENCODER = {
    "vocab_size": VOCABULARY,
    "hidden_size": 256,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "intermediate_size": 512,
    "max_position_embeddings": 512,
    "type_vocab_size": 2,
}


@dataclasses.dataclass(frozen=True)
class Family:
    """One kind of model. `gguf`: its name in GGUF files."""

    name: str
    gguf: str
    model: type
    config: type
    settings: dict
    # Lengths of the prompts whose logits are compared.
    lengths: tuple = (1, 7, 40, 300)
    # Why the real llama.cpp is not asked, or None.
    no_llamacpp: str | None = None
    # Whether its GGUF says what the directory does. (GGUF has no word for some of what transformers has.)
    as_gguf: bool = True
    # Whether it is also tried in every quantised type.
    quantised: bool = False
    is_encoder: bool = False
    gain: float = 1.0

    def make(self):
        torch.manual_seed(0)
        config = self.config(**self.settings)
        config._attn_implementation = "eager"
        config._experts_implementation = "eager"
        model = self.model(config).float().eval()
        draw(model, self)
        return model


def draw(model, family):
    drawn = torch.Generator().manual_seed(1)

    def normal(parameter, mean, deviation):
        parameter.copy_(mean + deviation * torch.randn(parameter.shape, generator=drawn))

    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "embed" in name.lower() and parameter.ndim == 2:
                # Where it is the output, too, a token's own row must not outweigh what the layers add.
                normal(parameter, 0, 0.04 if family.gguf == "gemma2" else 0.07 if model.config.tie_word_embeddings else 1)
            elif parameter.ndim == 1 and "norm" in name.lower() and name.endswith("weight"):
                # Gemma's norms multiply by one more than the weight.
                normal(parameter, 0 if family.gguf == "gemma2" else 1, 0.2)
            elif parameter.ndim == 1 or name.endswith("_bias"):
                normal(parameter, 0, 0.3)
            elif "router" in name:
                # The last of the chosen experts should count little: which one that is turns on the last digit.
                normal(parameter, 0, 4 * parameter.shape[1] ** -0.5)
            else:
                normal(parameter, 0, family.gain * parameter.shape[1] ** -0.5)


def rope(kind="default", base=10000.0, **more):
    return {"rope_parameters": {"rope_type": kind, "rope_theta": base, **more}}


LLAMA3 = rope("llama3", 500000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=64)
YARN = {"factor": 32.0, "beta_fast": 32.0, "beta_slow": 1.0, "truncate": False, "original_max_position_embeddings": 64}
LONG_ROPE = rope(
    "longrope",
    10000.0,
    partial_rotary_factor=0.75,
    short_factor=[1 + 0.02 * i for i in range(24)],
    long_factor=[1.5 + 0.7 * i for i in range(24)],
    original_max_position_embeddings=128,
)
# The ramp between kept and stretched wavelengths ends at the sixth with this base, so that rounding changes nothing.
WHOLE = math.exp(32 * math.log(64 / (2 * math.pi)) / 5.99999)
GPT_OSS = SMALL | {
    "head_dim": 64,
    "intermediate_size": 256,
    "num_local_experts": 8,
    "num_experts_per_tok": 4,
    "num_hidden_layers": 4,
    "max_position_embeddings": 2048,
    "sliding_window": 24,
}

FAMILIES = [
    Family("llama 3", "llama", transformers.LlamaForCausalLM, transformers.LlamaConfig,
           SMALL | LLAMA3 | {"tie_word_embeddings": True}, quantised=True),
    Family("tinyllama", "llama", transformers.LlamaForCausalLM, transformers.LlamaConfig,
           SMALL | rope() | {"num_attention_heads": 8, "num_key_value_heads": 1}),
    # Rows that are no multiple of 256, and an odd number of heads.
    Family("smollm", "llama", transformers.LlamaForCausalLM, transformers.LlamaConfig,
           SMALL | rope(base=100000.0) | {"hidden_size": 192, "num_attention_heads": 3, "num_key_value_heads": 1,
                                          "tie_word_embeddings": True, "intermediate_size": 480}),
    Family("mistral", "llama", transformers.MistralForCausalLM, transformers.MistralConfig,
           SMALL | rope() | {"sliding_window": 24}, no_llamacpp="it does not slide"),
    Family("qwen2", "qwen2", transformers.Qwen2ForCausalLM, transformers.Qwen2Config,
           SMALL | rope(base=1000000.0) | {"tie_word_embeddings": True, "rms_norm_eps": 1e-6}, quantised=True),
    Family("qwen2, sliding from a layer on", "qwen2", transformers.Qwen2ForCausalLM, transformers.Qwen2Config,
           SMALL | rope() | {"use_sliding_window": True, "sliding_window": 24, "max_window_layers": 1}, as_gguf=False),
    Family("qwen3", "qwen3", transformers.Qwen3ForCausalLM, transformers.Qwen3Config,
           SMALL | rope(base=1000000.0) | {"head_dim": 128, "rms_norm_eps": 1e-6}, quantised=True),
    Family("phi3", "phi3", transformers.Phi3ForCausalLM, transformers.Phi3Config,
           SMALL | rope() | {"sliding_window": 24}, no_llamacpp="it does not slide"),
    Family("phi3, long rope", "phi3", transformers.Phi3ForCausalLM, transformers.Phi3Config,
           SMALL | LONG_ROPE | {"original_max_position_embeddings": 128}, quantised=True),
    Family("gemma2", "gemma2", transformers.Gemma2ForCausalLM, transformers.Gemma2Config,
           SMALL | rope() | {"head_dim": 64, "query_pre_attn_scalar": 64, "sliding_window": 24, "attn_logit_softcapping": 5.0,
                             "final_logit_softcapping": 1.5, "num_hidden_layers": 4, "rms_norm_eps": 1e-6}, quantised=True),
    Family("gemma2, its own scale", "gemma2", transformers.Gemma2ForCausalLM, transformers.Gemma2Config,
           SMALL | rope() | {"head_dim": 96, "query_pre_attn_scalar": 144, "sliding_window": 24}, as_gguf=False),
    Family("gpt-oss", "gpt-oss", transformers.GptOssForCausalLM, transformers.GptOssConfig,
           GPT_OSS | rope("yarn", 150000.0, **YARN), quantised=True, no_llamacpp="it rounds the ends of the ramp"),
    Family("gpt-oss, whole ramp", "gpt-oss", transformers.GptOssForCausalLM, transformers.GptOssConfig,
           GPT_OSS | rope("yarn", WHOLE, **YARN)),
    Family("bert", "bert", transformers.BertModel, transformers.BertConfig,
           ENCODER | {"hidden_act": "gelu"}, quantised=True, is_encoder=True),
    Family("nomic-bert", "nomic-bert", transformers.NomicBertModel, transformers.NomicBertConfig,
           ENCODER | rope(base=1000.0), quantised=True, is_encoder=True),
]
