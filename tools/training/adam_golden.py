"""Golden numbers of PyTorch's Adam and AdamW for packages/training/src/golden/adam.json.

    pip install torch && python tools/training/adam_golden.py > packages/training/src/golden/adam.json
"""

import json

import torch

STEPS = 6
torch.manual_seed(0)
START = {"kernel": torch.randn(2, 3), "bias": torch.randn(3)}
GRADIENTS = [{name: torch.randn_like(value) * 3 for name, value in START.items()} for _ in range(STEPS)]


def run(optimizer, clip_norm=None):
    """The parameters after each step, and the gradients' norms before clipping."""
    parameters = {name: value.clone().requires_grad_() for name, value in START.items()}
    optimizer = optimizer(parameters)
    after, norms = [], []
    for gradients in GRADIENTS:
        for name, parameter in parameters.items():
            parameter.grad = gradients[name].clone()
        norms.append(float(torch.nn.utils.clip_grad_norm_(parameters.values(), clip_norm or float("inf"))))
        optimizer.step()
        after.append({name: value.tolist() for name, value in parameters.items()})
    return {"after": after, "norms": norms}


def adamw(parameters):
    """Decay for the matrix alone."""
    return torch.optim.AdamW(
        [
            {"params": [parameters["kernel"]], "weight_decay": 0.1},
            {"params": [parameters["bias"]], "weight_decay": 0.0},
        ],
        lr=0.05,
        betas=(0.8, 0.95),
        eps=1e-3,
    )


print(
    json.dumps(
        {
            "torch": torch.__version__,
            "start": {name: value.tolist() for name, value in START.items()},
            "gradients": [{name: value.tolist() for name, value in step.items()} for step in GRADIENTS],
            "adam": run(lambda p: torch.optim.Adam(p.values(), lr=0.1)),
            "clipped": run(lambda p: torch.optim.Adam(p.values(), lr=0.1), clip_norm=2.0),
            "adamw": run(adamw),
        }
    )
)
