"""TensorFlow's side of bench.ts: answers each line of JSON on stdin with one on stdout.

{"digest": path}              the SHA-256 of every value in the file, to compare what was read
{"run": name, "path": path}   reads the file once and tells the seconds
"""

import hashlib
import json
import os
import platform
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)

BATCH = 256
SPEC = {
    "userIndex": tf.io.FixedLenFeature([], tf.int64),
    "movieIndices": tf.io.RaggedFeature(tf.int64),
    "timestamps": tf.io.RaggedFeature(tf.int64),
}


def records(path, compression=""):
    options = tf.data.Options()
    options.threading.private_threadpool_size = 1
    options.threading.max_intra_op_parallelism = 1
    return tf.data.TFRecordDataset(path, compression).with_options(options)


def parsed(path, compression=""):
    return records(path, compression).batch(BATCH).map(lambda batch: tf.io.parse_example(batch, SPEC))


def count_rows(batches):
    """The usual loop: batches handed to Python."""
    return sum(int(batch["userIndex"].shape[0]) for batch in batches)


@tf.function(input_signature=[tf.TensorSpec([], tf.string)])
def count_in_graph(path):
    add = lambda count, batch: count + tf.size(batch["userIndex"], out_type=tf.int64)
    return parsed(path).reduce(tf.constant(0, tf.int64), add)


def read_one_by_one(path):
    rows = records(path).map(lambda record: tf.io.parse_single_example(record, SPEC))
    return count_rows(rows.ragged_batch(BATCH))


RUNS = {
    "records": lambda path: sum(int(batch.shape[0]) for batch in records(path).batch(BATCH)),
    "parse_example": lambda path: count_rows(parsed(path)),
    # Nothing ever reaches Python: the least that TensorFlow can take.
    "parse_example in graph": lambda path: int(count_in_graph(tf.constant(path))),
    "parse_single_example": read_one_by_one,
    "parse_example gzip": lambda path: count_rows(parsed(path, "GZIP")),
}


def digest(path):
    sums = {}

    def update(name, values):
        sums.setdefault(name, hashlib.sha256()).update(values.numpy().astype("<i8").tobytes())

    for batch in parsed(path):
        update("userIndex", batch["userIndex"])
        for name in ("movieIndices", "timestamps"):
            update(f"{name} lengths", batch[name].row_lengths())
            update(name, batch[name].flat_values)
    return {name: value.hexdigest() for name, value in sums.items()}


def answer(request):
    if "digest" in request:
        return {"digest": digest(request["digest"])}
    run = RUNS[request["run"]]
    wall, cpu = time.perf_counter(), time.process_time()
    count = run(request["path"])
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "records": count}


versions = {"tensorflow": tf.__version__, "python": platform.python_version(), "numpy": np.__version__}
print(json.dumps({"versions": versions}), flush=True)
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
