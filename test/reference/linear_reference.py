from sequence import Sequence, write
import numpy as np
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge

s = Sequence(11)
n = 60
x = s.matrix(n, 4) * [1.0, 10.0, 0.1, 3.0] + [0.0, 5.0, 0.0, -1.0]
noise = s.uniforms(n) - 0.5
weight = 1 + np.floor(3 * s.uniforms(n))
y = 2 + x @ [1.5, -0.4, 20.0, 0.3] + noise
deficient = np.column_stack([x, x[:, 0] + x[:, 1]])
binary = (y + 3 * (s.uniforms(n) - 0.5) > np.median(y)).astype(int)
three = np.digitize(y + 3 * (s.uniforms(n) - 0.5), np.quantile(y, [0.33, 0.66]))

out = {}
m = LinearRegression().fit(x, y)
out["linear"] = {"coefficients": m.coef_, "intercept": m.intercept_}
m = LinearRegression().fit(x, y, weight)
out["linear_weighted"] = {"coefficients": m.coef_, "intercept": m.intercept_}
m = LinearRegression().fit(deficient, y)
out["linear_deficient"] = {"coefficients": m.coef_, "intercept": m.intercept_}
m = LinearRegression().fit(x[:3], y[:3])
out["linear_wide"] = {"coefficients": m.coef_, "intercept": m.intercept_}
for alpha in (0.1, 1.0, 50.0):
    m = Ridge(alpha=alpha).fit(x, y)
    out[f"ridge_{alpha:g}"] = {"coefficients": m.coef_, "intercept": m.intercept_}
m = Ridge(alpha=2.0).fit(deficient, y, weight)
out["ridge_weighted"] = {"coefficients": m.coef_, "intercept": m.intercept_}
tight = {"solver": "newton-cholesky", "tol": 1e-12, "max_iter": 1000}
for name, target, options in (
    ("logistic", binary, {"C": 1.0}),
    ("logistic_c10", binary, {"C": 10.0}),
    ("logistic_balanced", binary, {"class_weight": "balanced"}),
    ("logistic_no_intercept", binary, {"fit_intercept": False}),
    ("multinomial", three, {"C": 1.0}),
):
    m = LogisticRegression(**options, **tight).fit(x, target)
    out[name] = {"coefficients": m.coef_, "intercepts": m.intercept_, "probabilities": m.predict_proba(x[:5])}
out["binary"] = binary
out["three"] = three
write("linear.json", out)
