"""Golden numbers of PyTorch for the tests of packages/attention.

    python tools/attention/golden.py

writes packages/attention/src/testing/pytorch.golden.json. Needs torch. Inputs are rounded to three decimals, so that
both sides start from the same float32 numbers; results are computed in float64. Not part of any build or test run;
`pnpm format` lays the file out.
"""

import json
import math
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

BLOCKED = -1e9
OUTPUT = (
    Path(__file__).resolve().parents[2]
    / "packages/attention/src/testing/pytorch.golden.json"
)

generator = torch.Generator().manual_seed(20240607)


def draw(*shape, scale=1.0):
    values = torch.randn(*shape, generator=generator, dtype=torch.float64) * scale
    return (values * 1000).round() / 1000


def leaf(*shape, scale=1.0):
    return draw(*shape, scale=scale).requires_grad_()


def pack(tensor):
    values = tensor.detach().flatten().tolist()
    return {"shape": list(tensor.shape), "data": [float(f"{v:.8g}") for v in values]}


def case(inputs, output, upstream=None, gradients=()):
    """One case: its inputs, its output, and the gradients of sum(output * upstream)."""
    upstream = draw(*output.shape) if upstream is None else upstream
    names = [name for name in gradients]
    values = torch.autograd.grad((output * upstream).sum(), [gradients[n] for n in names])
    return {
        "inputs": {name: pack(value) for name, value in inputs.items()},
        "output": pack(output),
        "upstream": pack(upstream),
        "gradients": {name: pack(value) for name, value in zip(names, values)},
    }


def attention_case(mask, time=3, span=4):
    query, key, value = leaf(2, 2, time, 4), leaf(2, 2, span, 4), leaf(2, 2, span, 4)
    output = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    trained = {"query": query, "key": key, "value": value}
    inputs = trained if mask is None else {**trained, "mask": mask}
    return case(inputs, output, gradients=trained)


def dropped_attention_case(rate=0.25):
    query, key, value = leaf(2, 2, 3, 4), leaf(2, 2, 3, 4), leaf(2, 2, 3, 4)
    keep = (torch.rand(2, 2, 3, 3, generator=generator) >= rate).double()
    probabilities = torch.softmax(query @ key.mT / math.sqrt(4), -1)
    output = (probabilities * keep / (1 - rate)) @ value
    trained = {"query": query, "key": key, "value": value}
    return case({**trained, "keep": keep}, output, gradients=trained)


def set_weights(module):
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(draw(*parameter.shape, scale=0.3))
    return module.double()


def attention_weights(attention):
    """MultiheadAttention's weights by our names. PyTorch keeps kernels [out, in], and the first three as one."""
    kernels = attention.in_proj_weight.chunk(3)
    biases = attention.in_proj_bias.chunk(3)
    named = {}
    for name, kernel, bias in zip(("query", "key", "value"), kernels, biases):
        named[f"{name}/kernel"], named[f"{name}/bias"] = kernel.T, bias
    named["output/kernel"] = attention.out_proj.weight.T
    named["output/bias"] = attention.out_proj.bias
    return named


def attention_gradients(attention, loss):
    weight, bias, out_weight, out_bias = torch.autograd.grad(
        loss,
        [
            attention.in_proj_weight,
            attention.in_proj_bias,
            attention.out_proj.weight,
            attention.out_proj.bias,
        ],
        retain_graph=True,
    )
    named = {}
    for name, kernel, part in zip(("query", "key", "value"), weight.chunk(3), bias.chunk(3)):
        named[f"{name}/kernel"], named[f"{name}/bias"] = kernel.T, part
    named["output/kernel"], named["output/bias"] = out_weight.T, out_bias
    return named


