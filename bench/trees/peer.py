# One fit and one prediction by LightGBM or scikit-learn: peer.py FOLDER SET MODEL THREADS ROUNDS; prints JSON.
import json
import resource
import sys
import time

import numpy as np

folder, name, model, threads, rounds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
sizes = json.load(open(f"{folder}/{name}.json"))
read = lambda part, kind: np.fromfile(f"{folder}/{name}.{part}.{kind}")
columns = lambda part: np.ascontiguousarray(read(part, "x").reshape(sizes["features"], -1).T)
train, test, label = columns("train"), columns("test"), read("train", "y")
is_classes = sizes["task"] == "classify"
if model == "boosting":
    import lightgbm

    kind = lightgbm.LGBMClassifier if is_classes else lightgbm.LGBMRegressor
    make = lambda: kind(n_estimators=rounds, n_jobs=threads, verbose=-1, random_state=0)
else:
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    kind = RandomForestClassifier if is_classes else RandomForestRegressor
    make = lambda: kind(n_estimators=rounds, n_jobs=threads, random_state=0)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
fitted = make().fit(train, label)
fit = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
p = fitted.predict_proba(test)[:, 1] if is_classes else fitted.predict(test)
predict = time.perf_counter() - start
p.tofile(f"{folder}/{name}.peer.p")
print(json.dumps({"fit": fit, "predict": predict, "memory": peak / 1024, "before": before / 1024}))
