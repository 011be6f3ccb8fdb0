"""Models of LightGBM in its text format, with rows, what LightGBM predicts for them and its SHAP values."""
from sequence import Sequence, write
import lightgbm as lgb
import numpy as np
import pandas as pd

s = Sequence(41)
n = 300
x = s.matrix(n, 3) * [1.0, 10.0, 4.0]
x[s.uniforms(n) < 0.1, 0] = np.nan
levels = np.array(["red", "green", "blue", "black", "white"])[np.floor(5 * s.uniforms(n)).astype(int)]
color = pd.Categorical(levels, categories=["red", "green", "blue", "black", "white"])
score = np.nan_to_num(x[:, 0]) * 3 + x[:, 1] / 5 - np.isin(levels, ["red", "black"]) + 0.3 * s.uniforms(n)
frame = pd.DataFrame({"a": x[:, 0], "b": x[:, 1], "c": x[:, 2], "color": color})
rows = 40
out = {
    "a": x[:rows, 0],
    "b": x[:rows, 1],
    "c": x[:rows, 2],
    "color": [None if i % 11 == 0 else level for i, level in enumerate(levels[:rows])],
}
judged = frame.iloc[:rows].copy()
judged["color"] = pd.Categorical(out["color"], categories=list(color.categories))
options = {"num_leaves": 7, "min_data_in_leaf": 5, "verbose": -1, "min_data_per_group": 5, "max_cat_to_onehot": 2, "num_threads": 1}
for name, label, extra in (
    ("regression", score, {"objective": "regression"}),
    ("binary", (score > 2).astype(int), {"objective": "binary"}),
    ("multiclass", np.digitize(score, [1.2, 2.4]), {"objective": "multiclass", "num_class": 3}),
    ("poisson", np.floor(score.clip(0)), {"objective": "poisson"}),
):
    booster = lgb.train({**options, **extra}, lgb.Dataset(frame, label), num_boost_round=4)
    text = booster.model_to_string()
    out[name] = {"text": text[: text.index("parameters:")] + "parameters:\nend of parameters\n\n" + text[text.index("pandas_categorical") :], "predictions": booster.predict(judged), "contributions": booster.predict(judged, pred_contrib=True)}

# What files of other ways to train hold: means of trees, thresholds between numbers and what is missing, levels that a column
# which is the same in all rows has no part in, other losses with the same predictions.
lean = x[:, 2].copy()
lean[np.arange(n) % 3 == 0] = np.nan
odd = pd.DataFrame({"a": pd.Categorical(["same"] * n), "b": x[:, 1], "c": np.where(np.isnan(lean), np.nan, 2.5 + (lean > 2)), "color": color})
shifted = score + 2 * np.isnan(lean)
out["odd"] = {
    "a": ["same"] * rows,
    "c": odd["c"][:rows].to_numpy(),
    "files": [],
}
odd_judged = odd.iloc[:rows].copy()
odd_judged["color"] = judged["color"]
for name, label, extra in (
    ("rf", shifted, {"objective": "regression", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.7}),
    ("rf of classes", np.digitize(shifted, [1.2, 3]), {"objective": "multiclass", "num_class": 3, "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.7}),
    ("dart", shifted, {"objective": "mape", "boosting": "dart"}),
    ("tweedie", shifted.clip(0), {"objective": "tweedie"}),
    ("gamma", shifted.clip(0.1), {"objective": "gamma", "use_missing": False}),
):
    booster = lgb.train({**options, **extra}, lgb.Dataset(odd, label), num_boost_round=4)
    text = booster.model_to_string()
    kept = [line for line in text.split("\n") if line.startswith("[categorical_feature")]
    out["odd"]["files"].append({"name": name, "text": text[: text.index("parameters:")] + "parameters:\n" + kept[0] + "\nend of parameters\n\n" + text[text.index("pandas_categorical") :], "predictions": booster.predict(odd_judged)})
    assert name != "rf" or "inf" in text
write("lightgbm-text.json", out)
