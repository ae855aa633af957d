"""BERT4Rec in PyTorch, the reference that the engine benchmark is held against.

The same network as packages/bert4rec: post-LN blocks, exact GELU, the masked positions gathered before the tied
projection onto the whole item table, Adam. Attention is torch's own scaled_dot_product_attention.

    python bert4rec.py '{"batch": 128, ...}' --steps 20 [--compile]        times training steps
    python bert4rec.py '{...}' --parity file.safetensors --steps 3         prints losses from given weights
"""

import argparse
import json
import platform
import resource
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

# Steps before the timed ones.
WARM_UP = 3


class Block(nn.Module):
    def __init__(self, hidden: int, heads: int, dropout: float):
        super().__init__()
        self.heads, self.rate = heads, dropout
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.attention_norm = nn.LayerNorm(hidden, eps=1e-12)
        self.wide = nn.Linear(hidden, 4 * hidden)
        self.narrow = nn.Linear(4 * hidden, hidden)
        self.feed_forward_norm = nn.LayerNorm(hidden, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: torch.Tensor, mask: torch.Tensor, asked: torch.Tensor | None = None) -> torch.Tensor:
        batch, length, hidden = x.shape
        if asked is None:
            q, k, v = self.qkv(x).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        else:
            # Only the masked slots ask; all are asked.
            key_value = F.linear(x, self.qkv.weight[hidden:], self.qkv.bias[hidden:])
            k, v = key_value.view(batch, length, 2, self.heads, -1).permute(2, 0, 3, 1, 4)
            x = x.gather(1, asked[:, :, None].expand(-1, -1, hidden))
            length = x.shape[1]
            q = F.linear(x, self.qkv.weight[:hidden], self.qkv.bias[:hidden])
            q = q.view(batch, length, self.heads, -1).transpose(1, 2)
        mixed = F.scaled_dot_product_attention(
            q, k, v, attn_mask=mask, dropout_p=self.rate if self.training else 0.0
        )
        mixed = self.out(mixed.transpose(1, 2).reshape(batch, length, hidden))
        x = self.attention_norm(x + self.dropout(mixed))
        return self.feed_forward_norm(x + self.dropout(self.narrow(F.gelu(self.wide(x)))))


class Bert4Rec(nn.Module):
    # Whether the last block works at the masked slots alone, as ours does.
    asked_slots = False

    def __init__(self, items: int, length: int, hidden: int, heads: int, layers: int, dropout: float):
        super().__init__()
        self.items = nn.Embedding(items + 2, hidden)
        self.positions = nn.Parameter(torch.zeros(length, hidden))
        self.norm = nn.LayerNorm(hidden, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.blocks = nn.ModuleList(Block(hidden, heads, dropout) for _ in range(layers))
        self.transform = nn.Linear(hidden, hidden)
        self.transform_norm = nn.LayerNorm(hidden, eps=1e-12)
        self.bias = nn.Parameter(torch.zeros(items + 2))
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.trunc_normal_(parameter, std=0.02)

    def encode(self, ids, positions):
        """What the output layer sees at the masked slots: [B * M, D]."""
        # Additive and made once: a boolean mask would be converted anew in every layer.
        mask = torch.zeros(ids.shape, device=ids.device).masked_fill(ids == 0, -1e9)[:, None, None, :]
        x = self.dropout(self.norm(self.items(ids) + self.positions[-ids.shape[1] :]))
        for block in self.blocks[:-1]:
            x = block(x, mask)
        if self.asked_slots:
            x = self.blocks[-1](x, mask, positions).flatten(0, 1)
        else:
            x = self.blocks[-1](x, mask)
            x = x.gather(1, positions[:, :, None].expand(-1, -1, x.shape[-1])).flatten(0, 1)
        return self.transform_norm(F.gelu(self.transform(x)))

    def forward(self, ids, positions, labels, weights):
        x = self.encode(ids, positions)
        losses = F.cross_entropy(F.linear(x, self.items.weight, self.bias), labels.flatten(), reduction="none")
        return (losses * weights.flatten()).sum() / weights.sum()


def synthetic_batch(config: dict, generator: torch.Generator):
    """Full-length rows with `masked` distinct slots each; what is in them does not change the work."""
    batch, length, masked, items = (config[k] for k in ("batch", "length", "masked", "items"))
    ids = torch.randint(1, items + 1, (batch, length), generator=generator)
    positions = torch.rand(batch, length, generator=generator).argsort(1)[:, :masked].sort(1).values
    labels = ids.gather(1, positions)
    return ids.scatter(1, positions, items + 1), positions, labels, torch.ones(batch, masked)


def peak_rss_mib() -> float:
    """Of this process alone; `ru_maxrss`, where there is no /proc, may hold what the parent had before `exec`."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(config: dict, steps: int, compiled: bool, fused: bool, device: str) -> dict:
    torch.manual_seed(1)
    model = Bert4Rec(*(config[k] for k in ("items", "length", "hidden", "heads", "layers", "dropout"))).train()
    model.to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=fused)
    forward = torch.compile(model) if compiled else model
    generator = torch.Generator().manual_seed(2)
    times, cpu_times = [], []
    for step in range(steps + WARM_UP):
        batch = synthetic_batch(config, generator)
        start, cpu_start = time.perf_counter(), time.process_time()
        loss = forward(*(part.to(device) for part in batch))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        loss.item()
        times.append((time.perf_counter() - start) * 1000)
        cpu_times.append((time.process_time() - cpu_start) * 1000)
    first, timed = times[0], times[WARM_UP:]
    return {
        "msPerStep": statistics.median(timed),
        "cpuMsPerStep": statistics.median(cpu_times[WARM_UP:]),
        "firstStepMs": first,
        "steps": steps,
        "sequencesPerSecond": config["batch"] / statistics.median(timed) * 1000,
        "peakRssMiB": peak_rss_mib(),
    }


def parity(config: dict, path: str, steps: int) -> dict:
    """The losses of steps on one batch, from the weights in `path`, whose names are this module's own; dropout off."""
    from safetensors.torch import load_file

    tensors = load_file(path)
    ids, positions, labels, weights = (tensors.pop("batch." + name) for name in ("ids", "positions", "labels", "weights"))
    model = Bert4Rec(*(config[k] for k in ("items", "length", "hidden", "heads", "layers")), 0.0).train()
    model.load_state_dict(tensors)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    losses = []
    for _ in range(steps):
        loss = model(ids.long(), positions.long(), labels.long(), weights)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {"losses": losses}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=json.loads)
    parser.add_argument("--steps", type=int, default=15)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--fused", action="store_true", help="Adam as one fused kernel")
    parser.add_argument("--asked-slots", action="store_true", help="the last block at the masked slots alone, as ours")
    parser.add_argument("--device", default="cpu", help="where steps are timed: cpu or cuda")
    parser.add_argument("--parity")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    Bert4Rec.asked_slots = args.asked_slots
    # As onnxruntime is set to: Adam's moments of unused embedding rows decay into denormals, which are slow.
    torch.set_flush_denormal(True)
    if args.parity:
        result = parity(args.config, args.parity, args.steps)
    else:
        result = measure(args.config, args.steps, args.compile, args.fused, args.device)
    versions = {"torch": torch.__version__, "python": platform.python_version()}
    json.dump({**result, "threads": args.threads, "versions": versions}, sys.stdout)
    print()


if __name__ == "__main__":
    main()
