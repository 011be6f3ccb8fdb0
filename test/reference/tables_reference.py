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

# ---- zones: local days of 23 and 25 hours ---------------------------------------------------------------------------
def utc(times):
    return times.dt.tz_convert("UTC").dt.tz_localize(None)


hours = pd.Series(pd.date_range("2024-03-29 20:00", "2024-04-02 04:00", freq="h", tz="UTC")).dt.tz_convert("Europe/Berlin")
autumn = pd.Series(pd.date_range("2024-10-25 20:00", "2024-10-29 04:00", freq="h", tz="UTC")).dt.tz_convert("Europe/Berlin")
zoned = pd.DataFrame({"at": pd.concat([hours, autumn], ignore_index=True)})
zoned["x"] = np.arange(len(zoned), dtype=float)
written = zoned.assign(at=zoned["at"].map(lambda t: t.isoformat()))
ZONED = 'source zoned = csv("zoned.csv") {\n  at: timestamp @time(zone: "Europe/Berlin")\n  x: float\n}\n'
local = zoned["at"].dt
parts = pd.DataFrame(
    {
        "at": utc(zoned["at"]),
        "x": zoned.x,
        "h": local.hour,
        "d": local.day,
        "w": local.day_of_week,
        "doy": local.day_of_year,
        "m": local.month,
        "weekend": local.day_of_week >= 5,
    }
)
case(
    "calendar parts in the zone of the time",
    f"{ZONED}\ntable result = zoned |> derive {{\n  h = hour(at)\n  d = day(at)\n  w = weekday(at)\n  doy = day_of_year(at)\n  m = month(at)\n  weekend = is_weekend(at)\n}}\n",
    {"zoned.csv": written},
    parts,
)
for label in ["right", "left"]:
    bins = zoned.set_index("at").resample("D", label=label, closed="left")
    daily = pd.DataFrame({"total": bins.x.sum(), "rows": bins.x.size()})
    daily = daily[daily.rows > 0].reset_index()
    daily["at"] = utc(daily["at"])
    case(
        f"resample to local days, labelled {label}",
        f"{ZONED}\ntable result = zoned |> resample(every: 1d, label: {label}) {{\n  total = sum(x)\n  rows = count()\n}}\n",
        {"zoned.csv": written},
        daily,
    )
bins = zoned.set_index("at").resample("D", label="left", closed="left")
daily = pd.DataFrame({"rows": bins.x.size()})
daily.loc[daily.rows == 0, "rows"] = np.nan
daily["before"] = daily.rows.shift(1)
daily["week"] = daily.rows.rolling(2, min_periods=1).sum()
daily.loc[daily.index[:1], "week"] = np.nan
daily = daily.reset_index()
daily["at"] = utc(daily["at"])
case(
    "local days across the change of the clock: gaps, lags and windows",
    f"{ZONED}\ntable result = zoned\n  |> resample(every: 1d, label: left) {{ rows = count() }}\n  |> fill_gaps()\n  |> derive {{\n    before = lag(rows, 1d)\n    week = rolling_sum(rows, 2d)\n  }}\n",
    {"zoned.csv": written},
    daily,
)
# Times without an offset are local ones; of the hour that comes twice they mean the second.
naive = pd.DataFrame({"at": ["2024-03-31 01:30:00", "2024-03-31 03:30:00", "2024-10-27 01:30:00", "2024-10-27 02:30:00", "2024-10-27 03:30:00"], "x": [1.0, 2, 3, 4, 5]})
case(
    "times without an offset are read on the clock of the zone",
    ZONED.replace("zoned.csv", "naive.csv") + "\ntable result = zoned |> select(at, x)\n",
    {"naive.csv": naive},
    naive.assign(at=utc(pd.to_datetime(naive["at"]).dt.tz_localize("Europe/Berlin", ambiguous=np.array([False] * 5)))),
)

# ---- first and last of a group go by time, ties keep the order of the table -------------------------------------------
shuffled = sales.iloc[np.argsort(u[0].tolist() * 2, kind="stable")]
ordered = shuffled.sort_values("at", kind="stable").groupby("kind", sort=False)
firsts = pd.DataFrame(
    {"first": ordered.units.apply(lambda x: x.iloc[0]), "last": ordered.units.apply(lambda x: x.iloc[-1]), "kinds": ordered.store.nunique()}
)
firsts = firsts.loc[shuffled.kind.drop_duplicates()].reset_index()
case(
    "first and last of a group go by time",
    SALES.replace("sales.csv", "shuffled.csv")
    + "\ntable result = sales |> aggregate(by: kind) {\n  first = first(units)\n  last = last(units)\n  kinds = n_unique(store)\n}\n",
    {"shuffled.csv": shuffled},
    firsts,
)

# ---- fourier ----------------------------------------------------------------------------------------------------------
turn = (sales["at"] - pd.Timestamp("1970-01-01")).dt.total_seconds() / (7 * 86400)
waves = sales[["at", "store"]].reset_index(drop=True)
for k in [1, 2]:
    waves[f"w_{2 * k - 1}"] = np.sin(2 * np.pi * k * (turn % 1)).to_numpy()
    waves[f"w_{2 * k}"] = np.cos(2 * np.pi * k * (turn % 1)).to_numpy()
case(
    "fourier makes sines and cosines in turn",
    f"{SALES}\ntable result = sales\n  |> derive {{ w = fourier(at, period: 1w, order: 2) }}\n  |> select(at, store, w)\n",
    {"sales.csv": sales},
    waves,
)

