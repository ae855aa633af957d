"""Golden numbers for @org/ratings, from scikit-surprise.

Run it in the repository's root, then format what it wrote:

    python3 tools/ratings/golden.py && npx biome check --write packages/ratings/golden

Written with scikit-surprise 1.1.5 and numpy 2.4.6.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from surprise import SVD, BaselineOnly, Dataset, KNNBaseline, Reader

FOLDER = Path(__file__).parents[2] / "packages" / "ratings" / "golden"
USERS, ITEMS = 30, 14

rng = np.random.default_rng(1999)
taste = rng.normal(size=(USERS, 2)) @ rng.normal(size=(2, ITEMS))
lists = []
for user in range(USERS):
    # Item 14 is never rated in training; user 30 has no rating in training.
    count = 0 if user == USERS - 1 else rng.integers(2, 11)
    items = rng.permutation(np.arange(1, ITEMS))[:count]
    values = np.clip(np.round(3.4 + taste[user, items - 1] + rng.normal(size=count) * 0.5), 1, 5)
    lists.append([[int(i), float(v)] for i, v in zip(items, values)])

rows = [(user, item, value) for user, ratings in enumerate(lists) for item, value in ratings]
frame = pd.DataFrame(rows, columns=["user", "item", "rating"])
train = Dataset.load_from_df(frame, Reader(rating_scale=(1, 5))).build_full_trainset()
# Only pairs without a rating: KNNBaseline takes the rating of the item itself as that of its nearest neighbour.
rated = {(user, item) for user, item, _ in rows}
questions = [(user, item) for user in range(USERS) for item in (1, 2, 5, 9, 13, 14) if (user, item) not in rated]


def answers(algorithm):
    algorithm.fit(train)
    return [algorithm.predict(user, item, clip=True).est for user, item in questions]


FACTORS, EPOCHS = 3, 15


def inner(to_inner, rows, table):
    """A table by outer ids; rows without training ratings are zeros."""
    out = np.zeros((rows, FACTORS))
    for outer in range(rows):
        try:
            out[outer] = table[to_inner(outer)]
        except ValueError:
            pass
    return out.tolist()


# The first factors that Surprise draws from this state.
state = np.random.RandomState(7)
first_users = state.normal(0, 0.1, (train.n_users, FACTORS))
first_items = state.normal(0, 0.1, (train.n_items, FACTORS))

golden = {
    "lists": lists,
    "questions": questions,
    "mean": train.global_mean,
    "dampedBias": answers(BaselineOnly(bsl_options={"method": "als"}, verbose=False)),
    "itemKnn": {
        "neighbours": 4,
        "shrinkage": 10,
        "values": answers(
            KNNBaseline(
                k=4,
                sim_options={"name": "pearson_baseline", "user_based": False, "shrinkage": 10},
                verbose=False,
            )
        ),
    },
    "biasedMf": {
        "factors": FACTORS,
        "epochs": EPOCHS,
        "learningRate": 0.02,
        "regularization": 0.05,
        "firstUsers": inner(train.to_inner_uid, USERS, first_users),
        "firstItems": inner(train.to_inner_iid, ITEMS + 1, first_items),
        "values": answers(SVD(n_factors=FACTORS, n_epochs=EPOCHS, lr_all=0.02, reg_all=0.05, random_state=7)),
    },
}
FOLDER.mkdir(exist_ok=True)
(FOLDER / "surprise.json").write_text(json.dumps(golden))
