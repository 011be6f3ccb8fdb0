"""The work of scale.pipe in pandas or polars: python peer.py pandas|polars readings.csv. Prints JSON."""
import json
import os
import resource
import sys
import time

os.environ["POLARS_MAX_THREADS"] = "2"
import numpy as np

LAGS = {"load_hour": ("load", 1), "load_day": ("load", 24), "a3_hour": ("a3", 1), "a5_day": ("a5", 24),
        "a6_week": ("a6", 168), "b1_hour": ("b1", 1), "n1_hour": ("n1", 1)}
DIFFS = {"a4_change": ("a4", 1), "a9_change": ("a9", 24)}
ROLLING = {"a1_mean": ("a1", 24, "mean"), "a1_week": ("a1", 168, "mean"), "a1_sum": ("a1", 24, "sum"),
           "a1_low": ("a1", 24, "min"), "a1_high": ("a1", 24, "max"), "a2_mean": ("a2", 24, "mean"),
           "a2_spread": ("a2", 24, "std"), "a2_low": ("a2", 168, "min"), "a2_high": ("a2", 168, "max"),
           "a3_mean": ("a3", 12, "mean"), "a4_sum": ("a4", 6, "sum"), "a5_mean": ("a5", 72, "mean"),
           "a6_spread": ("a6", 168, "std"), "a7_mean": ("a7", 6, "mean"), "a8_sum": ("a8", 48, "sum"),
           "a10_high": ("a10", 48, "max"), "b1_mean": ("b1", 24, "mean"), "b2_high": ("b2", 12, "max"),
           "n1_mean": ("n1", 24, "mean")}
LAGGED = {"load_mean": "mean", "load_spread": "std"}
BASE = ["sensor"] + [f"a{i}" for i in range(1, 11)] + ["b1", "b2"] + [f"n{i}" for i in range(1, 6)]
FEATURES = BASE + list(LAGS) + list(DIFFS) + list(LAGGED) + list(ROLLING)
WARMUP = 168


def pandas_features(path):
    import pandas as pd
    data = pd.read_csv(path, parse_dates=["at"])
    assert data[["sensor", "at", "load"]].notna().all().all()
    for name, low, high in (("load", -200, 200), ("a1", -200, 200), ("n1", 0, 1000)):
        assert (data[name].between(low, high) | data[name].isna()).all()
    assert not data.duplicated(["sensor", "at"]).any()
    groups = data.groupby("sensor", sort=False)
    for name, (column, k) in LAGS.items():
        data[name] = groups[column].shift(k)
    for name, (column, k) in DIFFS.items():
        data[name] = data[column] - groups[column].shift(k)
    shifted = groups["load"].shift(1)
    for name, what in LAGGED.items():
        data[name] = getattr(shifted.groupby(data["sensor"], sort=False).rolling(24), what)().to_numpy()
    for name, (column, k, what) in ROLLING.items():
        data[name] = getattr(groups[column].rolling(k), what)().to_numpy()
    return data, groups.cumcount() >= WARMUP


def with_pandas(path):
    data, usable = pandas_features(path)
    hours = np.sort(data["at"].unique())
    usable = data[usable]
    position = np.searchsorted(hours, usable["at"].to_numpy())
    label = usable["load"].to_numpy()
    scores = []
    for train, judged in folds(position, len(hours)):
        fit = usable.loc[train, FEATURES]
        middle = fit.median()
        fit = fit.fillna(middle)
        mean, spread = fit.mean(), fit.std(ddof=0)
        fit = (fit - mean) / spread
        val = (usable.loc[judged, FEATURES].fillna(middle) - mean) / spread
        scores.append(score(fit.to_numpy(), label[train], val.to_numpy(), label[judged]))
    return scores


def with_polars(path):
    import polars as pl
    data = pl.read_csv(path, try_parse_dates=True)
    assert data.select(pl.col("sensor", "at", "load").is_null().any()).row(0) == (False,) * 3
    for name, low, high in (("load", -200, 200), ("a1", -200, 200), ("n1", 0, 1000)):
        assert data[name].is_between(low, high).all()
    assert not data.select("sensor", "at").is_duplicated().any()
    c = pl.col
    window = lambda e, k, what: getattr(e, f"rolling_{what}")(k)
    data = data.with_columns(
        [c(x).shift(k).over("sensor").alias(n) for n, (x, k) in LAGS.items()]
        + [(c(x) - c(x).shift(k)).over("sensor").alias(n) for n, (x, k) in DIFFS.items()]
        + [window(c("load").shift(1), 24, what).over("sensor").alias(n) for n, what in LAGGED.items()]
        + [window(c(x), k, what).over("sensor").alias(n) for n, (x, k, what) in ROLLING.items()]
        + [pl.int_range(pl.len()).over("sensor").alias("position")])
    hours = np.sort(data["at"].unique().to_numpy())
    data = data.filter(c("position") >= WARMUP)
    position = np.searchsorted(hours, data["at"].to_numpy())
    label = data["load"].to_numpy()
    features = data.select(c(FEATURES).cast(pl.Float64))
    scores = []
    for train, judged in folds(position, len(hours)):
        fit = features.filter(pl.Series(train))
        middle = fit.median().row(0)
        fit = fit.with_columns(c(n).fill_null(m) for n, m in zip(FEATURES, middle))
        mean, spread = fit.mean().row(0), fit.select(c(FEATURES).std(ddof=0)).row(0)
        scale = [(c(n) - m) / s for n, m, s in zip(FEATURES, mean, spread)]
        val = features.filter(pl.Series(judged)).with_columns(c(n).fill_null(m) for n, m in zip(FEATURES, middle))
        fit, val = fit.with_columns(scale), val.with_columns(scale)
        scores.append(score(fit.to_numpy(), label[train], val.to_numpy(), label[judged]))
    return scores


def folds(position, hours, count=5, embargo=168):
    """Blocks of hours; training rows that look back into a block, or come too soon after it, are left out."""
    ends = np.cumsum([hours // count + (1 if k < hours % count else 0) for k in range(count)])
    for k, end in enumerate(ends):
        start = 0 if k == 0 else ends[k - 1]
        judged = (position >= start) & (position < end)
        yield (position < start) | (position >= end + embargo), judged


def score(fit, label, val, actual):
    mean = label.mean()
    slopes = (label - mean) @ fit / len(label)
    return float(np.abs(mean + val @ slopes / fit.shape[1] - actual).mean())


if __name__ == "__main__":
    start = time.perf_counter()
    scores = {"pandas": with_pandas, "polars": with_polars}[sys.argv[1]](sys.argv[2])
    seconds = time.perf_counter() - start
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"seconds": seconds, "processor": usage.ru_utime + usage.ru_stime,
                      "peak": usage.ru_maxrss * 1024, "folds": scores}))
