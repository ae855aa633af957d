"""Golden numbers for @org/baselines, from numpy.

Dense matrices and the formulas of the papers, sharing nothing with the package's sparse code. Run it in the
repository's root, then format what it wrote:

    python3 tools/baselines/golden.py && npx biome check --write packages/baselines/golden

Written with numpy 2.4.6.
"""

import json
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parents[2] / "packages" / "baselines" / "golden"
ITEMS = 12

rng = np.random.default_rng(1999)
# Skewed popularity; some repeats within a sequence; item 12 is never met.
weights = 1 / np.arange(1, ITEMS)
sequences = [
    rng.choice(np.arange(1, ITEMS), size=rng.integers(1, 9), p=weights / weights.sum()) for _ in range(40)
]
histories = [np.array(h) for h in [[3], [1, 2], [5, 4, 5, 1], [12, 7], [12], list(range(1, 12))]]


def met(items):
    row = np.zeros(ITEMS)
    row[np.asarray(items) - 1] = 1
    return row


X = np.array([met(items) for items in sequences])  # [users, V]
counts = np.bincount(np.concatenate(sequences), minlength=ITEMS + 1)[1:]


def markov(prior):
    n = np.zeros((ITEMS, ITEMS))
    for items in sequences:
        np.add.at(n, (items[:-1] - 1, items[1:] - 1), 1)
    share = counts / counts.sum()
    chance = (n + prior * share) / (n.sum(1, keepdims=True) + prior)
    return [chance[history[-1] - 1] for history in histories]


def item_knn(neighbours, shrinkage, half_life):
    shared = X.T @ X
    users = np.diag(shared)
    similarity = np.divide(
        shared, np.sqrt(np.outer(users, users)) + shrinkage, out=np.zeros_like(shared), where=shared > 0
    )
    np.fill_diagonal(similarity, 0)
    for row in similarity:
        # The order in which the package breaks ties: by index.
        row[np.lexsort((np.arange(ITEMS), -row))[neighbours:]] = 0
    ages = [np.arange(len(history))[::-1] for history in histories]
    return [0.5 ** (age / half_life) @ similarity[history - 1] for age, history in zip(ages, histories)]


def ease(regularization):
    P = np.linalg.inv(X.T @ X + regularization * np.eye(ITEMS))
    B = P / -np.diag(P)
    np.fill_diagonal(B, 0)
    return [met(history) @ B for history in histories]


def ridge(items_met, fixed, confidence, regularization):
    """One row of alternating least squares by a direct solve; `items_met` is a 0/1 vector over rows of `fixed`."""
    C = np.diag(1 + confidence * items_met)
    system = fixed.T @ C @ fixed + regularization * np.eye(fixed.shape[1])
    return np.linalg.solve(system, fixed.T @ C @ items_met)


def least_squares(factors, confidence, regularization):
    Y = rng.normal(size=(ITEMS, factors)).round(6)
    users = [ridge(row, Y, confidence, regularization) for row in X]
    return {
        "itemFactors": Y,
        "users": users,
        "confidence": confidence,
        "regularization": regularization,
    }


def als(factors, confidence, regularization):
    """The minimum of the objective by exact alternation, for a case in which every start leads to the same one."""
    losses, scores = [], []
    for _ in range(20):
        Y = rng.normal(size=(ITEMS, factors))
        for _ in range(1000):
            U = np.array([ridge(row, Y, confidence, regularization) for row in X])
            Y = np.array([ridge(column, U, confidence, regularization) for column in X.T])
        C = 1 + confidence * X
        losses.append((C * (X - U @ Y.T) ** 2).sum() + regularization * ((U**2).sum() + (Y**2).sum()))
        scores.append([Y @ ridge(met(history), Y, confidence, regularization) for history in histories])
    assert np.ptp(losses) < 1e-9 and np.ptp(scores, axis=0).max() < 1e-7
    return {"loss": losses[0], "scores": scores[0]}


def inverses():
    cases = []
    for size in [1, 2, 5, 9]:
        A = rng.normal(size=(size, size + 2))
        matrix = (A @ A.T + 0.1 * np.eye(size)).round(6)
        cases.append({"matrix": matrix, "inverse": np.linalg.inv(matrix)})
    return cases


def plain(value):
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return value.tolist() if isinstance(value, (np.generic, np.ndarray)) else value


golden = {
    "itemCount": ITEMS,
    "sequences": sequences,
    "histories": histories,
    "popularity": counts,
    "markov": [{"options": {"prior": prior}, "scores": markov(prior)} for prior in [0.5, 20]],
    "itemKnn": [
        {
            "options": {"neighbours": n, "shrinkage": s, "halfLife": h},
            "scores": item_knn(n, s, h),
        }
        for n, s, h in [(12, 0, 1e9), (3, 2.5, 2), (1, 10, 0.5)]
    ],
    "ease": [{"options": {"regularization": r}, "scores": ease(r)} for r in [0.5, 20]],
    "leastSquares": least_squares(3, 10, 0.5),
    "implicitAls": {
        "options": {"factors": 2, "confidence": 4, "regularization": 3},
        **als(2, 4, 3),
    },
    "inverses": inverses(),
}
(FOLDER / "baselines.json").write_text(json.dumps(plain(golden), allow_nan=False) + "\n")
