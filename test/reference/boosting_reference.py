"""Held-out losses of LightGBM on generated sets; boosting_data.ts makes the same rows."""
from sequence import Sequence, write
import lightgbm as lgb
import numpy as np

s = Sequence(29)
n, half = 3000, 2000
x = s.matrix(n, 6)
noise = s.uniforms(n) - 0.5
extra = s.uniforms(n)
level = np.floor(12 * x[:, 5])
effect = np.array([3, -2, 0.5, 1, -1, 2, -3, 0, 1.5, -0.5, 2.5, -1.5])[level.astype(int)]
y = 4 * np.sin(6 * x[:, 0]) + 8 * (x[:, 1] - 0.5) ** 2 + 3 * (x[:, 2] > 0.6) * x[:, 3] + effect + noise
x[:, 5] = level
x[extra < 0.15, 0] = np.nan
score = y - 1.5 + 6 * noise
binary = (score > 0).astype(int)
three = (score > -2).astype(int) + (score > 1).astype(int)
base = {"verbose": -1, "num_threads": 1, "deterministic": True, "seed": 1}


def fit(target, weight=None, category=True, rounds=100, **options):
    data = lgb.Dataset(x[:half], target[:half], weight=weight, categorical_feature=[5] if category else [])
    return lgb.train({**base, **options}, data, rounds).predict(x[half:])


def auc(p):
    from sklearn.metrics import roc_auc_score
    return roc_auc_score(binary[half:], p)


test = y[half:]
rmse = lambda p: np.sqrt(np.mean((test - p) ** 2))
mae = lambda p: np.mean(np.abs(test - p))
pin = lambda p: np.mean(np.maximum(0.9 * (test - p), -0.1 * (test - p)))
p3 = fit(three, objective="multiclass", num_class=3)
write("boosting.json", {
    "squared": rmse(fit(y)),
    "squared_codes": rmse(fit(y, category=False)),
    "squared_regularised": rmse(fit(y, lambda_l1=2.0, lambda_l2=5.0, max_depth=4, min_data_in_leaf=50)),
    "squared_weighted": rmse(fit(y, weight=np.where(y[:half] > 0, 2.0, 1.0))),
    "absolute": mae(fit(y, objective="l1")),
    "quantile": pin(fit(y, objective="quantile", alpha=0.9)),
    "logistic_auc": auc(fit(binary, objective="binary")),
    "softmax_log_loss": -np.mean(np.log(p3[np.arange(n - half), three[half:]])),
})
