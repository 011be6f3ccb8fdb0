"""Models of XGBoost in its JSON format, with rows and what XGBoost predicts for them."""
from sequence import Sequence, write
import pathlib
import tempfile
import numpy as np
import pandas as pd
import xgboost as xgb

s = Sequence(43)
n = 300
x = s.matrix(n, 3) * [1.0, 10.0, 4.0]
x[s.uniforms(n) < 0.1, 0] = np.nan
names = ["red", "green", "blue", "black", "white"]
levels = np.array(names)[np.floor(5 * s.uniforms(n)).astype(int)]
score = np.nan_to_num(x[:, 0]) * 3 + x[:, 1] / 5 - np.isin(levels, ["red", "black"]) + 0.3 * s.uniforms(n)
frame = pd.DataFrame({"a": x[:, 0], "b": x[:, 1], "c": x[:, 2], "color": pd.Categorical(levels, categories=names)})
rows = 40
out = {"a": x[:rows, 0], "b": x[:rows, 1], "c": x[:rows, 2], "color": [None if i % 11 == 0 else level for i, level in enumerate(levels[:rows])]}
judged = frame.iloc[:rows].copy()
judged["color"] = pd.Categorical(out["color"], categories=names)
for name, label, extra in (
    ("regression", score, {"objective": "reg:squarederror"}),
    ("binary", (score > 2).astype(int), {"objective": "binary:logistic"}),
    ("multiclass", np.digitize(score, [1.2, 2.4]), {"objective": "multi:softprob", "num_class": 3}),
    ("poisson", np.floor(score.clip(0)), {"objective": "count:poisson"}),
):
    data = xgb.DMatrix(frame, label, enable_categorical=True)
    booster = xgb.train({"max_depth": 3, "max_cat_to_onehot": 2, "nthread": 1, **extra}, data, 4)
    predictions = booster.predict(xgb.DMatrix(judged, enable_categorical=True))
    out[name] = {"text": booster.save_raw("json").decode(), "predictions": predictions.astype(float)}

# Files of other ways to train: weighted trees, several trees per round, levels that are numbers, other losses with the same
# predictions, and an estimator of scikit-learn that has stopped early.
numbered = frame.copy()
codes = [70, 3, 12, 5, 41]
numbered["color"] = pd.Categorical.from_codes(frame["color"].cat.codes, categories=codes)
numbered_judged = judged.copy()
numbered_judged["color"] = pd.Categorical.from_codes(judged["color"].cat.codes, categories=codes)
out["odd"] = {"color": [None if v is None else str(codes[names.index(v)]) for v in out["color"]], "files": []}
for name, label, extra in (
    ("dart", score, {"objective": "reg:squarederror", "booster": "dart", "rate_drop": 0.5}),
    ("several trees per round", np.digitize(score, [1.2, 2.4]), {"objective": "multi:softprob", "num_class": 3, "num_parallel_tree": 2, "subsample": 0.7}),
    ("gamma", score.clip(0.1), {"objective": "reg:gamma"}),
    ("tweedie", score.clip(0), {"objective": "reg:tweedie"}),
    ("squared logarithms", score.clip(0), {"objective": "reg:squaredlogerror"}),
):
    data = xgb.DMatrix(numbered, label, enable_categorical=True)
    booster = xgb.train({"max_depth": 2, "max_cat_to_onehot": 2, "nthread": 1, **extra}, data, 3)
    predictions = booster.predict(xgb.DMatrix(numbered_judged, enable_categorical=True))
    out["odd"]["files"].append({"name": name, "text": booster.save_raw("json").decode(), "predictions": predictions.astype(float)})
stopped = xgb.XGBClassifier(n_estimators=20, max_depth=2, learning_rate=1, early_stopping_rounds=2, n_jobs=1, max_cat_to_onehot=2, enable_categorical=True)
wrong = (score > 2).astype(int)
wrong[::3] = 1 - wrong[::3]
stopped.fit(numbered, (score > 2).astype(int), eval_set=[(numbered, wrong)], verbose=False)
assert stopped.best_iteration + 1 < stopped.get_booster().num_boosted_rounds()
saved = pathlib.Path(tempfile.mkdtemp()) / "stopped.json"
stopped.save_model(saved)
predictions = stopped.predict_proba(numbered_judged)[:, 1]
out["odd"]["files"].append({"name": "stopped early", "text": saved.read_text(), "predictions": predictions.astype(float)})
several = xgb.train({"objective": "multi:softprob", "num_class": 3, "multi_strategy": "multi_output_tree", "max_depth": 1}, xgb.DMatrix(frame[["b"]], np.digitize(score, [1.2, 2.4])), 1)
out["odd"]["several_values"] = several.save_raw("json").decode()
letters = pd.DataFrame({"color": pd.Categorical(np.where(levels == "red", "grün", levels))})
cut = xgb.train({"max_depth": 1}, xgb.DMatrix(letters, score, enable_categorical=True), 1)
out["odd"]["cut_letters"] = cut.save_raw("json").decode()
write("xgboost-json.json", out)
