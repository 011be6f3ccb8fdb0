# The same search with LightGBM: features of the spec, three expanding folds of 30 days before a test of 20 %, one model
# per step of the horizon, MAE averaged over steps and folds. Pruned trials stop where pipec's did.
import json
import sys
import time

import lightgbm
import numpy as np
import pandas as pd

HORIZON, FOLDS, VAL = 6, 3, 30 * 24
table = pd.read_csv(sys.argv[1], parse_dates=["date"])
trials = json.load(open(sys.argv[2]))
features = table.drop(columns="date").copy()
features["hour"] = table.date.dt.hour
features["weekday"] = table.date.dt.dayofweek
features["OT_day"] = table.OT.rolling(24).mean()
for lag in list(range(1, 25)) + [168]:
    features[f"lag_{lag}"] = table.OT.shift(lag)
X, y, rows = features.to_numpy(), table.OT.to_numpy(), len(table)
test = rows - round(0.2 * rows)
end = test - (HORIZON - 1)
folds = []
for k in range(FOLDS):
    low = end - (FOLDS - k) * VAL
    folds.append((np.arange(168, low - (HORIZON - 1)), np.arange(low, low + VAL - HORIZON)))

start, values = time.perf_counter(), []
for trial in trials:
    a = trial["assignment"]
    get = lambda name: next(v for key, v in a.items() if key.endswith(name))
    scores = []
    for train, val in folds[: len(trial["scores"])]:
        errors = []
        for step in range(1, HORIZON + 1):
            model = lightgbm.LGBMRegressor(
                n_estimators=get("rounds"), learning_rate=get("learning_rate"), max_depth=get("max_depth"),
                n_jobs=2, verbose=-1, random_state=0)
            fitted = train[train + step < rows]
            model.fit(X[fitted], y[fitted + step])
            errors.append(np.abs(model.predict(X[val]) - y[val + step]))
        scores.append(float(np.mean(errors)))
    values.append(np.mean(scores))
print(json.dumps({"fit_seconds": time.perf_counter() - start, "best": float(min(values))}))
