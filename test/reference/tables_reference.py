"""Table steps and column functions as pandas computes them. Each case is a spec, its files and the rows of one table."""
import json
import numpy as np
import pandas as pd
from pathlib import Path
from sequence import Sequence

CASES = []
FILES = {}


def text(value):
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, (pd.Timestamp,)):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, (np.integer,)):
        return int(value)
    if isinstance(value, (np.floating,)):
        return float(value)
    if isinstance(value, (np.bool_,)):
        return bool(value)
    if isinstance(value, (list, np.ndarray)):
        return [text(item) for item in value]
    return value


def case(name, spec, files, result, table="result"):
    rows = [[text(value) for value in row] for row in result.itertuples(index=False, name=None)]
    for file, frame in files.items():
        FILES[file] = frame.to_csv(index=False)
    CASES.append({"name": name, "spec": spec, "files": list(files), "table": table, "columns": list(result.columns), "rows": rows})


def moments(start, minutes):
    return pd.to_datetime(start) + pd.to_timedelta(np.cumsum(minutes), unit="min")


# ---- two series of irregular rows over some weeks -----------------------------------------------------------------
n = 120
u = Sequence(11).matrix(n, 6).T
sales = pd.concat(
    [
        pd.DataFrame(
            {
                "at": moments("2024-01-29 03:00", np.floor(u[3 * s] * 1400) + 1),
                "store": name,
                "units": np.where(u[3 * s + 1] < 0.1, np.nan, np.floor(u[3 * s + 1] * 50)),
                "kind": np.where(u[3 * s + 2] < 0.6, "food", "toys"),
            }
        )
        for s, name in enumerate(["b", "a"])
    ]
)
SALES = """source sales = csv("sales.csv") {
  at: timestamp @time
  store: category @series
  units: float?
  kind: category
}
"""


def by_series(frame, make):
    parts = []
    for store in ["b", "a"]:
        made = make(frame[frame.store == store].set_index("at"))
        made.insert(1, "store", store)
        parts.append(made)
    return pd.concat(parts)


def resampled(rule, label, drop=True):
    def make(part):
        bins = part.resample(rule, label=label, closed="left")
        made = pd.DataFrame(
            {
                "total": bins.units.sum(min_count=1),
                "rows": bins.units.size(),
                "known": bins.units.count(),
                "mean": bins.units.mean(),
                "last_kind": bins.kind.last(),
            }
        )
        made = made[made.rows > 0] if drop else made
        return made.reset_index()

    return by_series(sales, make)


ENTRIES = "{\n  total = sum(units)\n  rows = count()\n  known = count(units)\n  mean = mean(units)\n  last_kind = last(kind)\n}"
for every, rule in [("1d", "D"), ("6h", "6h"), ("1w", "W-MON"), ("1mo", "MS")]:
    for label in ["right", "left"]:
        case(
            f"resample to {every}, labelled {label}",
            f"{SALES}\ntable result = sales |> resample(every: {every}, label: {label}) {ENTRIES}\n",
            {"sales.csv": sales},
            resampled(rule, label),
        )


def filled(part):
    bins = part.resample("D", label="right", closed="left")
    made = pd.DataFrame({"total": bins.units.sum(min_count=1), "rows": bins.units.size()})
    made = made[made.rows > 0]
    made = made.asfreq("D")
    made["before"] = made.total.shift(1)
    return made.reset_index()


case(
    "fill_gaps behind resample",
    f"{SALES}\ntable result = sales\n  |> resample(every: 1d) {{\n    total = sum(units)\n    rows = count()\n  }}\n  |> fill_gaps()\n  |> derive {{ before = lag(total, 1) }}\n",
    {"sales.csv": sales},
    by_series(sales, filled),
)

# ---- months: a series that ends its months, and one that keeps its day where the month has it ----------------------
ends = pd.date_range("2023-10-31", "2024-08-31", freq="ME")
odd = [pd.Timestamp("2023-10-30") + pd.DateOffset(months=k) for k in range(11)]
monthly = pd.concat(
    [
        pd.DataFrame({"day": [d for i, d in enumerate(ends) if i not in (2, 4, 8)], "series": "ends"}),
        pd.DataFrame({"day": [d for i, d in enumerate(odd) if i not in (1, 5)], "series": "odd"}),
    ]
)
monthly["x"] = np.arange(len(monthly), dtype=float)
grid = pd.concat([pd.DataFrame({"day": ends, "series": "ends"}), pd.DataFrame({"day": odd, "series": "odd"})])
case(
    "fill_gaps of months keeps month ends",
    'source monthly = csv("monthly.csv") {\n  day: timestamp @time(every: 1mo)\n  series: category @series\n  x: float\n}\n\ntable result = monthly |> fill_gaps()\n',
    {"monthly.csv": monthly},
    grid.merge(monthly, on=["day", "series"], how="left"),
)

# ---- pivot, explode, windows ----------------------------------------------------------------------------------------
for how in ["mean", "sum", "median", "min", "max", "count"]:
    wide = sales.pivot_table(index="store", columns="kind", values="units", aggfunc=how, sort=False, observed=True)
    wide = wide.loc[["b", "a"]][["food", "toys"]].reset_index()
    wide.columns = ["store", "units_food", "units_toys"]
    case(
        f"pivot by {how}",
        f'{SALES}\ntable result = sales |> pivot(column: kind, values: units, by: store, levels: ["food", "toys"], how: {how})\n',
        {"sales.csv": sales},
        wide,
    )

tags = pd.DataFrame({"id": [1, 2, 3, 4], "tags": ["a;b;c", None, "d", "e;;f"]})
parts = tags.assign(tags=tags.tags.str.split(";")).explode("tags")
parts["position"] = parts.groupby("id").cumcount() + 1
parts.loc[parts.tags.isna(), "position"] = None
case(
    "explode a text",
    'source tags = csv("tags.csv") {\n  id: int\n  tags: string?\n}\n\ntable result = tags |> explode(tags, separator: ";", index: "position")\n',
    {"tags.csv": tags},
    parts,
)


def cut(part, length, stride):
    values = part.units.to_numpy()
    ends = range(length - 1, len(values), stride)
    made = pd.DataFrame({"at": part.index[list(ends)], "units": [values[e - length + 1 : e + 1] for e in ends]})
    made["kind"] = part.kind.to_numpy()[list(ends)]
    return made


for length, stride in [(4, 1), (5, 7), (1, 3)]:
    case(
        f"windows of {length} rows every {stride}",
        f"{SALES}\ntable result = sales |> windows(length: {length}, stride: {stride})\n",
        {"sales.csv": sales},
        by_series(sales, lambda part: cut(part, length, stride)),
    )
case(
    "explode the tensors of windows",
    f'{SALES}\ntable result = sales |> windows(length: 3, stride: 3) |> explode(units, index: "position")\n',
    {"sales.csv": sales},
    by_series(sales, lambda part: cut(part, 3, 3)).explode("units").assign(
        position=lambda f: (np.arange(len(f)) % 3) + 1
    ).astype({"units": float}),
)

lines = ",\n".join(json.dumps(one) for one in CASES)
Path(__file__).with_name("tables.json").write_text(f'{{"files": {json.dumps(FILES)},\n"cases": [\n{lines}\n]}}\n')
