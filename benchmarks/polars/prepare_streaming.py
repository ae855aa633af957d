"""The same by Polars' streaming engine: scan a CSV, number the items, sort by user and time, write Arrow as it goes.

  python prepare_streaming.py '{"file": "interactions.csv", "directory": "empty"}'
"""

import time

start = time.perf_counter()

import json
import os
import resource
import sys
from pathlib import Path

import polars as pl

job = json.loads(sys.argv[1])
directory = Path(job["directory"])
schema = {
    "user_id": pl.Int64,
    "item_id": pl.Int64,
    "rating": pl.Float32,
    "timestamp": pl.Int64,
}
events = pl.scan_csv(job["file"], schema=schema)
items = (
    events.select("item_id")
    .unique()
    .collect(engine="streaming")
    .sort("item_id")
    .with_row_index("item", offset=1)
)
items.write_ndjson(directory / "items.jsonl")
(
    events.join(items.lazy(), on="item_id", how="left", maintain_order="left")
    .select("user_id", pl.col("item").cast(pl.Int32), "timestamp", "rating")
    .sort("user_id", "timestamp", maintain_order=True)
    .sink_ipc(directory / "events.arrow", engine="streaming")
)
seconds = time.perf_counter() - start
times = os.times()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
kept = pl.scan_ipc(directory / "events.arrow").select(pl.len()).collect().item()
print(
    json.dumps(
        {
            "seconds": seconds,
            "cpuSeconds": times.user + times.system,
            "peakRssMiB": peak,
            "kept": kept,
        }
    )
)
