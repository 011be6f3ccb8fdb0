# Writes the sets (peer.py write PATH-TO-SHARED FOLDER), or does by imbalanced-learn and scikit-learn what own.ts does
# (peer.py FOLDER SET WHAT) and prints JSON. The caller sets OMP_NUM_THREADS and OPENBLAS_NUM_THREADS.
import json
import sys
import time

import numpy as np

ROWS, COLUMNS = 22_500, 12


def write(folder, name, x, y):
    """Numbers of mean 0 and deviation 1, a class, and the same numbers with a tenth of them missing."""
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    gaps = np.where(np.random.default_rng(1).random(x.shape) < 0.1, np.nan, x)
    for kind, values in (("x", x), ("gaps", gaps), ("y", y)):
        np.asarray(values, dtype=np.float64).T.tofile(f"{folder}/{name}.{kind}")
    json.dump({"rows": len(x), "columns": x.shape[1]}, open(f"{folder}/{name}.json", "w"))


def sets(shared, folder):
    import pandas as pd

    table = pd.read_csv(shared + "/data/tabular/credit_default_uci.csv")
    table = table.iloc[np.random.default_rng(0).permutation(len(table))[:ROWS]]
    columns = table.iloc[:, [1, *range(12, 23)]].to_numpy(np.float64)
    write(folder, "credit", columns, table.iloc[:, -1].to_numpy())
    # The worst case of a tree: as many dimensions as columns.
    random = np.random.default_rng(2)
    normal = random.normal(size=(ROWS, COLUMNS))
    write(folder, "normal", normal, (normal[:, 0] + random.normal(size=ROWS) > 1).astype(float))


def main(folder, name, what):
    sizes = json.load(open(f"{folder}/{name}.json"))
    read = lambda kind: np.fromfile(f"{folder}/{name}.{kind}")
    table = lambda kind: np.ascontiguousarray(read(kind).reshape(sizes["columns"], -1).T)
    if what == "smote":
        from imblearn.over_sampling import SMOTE

        x, y = table("x"), read("y")
        work = lambda: SMOTE(k_neighbors=5, random_state=0).fit_resample(x, y)
    elif what == "knn":
        from sklearn.neighbors import KNeighborsClassifier

        x, y = table("x"), read("y")
        work = lambda: KNeighborsClassifier(n_neighbors=5).fit(x, y).predict_proba(x)
    else:
        from sklearn.impute import KNNImputer

        x = table("gaps")
        work = lambda: KNNImputer(n_neighbors=5).fit_transform(x)
    start = time.perf_counter()
    work()
    print(json.dumps({"seconds": time.perf_counter() - start}))


if sys.argv[1] == "write":
    sets(*sys.argv[2:4])
else:
    main(*sys.argv[1:4])
