"""Golden numbers of SASRec with the blocks of BSARec, and with a bias by time, in PyTorch for the tests of packages/sasrec.

    python tools/attention/bsarec_golden.py

writes packages/sasrec/src/testing/bsarec.golden.json. Needs torch. A tiny model of random weights, rounded to three
decimals so that both sides start from the same float32 numbers, computed in float64. Not part of any build or test run;
`pnpm format` lays the file out.

The block is written down here once more from Shin et al. 2024 (https://arxiv.org/abs/2312.10325) and the authors' code
(https://github.com/yehjin-shin/BSARec): the filter and attention, each with a residual sum and a normalization, mixed by
alpha, then a feed-forward network with GELU. The filter is the Fourier transform of `torch.fft`, taken for each slot of
the slots up to it, padded with zeros to the longest sequence; the result of its newest slot is the slot's. The model
around it is SASRec's: vectors times the root of their size, positions counted from the end, a last normalization.
The second case adds to attention the bias by time of HSTU (tools/attention/hstu_golden.py), in both blocks.
"""

import json
import math
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

OUTPUT = Path(__file__).resolve().parents[2] / "packages/sasrec/src/testing/bsarec.golden.json"
ITEMS, MAX_LENGTH, SIZE, INNER, LAYERS, HEADS, BUCKETS = 7, 6, 8, 12, 2, 2, 40
ALPHA, FREQUENCIES = 0.7, 2
EPSILON = 1e-8
HIDDEN = -1e9


def low_pass(x):
    """[B, T, D] to the low frequencies of each slot's prefix, in that slot."""
    slots = []
    for t in range(x.shape[1]):
        prefix = F.pad(x[:, : t + 1], (0, 0, MAX_LENGTH - t - 1, 0))
        spectrum = torch.fft.rfft(prefix, dim=1, norm="ortho")
        kept = torch.zeros(spectrum.shape[1], dtype=torch.float64)
        kept[:FREQUENCIES] = 1
        filtered = torch.fft.irfft(spectrum * kept[None, :, None], n=MAX_LENGTH, dim=1, norm="ortho")
        slots.append(filtered[:, -1])
    return torch.stack(slots, 1)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.root = nn.Parameter(torch.empty(SIZE))
        self.filter_norm = nn.LayerNorm(SIZE, EPSILON)
        self.attention = nn.MultiheadAttention(SIZE, HEADS, batch_first=True)
        self.attention_norm = nn.LayerNorm(SIZE, EPSILON)
        self.feed_forward_norm = nn.LayerNorm(SIZE, EPSILON)
        self.inner = nn.Linear(SIZE, INNER)
        self.outer = nn.Linear(INNER, SIZE)
        self.time_bias = nn.Parameter(torch.empty(BUCKETS))

    def forward(self, x, hidden, real, bucket):
        low = low_pass(x * real)
        filtered = self.filter_norm(x + low + self.root**2 * (x - low))
        mask = hidden if bucket is None else hidden + self.time_bias[bucket].repeat_interleave(HEADS, 0)
        attended, _ = self.attention(x, x, x, attn_mask=mask, need_weights=False)
        mixed = ALPHA * filtered + (1 - ALPHA) * self.attention_norm(x + attended)
        return self.feed_forward_norm(mixed + self.outer(F.gelu(self.inner(mixed))))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.items = nn.Embedding(ITEMS + 2, SIZE)
        self.positions = nn.Embedding(MAX_LENGTH, SIZE)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(SIZE, EPSILON)

    def forward(self, ids, times):
        _, time = ids.shape
        real = (ids != 0).double()[:, :, None]
        x = self.items(ids) * math.sqrt(SIZE) + self.positions(torch.arange(MAX_LENGTH - time, MAX_LENGTH))
        later = torch.ones(time, time).triu(1).bool()
        blocked = later[None] | (ids == 0)[:, None, :]  # [B, T, T]
        hidden = torch.where(blocked, HIDDEN, 0.0).double().repeat_interleave(HEADS, 0)
        bucket = None
        if times is not None:
            apart = (times[:, :, None] - times[:, None, :]).abs().clamp(min=1).double()
            bucket = (apart.log() / 0.301).long().clamp(max=BUCKETS - 1)
        for block in self.blocks:
            x = block(x, hidden, real, bucket)
        return self.norm(x) @ self.items.weight.T


