"""Trends and seasons: statsmodels' detrend, and seasonal means by least squares; scikit-learn's scaling without a shift."""
from sequence import Sequence, write
import numpy as np
from sklearn.preprocessing import MaxAbsScaler, StandardScaler
from statsmodels.tsa.tsatools import detrend

s = Sequence(91)
n = 60
values = 3 + 0.2 * np.arange(n) + 2 * np.sin(np.arange(n) * 2 * np.pi / 6) + s.uniforms(n)
flat = detrend(values, order=1)
place = np.arange(n) % 6
means = np.array([flat[place == p].mean() for p in range(6)])
signed = values - 8
scaled = {
    "max": MaxAbsScaler().fit_transform(signed.reshape(-1, 1)).ravel(),
    "std": StandardScaler(with_mean=False).fit_transform(signed.reshape(-1, 1)).ravel(),
    "mean": signed / np.abs(signed).mean(),
}
write("time-transforms.json", {"values": values, "detrended": flat, "indices": means - means.mean(), "signed": signed, "scaled": scaled})
