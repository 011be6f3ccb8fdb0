from sequence import Sequence, write
import numpy as np
from sklearn.linear_model import ElasticNet, Lasso
from sklearn.naive_bayes import CategoricalNB, GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.metrics import log_loss

s = Sequence(29)
n = 120
x = s.matrix(n, 5) * [1.0, 3.0, 2.0, 1.0, 10.0]
x[:, 3] = 0.9 * x[:, 0] + 0.1 * x[:, 3]
target = 3 * x[:, 0] - x[:, 1] + 0.5 * s.uniforms(n)
classes = (x[:, 0] + x[:, 2] + 0.4 * s.uniforms(n) > 1.7).astype(int) + (x[:, 1] > 2.5)
weight = 0.5 + s.uniforms(n)
levels = np.column_stack([np.floor(4 * s.uniforms(n) ** 1.5), np.floor(3 * s.uniforms(n))]).astype(int)
levels[:, 0] = np.where(classes == 1, np.minimum(levels[:, 0] + 1, 3), levels[:, 0])
train, test = slice(0, 80), slice(80, n)
out = {"x": x, "target": target, "classes": classes, "weight": weight, "levels": levels}


def coefficients(model):
    return list(model.coef_) + [model.intercept_]


options = {"tol": 1e-12, "max_iter": 100_000}
for name, alpha, ratio in (("small", 0.01, 0.5), ("large", 0.3, 0.2)):
    out[f"elastic_{name}"] = coefficients(ElasticNet(alpha=alpha, l1_ratio=ratio, **options).fit(x, target))
out["elastic_weighted"] = coefficients(ElasticNet(alpha=0.05, **options).fit(x, target, sample_weight=weight))
out["elastic_no_intercept"] = coefficients(ElasticNet(alpha=0.05, fit_intercept=False, **options).fit(x, target))
out["lasso"] = coefficients(Lasso(alpha=0.1, **options).fit(x, target))
for metric in ("euclidean", "manhattan"):
    for weights in ("uniform", "distance"):
        model = KNeighborsRegressor(7, weights=weights, metric=metric).fit(x[train], target[train])
        out[f"knn_{metric}_{weights}"] = model.predict(x[test])
model = KNeighborsClassifier(7, weights="distance").fit(x[train], classes[train])
out["knn_classes"] = model.predict_proba(x[test])
out["gaussian"] = GaussianNB().fit(x[train], classes[train]).predict_proba(x[test])
out["gaussian_weighted"] = GaussianNB().fit(x[train], classes[train], sample_weight=weight[train]).predict_proba(x[test])
out["categorical"] = CategoricalNB(alpha=0.7, min_categories=[4, 3]).fit(levels[train], classes[train]).predict_proba(levels[test])
scaled = (x - x[train].mean(axis=0)) / x[train].std(axis=0)
out["scaled"] = scaled
network = {"hidden_layer_sizes": [30], "max_iter": 60, "n_iter_no_change": 60, "batch_size": 20, "learning_rate_init": 0.01}
losses = [
    log_loss(classes[test], MLPClassifier(random_state=seed, **network).fit(scaled[train], classes[train]).predict_proba(scaled[test]))
    for seed in range(5)
]
out["mlp_log_loss"] = float(np.median(losses))
y = (target - target[train].mean()) / target[train].std()
errors = [
    float(np.mean((MLPRegressor(random_state=seed, **network).fit(scaled[train], y[train]).predict(scaled[test]) - y[test]) ** 2))
    for seed in range(5)
]
out["mlp_squared_error"] = float(np.median(errors) * target[train].std() ** 2)
write("simple-models.json", out)
