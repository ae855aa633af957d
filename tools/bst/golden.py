"""Golden numbers for @org/bst, from a plain PyTorch version of the network.

Run it in the repository's root, then format what it wrote:

    python3 tools/bst/golden.py && npx biome check --write packages/bst/src/testing

Written with torch 2.13.0.
"""

import json
import math
from pathlib import Path

import torch
from torch import nn

FILE = Path(__file__).parents[2] / "packages" / "bst" / "src" / "testing" / "bst.golden.json"
B, T, D, H, INNER, E = 4, 5, 8, 2, 12, 3
SIZES = {
    "itemCount": 9,
    "userCount": 4,
    "ratingClasses": 6,
    "gapClasses": 7,
    "featureColumns": 3,
    "featureRows": 11,
    "setClasses": 4,
    "numberCount": 5,
    "textSize": 6,
}
DENSE = [10, 8, 6]


class Bst(nn.Module):
    def __init__(self, output):
        super().__init__()
        self.output = output
        s = SIZES
        embedding = nn.Embedding
        self.item_embedding = embedding(s["itemCount"] + 1, D)
        self.rating_embedding = embedding(s["ratingClasses"], D)
        self.gap_embedding = embedding(s["gapClasses"], D)
        self.position_embedding = nn.Parameter(torch.empty(T, D))
        self.query, self.key, self.value, self.out = (nn.Linear(D, D) for _ in range(4))
        self.attention_norm = nn.LayerNorm(D, eps=1e-6)
        self.inner, self.outer = nn.Linear(D, INNER), nn.Linear(INNER, D)
        self.feed_forward_norm = nn.LayerNorm(D, eps=1e-6)
        self.user_embedding = embedding(s["userCount"] + 1, D)
        self.target_embedding = embedding(s["itemCount"] + 1, D)
        self.feature_embedding = embedding(s["featureRows"], E)
        self.set_embedding = nn.Linear(s["setClasses"], E)
        self.text_projection = nn.Linear(s["textSize"], D)
        read = D if output == "target" else T * D
        width = read + 3 * D + s["featureColumns"] * E + E + s["numberCount"] + D
        self.dense = nn.ModuleList(
            nn.Linear(a, b) for a, b in zip([width, *DENSE[:-1]], DENSE)
        )
        self.rating = nn.Linear(DENSE[-1], 1)
        self.wide = nn.Linear(s["numberCount"], 1)

    def forward(self, x):
        slots = (
            self.item_embedding(x["items"])
            + self.rating_embedding(x["ratings"])
            + self.gap_embedding(x["gaps"])
            + self.position_embedding
        )
        split = lambda t: t.view(B, T, H, D // H).transpose(1, 2)
        scores = split(self.query(slots)) @ split(self.key(slots)).transpose(2, 3) / math.sqrt(D // H)
        scores = scores.masked_fill((x["items"] == 0)[:, None, None, :], -1e9)
        heads = scores.softmax(-1) @ split(self.value(slots))
        attended = self.out(heads.transpose(1, 2).reshape(B, T, D))
        slots = self.attention_norm(slots + attended)
        slots = self.feed_forward_norm(slots + self.outer(torch.relu(self.inner(slots))))
        read = slots[:, -1] if self.output == "target" else slots.reshape(B, T * D)
        user, target = self.user_embedding(x["users"][:, 0]), self.target_embedding(x["targets"][:, 0])
        deep = torch.cat(
            [
                read,
                user,
                target,
                user * target,
                self.feature_embedding(x["classes"]).flatten(1),
                self.set_embedding(x["sets"]),
                x["numbers"],
                self.text_projection(x["texts"]),
            ],
            1,
        )
        for layer in self.dense:
            deep = torch.relu(layer(deep))
        return self.rating(deep) + self.wide(x["numbers"])


def packed(tensor):
    tensor = tensor.detach()
    return {"shape": list(tensor.shape), "data": [round(v, 7) for v in tensor.flatten().double().tolist()]}


def named(model, of):
    """Tensors by the names of our weights; kernels are [in, out]."""
    out = {}
    rename = {
        "query": "block/attention/query",
        "key": "block/attention/key",
        "value": "block/attention/value",
        "out": "block/attention/output",
        "inner": "block/feed_forward/inner",
        "outer": "block/feed_forward/outer",
        "attention_norm": "block/attention_norm",
        "feed_forward_norm": "block/feed_forward_norm",
    }
    for name, parameter in model.named_parameters():
        module, _, kind = name.rpartition(".")
        value = of(parameter)
        if name == "position_embedding":
            out["position_embedding/table"] = packed(value)
        elif module.endswith("embedding") and module != "set_embedding":
            out[f"{module}/table"] = packed(value)
        elif module.endswith("norm"):
            out[f"{rename[module]}/{'gamma' if kind == 'weight' else 'beta'}"] = packed(value)
        else:
            layer = rename.get(module, module.replace("dense.", "dense_"))
            if kind == "weight":
                out[f"{layer}/kernel"] = packed(value.T)
            else:
                out[f"{layer}/bias"] = packed(value)
    return out


def case(output, loss):
    torch.manual_seed(7)
    model = Bst(output)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.round(torch.randn_like(parameter) * 0.4, decimals=4))
    items = torch.randint(1, 10, (B, T))
    items[0, :4] = 0
    items[1, :2] = 0
    whole = lambda high, columns: torch.randint(0, high, (B, columns))
    real = lambda columns: torch.round(torch.randn(B, columns), decimals=4)
    x = {
        "items": items,
        "ratings": whole(6, T) * (items > 0),
        "gaps": whole(7, T) * (items > 0),
        "positions": torch.full((B, 1), T - 1),
        "users": whole(5, 1),
        "targets": items[:, -1:],
        "classes": whole(11, 3),
        "sets": (real(4) > 0).float(),
        "numbers": real(5),
        "texts": real(6),
    }
    labels, weights = real(1), torch.tensor([[1.0], [1.0], [0.0], [1.0]])
    scores = model(x)
    errors = scores - labels
    value = ((errors**2 if loss == "mse" else errors.abs()) * weights).sum()
    value.backward()
    return {
        "config": {
            **SIZES,
            "maxLength": T,
            "hiddenSize": D,
            "heads": H,
            "innerSize": INNER,
            "featureSize": E,
            "dense": DENSE,
            "dropout": 0,
            "read": output,
            "loss": loss,
            "numbers": "concatenate",
        },
        "inputs": {name: packed(tensor) for name, tensor in x.items()},
        "labels": packed(labels),
        "labelWeights": packed(weights),
        "weights": named(model, lambda p: p),
        "scores": packed(scores),
        "loss": value.item(),
        "gradients": named(model, lambda p: p.grad),
    }


FILE.parent.mkdir(parents=True, exist_ok=True)
FILE.write_text(json.dumps({"target": case("target", "mse"), "all": case("all", "l1")}))
