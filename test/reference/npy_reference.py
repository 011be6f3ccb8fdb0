"""Arrays as NumPy writes them, in every form that is read. Writes npy.json: the bytes and the rows they hold."""
import base64
import io
import json
import os

import numpy as np
from numpy.lib import format as npy_format

rng = np.random.default_rng(5)
forms = []


def add(name, array, version=None):
    buffer = io.BytesIO()
    npy_format.write_array(buffer, array, version=version)
    rows = array.reshape(array.shape[0], -1).astype(object).tolist()
    rows = [[None if isinstance(v, float) and np.isnan(v) else (int(v) if isinstance(v, (bool, np.bool_)) else v) for v in row] for row in rows]
    forms.append({"name": name, "shape": list(array.shape[1:]), "bytes": base64.b64encode(buffer.getvalue()).decode(), "rows": rows})


small = rng.normal(size=(4, 3, 2)).round(3)
for version in [(1, 0), (2, 0), (3, 0)]:
    add(f"version {version[0]}", small, version)
add("fortran order", np.asfortranarray(small))
add("fortran order, three axes", np.asfortranarray(rng.normal(size=(3, 2, 3, 2)).round(3)))
add("big endian", small.astype(">f8"))
add("big endian int", np.arange(12, dtype=">i4").reshape(4, 3))
for dtype in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
    add(dtype, np.array([[0, 1, 2], [3, 4, 100]], dtype=dtype))
add("negative", np.array([[-1, -128]], dtype="i1"))
add("bool", np.array([[True, False], [False, True]]))
add("numbers", np.array([1.5, np.nan, -2.0]))
add("transposed", small.T)
with open(os.path.join(os.path.dirname(__file__), "npy.json"), "w") as out:
    json.dump({"numpy": np.__version__, "forms": forms}, out, indent=1)
    out.write("\n")
