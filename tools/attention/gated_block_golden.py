"""Golden numbers of a gated block (LiGR) in PyTorch for the tests of packages/attention.

    python tools/attention/gated_block_golden.py

writes packages/attention/src/testing/gated-block.golden.json. Needs torch. Inputs are rounded to three decimals, so that
both sides start from the same float32 numbers; results are computed in float64. Not part of any build or test run;
`pnpm format` lays the file out.

The block of Borisyuk et al. 2025 (https://arxiv.org/abs/2502.03417) with the causal mask and the SwiGLU of eSASRec: each
sublayer reads its normalized input, and its output is multiplied by the sigmoid of a map of the input as it was.
"""

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

OUTPUT = Path(__file__).resolve().parents[2] / "packages/attention/src/testing/gated-block.golden.json"
SIZE, HEADS, INNER, EPSILON = 8, 2, 12, 1e-8


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention_norm = nn.LayerNorm(SIZE, EPSILON)
        self.attention = nn.MultiheadAttention(SIZE, HEADS, batch_first=True)
        self.attention_gate = nn.Linear(SIZE, SIZE)
        self.feed_forward_norm = nn.LayerNorm(SIZE, EPSILON)
        self.first, self.third = nn.Linear(SIZE, INNER), nn.Linear(SIZE, INNER)
        self.second = nn.Linear(INNER, SIZE)
        self.feed_forward_gate = nn.Linear(SIZE, SIZE)

    def forward(self, x, hidden):
        y = self.attention_norm(x)
        attended, _ = self.attention(y, y, y, attn_mask=hidden, need_weights=False)
        x = x + torch.sigmoid(self.attention_gate(x)) * attended
        y = self.feed_forward_norm(x)
        fed = self.second(F.silu(self.first(y)) * self.third(y))
        return x + torch.sigmoid(self.feed_forward_gate(x)) * fed


generator = torch.Generator().manual_seed(2502_03417)


def draw(*shape):
    values = torch.randn(*shape, generator=generator, dtype=torch.float64) * 0.5
    return (values * 1000).round() / 1000


block = Block().double()
with torch.no_grad():
    for parameter in block.parameters():
        parameter.copy_(draw(*parameter.shape))
x = draw(2, 4, SIZE).requires_grad_()
upstream = draw(2, 4, SIZE)
output = block(x, torch.ones(4, 4).triu(1).bool())
(output * upstream).sum().backward()


def named(of):
    """Each weight's name in our layer and what `of` gives of it; PyTorch keeps kernels as [out, in]."""
    for part, norm in (("attention_norm", block.attention_norm), ("feed_forward_norm", block.feed_forward_norm)):
        yield f"{part}/gamma", of(norm.weight)
        yield f"{part}/beta", of(norm.bias)
    kernels = of(block.attention.in_proj_weight).chunk(3)
    biases = of(block.attention.in_proj_bias).chunk(3)
    for part, kernel, bias in zip(("query", "key", "value"), kernels, biases):
        yield f"attention/{part}/kernel", kernel.T
        yield f"attention/{part}/bias", bias
    for part, linear in (
        ("attention/output", block.attention.out_proj),
        ("attention_gate", block.attention_gate),
        ("feed_forward/outer", block.second),
        ("feed_forward_gate", block.feed_forward_gate),
    ):
        yield f"{part}/kernel", of(linear.weight).T
        yield f"{part}/bias", of(linear.bias)
    yield "feed_forward/inner/kernel", torch.cat([of(block.first.weight), of(block.third.weight)]).T
    yield "feed_forward/inner/bias", torch.cat([of(block.first.bias), of(block.third.bias)])


def pack(tensor):
    values = tensor.detach().flatten().tolist()
    return {"shape": list(tensor.shape), "data": [float(f"{v:.8g}") for v in values]}


document = {
    "source": f"PyTorch {torch.__version__}, tools/attention/gated_block_golden.py",
    "options": {"heads": HEADS, "innerSize": INNER, "epsilon": EPSILON},
    "weights": {name: pack(tensor) for name, tensor in named(lambda weight: weight)},
    "x": pack(x),
    "output": pack(output),
    "upstream": pack(upstream),
    "gradients": {
        **{name: pack(tensor) for name, tensor in named(lambda weight: weight.grad)},
        "x": pack(x.grad),
    },
}
OUTPUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")
print(f"{OUTPUT.name}: {len(document['weights'])} weights")
