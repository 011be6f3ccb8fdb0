"""Minimal standard generator of Park and Miller: the same numbers as sequence.ts, exact in doubles."""
import json
import pathlib

import numpy as np


class Sequence:
    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = self.state * 48271 % 2147483647
        return self.state / 2147483647

    def uniforms(self, count):
        return np.array([self.uniform() for _ in range(count)])

    def matrix(self, rows, columns):
        """Filled column by column."""
        return np.array([self.uniforms(rows) for _ in range(columns)]).T


def write(name, values):
    def plain(value):
        if isinstance(value, np.ndarray):
            return plain(value.tolist())
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [plain(item) for item in value]
        if isinstance(value, float):
            return None if np.isnan(value) else value
        return value.item() if hasattr(value, "item") else value

    path = pathlib.Path(__file__).with_name(name)
    path.write_text(json.dumps(plain(values), indent=1) + "\n")
