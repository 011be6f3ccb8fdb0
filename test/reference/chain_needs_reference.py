"""What chains are given beside their columns: pandas' groupby for differences and for fills per group, fitted on some rows only."""
from sequence import Sequence, write
import numpy as np
import pandas as pd

s = Sequence(57)


def predictions(features, target, train):
    """Least squares on the training rows, for all rows."""
    design = np.column_stack([np.ones(len(target)), features])
    return design @ np.linalg.lstsq(design[train], target[train], rcond=None)[0]


# Hours of three stores; one of them lacks some hours, so that rows and hours are not the same.
hours = pd.DataFrame([(store, hour) for store in "abc" for hour in range(72)], columns=["store", "hour"])
hours = hours[(hours.store != "b") | (hours.hour % 7 != 3)].reset_index(drop=True)
hours["x"] = hours.store.map({"a": 0, "b": 50, "c": -20}) + 0.1 * hours.hour + 3 * s.uniforms(len(hours))
by = hours.groupby("store").x
hours["once"] = by.diff(6)
hours["twice"] = hours.groupby("store").once.diff(1)
hours["y"] = hours.once.fillna(0) - 0.5 * hours.twice.fillna(0) + s.uniforms(len(hours))
# The first seven rows of a store are warm-up, the last twelve hours the test.
usable = hours.groupby("store").cumcount() >= 7
train = (usable & (hours.hour < 60)).to_numpy()
hours["predicted"] = predictions(hours[["once", "twice"]].fillna(0).to_numpy(), hours.y.to_numpy(), train)

# Rows of groups, one of which is only asked for, and some of which lack the name of their group.
n = 120
city = np.array(["Bonn", "Rome", "Oslo"])[(s.uniforms(n) * 3).astype(int)]
rows = pd.DataFrame({"city": pd.Series(city, dtype=object), "early": s.uniforms(n) < 0.5})
rows.loc[s.uniforms(n) < 0.1, "city"] = None
rows["part"] = np.where(np.arange(n) < 80, "train", "test")
rows.loc[(rows.part == "test") & (s.uniforms(n) < 0.2), "city"] = "Lima"
rows["x"] = np.round(rows.city.map({"Bonn": 1, "Rome": 20, "Oslo": 300, "Lima": 7}).fillna(40) + 9 * s.uniforms(n), 1)
rows["kind"] = pd.Series(np.array(["p", "q", "r"])[(s.uniforms(n) * 3).astype(int)], dtype=object)
rows["flag"] = pd.Series(np.where(s.uniforms(n) < 0.6, 1.0, 0.0))
for name in ["x", "kind", "flag"]:
    rows.loc[s.uniforms(n) < 0.3, name] = None if name == "kind" else np.nan
# A group without any value in training.
rows.loc[(rows.city == "Oslo") & (rows.part == "train") & rows.early, ["x", "kind", "flag"]] = [np.nan, None, np.nan]
rows["y"] = rows.x.fillna(11) + s.uniforms(n)

first = lambda values: values.mode().iloc[0] if values.notna().any() else None
STATISTICS = {"mean": lambda values: values.mean(), "median": lambda values: values.median(), "mode": first}


def filled(column, keys, statistic):
    known = rows[rows.part == "train"]
    find = first if column in ["kind", "flag"] else STATISTICS[statistic]
    per_group = known.groupby(keys)[column].agg(find)
    own = rows[keys].apply(lambda row: per_group.get(tuple(row) if len(keys) > 1 else row.iloc[0], None), axis=1)
    return rows[column].where(rows[column].notna(), own.where(own.notna(), find(known[column])))


KEYS = {"city": ["city"], "both": ["city", "early"]}
fills = {
    f"{statistic} {name}": {column: filled(column, keys, statistic).tolist() for column in ["x", "kind", "flag"]}
    for statistic in STATISTICS
    for name, keys in KEYS.items()
}
rows["predicted"] = predictions(
    np.array(fills["mean both"]["x"], dtype=float).reshape(-1, 1), rows.y.to_numpy(), (rows.part == "train").to_numpy()
)

# Carried along each city of a store; rows without a city are a group together. What is left gets the mean of training.
walk = rows.assign(store=np.arange(n) // 60, group=rows.city.fillna("none"))
forward = walk.groupby(["store", "group"])[["x", "kind"]].ffill()
train = (rows.part == "train").to_numpy()
carried = forward.x.fillna(forward.x[train].mean()).to_numpy().reshape(-1, 1)
forward["predicted"] = predictions(carried, rows.y.to_numpy(), train)

columns = lambda frame: {name: frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in frame}
write(
    "chain-needs.json",
    {"hours": columns(hours), "rows": columns(rows), "fills": fills, "forward": columns(forward)},
)
