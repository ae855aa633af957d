"""Golden numbers of Hugging Face's BertModel and BertForMaskedLM for the tests of packages/bert4rec.

    python tools/attention/bert_golden.py

writes packages/bert4rec/src/testing/bert.golden.json. Needs torch and transformers. A tiny model of random weights,
rounded to three decimals so that both sides start from the same float32 numbers, computed in float64. Not part of any
build or test run; `pnpm format` lays the file out.
"""

import json
from pathlib import Path

import torch
import transformers
from torch.nn import functional as F
from transformers import BertConfig, BertForMaskedLM

OUTPUT = Path(__file__).resolve().parents[2] / "packages/bert4rec/src/testing/bert.golden.json"
ITEMS, MAX_LENGTH, SIZE, LAYERS, HEADS, INNER = 7, 6, 8, 2, 2, 12

generator = torch.Generator().manual_seed(1904_06690)
config = BertConfig(
    vocab_size=ITEMS + 2,
    hidden_size=SIZE,
    num_hidden_layers=LAYERS,
    num_attention_heads=HEADS,
    intermediate_size=INNER,
    max_position_embeddings=MAX_LENGTH,
    type_vocab_size=1,
    hidden_act="gelu",
    hidden_dropout_prob=0.0,
    attention_probs_dropout_prob=0.0,
    layer_norm_eps=1e-12,
    pad_token_id=0,
    attn_implementation="eager",
)
model = BertForMaskedLM(config).double().eval()
with torch.no_grad():
    for name, parameter in model.named_parameters():
        draw = torch.randn(parameter.shape, generator=generator, dtype=torch.float64) * 0.4
        parameter.copy_((draw * 1000).round() / 1000)
    # BERT4Rec has no token types; one type of zeros is none.
    model.bert.embeddings.token_type_embeddings.weight.zero_()

# The item table's row of padding is a row like any other here; by default its gradient would be dropped.
model.bert.embeddings.word_embeddings.padding_idx = None

MASK = ITEMS + 1
ids = torch.tensor([[0, 0, 3, MASK, 5], [2, MASK, 7, 1, MASK], [0, 0, 0, 0, MASK]])
time = ids.shape[1]
# Positions counted from the end: a shorter batch takes the last rows of the table.
position_ids = torch.arange(MAX_LENGTH - time, MAX_LENGTH)[None, :]
attention_mask = (ids != 0).long()

encoded = model.bert(ids, attention_mask=attention_mask, position_ids=position_ids)
logits = model(ids, attention_mask=attention_mask, position_ids=position_ids).logits

positions = torch.tensor([[3, 0], [1, 4], [4, 0]])
labels = torch.tensor([[4, 0], [2, 6], [7, 0]])
weights = torch.tensor([[1.0, 0.0], [1.0, 0.5], [1.0, 0.0]], dtype=torch.float64)
asked = torch.gather(logits, 1, positions[:, :, None].expand(-1, -1, ITEMS + 2))
losses = F.cross_entropy(asked.flatten(0, 1), labels.flatten(), reduction="none")
loss = (losses * weights.flatten()).sum()
loss.backward()


def names():
    """Our weights' names, Hugging Face's parameters, and whether it keeps them transposed ([out, in])."""
    bert, head = model.bert, model.cls.predictions
    yield "item_embedding/table", bert.embeddings.word_embeddings.weight, False
    yield "position_embedding/table", bert.embeddings.position_embeddings.weight, False
    yield "embedding_norm/gamma", bert.embeddings.LayerNorm.weight, False
    yield "embedding_norm/beta", bert.embeddings.LayerNorm.bias, False
    for i, layer in enumerate(bert.encoder.layer):
        linears = {
            "attention/query": layer.attention.self.query,
            "attention/key": layer.attention.self.key,
            "attention/value": layer.attention.self.value,
            "attention/output": layer.attention.output.dense,
            "feed_forward/inner": layer.intermediate.dense,
            "feed_forward/outer": layer.output.dense,
        }
        norms = {
            "attention_norm": layer.attention.output.LayerNorm,
            "feed_forward_norm": layer.output.LayerNorm,
        }
        for name, linear in linears.items():
            yield f"block_{i}/{name}/kernel", linear.weight, True
            yield f"block_{i}/{name}/bias", linear.bias, False
        for name, norm in norms.items():
            yield f"block_{i}/{name}/gamma", norm.weight, False
            yield f"block_{i}/{name}/beta", norm.bias, False
    yield "head_transform/kernel", head.transform.dense.weight, True
    yield "head_transform/bias", head.transform.dense.bias, False
    yield "head_norm/gamma", head.transform.LayerNorm.weight, False
    yield "head_norm/beta", head.transform.LayerNorm.bias, False
    yield "item_scores/bias", head.bias, False


def pack(tensor):
    values = tensor.detach().flatten().tolist()
    return {"shape": list(tensor.shape), "data": [float(f"{v:.8g}") for v in values]}


assert model.cls.predictions.decoder.weight is model.bert.embeddings.word_embeddings.weight
mapped = list(names())
assert {id(p) for _, p, _ in mapped} | {id(model.bert.embeddings.token_type_embeddings.weight)} == {
    id(p) for p in model.parameters()
}
document = {
    "source": f"transformers {transformers.__version__}, PyTorch {torch.__version__}, tools/attention/bert_golden.py",
    "config": {
        "itemCount": ITEMS,
        "maxLength": MAX_LENGTH,
        "hiddenSize": SIZE,
        "layers": LAYERS,
        "heads": HEADS,
        "innerSize": INNER,
    },
    "weights": {n: pack(p.T if transposed else p) for n, p, transposed in mapped},
    "gradients": {n: pack(p.grad.T if transposed else p.grad) for n, p, transposed in mapped},
    "ids": pack(ids),
    "encoded": pack(encoded.last_hidden_state),
    "logits": pack(logits),
    "positions": pack(positions),
    "labels": pack(labels),
    "labelWeights": pack(weights),
    "loss": loss.item(),
}
OUTPUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")
print(f"{OUTPUT.name}: {len(mapped)} weights, {OUTPUT.stat().st_size} bytes, loss {loss.item():.6f}")
