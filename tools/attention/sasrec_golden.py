"""Golden numbers of SASRec in PyTorch for the tests of packages/sasrec.

    python tools/attention/sasrec_golden.py

writes packages/sasrec/src/testing/sasrec.golden.json. Needs torch. A tiny model of random weights, rounded to three
decimals so that both sides start from the same float32 numbers, computed in float64. Not part of any build or test run;
`pnpm format` lays the file out.

The model is written down here once more from the authors' code (https://github.com/kang205/SASRec): padded slots are
zeroed, keys of padded and of later slots are hidden, queries alone are normalized, residual sums start from what is
normalized. Attention is PyTorch's own, which has an output projection; positions are counted from the end. A second case
has the same weights and adds to attention the bias by time of HSTU (tools/attention/hstu_golden.py).
"""

import json
import math
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

OUTPUT = Path(__file__).resolve().parents[2] / "packages/sasrec/src/testing/sasrec.golden.json"
ITEMS, MAX_LENGTH, SIZE, LAYERS, HEADS, BUCKETS = 7, 6, 8, 2, 2, 40
EPSILON = 1e-8
HIDDEN = -1e9  # A number and not -inf: the padded slots, which see nothing, must not become NaN.


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention_norm = nn.LayerNorm(SIZE, EPSILON)
        self.attention = nn.MultiheadAttention(SIZE, HEADS, batch_first=True)
        self.feed_forward_norm = nn.LayerNorm(SIZE, EPSILON)
        self.inner = nn.Conv1d(SIZE, SIZE, 1)
        self.outer = nn.Conv1d(SIZE, SIZE, 1)

    def forward(self, x, hidden, real):
        queries = self.attention_norm(x)
        attended, _ = self.attention(queries, x, x, attn_mask=hidden, need_weights=False)
        y = self.feed_forward_norm(queries + attended)
        fed = self.outer(torch.relu(self.inner(y.mT))).mT
        return (y + fed) * real


class SASRec(nn.Module):
    def __init__(self):
        super().__init__()
        self.items = nn.Embedding(ITEMS + 2, SIZE)
        self.positions = nn.Embedding(MAX_LENGTH, SIZE)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(SIZE, EPSILON)

    def forward(self, ids, biases=None):
        batch, time = ids.shape
        real = (ids != 0).double()[:, :, None]
        places = torch.arange(MAX_LENGTH - time, MAX_LENGTH)
        x = (self.items(ids) * math.sqrt(SIZE) + self.positions(places)) * real
        later = torch.ones(time, time).triu(1).bool()
        blocked = later[None] | (ids == 0)[:, None, :]  # [B, T, T]
        hidden = torch.where(blocked, HIDDEN, 0.0).double().repeat_interleave(HEADS, 0)
        for i, block in enumerate(self.blocks):
            x = block(x, hidden if biases is None else hidden + biases[i], real)
        return self.norm(x) @ self.items.weight.T


generator = torch.Generator().manual_seed(1808_09781)
model = SASRec().double().eval()
with torch.no_grad():
    for name, parameter in model.named_parameters():
        draw = torch.randn(parameter.shape, generator=generator, dtype=torch.float64) * 0.4
        parameter.copy_((draw * 1000).round() / 1000)

ids = torch.tensor([[0, 0, 3, 6, 5], [2, 4, 7, 1, 3], [0, 0, 0, 0, 2]])
labels = torch.tensor([[0, 0, 6, 5, 1], [4, 7, 1, 3, 5], [0, 0, 0, 0, 6]])
weights = torch.where(labels != 0, 1.0, 0.0).double()
weights[1, 2] = 0.5

times = torch.tensor([[0, 0, 0, 0, 61], [0, 7, 86400, 90000, 1_000_000_007], [0, 0, 0, 0, 0]])
apart = (times[:, :, None] - times[:, None, :]).abs().clamp(min=1).double()
bucket = (apart.log() / 0.301).long().clamp(max=BUCKETS - 1)
draws = torch.randn(LAYERS, BUCKETS, generator=generator, dtype=torch.float64) * 0.4
time_biases = [((draw * 1000).round() / 1000).requires_grad_() for draw in draws]


def backward(biases):
    model.zero_grad()
    scores = model(ids, biases)
    losses = F.cross_entropy(scores.flatten(0, 1), labels.flatten(), reduction="none")
    loss = (losses * weights.flatten()).sum()
    loss.backward()
    return scores, loss


def named(tensor_of):
    """Each weight's name in our model and what `tensor_of` gives of it; PyTorch keeps kernels as [out, in]."""
    yield "item_embedding/table", tensor_of(model.items.weight)
    yield "position_embedding/table", tensor_of(model.positions.weight)
    for i, block in enumerate(model.blocks):
        kernels = tensor_of(block.attention.in_proj_weight).chunk(3)
        biases = tensor_of(block.attention.in_proj_bias).chunk(3)
        for part, kernel, bias in zip(("query", "key", "value"), kernels, biases):
            yield f"block_{i}/attention/{part}/kernel", kernel.T
            yield f"block_{i}/attention/{part}/bias", bias
        yield f"block_{i}/attention/output/kernel", tensor_of(block.attention.out_proj.weight).T
        yield f"block_{i}/attention/output/bias", tensor_of(block.attention.out_proj.bias)
        for part, convolution in (("inner", block.inner), ("outer", block.outer)):
            yield f"block_{i}/feed_forward/{part}/kernel", tensor_of(convolution.weight)[:, :, 0].T
            yield f"block_{i}/feed_forward/{part}/bias", tensor_of(convolution.bias)
        for part, norm in (
            ("attention_norm", block.attention_norm),
            ("feed_forward_norm", block.feed_forward_norm),
        ):
            yield f"block_{i}/{part}/gamma", tensor_of(norm.weight)
            yield f"block_{i}/{part}/beta", tensor_of(norm.bias)
    yield "final_norm/gamma", tensor_of(model.norm.weight)
    yield "final_norm/beta", tensor_of(model.norm.bias)


def pack(tensor):
    values = tensor.detach().flatten().tolist()
    if tensor.is_floating_point():
        values = [float(f"{v:.8g}") for v in values]
    return {"shape": list(tensor.shape), "data": values}


def biases_of(of):
    return {f"block_{i}/time_bias": pack(of(bias)) for i, bias in enumerate(time_biases)}


def gradients():
    return {name: pack(tensor) for name, tensor in named(lambda weight: weight.grad)}


timed_scores, timed_loss = backward([b[bucket].repeat_interleave(HEADS, 0) for b in time_biases])
timed = {
    "timeBuckets": BUCKETS,
    "times": pack(times),
    "weights": biases_of(lambda weight: weight),
    "gradients": {**gradients(), **biases_of(lambda weight: weight.grad)},
    "scores": pack(timed_scores),
    "loss": timed_loss.item(),
}
scores, loss = backward(None)

document = {
    "source": f"PyTorch {torch.__version__}, tools/attention/sasrec_golden.py",
    "config": {
        "itemCount": ITEMS,
        "maxLength": MAX_LENGTH,
        "hiddenSize": SIZE,
        "layers": LAYERS,
        "heads": HEADS,
    },
    "weights": {name: pack(tensor) for name, tensor in named(lambda weight: weight)},
    "gradients": gradients(),
    "ids": pack(ids),
    "labels": pack(labels),
    "labelWeights": pack(weights),
    "scores": pack(scores),
    "loss": loss.item(),
    "timed": timed,
}
OUTPUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")
print(f"{OUTPUT.name}: {len(document['weights'])} weights, loss {loss.item():.6f}")
