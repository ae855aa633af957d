"""Checks an exported ONNX model with onnx.checker and compares it with the outputs that the exporter saw.

    python -m venv .venv && .venv/bin/pip install -r tools/tfjs-onnx/requirements.txt
    pnpm --filter tools tfjs-onnx:export-case model.onnx cases.json
    .venv/bin/python tools/tfjs-onnx/check_export.py model.onnx cases.json

CASES.json is a list of {"inputs": {name: {"shape", "data"}}, "outputs": {name: {"shape", "data"}}}; inputs are int32.
"""

import json
import sys

import numpy as np
import onnx
import onnxruntime

TOLERANCE = 1e-5


def main(model_path: str, cases_path: str) -> int:
    model = onnx.load(model_path)
    onnx.checker.check_model(model, full_check=True)
    domains = {node.domain for node in model.graph.node}
    if domains != {""}:
        print(f"operators outside the standard: {domains}")
        return 1
    session = onnxruntime.InferenceSession(model_path)
    worst = 0.0
    with open(cases_path, encoding="utf-8") as file:
        cases = json.load(file)
    for case in cases:
        feeds = {
            name: np.array(array["data"], np.int32).reshape(array["shape"])
            for name, array in case["inputs"].items()
        }
        for name, expected in case["outputs"].items():
            (actual,) = session.run([name], feeds)
            if list(actual.shape) != expected["shape"]:
                print(f"{name} has shape {actual.shape}, expected {expected['shape']}")
                return 1
            difference = np.abs(actual.ravel() - np.array(expected["data"], np.float32))
            worst = max(worst, float(difference.max()))
    opsets = ", ".join(f"{o.domain or 'ai.onnx'} {o.version}" for o in model.opset_import)
    print(
        f"onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}: checker passed ({opsets}, "
        f"{len(model.graph.node)} nodes), {len(cases)} cases, largest difference {worst:.2g}"
    )
    return 0 if worst <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
