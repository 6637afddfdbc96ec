"""The model that Martlet trains, in PyTorch: Llama's layer, written down once more from its description."""

import torch
import torch.nn.functional as functional


class Llama(torch.nn.Module):
    def __init__(self, vocabulary, width, layers, heads, kv_heads, hidden, context, rope_base=10000.0, epsilon=1e-5):
        super().__init__()
        self.size, self.heads, self.kv_heads, self.epsilon = width // heads, heads, kv_heads, epsilon
        self.token_embd = torch.nn.Embedding(vocabulary, width)
        self.blk = torch.nn.ModuleList(Block(width, heads, kv_heads, hidden) for _ in range(layers))
        self.output_norm = torch.nn.Parameter(torch.ones(width))
        turns = torch.arange(context)[:, None] * rope_base ** (-torch.arange(0, self.size, 2) / self.size)
        self.register_buffer("cosine", torch.cos(turns))
        self.register_buffer("sine", torch.sin(turns))

    def forward(self, tokens):
        """Logits of texts by tokens."""
        stream = self.token_embd(tokens)
        for block in self.blk:
            stream = stream + self.attention(block, self.norm(stream, block.attn_norm))
            inner = self.norm(stream, block.ffn_norm)
            stream = stream + block.ffn_down(functional.silu(block.ffn_gate(inner)) * block.ffn_up(inner))
        return functional.linear(self.norm(stream, self.output_norm), self.token_embd.weight)

    def norm(self, x, weight):
        return x.float() * torch.rsqrt(x.float().square().mean(-1, keepdim=True) + self.epsilon) * weight

    def attention(self, block, x):
        texts, length, width = x.shape
        query = self.turn(block.attn_q(x).view(texts, length, self.heads, self.size))
        key = self.turn(block.attn_k(x).view(texts, length, self.kv_heads, self.size))
        value = block.attn_v(x).view(texts, length, self.kv_heads, self.size)
        seen = functional.scaled_dot_product_attention(
            query.transpose(1, 2), key.transpose(1, 2).to(query.dtype), value.transpose(1, 2).to(query.dtype),
            is_causal=True, enable_gqa=True,
        )
        return block.attn_output(seen.transpose(1, 2).reshape(texts, length, width))

    def turn(self, x):
        """Neighbours are pairs, as GGUF has them."""
        length = x.shape[1]
        cosine, sine = self.cosine[:length, None, :], self.sine[:length, None, :]
        even, odd = x[..., 0::2], x[..., 1::2]
        return torch.stack((even * cosine - odd * sine, even * sine + odd * cosine), -1).flatten(-2)


class Block(torch.nn.Module):
    def __init__(self, width, heads, kv_heads, hidden):
        super().__init__()
        size = width // heads
        self.attn_norm = torch.nn.Parameter(torch.ones(width))
        self.ffn_norm = torch.nn.Parameter(torch.ones(width))
        self.attn_q = torch.nn.Linear(width, width, bias=False)
        self.attn_k = torch.nn.Linear(width, kv_heads * size, bias=False)
        self.attn_v = torch.nn.Linear(width, kv_heads * size, bias=False)
        self.attn_output = torch.nn.Linear(width, width, bias=False)
        self.ffn_gate = torch.nn.Linear(width, hidden, bias=False)
        self.ffn_up = torch.nn.Linear(width, hidden, bias=False)
        self.ffn_down = torch.nn.Linear(hidden, width, bias=False)


def named(model):
    """Its parameters by GGUF's names."""
    for name, parameter in model.named_parameters():
        yield (name if name.endswith(".weight") else name + ".weight"), parameter
