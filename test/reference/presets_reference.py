"""Held-out losses of XGBoost and CatBoost with their defaults on the rows of boosting_reference.py, and CatBoost's learning rates."""
from sequence import Sequence, write
import numpy as np
import pandas as pd
from catboost import CatBoostClassifier, CatBoostRegressor
from xgboost import XGBClassifier, XGBRegressor

s = Sequence(29)
n, half = 3000, 2000
x = s.matrix(n, 6)
noise = s.uniforms(n) - 0.5
extra = s.uniforms(n)
level = np.floor(12 * x[:, 5]).astype(int)
effect = np.array([3, -2, 0.5, 1, -1, 2, -3, 0, 1.5, -0.5, 2.5, -1.5])[level]
y = 4 * np.sin(6 * x[:, 0]) + 8 * (x[:, 1] - 0.5) ** 2 + 3 * (x[:, 2] > 0.6) * x[:, 3] + effect + noise
x[extra < 0.15, 0] = np.nan
score = y - 1.5 + 6 * noise
binary = (score > 0).astype(int)
three = (score > -2).astype(int) + (score > 1).astype(int)
features = pd.DataFrame(x[:, :5]).add_prefix("x")


def rows(dtype):
    table = features.assign(level=pd.Series([f"l{code:02d}" for code in level], dtype=dtype))
    return table[:half], table[half:]


def log_loss(p, label):
    return -np.mean(np.log(p[np.arange(n - half), label[half:]]))


def losses(regressor, classifier, dtype, options, seeds):
    train, test = rows(dtype)
    found = []
    for seed in seeds:
        fit = lambda make, label: make(random_state=seed, **options).fit(train, label[:half])
        found.append([
            np.sqrt(np.mean((fit(regressor, y).predict(test) - y[half:]) ** 2)),
            log_loss(fit(classifier, binary).predict_proba(test), binary),
            log_loss(fit(classifier, three).predict_proba(test), three),
        ])
    return dict(zip(["squared", "logistic", "softmax"], np.mean(found, axis=0).tolist()))


def rates():
    found = []
    for objective, make, label in [("squared", CatBoostRegressor, y), ("logistic", CatBoostClassifier, binary),
                                   ("softmax", CatBoostClassifier, three)]:
        for count, trees, validated in [(3000, 1000, False), (3000, 150, False), (200, 1000, False), (200, 20, False),
                                        (2000, 1000, True), (2000, 100, True)]:
            model = make(iterations=trees, depth=1, verbose=0, thread_count=1, allow_writing_files=False)
            table = features[["x1", "x2"]]
            model.fit(table[:count], label[:count], eval_set=(table[count:], label[count:]) if validated else None)
            rate = round(model.get_all_params()["learning_rate"], 6)
            found.append({"objective": objective, "rows": count, "trees": trees, "validated": validated, "rate": rate})
    return found


write("presets.json", {
    "xgboost": losses(XGBRegressor, XGBClassifier, "category", {"n_jobs": 1, "enable_categorical": True}, [0]),
    "catboost": losses(CatBoostRegressor, CatBoostClassifier, "str", {
        "verbose": 0, "thread_count": 1, "allow_writing_files": False, "cat_features": ["level"],
    }, range(3)),
    "catboost_rates": rates(),
})