# ---- calendar units at month ends -------------------------------------------------------------------------------------
days = pd.DataFrame({"at": pd.to_datetime(["2024-01-31", "2023-01-31", "2024-02-29", "2024-03-31", "2024-12-31", "2024-05-15"])})
moved = days.assign(
    plus=days["at"] + pd.DateOffset(months=1),
    back=days["at"] - pd.DateOffset(months=1),
    year=days["at"] + pd.DateOffset(years=1),
    quarter=days["at"] + pd.DateOffset(months=3),
    week=days["at"] + pd.Timedelta(days=7),
    length=days["at"].dt.days_in_month,
)
case(
    "months keep the day or take the last of the month",
    'source days = csv("days.csv") { at: timestamp }\n\ntable result = days |> derive {\n  plus = at + 1mo\n  back = at - 1mo\n  year = at + 1y\n  quarter = at + 1q\n  week = at + 1w\n  length = days_in_month(at)\n}\n',
    {"days.csv": days},
    moved,
)

# ---- numbers: whole and not, division by zero, remainders -------------------------------------------------------------
ints = pd.DataFrame({"a": [7, -7, 7, -7, 0, 5, 1], "b": [2, 2, -2, -2, 3, 0, 3]})
a, b = ints.a, ints.b.replace(0, np.nan)
numbers = ints.assign(quotient=a / b, rest=np.mod(a, b), floor=np.floor(a / b), ceil=np.ceil(a / b), half=np.sign(a) * np.floor(np.abs(a / 2) + 0.5))
case(
    "division is of floats, by zero it is missing, and remainders have the sign of the divisor",
    'source ints = csv("ints.csv") {\n  a: int\n  b: int\n}\n\ntable result = ints |> derive {\n  quotient = a / b\n  rest = mod(a, b)\n  floor = floor(a / b)\n  ceil = ceil(a / b)\n  half = round(a / 2)\n}\n',
    {"ints.csv": ints},
    numbers,
)

# ---- windows: gaps, ties in time, columns without a value ------------------------------------------------------------
gappy = pd.DataFrame(
    {
        "at": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-02", "2024-01-05", "2024-01-06", "2024-01-09"]),
        "x": [1.0, np.nan, 3, 4, np.nan, 6],
        "none": [np.nan] * 6,
    }
)
indexed = gappy.set_index("at")
windows = gappy.assign(
    rows=gappy.x.rolling(2).mean().to_numpy(),
    few=gappy.x.rolling(3, min_periods=1).sum().to_numpy(),
    # A window of time ends at the time of its row: rows of equal time are all in it (pandas goes on row by row).
    days=indexed.x.rolling("3D", min_periods=1).sum().groupby(level=0).transform("last").to_numpy(),
    before=gappy.x.shift(1),
    total=gappy.x.cumsum().ffill(),
    filled=gappy.x.ffill(),
    empty=gappy.none.rolling(2, min_periods=1).mean().to_numpy(),
)
case(
    "windows over irregular times, ties and missing values",
    'source gappy = csv("gappy.csv") {\n  at: timestamp @time\n  x: float?\n  none: float? @ignore\n}\n\ntable result = gappy |> derive {\n  rows = rolling_mean(x, 2)\n  few = rolling_sum(x, 3, min_periods: 1)\n  days = rolling_sum(x, 3d, min_periods: 1)\n  before = lag(x, 1)\n  total = cumulative_sum(x)\n  filled = fill_forward(x)\n  empty = rolling_mean(none, 2, min_periods: 1)\n}\n',
    {"gappy.csv": gappy},
    windows,
)
tied = pd.DataFrame({"k": [2, 1, 2, 1, 3, 2], "x": [np.nan, 5, 1, 5, 2, np.nan], "id": range(6)})
case(
    "sort keeps the order of ties and puts missing values last",
    'source tied = csv("tied.csv") {\n  k: int\n  x: float?\n  id: int\n}\n\ntable result = tied |> sort(-k, x)\n',
    {"tied.csv": tied},
    tied.sort_values(["k", "x"], ascending=[False, True], kind="stable", na_position="last"),
)
for how, expected in [("where(k > 9)", tied.iloc[:0]), ("where(k > 9) |> sort(x) |> dedupe(on: k)", tied.iloc[:0])]:
    case(
        f"an empty table stays one: {how}",
        f'source tied = csv("tied.csv") {{\n  k: int\n  x: float?\n  id: int\n}}\n\ntable result = tied |> {how}\n',
        {"tied.csv": tied},
        expected,
    )
case(
    "an empty table has no groups",
    'source tied = csv("tied.csv") {\n  k: int\n  x: float?\n  id: int\n}\n\ntable result = tied |> where(k > 9) |> aggregate(by: k) { n = count() }\n',
    {"tied.csv": tied},
    pd.DataFrame({"k": [], "n": []}),
)
case(
    "a group without a value has a missing mean, no sum and a count of 0",
    'source tied = csv("tied.csv") {\n  k: int\n  x: float?\n  id: int\n}\n\ntable result = tied |> where(id in [0, 5, 4]) |> aggregate(by: k) {\n  n = count()\n  known = count(x)\n  mean = mean(x)\n  total = sum(x)\n}\n',
    {"tied.csv": tied},
    pd.DataFrame({"k": [2, 3], "n": [2, 1], "known": [0, 1], "mean": [np.nan, 2.0], "total": [np.nan, 2.0]}),
)

lines = ",\n".join(json.dumps(one) for one in CASES)
Path(__file__).with_name("tables.json").write_text(f'{{"files": {json.dumps(FILES)},\n"cases": [\n{lines}\n]}}\n')
