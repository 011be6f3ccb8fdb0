"""Models of XGBoost in its JSON format, with rows and what XGBoost predicts for them."""
from sequence import Sequence, write
import json
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
write("xgboost-json.json", out)
