"""Reads with TensorFlow what our writer wrote, and compares.

    pnpm --filter tools tfrecord:write-samples <directory>
    python tools/tfrecord/read_back.py <directory> [<directory with MovieLens' ratings.csv.gz>]

With the second argument the shipped sample is compared with its source too.
"""

import csv
import gzip
import json
import pathlib
import sys

import numpy as np
import tensorflow as tf

SESSION = {
    "userIndex": tf.io.FixedLenFeature([], tf.int64),
    "movieIndices": tf.io.RaggedFeature(tf.int64),
    "timestamps": tf.io.RaggedFeature(tf.int64),
}
SAMPLE = pathlib.Path(__file__).parents[2] / "datasets/movielens-small"


def expected(directory, name):
    return [json.loads(line) for line in (directory / f"{name}.jsonl").read_text().splitlines()]


def read_sessions(paths, compression=""):
    """Through parse_example on batches, TensorFlow's fast parser."""
    rows = []
    dataset = tf.data.TFRecordDataset([str(p) for p in paths], compression)
    for batch in dataset.batch(64).map(lambda records: tf.io.parse_example(records, SESSION)):
        movies, times = batch["movieIndices"].to_list(), batch["timestamps"].to_list()
        for user, movie, time in zip(batch["userIndex"].numpy().tolist(), movies, times):
            rows.append({"userIndex": user, "movieIndices": movie, "timestamps": time})
    return rows


def check(what, actual, wanted):
    assert actual == wanted, f"{what} differs"
    print(f"equal: {what}, {len(wanted)} records")


def check_samples(directory):
    sessions = expected(directory, "sessions")
    check("plain", read_sessions([directory / "plain.tfrecord"]), sessions)
    check("gzip", read_sessions([directory / "gzip.tfrecord.gz"], "GZIP"), sessions)
    check("zlib", read_sessions([directory / "zlib.tfrecord.zlib"], "ZLIB"), sessions)
    shards = sorted(directory.glob("sharded-*-of-00003.tfrecord"))
    rows = read_sessions(shards)
    check(f"{len(shards)} shards", sorted(rows, key=lambda row: row["userIndex"]), sessions)

    everything = []
    for record in tf.data.TFRecordDataset(str(directory / "everything.tfrecord")):
        row = tf.io.parse_single_example(
            record,
            {
                "exact": tf.io.RaggedFeature(tf.int64),
                "floats": tf.io.RaggedFeature(tf.float32),
                "matrix": tf.io.FixedLenFeature([2, 2], tf.float32),
                "texts": tf.io.RaggedFeature(tf.string),
            },
        )
        everything.append(
            {
                "exact": [str(v) for v in row["exact"].numpy().tolist()],
                "floats": row["floats"].numpy().tolist(),
                "matrix": row["matrix"].numpy().ravel().tolist(),
                "texts": [v.decode() for v in row["texts"].numpy().tolist()],
            }
        )
    check("int64, float, text and fixed shapes", everything, expected(directory, "everything"))

    sequences = []
    for record in tf.data.TFRecordDataset(str(directory / "sequences.tfrecord")):
        context, steps = tf.io.parse_single_sequence_example(
            record,
            {"user": tf.io.FixedLenFeature([], tf.int64)},
            {"item": tf.io.FixedLenSequenceFeature([], tf.int64), "tags": tf.io.RaggedFeature(tf.string)},
        )
        tags = [[tag.decode() for tag in step] for step in steps["tags"].to_list()]
        sequences.append(
            {
                "context": {"user": int(context["user"])},
                "sequence": {"item": steps["item"].numpy().tolist(), "tags": tags},
            }
        )
    check("sequence examples", sequences, expected(directory, "sequences"))

    records = [r.numpy() for r in tf.data.TFRecordDataset(str(directory / "raw.tfrecord"))]
    assert all(record == bytes(i % 251 for i in range(len(record))) for record in records)
    check("raw records", [len(record) for record in records], expected(directory, "raw"))

    (events,) = (directory / "events").iterdir()
    scalars = [
        {"step": e.step, "values": {v.tag: v.simple_value for v in e.summary.value}}
        for e in tf.compat.v1.train.summary_iterator(str(events))
        if e.HasField("summary")
    ]
    wanted = [
        {**row, "values": {tag: float(np.float32(v)) for tag, v in row["values"].items()}}
        for row in expected(directory, "scalars")
    ]
    check("TensorBoard scalars", scalars, wanted)


def check_movielens(source):
    ratings = {}
    with gzip.open(source / "ratings.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            ratings.setdefault(int(row["userId"]), []).append((int(row["movieId"]), int(row["timestamp"])))
    movies = sorted({movie for events in ratings.values() for movie, _ in events})
    index = {movie: i for i, movie in enumerate(movies)}
    wanted = []
    for user_index, user in enumerate(sorted(ratings)):
        events = sorted(ratings[user], key=lambda event: event[1])  # stable, as ours
        wanted.append(
            {
                "userIndex": user_index,
                "movieIndices": [index[movie] for movie, _ in events],
                "timestamps": [time for _, time in events],
            }
        )
    rows = read_sessions(sorted(SAMPLE.glob("sessions-*.tfrecord")))
    check("datasets/movielens-small", sorted(rows, key=lambda row: row["userIndex"]), wanted)
    titles = json.loads((SAMPLE / "movie_title_by_index.json").read_text())
    check("its titles' indices", list(titles), [str(i) for i in range(len(movies))])


print(f"TensorFlow {tf.__version__}")
check_samples(pathlib.Path(sys.argv[1]))
if len(sys.argv) > 2:
    check_movielens(pathlib.Path(sys.argv[2]))