generator = torch.Generator().manual_seed(2312_10325)
model = Model().double().eval()
with torch.no_grad():
    for name, parameter in model.named_parameters():
        draw = torch.randn(parameter.shape, generator=generator, dtype=torch.float64) * 0.4
        parameter.copy_((draw * 1000).round() / 1000)

ids = torch.tensor([[0, 0, 3, 6, 5], [2, 4, 7, 1, 3], [0, 0, 0, 0, 2]])
labels = torch.tensor([[0, 0, 6, 5, 1], [4, 7, 1, 3, 5], [0, 0, 0, 0, 6]])
times = torch.tensor([[0, 0, 0, 0, 61], [0, 7, 86400, 90000, 1_000_000_007], [0, 0, 0, 0, 0]])
weights = torch.where(labels != 0, 1.0, 0.0).double()
weights[1, 2] = 0.5


def named(of, timed):
    """Each weight's name in our model and what `of` gives of it; PyTorch keeps kernels as [out, in]."""
    yield "item_embedding/table", of(model.items.weight)
    yield "position_embedding/table", of(model.positions.weight)
    for i, block in enumerate(model.blocks):
        kernels = of(block.attention.in_proj_weight).chunk(3)
        biases = of(block.attention.in_proj_bias).chunk(3)
        for part, kernel, bias in zip(("query", "key", "value"), kernels, biases):
            yield f"block_{i}/attention/{part}/kernel", kernel.T
            yield f"block_{i}/attention/{part}/bias", bias
        for part, linear in (
            ("attention/output", block.attention.out_proj),
            ("feed_forward/inner", block.inner),
            ("feed_forward/outer", block.outer),
        ):
            yield f"block_{i}/{part}/kernel", of(linear.weight).T
            yield f"block_{i}/{part}/bias", of(linear.bias)
        for part in ("attention_norm", "feed_forward_norm", "filter_norm"):
            yield f"block_{i}/{part}/gamma", of(getattr(block, part).weight)
            yield f"block_{i}/{part}/beta", of(getattr(block, part).bias)
        yield f"block_{i}/filter/root", of(block.root)
        if timed:
            yield f"block_{i}/time_bias", of(block.time_bias)
    yield "final_norm/gamma", of(model.norm.weight)
    yield "final_norm/beta", of(model.norm.bias)


def pack(tensor):
    values = tensor.detach().flatten().tolist()
    if tensor.is_floating_point():
        values = [float(f"{v:.8g}") for v in values]
    return {"shape": list(tensor.shape), "data": values}


def case(timed):
    model.zero_grad()
    scores = model(ids, times if timed else None)
    losses = F.cross_entropy(scores.flatten(0, 1), labels.flatten(), reduction="none")
    loss = (losses * weights.flatten()).sum()
    loss.backward()
    return {
        "timeBuckets": BUCKETS if timed else 0,
        "scores": pack(scores),
        "loss": loss.item(),
        "gradients": {name: pack(tensor) for name, tensor in named(lambda weight: weight.grad, timed)},
    }


document = {
    "source": f"PyTorch {torch.__version__}, tools/attention/bsarec_golden.py",
    "config": {
        "itemCount": ITEMS,
        "maxLength": MAX_LENGTH,
        "hiddenSize": SIZE,
        "innerSize": INNER,
        "layers": LAYERS,
        "heads": HEADS,
        "filterShare": ALPHA,
        "filterFrequencies": FREQUENCIES,
    },
    "weights": {name: pack(tensor) for name, tensor in named(lambda weight: weight, True)},
    "ids": pack(ids),
    "times": pack(times),
    "labels": pack(labels),
    "labelWeights": pack(weights),
    "cases": [case(False), case(True)],
}
OUTPUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")
print(f"{OUTPUT.name}: {len(document['weights'])} weights, losses {[c['loss'] for c in document['cases']]}")
