"""Golden numbers for @org/metrics, from numpy, scipy and scikit-learn.

Everything here is written from the definitions, on whole rankings and 0/1 relevance vectors, and shares no code or
shortcut with the package. Run it in the repository's root, then format what it wrote:

    python3 tools/metrics/golden.py && npx biome check --write packages/metrics/golden

Written with numpy 2.4.6, scipy 1.17.1 and scikit-learn 1.9.1.
"""

import json
import math
from pathlib import Path

import numpy as np
from scipy import stats
from sklearn.metrics import log_loss, roc_auc_score

FOLDER = Path(__file__).parents[2] / "packages" / "metrics" / "golden"


def ranking_metrics(relevance, k):
    """`relevance`: 0/1 down the whole ranking. Textbook definitions, one at a time."""
    top = relevance[:k]
    total = relevance.sum()
    discounts = 1 / np.log2(np.arange(2, len(relevance) + 2))
    dcg = (top * discounts[: len(top)]).sum()
    ideal = np.sort(relevance)[::-1][:k]
    precisions = np.cumsum(top) / np.arange(1, len(top) + 1)
    places = np.flatnonzero(top)
    return {
        f"hitRate@{k}": float(top.any()),
        f"recall@{k}": top.sum() / total,
        f"precision@{k}": top.sum() / k,
        f"ndcg@{k}": dcg / (ideal * discounts[: len(ideal)]).sum(),
        f"mrr@{k}": 1 / (places[0] + 1) if len(places) else 0.0,
        f"map@{k}": (precisions * top).sum() / min(total, k),
    }


def rankings():
    rng = np.random.default_rng(20200823)
    items, ks, users = 40, [1, 5, 10, 100], []
    for _ in range(25):
        scores = rng.integers(0, 12, items + 1)  # column 0 is PAD; few values, so many ties
        chosen = rng.permutation(np.arange(1, items + 1))
        targets = chosen[: rng.integers(1, 8)]
        seen = chosen[10 : 10 + rng.integers(0, 12)]
        candidates = np.setdiff1d(np.arange(1, items + 1), seen)
        order = candidates[np.lexsort((candidates, -scores[candidates]))]
        relevance = np.isin(order, targets).astype(int)
        metrics = {}
        for k in ks:
            metrics |= ranking_metrics(relevance, k)
        users.append(
            {
                "scores": scores.tolist(),
                "targets": targets.tolist(),
                "seen": seen.tolist(),
                "metrics": metrics,
            }
        )
    return {"ks": ks, "users": users}


def catalogue():
    rng = np.random.default_rng(7)
    items, k = 30, 6
    popularity = np.concatenate([[0], rng.zipf(1.6, items)])
    popularity[rng.integers(1, items + 1, 3)] = 0
    features = rng.normal(size=(items + 1, 4))
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    similarity = features @ features.T
    lists = [rng.choice(np.arange(1, 19), size=rng.integers(0, 10), replace=False) for _ in range(20)]
    tops = [items_of[:k] for items_of in lists if len(items_of)]

    shown = np.bincount(np.concatenate(tops), minlength=items + 1)[1:]
    share = np.maximum(popularity, 1) / popularity.sum()
    # Gini as half the relative mean absolute difference, the definition without sorting.
    gini = np.abs(shown[:, None] - shown[None, :]).mean() / (2 * shown.mean())
    diversities = [
        np.mean([1 - similarity[a, b] for a in top for b in top if a != b]) for top in tops if len(top) > 1
    ]
    return {
        "itemCount": items,
        "k": k,
        "popularity": popularity.tolist(),
        "similarity": similarity.tolist(),
        "lists": [items_of.tolist() for items_of in lists],
        "expected": {
            "coverage": (shown > 0).mean(),
            "novelty": np.mean([-np.log2(share[top]).mean() for top in tops]),
            "averagePopularity": np.mean([popularity[top].mean() for top in tops]),
            "gini": gini,
            "intraListDiversity": np.mean(diversities),
        },
    }


