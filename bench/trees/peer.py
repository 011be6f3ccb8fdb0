# One fit and one prediction by LightGBM or scikit-learn: peer.py FOLDER SET MODEL THREADS ROUNDS [PARAMETERS]; prints JSON.
# The caller sets OMP_NUM_THREADS and OPENBLAS_NUM_THREADS for what takes no number of threads.
import json
import resource
import sys
import time

import numpy as np

folder, name, model, threads, rounds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
changed = json.loads(sys.argv[6]) if len(sys.argv) > 6 else {}
sizes = json.load(open(f"{folder}/{name}.json"))
read = lambda part, kind: np.fromfile(f"{folder}/{name}.{part}.{kind}")
columns = lambda part: np.ascontiguousarray(read(part, "x").reshape(sizes["features"], -1).T)
train, test, label = columns("train"), columns("test"), read("train", "y")
is_classes = sizes["task"] == "classify" and model != "ridge"
if model == "boosting":
    import lightgbm

    kind = lightgbm.LGBMClassifier if is_classes else lightgbm.LGBMRegressor
    make = lambda: kind(n_estimators=rounds, n_jobs=threads, verbose=-1, random_state=0, **changed)
elif model == "forest":
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    kind = RandomForestClassifier if is_classes else RandomForestRegressor
    make = lambda: kind(n_estimators=rounds, n_jobs=threads, random_state=0)
elif model == "network":
    import warnings

    from sklearn.neural_network import MLPClassifier, MLPRegressor

    # It says so where the last epoch still learned.
    warnings.simplefilter("ignore")
    kind = MLPClassifier if is_classes else MLPRegressor
    make = lambda: kind(max_iter=rounds, random_state=0)
else:
    from sklearn.linear_model import LogisticRegression, Ridge

    make = {"logistic": LogisticRegression, "ridge": Ridge}[model]


def timed(work):
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


fitted, fit = timed(lambda: make().fit(train, label))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
p, predict = timed(lambda: fitted.predict_proba(test)[:, 1] if is_classes else fitted.predict(test))
np.ascontiguousarray(p).tofile(f"{folder}/{name}.peer.p")
print(json.dumps({"fit": fit, "predict": predict, "memory": peak / 1024}))