def multi_head_case():
    attention = set_weights(nn.MultiheadAttention(8, 2, batch_first=True, dtype=torch.float64))
    x = leaf(2, 5, 8)
    padding = torch.tensor([[True, True, False, False, False], [False] * 5])
    output, _ = attention(x, x, x, key_padding_mask=padding, need_weights=False)
    mask = padding.double()[:, None, None, :] * BLOCKED
    result = case({"x": x, "mask": mask}, output, gradients={"x": x})
    upstream = torch.tensor(result["upstream"]["data"], dtype=torch.float64).reshape(output.shape)
    # A second pass: autograd freed the first one's graph.
    output, _ = attention(x, x, x, key_padding_mask=padding, need_weights=False)
    gradients = attention_gradients(attention, (output * upstream).sum())
    result["weights"] = {n: pack(w) for n, w in attention_weights(attention).items()}
    result["gradients"] |= {n: pack(g) for n, g in gradients.items()}
    return result


def block_case(norm_first, activation, causal):
    block = nn.TransformerEncoderLayer(
        d_model=8,
        nhead=2,
        dim_feedforward=12,
        dropout=0.0,
        activation=activation,
        layer_norm_eps=1e-12,
        batch_first=True,
        norm_first=norm_first,
        dtype=torch.float64,
    )
    set_weights(block)
    x = leaf(2, 5, 8)
    # A padded first slot under a causal mask sees nothing, and what it then gives is of no meaning: no padding there.
    padding = torch.tensor([[not causal, not causal, False, False, False], [False] * 5])
    hidden = padding.double()[:, None, None, :] * BLOCKED
    mask = hidden.expand(2, 1, 5, 5)
    if causal:
        mask = mask + torch.ones(5, 5, dtype=torch.float64).triu(1) * BLOCKED
    per_head = mask.expand(2, 2, 5, 5).reshape(4, 5, 5)
    output = block(x, src_mask=per_head)
    result = case({"x": x, "mask": hidden}, output, gradients={"x": x})
    weights = {f"attention/{n}": w for n, w in attention_weights(block.self_attn).items()}
    weights |= {
        "attention_norm/gamma": block.norm1.weight,
        "attention_norm/beta": block.norm1.bias,
        "feed_forward/inner/kernel": block.linear1.weight.T,
        "feed_forward/inner/bias": block.linear1.bias,
        "feed_forward/outer/kernel": block.linear2.weight.T,
        "feed_forward/outer/bias": block.linear2.bias,
        "feed_forward_norm/gamma": block.norm2.weight,
        "feed_forward_norm/beta": block.norm2.bias,
    }
    result["weights"] = {name: pack(weight) for name, weight in weights.items()}
    result["options"] = {
        "norm": "pre" if norm_first else "post",
        "activation": activation,
        "causal": causal,
    }
    return result


def layer_norm_case(epsilon):
    x, gamma, beta = leaf(2, 3, 8, scale=3), leaf(8), leaf(8)
    output = F.layer_norm(x, (8,), gamma, beta, epsilon)
    trained = {"x": x, "gamma": gamma, "beta": beta}
    return {**case(trained, output, gradients=trained), "epsilon": epsilon}


def gelu_case():
    x = torch.linspace(-6, 6, 49, dtype=torch.float64).requires_grad_()
    return case({"x": x}, F.gelu(x), gradients={"x": x})


def cross_entropy_case():
    logits = draw(5, 7, scale=2)
    logits[3] = torch.tensor([0.0, 200.0, -150.0, 30.0, 0.5, 199.0, 0.0])
    logits.requires_grad_()
    labels = torch.tensor([0, 6, 3, 2, 4])
    weights = torch.tensor([1.0, 0.5, 0.0, 1.0, 2.0], dtype=torch.float64)
    output = (F.cross_entropy(logits, labels, reduction="none") * weights).sum()
    inputs = {"logits": logits, "labels": labels.double(), "weights": weights}
    return case(inputs, output, torch.tensor(1.5, dtype=torch.float64), {"logits": logits})


def tied_cross_entropy_case():
    hidden, table, bias = leaf(5, 4), leaf(9, 4), leaf(9)
    labels = torch.tensor([8, 2, 2, 0, 5])
    weights = torch.tensor([1.0, 0.5, 2.0, 0.0, 1.0], dtype=torch.float64)
    losses = F.cross_entropy(hidden @ table.T + bias, labels, reduction="none")
    trained = {"hidden": hidden, "table": table, "bias": bias}
    inputs = {**trained, "labels": labels.double(), "weights": weights}
    return case(inputs, (losses * weights).sum(), torch.tensor(0.7, dtype=torch.float64), trained)


