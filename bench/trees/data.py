# Writes the sets of the benchmark as columns of f64 that both sides read: data.py PATH-TO-SHARED FOLDER
# PATH-TO-SHARED holds data/tabular and data/ett; the synthetic set is a formula (murmur3's finaliser, Box-Muller).
import json
import sys

import numpy as np
import pandas as pd

shared, folder = sys.argv[1], sys.argv[2]
TABULAR = shared + "/data/tabular/"


def write(name, task, train, test):
    for part, (x, y) in (("train", train), ("test", test)):
        np.ascontiguousarray(np.asarray(x, dtype=np.float64).T).tofile(f"{folder}/{name}.{part}.x")
        np.asarray(y, dtype=np.float64).tofile(f"{folder}/{name}.{part}.y")
    sizes = {"features": train[0].shape[1], "train": len(train[0]), "test": len(test[0]), "task": task}
    json.dump(sizes, open(f"{folder}/{name}.json", "w"))


def adult():
    names = [f"c{i}" for i in range(14)] + ["y"]
    parts = [pd.read_csv(TABULAR + f"adult-{p}.csv", header=None, names=names, skipinitialspace=True) for p in ("train", "test")]
    y = [p.y.str.startswith(">50K").astype(int) for p in parts]
    both = pd.concat(parts)
    for c in names[:-1]:
        if not pd.api.types.is_numeric_dtype(both[c]):
            both[c] = both[c].astype("category").cat.codes
    x = both[names[:-1]].to_numpy(np.float32)
    write("adult", "classify", (x[: len(y[0])], y[0]), (x[len(y[0]) :], y[1]))


def adult_levels():
    """Adult with a column per level and numbers of mean 0 and deviation 1, for linear models."""
    names = [f"c{i}" for i in range(14)] + ["y"]
    parts = [pd.read_csv(TABULAR + f"adult-{p}.csv", header=None, names=names, skipinitialspace=True) for p in ("train", "test")]
    y = [p.y.str.startswith(">50K").astype(int) for p in parts]
    x = pd.get_dummies(pd.concat(parts)[names[:-1]]).astype(float)
    numbers = x.columns[x.nunique() > 2]
    x[numbers] = (x[numbers] - x[numbers].mean()) / x[numbers].std()
    x = x.to_numpy()
    write("adult-levels", "classify", (x[: len(y[0])], y[0]), (x[len(y[0]) :], y[1]))


def credit():
    table = pd.read_csv(TABULAR + "credit_default_uci.csv")
    y, x = table.iloc[:, -1].to_numpy(), table.iloc[:, 1:-1].to_numpy(np.float32)
    order = np.random.default_rng(0).permutation(len(x))
    a, b = order[: int(0.8 * len(x))], order[int(0.8 * len(x)) :]
    write("credit", "classify", (x[a], y[a]), (x[b], y[b]))


def california():
    table = pd.read_csv(TABULAR + "california_housing.csv")
    table["ocean_proximity"] = table["ocean_proximity"].astype("category").cat.codes
    y, x = table.median_house_value.to_numpy(), table.drop(columns="median_house_value").to_numpy(np.float64)
    order = np.random.default_rng(0).permutation(len(x))
    a, b = order[: int(0.8 * len(x))], order[int(0.8 * len(x)) :]
    write("california", "regress", (x[a], y[a]), (x[b], y[b]))


def synthetic(rows=600_000, columns=28, seed=12345):
    def mix(i, seed):
        x = ((i * np.uint64(0x9E3779B1) + np.uint64(seed)) & np.uint64(0xFFFFFFFF)).astype(np.uint32)
        for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
            x = ((x ^ (x >> np.uint32(shift))).astype(np.uint64) * np.uint64(factor)).astype(np.uint32)
        return x ^ (x >> np.uint32(16))

    uniform = lambda n, seed: (mix(np.arange(n, dtype=np.uint64), seed).astype(np.float64) + 0.5) / 4294967296.0
    u = uniform(rows * columns, seed)
    x = (np.sqrt(-2 * np.log(u)) * np.cos(2 * np.pi * uniform(rows * columns, seed + 777))).reshape(rows, columns)
    x[:, 20:24] = np.exp(0.5 * x[:, 20:24])
    x[:, 24:28] = np.round(np.abs(x[:, 24:28]) * 2)
    z = 1.1 * np.sin(1.5 * x[:, 0]) * x[:, 1] + 0.8 * x[:, 2] * x[:, 3] + 0.6 * np.abs(x[:, 4])
    z += -0.7 * (x[:, 5] > 0.5) * x[:, 6] + 0.5 * x[:, 7] + 0.4 * x[:, 20] * x[:, 8] - 0.3 * x[:, 24] + 0.3 * x[:, 9] ** 2 - 0.5
    y = uniform(rows, seed + 999) < 1 / (1 + np.exp(-1.2 * z))
    x = x.astype(np.float32)
    write("synthetic", "classify", (x[:500_000], y[:500_000]), (x[500_000:], y[500_000:]))


def etth1():
    table = pd.read_csv(shared + "/data/ett/ETTh1.csv", parse_dates=["date"])
    v = table.drop(columns="date").to_numpy()
    n = len(v)
    lags = [v[24 - k : n - k, c] for c in range(v.shape[1]) for k in range(1, 25)]
    x = np.column_stack([*lags, table.date.dt.hour[24:], table.date.dt.dayofweek[24:]])
    y = v[24:, -1]
    size = len(x) // 6
    for fold in range(5):
        end = len(x) - (5 - fold) * size
        write(f"etth1-{fold}", "regress", (x[:end], y[:end]), (x[end : end + size], y[end : end + size]))


for make in (adult, adult_levels, credit, california, synthetic, etth1):
    make()