class Stream:
    """The generator of @org/random (sfc32, seeded by an absorbing mix), written anew in Python."""

    def __init__(self, *parts):
        self.a, self.b, self.c = 0x9E3779B9, 0x243F6A88, 0xB7E15162
        for part in parts:
            words = (
                [1, part, part // 2**32]
                if isinstance(part, int)
                else [2, len(part), *(ord(letter) for letter in part)]
            )
            for word in words:
                self.a = self.mix(self.a ^ word)
                self.b = self.mix(self.b + self.a)
                self.c = self.mix(self.c ^ self.b)
        self.counter = 1
        for _ in range(12):
            self.word()

    @staticmethod
    def mix(word):
        h = word % 2**32
        h = (h ^ h >> 16) * 0x85EBCA6B % 2**32
        h = (h ^ h >> 13) * 0xC2B2AE35 % 2**32
        return h ^ h >> 16

    def word(self):
        result = (self.a + self.b + self.counter) % 2**32
        self.counter = (self.counter + 1) % 2**32
        self.a = self.b ^ self.b >> 9
        self.b = (self.c + (self.c << 3)) % 2**32
        rotated = (self.c << 21 | self.c >> 11) % 2**32
        self.c = (rotated + result) % 2**32
        return result

    def below(self, limit):
        fair = 2**32 - 2**32 % limit
        while (word := self.word()) >= fair:
            pass
        return word % limit


def bootstrap():
    rng = np.random.default_rng(3)
    a = np.round(rng.beta(2, 5, 60), 6)
    b = np.round(np.clip(a + rng.normal(0.02, 0.1, 60), 0, 1), 6)
    resamples, seed, level = 300, 11, 0.9

    def means(values, stream):
        random = Stream(seed, stream)
        draws = [[random.below(len(values)) for _ in values] for _ in range(resamples)]
        return np.array([values[draw].mean() for draw in draws])

    ends = [(1 - level) / 2, (1 + level) / 2]
    single = means(a, "bootstrap-interval")
    paired = means(a - b, "paired-bootstrap")
    difference = (a - b).mean()
    extreme = (np.abs(paired - difference) >= abs(difference)).sum()
    low, high = np.quantile(single, ends)
    paired_low, paired_high = np.quantile(paired, ends)
    many = stats.bootstrap(
        (a,), np.mean, n_resamples=100_000, method="percentile", confidence_level=level, rng=rng
    ).confidence_interval
    return {
        "a": a.tolist(),
        "b": b.tolist(),
        "options": {"seed": seed, "level": level, "resamples": resamples},
        "interval": {"mean": a.mean(), "low": low, "high": high},
        "paired": {
            "difference": difference,
            "low": paired_low,
            "high": paired_high,
            "pValue": (1 + extreme) / (resamples + 1),
        },
        "scipy": {
            "interval": [many.low, many.high],
            "pairedTTest": stats.ttest_rel(a, b).pvalue,
        },
    }


def wilcoxon_case(name, a, b, method, **options):
    results = {
        alternative: stats.wilcoxon(a, b, alternative=alternative, method=method, **options).pvalue
        for alternative in ["two-sided", "greater", "less"]
    }
    differences = np.asarray(a) - np.asarray(b)
    differences = differences[differences != 0]
    return {
        "name": name,
        "a": list(map(float, a)),
        "b": list(map(float, b)),
        "method": "normal" if method == "approx" else "exact",
        "pairs": len(differences),
        "positiveRankSum": float(stats.rankdata(np.abs(differences))[differences > 0].sum()),
        "pValues": results,
    }


def wilcoxon():
    rng = np.random.default_rng(1945)
    every_sign = stats.PermutationMethod(n_resamples=np.inf)  # all 2^n sign patterns, ties and all
    cases = []
    for n in [1, 2, 5, 12, 30, 50]:
        a, b = np.round(rng.normal(0.3, 1, n), 6), np.round(rng.normal(0, 1, n), 6)
        cases.append(wilcoxon_case(f"{n} pairs without ties", a, b, "exact"))
    for n in [4, 9, 13]:
        a, b = rng.integers(0, 4, n) + 0.0, rng.integers(0, 3, n) + 0.0
        keep = a != b
        cases.append(wilcoxon_case(f"{keep.sum()} pairs with ties", a[keep], b[keep], every_sign))
    a, b = np.round(rng.normal(0.1, 1, 200), 6), np.round(rng.normal(0, 1, 200), 6)
    cases.append(wilcoxon_case("200 pairs without ties", a, b, "approx", correction=True))
    a, b = rng.integers(0, 5, 400) / 4, rng.integers(0, 5, 400) / 4
    cases.append(wilcoxon_case("400 pairs with ties and zeros", a, b, "approx", correction=True))
    a, b = rng.integers(0, 5, 900) / 4 + 0.25, rng.integers(0, 5, 900) / 4
    cases.append(wilcoxon_case("900 pairs that differ clearly", a, b, "approx", correction=True))
    tails = [0, 1e-9, 0.1, 0.5, 1, 1.96, 2.4999, 2.5, 2.5001, 3, 5, 8, 12, 20, 37]
    return {"cases": cases, "normalTail": [[z, stats.norm.sf(z)] for z in tails]}


def sampling():
    """Chance of each index to be among two drawn one after the other without replacement, by counting out."""
    weights = [5, 3, 1, 1]
    total = sum(weights)
    chance = [0.0] * len(weights)
    for first, w in enumerate(weights):
        for second, v in enumerate(weights):
            if first != second:
                both = w / total * v / (total - w)
                chance[first] += both
                chance[second] += both
    assert math.isclose(sum(chance), 2)
    return {"weights": weights, "drawn": 2, "chance": chance}


def likes():
    """Area under the curve and log loss by scikit-learn 1.9.1, with ties."""
    rng = np.random.default_rng(5)
    cases = []
    for size, levels in [(6, 3), (200, 10), (500, 10**6)]:
        labels = rng.integers(0, 2, size)
        labels[:2] = [0, 1]
        scores = (rng.integers(0, levels, size) + 1) / (levels + 1)
        cases.append(
            {
                "labels": labels.tolist(),
                "scores": scores.tolist(),
                "auc": roc_auc_score(labels, scores),
                "logLoss": log_loss(labels, scores),
            }
        )
    return cases


def plain(value):
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return value.item() if isinstance(value, np.generic) else value


for make in [rankings, catalogue, bootstrap, wilcoxon, sampling, likes]:
    (FOLDER / f"{make.__name__}.json").write_text(json.dumps(plain(make()), allow_nan=False) + "\n")
