import { describe, expect, it } from "vitest";
import { whyUnpredicted } from "../../../../runtime/exec/why-unpredicted.ts";
import type { FittedModel } from "../../../../runtime/model/fitted.ts";
import { handMadeTask, numbers } from "../model/hand-made-task.ts";

const line: FittedModel = { kind: "tabular", component: "linear", params: {}, features: [], state: null, rounds: null };
const rows = (...places: number[]): Int32Array => Int32Array.from(places);
const task = handMadeTask(
  [1, 2, 3, 4],
  [numbers("a", [1, Number.NaN, Number.NaN, 1]), numbers("b", [Number.NaN, 1, Number.NaN, 1])],
  {},
  { series: Int32Array.of(0, 0, 1, 1), seriesNames: ["old", "new"] },
);

describe("why rows have no prediction", () => {
  it.each([
    ["a column that all of them lack", rows(1, 2), rows(3), "`a` has no value in them"],
    ["columns of which each lacks one", rows(0, 1), rows(3), "each lacks a value of `a` or `b`"],
    [
      "nothing that predicted rows do not lack",
      rows(1),
      rows(2),
      "the model gives no number for them, though no feature is missing",
    ],
    ["nothing at all", rows(3), rows(), "the model gives no number for them, though no feature is missing"],
  ])("%s", (_, without, others, reason) => {
    expect(whyUnpredicted(line, task, without, others)).toBe(reason);
  });

  it("a series that nothing was fitted for", () => {
    const apart: FittedModel = { kind: "per_series", models: [{ series: "old", model: line }] };
    const around: FittedModel = { kind: "conformal", model: apart, level: 0.9, widths: Float64Array.of(1) };
    expect(whyUnpredicted(around, task, rows(2, 3), rows(0))).toBe("nothing was fitted for the series `new`");
  });

  it("numbers beyond all measure", () => {
    const vast = handMadeTask(
      [1, 2, 3],
      [numbers("a", [1, -1e200, 2]), numbers("b", [1, 2, Number.POSITIVE_INFINITY])],
    );
    const reason = whyUnpredicted(line, vast, rows(1, 2), rows(0));
    expect(reason).toBe("`a` and `b` have values in them that are too large to compute with");
  });

  it("columns of `known:` that are not there ahead", () => {
    const ahead = handMadeTask([1, 2, 3], [numbers("price", [1, 2, Number.NaN])], {
      kind: "forecast",
      horizon: 1,
      known: ["price"],
    });
    expect(whyUnpredicted(line, ahead, rows(1), rows(0))).toBe(
      "`price` of `known:` has no value at the rows that are predicted",
    );
  });
});
