"""Writes a LoRA adapter for a small Llama: `lora.py MODEL FOLDER SEED`. Its weights are random, so that answers change."""

import json
import pathlib
import sys

import torch
from safetensors.torch import save_file


def main(model, folder, seed):
    config = json.loads((pathlib.Path(model) / "config.json").read_text())
    width, heads = config["hidden_size"], config["num_attention_heads"]
    size = config.get("head_dim") or width // heads
    torch.manual_seed(int(seed))
    tensors = {}
    for layer in range(config["num_hidden_layers"]):
        for name, rows in (("q_proj", heads * size), ("v_proj", config["num_key_value_heads"] * size)):
            place = f"base_model.model.model.layers.{layer}.self_attn.{name}"
            tensors[place + ".lora_A.weight"] = torch.randn(8, width)
            tensors[place + ".lora_B.weight"] = torch.randn(rows, 8)
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    save_file(tensors, str(folder / "adapter_model.safetensors"))
    settings = {"peft_type": "LORA", "task_type": "CAUSAL_LM", "r": 8, "lora_alpha": 16, "target_modules": ["q_proj", "v_proj"]}
    (folder / "adapter_config.json").write_text(json.dumps(settings | {"bias": "none", "base_model_name_or_path": "tiny"}))


if __name__ == "__main__":
    main(*sys.argv[1:])
