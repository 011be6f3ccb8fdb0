// Fills per group against pandas: fitted on some rows, applied to all, with groups that are new, empty or without a name.
import { describe, expect, it } from "vitest";
import type { TransformInput } from "../../../../runtime/component.ts";
import { takeColumn } from "../../../../runtime/frame/column-rows.ts";
import type { FrameColumn, NumberColumn } from "../../../../runtime/frame/frame.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { imputeImplementation } from "../../../../stdlib/transforms/impute/impute.impl.ts";
import expected from "../../../reference/chain-needs.json" with { type: "json" };
import { largestDifference, levels, levelsOf, numbers, valuesOf } from "../../../reference/columns.ts";

const { rows } = expected;
const count = rows.city.length;
const bool = (name: string, values: readonly (number | boolean | null)[]): NumberColumn => ({
  ...numbers(
    name,
    values.map((value) => (value === null ? null : Number(value))),
  ),
  type: "bool",
});
const columns: readonly FrameColumn[] = [numbers("x", rows.x), levels("kind", rows.kind), bool("flag", rows.flag)];
const beside: Readonly<Record<string, readonly FrameColumn[]>> = {
  city: [levels("city", rows.city)],
  both: [levels("city", rows.city), bool("early", rows.early)],
};
const train = Int32Array.from(rows.part.keys()).filter((row) => rows.part[row] === "train");
const take = (all: readonly FrameColumn[], places: Int32Array) => all.map((column) => takeColumn(column, places));
const context = { random: createRandom(1) };

function inputOf(own: readonly FrameColumn[], by: readonly FrameColumn[]): TransformInput {
  const rest = { target: null, targetLevels: null, weight: null };
  return { columns: own, rows: own[0]?.kind === "number" ? own[0].values.length : 0, ...rest, order: null, beside: by };
}

describe("impute(by:)", () => {
  it.each(["mean", "median", "mode"] as const)("fills with the %s of each group in training", (strategy) => {
    for (const [name, by] of Object.entries(beside)) {
      const params = { strategy, indicator: false, by: by.map((column) => column.name) };
      const state = imputeImplementation.fit(inputOf(take(columns, train), take(by, train)), params, context);
      const made = imputeImplementation.apply(columns, state, params, null, by);
      const wanted = expected.fills[`${strategy} ${name}` as keyof typeof expected.fills];
      expect(largestDifference(valuesOf(made[0]), wanted.x)).toBeLessThan(1e-12);
      expect(levelsOf(made[1])).toEqual(wanted.kind);
      expect(Array.from(valuesOf(made[2]))).toEqual(wanted.flag);
    }
  });

  it("does not depend on which rows are asked for together, nor on the codes of levels", () => {
    const by = beside.both!;
    const params = { strategy: "mean", indicator: true, by: ["city", "early"] } as const;
    const state = imputeImplementation.fit(inputOf(take(columns, train), take(by, train)), params, context);
    const whole = imputeImplementation.apply(columns, state, params, null, by);
    const backwards = Int32Array.from({ length: count }, (_, i) => count - 1 - i);
    const recoded = [levels("city", [...rows.city].reverse()), takeColumn(by[1]!, backwards)];
    const again = imputeImplementation.apply(take(columns, backwards), state, params, null, recoded);
    expect(again.map(({ name }) => name)).toEqual(["x", "kind", "flag", "x_missing", "kind_missing", "flag_missing"]);
    expect(valuesOf(takeColumn(again[0]!, backwards))).toEqual(valuesOf(whole[0]));
    expect(levelsOf(takeColumn(again[1]!, backwards))).toEqual(levelsOf(whole[1]));
  });

  it("falls back to all rows where every group is without a name", () => {
    const nameless = levels("city", [null, null, null]);
    const own = [numbers("x", [1, 3, null])];
    const params = { strategy: "mean", indicator: false, by: ["city"] } as const;
    const state = imputeImplementation.fit(inputOf(own, [nameless]), params, context);
    expect(Array.from(valuesOf(imputeImplementation.apply(own, state, params, null, [nameless])[0]))).toEqual([
      1, 3, 2,
    ]);
  });

  it("leaves a column alone that lacks nothing", () => {
    const own = [numbers("x", [1, 3])];
    const city = levels("city", ["a", "b"]);
    const params = { strategy: "mean", indicator: false, by: ["city"] } as const;
    const state = imputeImplementation.fit(inputOf(own, [city]), params, context);
    expect(imputeImplementation.apply(own, state, params, null, [city])[0]).toBe(own[0]);
  });
});
