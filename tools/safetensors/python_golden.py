"""Files of Python's safetensors for packages/safetensors/src/golden: python.safetensors and types.safetensors.

    pip install safetensors torch && python tools/safetensors/python_golden.py packages/safetensors/src/golden
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

folder = Path(sys.argv[1])
save_file(
    {
        "model/weight": torch.tensor([[1.5, -2.0, 0.25], [3e8, -0.0, 1e-38]]),
        "model/bias": torch.tensor([1.0, 2.0]),
        "ids": torch.tensor([[1, -2], [2**31 - 1, -(2**31)]], dtype=torch.int32),
        "scalar": torch.tensor(0.5),
        "none": torch.zeros(0, 4),
    },
    folder / "python.safetensors",
    metadata={"made by": "Python"},
)

inf, nan = float("inf"), float("nan")
save_file(
    {
        "F16": torch.tensor([1.5, -2, 65504, 2**-24, -0.0, inf, nan], dtype=torch.float16),
        "BF16": torch.tensor([1.5, -2, 2.0**127, 2.0**-133, -0.0, -inf, nan], dtype=torch.bfloat16),
        "I64": torch.tensor([1, -(2**31), 2**31 - 1]),
        "I16": torch.tensor([-32768, 32767], dtype=torch.int16),
        "I8": torch.tensor([-128, 127, 3], dtype=torch.int8),
        "U8": torch.tensor([0, 255, 3], dtype=torch.uint8),
        "BOOL": torch.tensor([True, False, True]),
    },
    folder / "types.safetensors",
)
