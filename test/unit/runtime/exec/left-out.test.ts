// Splits of very many rows are cut again rather than kept; small ones are kept.
import { expect, it } from "vitest";
import { isLeftOut, type Value } from "../../../../runtime/exec/value.ts";

const NONE = new Int32Array(0);

const splitOf = (rows: number): Value => {
  const all = new Int32Array(rows);
  const folds = [{ train: all, val: NONE, inner: [] }];
  return { kind: "split", partitions: { folds, test: NONE, calib: NONE, dev: all, all } };
};

it("keeps a split unless its rows are very many", () => {
  expect(isLeftOut(splitOf(100_000))).toBe(false);
  expect(isLeftOut(splitOf(6_000_000))).toBe(true);
});
