"""Held-out scores of scikit-learn's forests on the rows of boosting_reference.py; levels as numbers, missing values kept."""
from sequence import Sequence, write
import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

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


def mean_over_seeds(fit):
    return float(np.mean([fit(seed) for seed in range(5)]))


def rmse(model):
    return float(np.sqrt(np.mean((model.fit(x[:half], y[:half]).predict(x[half:]) - y[half:]) ** 2)))


def auc(model):
    return float(roc_auc_score(binary[half:], model.fit(x[:half], binary[:half]).predict_proba(x[half:])[:, 1]))


def loss(model):
    return float(log_loss(three[half:], model.fit(x[:half], three[:half]).predict_proba(x[half:])))


write("forest.json", {
    "random_forest_rmse": mean_over_seeds(lambda k: rmse(RandomForestRegressor(random_state=k))),
    "random_forest_auc": mean_over_seeds(lambda k: auc(RandomForestClassifier(random_state=k))),
    "random_forest_log_loss": mean_over_seeds(lambda k: loss(RandomForestClassifier(min_samples_leaf=5, random_state=k))),
    "extra_trees_rmse": mean_over_seeds(lambda k: rmse(ExtraTreesRegressor(random_state=k))),
    "extra_trees_auc": mean_over_seeds(lambda k: auc(ExtraTreesClassifier(random_state=k))),
    "decision_tree_rmse": mean_over_seeds(lambda k: rmse(DecisionTreeRegressor(max_depth=6, random_state=k))),
    "decision_tree_auc": mean_over_seeds(lambda k: auc(DecisionTreeClassifier(max_depth=5, min_samples_leaf=10, random_state=k))),
})
