"""The server that the serving benchmark is held against: FastAPI and PyTorch, as such services are usually written.

    python peer.py '{"items": 3416, ...}' weights.safetensors --port 4100 --threads 1

One history in, the best items out, without what the history holds. The network is that of ../pytorch/bert4rec.py with the
shortcut of ours, the last block at the masked slot alone; nothing is padded.
"""

import argparse
import json
import sys
from pathlib import Path

import torch
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, Field
from safetensors.torch import load_file
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "pytorch"))
from bert4rec import Bert4Rec  # noqa: E402


class Request(BaseModel):
    history: list[int] = Field(max_length=10_000)
    k: int = Field(default=10, ge=1, le=1000)


def create_app(config: dict, weights: str) -> FastAPI:
    items, length = config["items"], config["length"]
    model = Bert4Rec(items, length, config["hidden"], config["heads"], config["layers"], 0.0).eval()
    model.load_state_dict(load_file(weights))
    model.asked_slots = True
    first = config["firstId"]
    index_of = {first + place: place + 1 for place in range(items)}
    app = FastAPI()

    @app.get("/readyz")
    def ready() -> dict:
        return {"status": "ok"}

    @app.post("/v1/recommendations")
    def recommend(request: Request) -> dict:
        known = [index_of[item] for item in request.history if item in index_of]
        with torch.inference_mode():
            ids = torch.tensor([known[-(length - 1) :] + [items + 1]])
            hidden = model.encode(ids, torch.tensor([[ids.shape[1] - 1]]))
            scores = F.linear(hidden, model.items.weight, model.bias)[0]
            scores[known + [0, items + 1]] = -torch.inf
            best = torch.topk(scores, request.k)
        pairs = zip(best.indices.tolist(), best.values.tolist())
        return {"recommendations": [{"id": first + index - 1, "score": score} for index, score in pairs]}

    return app


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=json.loads)
    parser.add_argument("weights")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    uvicorn.run(create_app(args.config, args.weights), host="127.0.0.1", port=args.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
