"""The same with Polars: read a CSV, gather each user's events in time order, number the items, write Arrow.

  python prepare.py '{"file": "interactions.csv", "directory": "empty", "ids": "string"}'
"""

import time

start = time.perf_counter()

import hashlib
import json
import os
import platform
import resource
import sys
from pathlib import Path

import polars as pl

job = json.loads(sys.argv[1])
id_type = pl.String if job["ids"] == "string" else pl.Int64

events = pl.read_csv(
    job["file"],
    schema={
        "user_id": id_type,
        "item_id": id_type,
        "rating": pl.Float32,
        "timestamp": pl.Int64,
    },
)
items = events.select("item_id").unique().sort("item_id").with_row_index("item", offset=1)
sequences = (
    events.lazy()
    .join(items.lazy(), on="item_id", how="left", maintain_order="left")
    .select("user_id", pl.col("item").cast(pl.Int32), "timestamp", "rating")
    .sort("user_id", "timestamp", maintain_order=True)
    .group_by("user_id", maintain_order=True)
    .agg("item", "timestamp", "rating")
    .collect()
)
directory = Path(job["directory"])
items.write_ndjson(directory / "items.jsonl")
sequences.write_ipc(directory / "sequences.arrow")
seconds = time.perf_counter() - start
times = os.times()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

lengths = sequences["item"].list.len().cast(pl.Int32)
digest = hashlib.sha256()
digest.update(pl.concat([pl.Series([0], dtype=pl.Int32), lengths.cum_sum()]).to_numpy().tobytes())
for column in ("item", "timestamp", "rating"):
    digest.update(sequences[column].explode().to_numpy().tobytes())
print(
    json.dumps(
        {
            "seconds": seconds,
            "cpuSeconds": times.user + times.system,
            "peakRssMiB": peak,
            "counts": {
                "users": sequences.height,
                "items": items.height,
                "interactions": int(lengths.sum()),
            },
            "digest": digest.hexdigest(),
            "versions": {"python": platform.python_version(), "polars": pl.__version__},
        }
    )
)
