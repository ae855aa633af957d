"""A file of Python's safetensors for packages/safetensors/src/golden/python.safetensors.

    pip install safetensors torch && python tools/safetensors/python_golden.py packages/safetensors/src/golden/python.safetensors
"""

import sys

import torch
from safetensors.torch import save_file

save_file(
    {
        "model/weight": torch.tensor([[1.5, -2.0, 0.25], [3e8, -0.0, 1e-38]]),
        "model/bias": torch.tensor([1.0, 2.0]),
        "ids": torch.tensor([[1, -2], [2**31 - 1, -(2**31)]], dtype=torch.int32),
        "scalar": torch.tensor(0.5),
        "none": torch.zeros(0, 4),
    },
    sys.argv[1],
    metadata={"made by": "Python"},
)
