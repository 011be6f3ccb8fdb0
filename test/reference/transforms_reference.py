from sequence import Sequence, write
import numpy as np
from sklearn import preprocessing as p
from sklearn.impute import SimpleImputer

s = Sequence(3)
n = 50
x = s.matrix(n, 3) * [1.0, 100.0, 4.0] + [0.0, -20.0, -2.0]
x[:, 1] = x[:, 1] ** 2 / 50
x[s.uniforms(n) < 0.2, 0] = np.nan
x[s.uniforms(n) < 0.1, 2] = np.nan
rounded = np.round(x * 2) / 2
levels = np.array(["a", "b", "c", "d", "e"])[np.floor(5 * s.uniforms(n) ** 2).astype(int)]
target = s.uniforms(n) + (levels == "a")
out = {"x": x, "rounded": rounded, "levels": levels, "target": target}
out["standardize"] = p.StandardScaler().fit_transform(x)
out["minmax"] = p.MinMaxScaler().fit_transform(x)
out["robust"] = p.RobustScaler().fit_transform(x)
t = p.PowerTransformer()
out["yeo_johnson"] = t.fit_transform(x)
out["yeo_johnson_power"] = t.lambdas_
for name, strategy in (("mean", "mean"), ("median", "median"), ("mode", "most_frequent")):
    out[f"impute_{name}"] = SimpleImputer(strategy=strategy).fit_transform(rounded)
full = x[:, 1:2]
for name, by in (("bins_quantile", "quantile"), ("bins_width", "uniform")):
    options = {"quantile_method": "linear"} if by == "quantile" else {}
    out[name] = p.KBinsDiscretizer(4, encode="ordinal", strategy=by, **options).fit_transform(full)[:, 0]
out["onehot"] = p.OneHotEncoder(sparse_output=False).fit_transform(levels[:, None])
out["ordinal"] = p.OrdinalEncoder().fit_transform(levels[:, None])[:, 0]
out["target_auto"] = p.TargetEncoder(target_type="continuous").fit(levels[:, None], target).transform(levels[:, None])[:, 0]
out["target_10"] = (
    p.TargetEncoder(target_type="continuous", smooth=10.0).fit(levels[:, None], target).transform(levels[:, None])[:, 0]
)
write("transforms.json", out)
