"""Encodes texts with sentence-transformers, for pnpm bench:text.

    python encode.py '{"model": ..., "texts": ..., "threads": 2, "vectors": ...}'

Writes the vectors, not normalized, as float32 and prints one line of JSON. Loading the model is not timed; reading
tokens, sorting by length and batches of 32 are, as `encode` does all of them.
"""

import json
import resource
import sys
import time

options = json.loads(sys.argv[1])

import torch  # noqa: E402

torch.set_num_threads(options["threads"])

import sentence_transformers  # noqa: E402
import transformers  # noqa: E402
from sentence_transformers import SentenceTransformer  # noqa: E402
from sentence_transformers.models import Pooling, Transformer  # noqa: E402

transformer = Transformer(options["model"])
transformer.max_seq_length = options["maxTokens"]
pooling = Pooling(transformer.get_embedding_dimension(), pooling_mode="mean")
model = SentenceTransformer(modules=[transformer, pooling], device="cpu")
with open(options["texts"], encoding="utf-8") as file:
    texts = json.load(file)
model.encode(texts[:64], batch_size=32, show_progress_bar=False)

wall, processor = time.perf_counter(), time.process_time()
vectors = model.encode(texts, batch_size=32, show_progress_bar=False)
seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - processor
vectors.astype("float32").tofile(options["vectors"])
print(
    json.dumps(
        {
            "seconds": seconds,
            "cpuSeconds": cpu_seconds,
            "peakRssMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "versions": {
                "torch": torch.__version__,
                "transformers": transformers.__version__,
                "sentence-transformers": sentence_transformers.__version__,
            },
        }
    )
)
