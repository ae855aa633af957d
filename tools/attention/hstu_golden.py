"""Golden numbers of HSTU in PyTorch for the tests of packages/hstu.

    python tools/attention/hstu_golden.py

writes packages/hstu/src/testing/hstu.golden.json. Needs torch. A tiny model of random weights, rounded to three decimals
so that both sides start from the same float32 numbers, computed in float64. Not part of any build or test run;
`pnpm format` lays the file out.

The model is written down here once more from the paper and its authors' code
(https://github.com/meta-recsys/generative-recommenders): items of padded slots have no vector and are attended by none,
attention weights are silu(q k + bias) / n for the longest sequence n, normalizations have no weights, and the gate u is
multiplied in before the last map. Two cases share the weights: a query has its own event's time, or, as in the authors'
code, the time of the event after it.
"""

import json
import math
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

OUTPUT = Path(__file__).resolve().parents[2] / "packages/hstu/src/testing/hstu.golden.json"
ITEMS, MAX_LENGTH, SIZE, LAYERS, HEADS, BUCKETS = 7, 6, 8, 2, 2, 40
TEMPERATURE = 0.5
EPSILON = 1e-6


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.uvqk = nn.Parameter(torch.empty(SIZE, 4 * SIZE))
        self.output = nn.Linear(SIZE, SIZE)
        self.position_bias = nn.Parameter(torch.empty(MAX_LENGTH))
        self.time_bias = nn.Parameter(torch.empty(BUCKETS))

    def forward(self, x, visible, apart):
        batch, time, _ = x.shape
        u, v, q, k = F.silu(F.layer_norm(x, [SIZE], eps=EPSILON) @ self.uvqk).chunk(4, -1)
        v, q, k = (y.view(batch, time, HEADS, -1) for y in (v, q, k))
        slots = torch.arange(time)
        distance = (slots[:, None] - slots[None, :]).clamp(min=0)
        bucket = (apart.abs().clamp(min=1).double().log() / 0.301).long().clamp(max=BUCKETS - 1)
        bias = self.position_bias[distance] + self.time_bias[bucket]  # [B, T, T]
        weights = F.silu(torch.einsum("bthk,bshk->bhts", q, k) + bias[:, None]) / MAX_LENGTH
        weights = weights * visible[:, None]
        attended = torch.einsum("bhts,bshk->bthk", weights, v).reshape(batch, time, SIZE)
        return x + self.output(u * F.layer_norm(attended, [SIZE], eps=EPSILON))


class HSTU(nn.Module):
    def __init__(self):
        super().__init__()
        self.items = nn.Embedding(ITEMS + 2, SIZE)
        self.positions = nn.Embedding(MAX_LENGTH, SIZE)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))

    def forward(self, ids, times, query_times):
        _, time = ids.shape
        places = torch.arange(MAX_LENGTH - time, MAX_LENGTH)
        x = self.items(ids) * math.sqrt(SIZE) + self.positions(places)
        earlier = torch.ones(time, time).tril()
        visible = earlier[None] * (ids != 0)[:, None, :]  # [B, T, T]
        apart = query_times[:, :, None] - times[:, None, :]
        for block in self.blocks:
            x = block(x, visible, apart)
        return F.normalize(x, dim=-1) @ F.normalize(self.items.weight, dim=-1).T / TEMPERATURE


generator = torch.Generator().manual_seed(2402_17152)
model = HSTU().double().eval()
with torch.no_grad():
    for name, parameter in model.named_parameters():
        draw = torch.randn(parameter.shape, generator=generator, dtype=torch.float64) * 0.4
        parameter.copy_((draw * 1000).round() / 1000)

ids = torch.tensor([[0, 0, 3, 6, 5], [2, 4, 7, 1, 3], [0, 0, 0, 0, 2]])
labels = torch.tensor([[0, 0, 6, 5, 1], [4, 7, 1, 3, 5], [0, 0, 0, 0, 6]])
# Seconds since the first event of the row: at once, a minute, days and years apart.
times = torch.tensor([[0, 0, 0, 0, 61], [0, 7, 86400, 90000, 1_000_000_007], [0, 0, 0, 0, 0]])
target_times = torch.tensor(
    [[0, 0, 0, 61, 4000], [7, 86400, 90000, 1_000_000_007, 1_000_000_010], [0, 0, 0, 0, 500]]
)
weights = torch.where(labels != 0, 1.0, 0.0).double()
weights[1, 2] = 0.5


def named(tensor_of):
    """Each weight's name in our model and what `tensor_of` gives of it; PyTorch keeps kernels as [out, in]."""
    yield "item_embedding/table", tensor_of(model.items.weight)
    yield "position_embedding/table", tensor_of(model.positions.weight)
    for i, block in enumerate(model.blocks):
        yield f"block_{i}/kernel", tensor_of(block.uvqk)
        yield f"block_{i}/output/kernel", tensor_of(block.output.weight).T
        yield f"block_{i}/output/bias", tensor_of(block.output.bias)
        yield f"block_{i}/position_bias", tensor_of(block.position_bias)
        yield f"block_{i}/time_bias", tensor_of(block.time_bias)


def pack(tensor):
    values = tensor.detach().flatten().tolist()
    if tensor.is_floating_point():
        values = [float(f"{v:.8g}") for v in values]
    return {"shape": list(tensor.shape), "data": values}


def case(target_time):
    model.zero_grad()
    scores = model(ids, times, target_times if target_time else times)
    losses = F.cross_entropy(scores.flatten(0, 1), labels.flatten(), reduction="none")
    loss = (losses * weights.flatten()).sum()
    loss.backward()
    return {
        "targetTime": target_time,
        "scores": pack(scores),
        "loss": loss.item(),
        "gradients": {name: pack(tensor) for name, tensor in named(lambda weight: weight.grad)},
    }


document = {
    "source": f"PyTorch {torch.__version__}, tools/attention/hstu_golden.py",
    "config": {
        "itemCount": ITEMS,
        "maxLength": MAX_LENGTH,
        "hiddenSize": SIZE,
        "layers": LAYERS,
        "heads": HEADS,
        "timeBuckets": BUCKETS,
        "temperature": TEMPERATURE,
    },
    "weights": {name: pack(tensor) for name, tensor in named(lambda weight: weight)},
    "ids": pack(ids),
    "times": pack(times),
    "targetTimes": pack(target_times),
    "labels": pack(labels),
    "labelWeights": pack(weights),
    "cases": [case(False), case(True)],
}
OUTPUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")
print(f"{OUTPUT.name}: {len(document['weights'])} weights, losses {[c['loss'] for c in document['cases']]}")
