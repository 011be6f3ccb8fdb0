import { expect, it } from "vitest";
import { takeRows } from "../../../../runtime/frame/column-rows.ts";
import type { Frame } from "../../../../runtime/frame/frame.ts";

it("takes rows in the given order into fresh shared memory", () => {
  const frame: Frame = {
    rows: 3,
    columns: [
      { kind: "number", name: "x", type: "float", values: Float64Array.from([1, 2, 3]) },
      { kind: "category", name: "c", type: "category", codes: Int32Array.from([0, -1, 1]), levels: ["a", "b"] },
    ],
  };
  const taken = takeRows(frame, Int32Array.from([2, 0, 2]));
  expect(taken.rows).toBe(3);
  expect(taken.columns.map((column) => [...(column.kind === "number" ? column.values : column.codes)])).toEqual([
    [3, 1, 3],
    [1, 0, 1],
  ]);
  const [x] = taken.columns;
  expect(x?.kind === "number" && x.values.buffer instanceof SharedArrayBuffer).toBe(true);
});