def sampled_case(losses_of):
    """`losses_of(positive [R], negative [R, N], logQ of the negatives [R, N])` gives the losses of the rows."""
    hidden, table, bias = leaf(5, 4), leaf(9, 4), leaf(9)
    labels = torch.tensor([8, 2, 2, 1, 5])
    negatives = torch.tensor([[1, 2, 1], [3, 8, 4], [5, 6, 7], [2, 3, 3], [8, 7, 6]])
    weights = torch.tensor([1.0, 0.5, 2.0, 0.0, 1.0], dtype=torch.float64)
    log_q = draw(9) - 2
    scores = hidden @ table.T + bias
    positive = scores.gather(1, labels[:, None]).squeeze(1)
    losses = losses_of(positive, scores.gather(1, negatives), log_q[negatives])
    trained = {"hidden": hidden, "table": table, "bias": bias}
    inputs = {
        **trained,
        "labels": labels.double(),
        "weights": weights,
        "negatives": negatives.double(),
        "logQ": log_q,
    }
    return case(inputs, (losses * weights).sum(), torch.tensor(0.7, dtype=torch.float64), trained)


def sampled_softmax(positive, negative, log_q):
    corrected = negative - log_q - math.log(negative.shape[1])
    logits = torch.cat([positive[:, None], corrected], 1)
    return F.cross_entropy(logits, torch.zeros(len(logits), dtype=torch.long), reduction="none")


def binary(positive, negative, log_q):
    logits = torch.cat([positive[:, None], negative], 1)
    targets = torch.zeros_like(logits)
    targets[:, 0] = 1
    return F.binary_cross_entropy_with_logits(logits, targets, reduction="none").sum(1)


def generalized_binary(positive, negative, log_q, t=0.75, items=8):
    # By the paper's theorem, as its authors compute it: a logit whose probability is the label's to the power beta.
    alpha = negative.shape[1] / (items - 1)
    beta = alpha * ((1 - 1 / alpha) * t + 1 / alpha)
    powered = torch.log(1 / (torch.sigmoid(positive) ** -beta - 1))
    return binary(powered, negative, log_q)


def bpr(positive, negative, log_q):
    return -F.logsigmoid(positive[:, None] - negative).sum(1)


padding = torch.tensor([[1.0, 0, 0, 0], [0, 0, 0, 1.0]], dtype=torch.float64)
CASES = {
    "attention": attention_case(None),
    "attentionMasked": attention_case(padding[:, None, None, :] * BLOCKED),
    "attentionCausal": attention_case(
        torch.ones(4, 4, dtype=torch.float64).triu(1) * BLOCKED, time=4
    ),
    "attentionDropped": dropped_attention_case(),
    "multiHeadAttention": multi_head_case(),
    "blockPost": block_case(False, "gelu", False),
    "blockPre": block_case(True, "relu", False),
    "blockCausal": block_case(True, "gelu", True),
    "layerNorm": layer_norm_case(1e-12),
    "layerNormWide": layer_norm_case(0.1),
    "gelu": gelu_case(),
    "softmaxCrossEntropy": cross_entropy_case(),
    "tiedSoftmaxCrossEntropy": tied_cross_entropy_case(),
    "sampledSoftmaxCrossEntropy": sampled_case(sampled_softmax),
    "binaryCrossEntropy": sampled_case(binary),
    "generalizedBinaryCrossEntropy": sampled_case(generalized_binary),
    "bayesianPersonalizedRanking": sampled_case(bpr),
}

document = {"source": f"PyTorch {torch.__version__}, tools/attention/golden.py", "cases": CASES}
OUTPUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")
print(f"{OUTPUT.name}: {len(CASES)} cases, {OUTPUT.stat().st_size} bytes")
