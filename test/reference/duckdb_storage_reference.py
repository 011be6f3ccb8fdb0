"""A file in a storage format that is newer than the engine of this project. Run with: duckdb 2.0.1

    python test/reference/duckdb_storage_reference.py
"""

import gzip
import pathlib
import tempfile

import duckdb

HERE = pathlib.Path(__file__).parent

with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "newer.duckdb"
    connection = duckdb.connect(str(path))
    connection.execute("CREATE TABLE t AS SELECT 1 AS v")
    connection.close()
    (HERE / "newer.duckdb.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
