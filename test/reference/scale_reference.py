"""Features, imputation and scaling of bench/data/scale.pipe by pandas, on 3,000 rows of three sensors. Needs node."""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
BENCH = HERE.parent.parent / "bench" / "data"
sys.path.insert(0, str(BENCH))
from peer import FEATURES, folds, pandas_features  # noqa: E402

with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "readings.csv"
    subprocess.run(["node", BENCH / "generate.mjs", "3000", path, "1000"], check=True)
    data, usable = pandas_features(path)
hours = np.sort(data["at"].unique())
kept = data[usable]
position = np.searchsorted(hours, kept["at"].to_numpy())


def numbers(values):
    return [None if np.isnan(value) else float(value) for value in values]


rows = list(range(0, len(data), 29))
result = {
    "features": FEATURES,
    "rows": rows,
    "cells": {name: numbers(data[name].iloc[rows]) for name in FEATURES},
    "folds": [],
}
for train, judged in folds(position, len(hours)):
    fit = kept.loc[train, FEATURES]
    # A column without any value is filled with 0 and, being constant, not scaled.
    middle = fit.median().fillna(0)
    filled = fit.fillna(middle)
    mean, spread = filled.mean(), filled.std(ddof=0).mask(lambda value: value < 1e-12, 1)
    result["folds"].append({
        "train": int(train.sum()),
        "val": int(judged.sum()),
        "median": numbers(middle),
        "mean": numbers(mean),
        "spread": numbers(spread),
    })
(HERE / "scale.json").write_text(json.dumps(result))
