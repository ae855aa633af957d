"""Epochs of RecBole's own BERT4Rec with RecBole's own data loader and trainer, timed.

    python train_epoch.py <directory> '{"epochs": 1, "batch": 256, ...}'

`<directory>/windows/windows.{train,valid,test}.inter` hold one training sequence a line, as RecBole's pre-split
("benchmark") files; RecBole then makes no sequences of its own. Prints one line of JSON.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time

import numpy as np
import torch
from recbole.config import Config
from recbole.data import create_dataset, data_preparation
from recbole.utils import get_model, get_trainer, init_seed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory")
    parser.add_argument("options", type=json.loads)
    args = parser.parse_args()
    options = args.options
    torch.set_num_threads(options["threads"])
    os.chdir(tempfile.mkdtemp(prefix="recbole-"))

    config = Config(
        model="BERT4Rec",
        dataset="windows",
        config_dict={
            "data_path": args.directory,
            "benchmark_filename": ["train", "valid", "test"],
            "load_col": {"inter": ["user_id", "item_id_list", "item_id"]},
            "alias_of_item_id": ["item_id_list"],
            "MAX_ITEM_LIST_LENGTH": options["length"],
            "train_neg_sample_args": None,
            "train_batch_size": options["batch"],
            "n_layers": options["layers"],
            "n_heads": options["heads"],
            "hidden_size": options["hidden"],
            "inner_size": 4 * options["hidden"],
            "hidden_dropout_prob": options["dropout"],
            "attn_dropout_prob": options["dropout"],
            "mask_ratio": options["maskRatio"],
            "use_gpu": False,
            "show_progress": False,
            "state": "ERROR",
        },
    )
    init_seed(config["seed"], config["reproducibility"])
    dataset = create_dataset(config)
    train_data, _, _ = data_preparation(config, dataset)
    model = get_model(config["model"])(config, train_data.dataset)
    trainer = get_trainer(config["MODEL_TYPE"], config["model"])(config, model)

    sequences = len(train_data.dataset)
    seconds, cpu_seconds, losses = [], [], []
    for epoch in range(options["epochs"]):
        start, cpu_start = time.perf_counter(), time.process_time()
        losses.append(trainer._train_epoch(train_data, epoch))
        seconds.append(time.perf_counter() - start)
        cpu_seconds.append(time.process_time() - cpu_start)

    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    versions = {"recbole": "1.2.1", "torch": torch.__version__, "numpy": np.__version__, "python": platform.python_version()}
    result = {
        "seconds": seconds,
        "cpuSeconds": cpu_seconds,
        "sequences": sequences,
        "steps": len(train_data),
        "items": int(dataset.item_num) - 1,
        "losses": [loss / len(train_data) for loss in losses],
        "peakRssMiB": peak,
        "versions": versions,
    }
    json.dump(result, sys.stdout)
    print()


if __name__ == "__main__":
    main()
