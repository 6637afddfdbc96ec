"""A model as a Hugging Face directory, as people have them: with a tokenizer, and experts in MXFP4 where they are given
out so."""

import copy
import json

import numpy as np
import safetensors.torch
import tokenizers
import torch
from gguf import GGMLQuantizationType as Type
from gguf import quants

import gguf_files


def save(folder, family, model, dtype=torch.float32):
    """Writes the directory. What a type loses, the model loses, too: it computes then with what the files hold."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.to(dtype).float())
    # A copy: its rotary frequencies, which are in no file, lose digits.
    copy.deepcopy(model).to(dtype).save_pretrained(folder)
    accompany(folder, family)


def save_mxfp4(folder, family, model):
    """gpt-oss as OpenAI gives it out: each expert's outputs in blocks of 32 codes and a scale, the rest in BF16."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.bfloat16().float())
    model.config.save_pretrained(folder)
    config = json.loads((folder / "config.json").read_text())
    config["architectures"] = [type(model).__name__]
    config["quantization_config"] = {
        "quant_method": "mxfp4",
        "modules_to_not_convert": ["model.layers.*.self_attn", "model.layers.*.mlp.router", "model.embed_tokens", "lm_head"],
    }
    (folder / "config.json").write_text(json.dumps(config))
    tensors = {}
    for name, parameter in model.named_parameters():
        if parameter.ndim != 3:
            tensors[name] = parameter.detach().bfloat16()
            continue
        # Outputs by inputs, as the codes lie.
        values = parameter.detach().numpy().swapaxes(1, 2)
        stored = quants.quantize(np.ascontiguousarray(values), Type.MXFP4)
        with torch.no_grad():
            read = quants.dequantize(stored, Type.MXFP4).reshape(values.shape)
            parameter.copy_(torch.from_numpy(read.swapaxes(1, 2).copy()))
        blocks = stored.reshape(*values.shape[:2], -1, 17)
        # GGUF puts codes i and i + 16 into a byte, these files 2i and 2i + 1.
        codes = np.concatenate([blocks[..., 1:] & 15, blocks[..., 1:] >> 4], axis=-1)
        tensors[f"{name}_blocks"] = torch.from_numpy(codes[..., 0::2] | (codes[..., 1::2] << 4))
        tensors[f"{name}_scales"] = torch.from_numpy(blocks[..., 0].copy())
    safetensors.torch.save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    accompany(folder, family)


def accompany(folder, family):
    """The tokenizer; for an encoder how its vectors are made into one."""
    if family.is_encoder:
        (folder / "1_Pooling").mkdir()
        pooling = {"word_embedding_dimension": 256, "pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False}
        (folder / "1_Pooling/config.json").write_text(json.dumps(pooling))
        return
    tokens, merges = gguf_files.bpe_vocabulary()
    vocabulary = {token: id for id, token in enumerate(tokens)}
    special = [tokenizers.AddedToken(token, special=True) for token in tokens[-3:]]
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE(vocabulary, merges))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    tokenizer.add_special_tokens(special)
    tokenizer.save(str(folder / "tokenizer.json"))
