import warnings

from sequence import Sequence, write
import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

warnings.filterwarnings("ignore")
s = Sequence(17)
n = 120
t = np.arange(n)
season = 1 + 0.25 * np.sin(2 * np.pi * t / 12) + 0.1 * np.cos(4 * np.pi * t / 12)
airline = np.round((100 + 2 * t) * season * (1 + 0.08 * (s.uniforms(n) - 0.5)), 3)
walk = np.round(50 + np.cumsum(s.uniforms(n) - 0.5) + 3 * (s.uniforms(n) - 0.5), 3)
out = {"airline": airline, "walk": walk, "forms": []}
for series, values, forms in (
    ("walk", walk, [("add", None, None, False), ("mul", None, None, False), ("add", "add", None, False), ("add", "add", None, True)]),
    ("airline", airline, [("add", "add", "add", False), ("add", "add", "mul", False), ("mul", "add", "mul", False), ("mul", "add", "mul", True), ("mul", "add", "add", False)]),
):
    for error, trend, seasonal, damped in forms:
        model = ETSModel(values, error=error, trend=trend, seasonal=seasonal, damped_trend=damped, seasonal_periods=12 if seasonal else None)
        best = max((model.fit(disp=False, maxiter=5000, **start) for start in ({}, {"start_params": None})), key=lambda r: r.llf)
        again = model.fit(start_params=best.params, disp=False, maxiter=5000, tol=1e-12)
        best = max((best, again), key=lambda r: r.llf)
        out["forms"].append({
            "series": series, "error": error, "trend": trend, "season": seasonal, "damped": damped,
            "log_likelihood": best.llf, "aicc": best.aicc, "sse": best.sse, "forecast": best.forecast(12),
        })
write("ets.json", out)
