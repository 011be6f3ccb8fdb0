"""ONNX files of scikit-learn, LightGBM and XGBoost models, with rows and what onnxruntime predicts for them.
Needs skl2onnx==1.20.0, onnxmltools==1.16.0, onnxruntime, lightgbm and xgboost."""
import base64
import warnings

import lightgbm as lgb
import numpy as np
import onnxruntime
import pandas as pd
import xgboost as xgb
from onnxmltools.convert import convert_lightgbm, convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType as OtherFloats
from sequence import Sequence, write
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import (AdaBoostClassifier, ExtraTreesClassifier, GradientBoostingClassifier, GradientBoostingRegressor,
                              RandomForestClassifier, RandomForestRegressor, VotingRegressor)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge, SGDClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (KBinsDiscretizer, MaxAbsScaler, MinMaxScaler, Normalizer, OneHotEncoder, OrdinalEncoder,
                                   PolynomialFeatures, RobustScaler, StandardScaler)
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

warnings.filterwarnings("ignore")
s = Sequence(83)
n, rows = 240, 24
x = (s.matrix(n, 4) * [1.0, 10.0, 4.0, 2.0] - [0.5, 0, 2.0, 0]).astype(np.float32)
noise = s.uniforms(n)
score = 2 * x[:, 0] + x[:, 1] / 5 - np.abs(x[:, 2]) + 0.5 * noise
two = (score > np.median(score)).astype(int)
three = np.digitize(score, np.quantile(score, [0.3, 0.7]))
names = np.array(["low", "mid", "high"])[three]
gaps = x.copy()
gaps[s.uniforms(n) < 0.2, 1] = np.nan
towns = np.array(["Rome", "Oslo", "Bern"])[np.floor(3 * s.uniforms(n)).astype(int)]
counts = np.floor(6 * s.uniforms(n)).astype(np.int64)
models = {}


def predict(model, feeds, probabilities):
    session = onnxruntime.InferenceSession(model.SerializeToString())
    made = dict(zip([o.name for o in session.get_outputs()], session.run(None, feeds)))
    if not probabilities:
        return np.ravel(list(made.values())[0])
    found = [value for name, value in made.items() if "label" not in name][0]
    if isinstance(found, list):
        found = np.array([list(row.values()) for row in found])
    return found


def add(name, model, data, probabilities=False):
    feeds = {"X": data[:rows]} if not isinstance(data, dict) else {key: value[:rows] for key, value in data.items()}
    models[name] = {
        "model": base64.b64encode(model.SerializeToString()).decode(),
        "rows": "gaps" if data is gaps else "x" if not isinstance(data, dict) else "mixed",
        "predictions": predict(model, feeds, probabilities),
    }


for name, estimator in {
    "linear": LinearRegression(),
    "ridge": make_pipeline(StandardScaler(), Ridge()),
    "tree": DecisionTreeRegressor(max_depth=4),
    "forest": RandomForestRegressor(5, max_depth=4, random_state=0),
    "boosting": GradientBoostingRegressor(n_estimators=5, max_depth=2, random_state=0),
    "network": make_pipeline(StandardScaler(), MLPRegressor(hidden_layer_sizes=(5,), max_iter=40, random_state=0)),
    "neighbours": KNeighborsRegressor(3),
    "vote": VotingRegressor([("a", LinearRegression()), ("b", DecisionTreeRegressor(max_depth=2))]),
    "scalers": make_pipeline(MinMaxScaler(), RobustScaler(), MaxAbsScaler(), Normalizer(), PCA(2), LinearRegression()),
    "polynomial": make_pipeline(PolynomialFeatures(2), LinearRegression()),
    "bins": make_pipeline(KBinsDiscretizer(4, encode="onehot-dense"), LinearRegression()),
}.items():
    data = x[:60] if name == "neighbours" else x
    add(name, to_onnx(estimator.fit(data, score[: len(data)].astype(np.float32)), x[:1], target_opset=17), x)
for name, estimator, label in (
    ("logistic", LogisticRegression(), two),
    ("logistic three", LogisticRegression(), names),
    ("tree two", DecisionTreeClassifier(max_depth=3), two),
    ("forest three", RandomForestClassifier(5, max_depth=3, random_state=0), names),
    ("extra two", ExtraTreesClassifier(5, max_depth=3, random_state=0), two),
    ("boosting two", GradientBoostingClassifier(n_estimators=5, max_depth=2, random_state=0), two),
    ("boosting three", GradientBoostingClassifier(n_estimators=3, max_depth=2, random_state=0), names),
    ("bayes", GaussianNB(), names),
    ("network two", make_pipeline(StandardScaler(), MLPClassifier(hidden_layer_sizes=(5,), max_iter=40, random_state=0)), two),
    ("discriminant", LinearDiscriminantAnalysis(), names),
    ("ada", AdaBoostClassifier(n_estimators=4, random_state=0), two),
    ("sgd", SGDClassifier(loss="log_loss", random_state=0), two),
    ("calibrated", CalibratedClassifierCV(DecisionTreeClassifier(max_depth=2), cv=2), two),
):
    add(name, to_onnx(estimator.fit(x, label), x[:1], target_opset=17), x, True)
plain = LogisticRegression().fit(x, two)
add("logistic plain", to_onnx(plain, x[:1], options={"zipmap": False}, target_opset=15), x, True)
add("imputed", to_onnx(make_pipeline(SimpleImputer(strategy="median"), LinearRegression()).fit(gaps, score.astype(np.float32)), x[:1], target_opset=17), gaps)
frame = pd.DataFrame({"a": x[:, 0], "town": towns, "count": counts})
mixed = make_pipeline(
    ColumnTransformer([("n", StandardScaler(), ["a", "count"]), ("t", OneHotEncoder(handle_unknown="ignore"), ["town"]), ("o", OrdinalEncoder(), ["town"])]),
    LogisticRegression(),
).fit(frame, two)
types = [("a", FloatTensorType([None, 1])), ("town", StringTensorType([None, 1])), ("count", Int64TensorType([None, 1]))]
add("mixed", to_onnx(mixed, initial_types=types, options={"zipmap": False}, target_opset=17), {"a": x[:, :1], "town": towns.reshape(-1, 1).astype(object), "count": counts.reshape(-1, 1)}, True)
for name, label, extra in (("lightgbm", score, {}), ("lightgbm two", two, {}), ("lightgbm three", three, {})):
    kind = lgb.LGBMRegressor if label is score else lgb.LGBMClassifier
    model = kind(n_estimators=4, num_leaves=6, min_child_samples=5, verbose=-1).fit(gaps, label)
    add(name, convert_lightgbm(model.booster_, initial_types=[("X", OtherFloats([None, 4]))], target_opset=15, zipmap=False), gaps, label is not score)
for name, label in (("xgboost", score), ("xgboost two", two), ("xgboost three", three)):
    kind = xgb.XGBRegressor if label is score else xgb.XGBClassifier
    model = kind(n_estimators=4, max_depth=3, base_score=0.5).fit(gaps, label)
    add(name, convert_xgboost(model, initial_types=[("X", OtherFloats([None, 4]))], target_opset=15), gaps, label is not score)
write("onnx-models.json", {"x": x[:rows], "gaps": gaps[:rows], "town": towns[:rows], "count": counts[:rows], "models": models})
