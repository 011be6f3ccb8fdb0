import { describe, expect, it } from "vitest";
import { ComponentError, type TransformInput } from "../../../../runtime/component.ts";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { binsImplementation } from "../../../../stdlib/transforms/bins/bins.impl.ts";
import { clipImplementation } from "../../../../stdlib/transforms/clip/clip.impl.ts";
import { dropImplementation } from "../../../../stdlib/transforms/drop/drop.impl.ts";
import { frequencyEncodeImplementation } from "../../../../stdlib/transforms/frequency-encode/frequency-encode.impl.ts";
import { imputeImplementation } from "../../../../stdlib/transforms/impute/impute.impl.ts";
import { log1pImplementation } from "../../../../stdlib/transforms/log1p/log1p.impl.ts";
import { minmaxImplementation } from "../../../../stdlib/transforms/minmax/minmax.impl.ts";
import { onehotImplementation } from "../../../../stdlib/transforms/onehot/onehot.impl.ts";
import { ordinalImplementation } from "../../../../stdlib/transforms/ordinal/ordinal.impl.ts";
import { pcaImplementation } from "../../../../stdlib/transforms/pca/pca.impl.ts";
import { robustImplementation } from "../../../../stdlib/transforms/robust/robust.impl.ts";
import { standardizeImplementation } from "../../../../stdlib/transforms/standardize/standardize.impl.ts";
import { targetEncodeImplementation } from "../../../../stdlib/transforms/target-encode/target-encode.impl.ts";
import { levels, levelsOf, numbers, valuesOf } from "../../../reference/columns.ts";

const context = { random: createRandom(1) };
const input = (columns: readonly FrameColumn[], extra: Partial<TransformInput> = {}): TransformInput => ({
  columns,
  rows: columns[0]?.kind === "number" ? columns[0].values.length : (columns[0]?.codes.length ?? 0),
  target: null,
  targetLevels: null,
  weight: null,
  order: null,
  ...extra,
});
const list = (column: FrameColumn | undefined): number[] => Array.from(valuesOf(column));
const failureOf = (attempt: () => unknown): string => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof ComponentError) return error.id;
    throw error;
  }
  return "no error";
};

describe("impute", () => {
  const apply = (
    columns: readonly FrameColumn[],
    params: Parameters<typeof imputeImplementation.fit>[1],
    order: TransformInput["order"] = null,
  ) =>
    imputeImplementation.apply(
      columns,
      imputeImplementation.fit(input(columns, { order }), params, context),
      params,
      order,
    );

  it("fills a column without any value, and flags what was missing", () => {
    const columns = [numbers("x", [null, null]), levels("city", [null, null])];
    const filled = apply(columns, { strategy: "median", indicator: true, by: null });
    expect(filled.map(({ name }) => name)).toEqual(["x", "city", "x_missing", "city_missing"]);
    expect(list(filled[0])).toEqual([0, 0]);
    expect(levelsOf(filled[1])).toEqual(["missing", "missing"]);
    expect(list(filled[2])).toEqual([1, 1]);
  });
  it("takes constants that fit the column", () => {
    const constant = (value: string | number) => ({
      strategy: { component: "constant", params: { value } },
      indicator: false,
      by: null,
    });
    expect(list(apply([numbers("x", [1, null])], constant(-9))[0])).toEqual([1, -9]);
    expect(levelsOf(apply([levels("city", ["Ulm", null])], constant("none"))[0])).toEqual(["Ulm", "none"]);
    expect(failureOf(() => apply([numbers("x", [1])], constant("none")))).toBe("data/constant-type");
  });
});

describe("onehot", () => {
  const fitted = levels("city", ["Paris", "Rome", "Paris", "Oslo", null]);
  const later = [levels("city", ["Rome", "Oslo", "Lima", null])];
  const encode = (params: Parameters<typeof onehotImplementation.fit>[1]) => {
    const state = onehotImplementation.fit(input([fitted]), params, context);
    return Object.fromEntries(
      onehotImplementation.apply(later, state, params, null).map((column) => [column.name, list(column)]),
    );
  };
  it("keeps the most frequent levels; rare and unknown ones share a column", () => {
    expect(encode({ max: 1, unknown: "ignore" })).toEqual({
      "city=Paris": [0, 0, 0, 0],
      "city=missing": [0, 0, 0, 1],
      "city=other": [1, 1, 1, 0],
    });
  });
  it("leaves unknown levels out, gives them a column, or stops", () => {
    expect(Object.keys(encode({ max: null, unknown: "ignore" }))).not.toContain("city=other");
    expect(encode({ max: null, unknown: "other" })["city=other"]).toEqual([0, 0, 1, 0]);
    expect(failureOf(() => encode({ max: null, unknown: "error" }))).toBe("data/unknown-level");
  });
});

describe("other transforms at their edges", () => {
  it("standardize leaves constant and empty columns finite", () => {
    const columns = [numbers("same", [0.1, 0.1, 0.1]), numbers("gone", [null, null, null])];
    const params = { center: true, scale: true };
    const state = standardizeImplementation.fit(input(columns), params, context);
    const [same, gone] = standardizeImplementation.apply(columns, state, params, null);
    expect(Math.max(...list(same).map(Math.abs))).toBeLessThan(1e-15);
    expect(list(gone)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
  it("scalers do not divide by a spread that is rounding error", () => {
    const columns = [numbers("x", [0, 5e-324, 0, 1e-17])];
    const robust = robustImplementation.fit(input(columns), { low: 0.25, high: 0.75 }, context);
    const minmax = minmaxImplementation.fit(input(columns), { low: 0, high: 1, clip: false }, context);
    expect(Array.from(robust.scale)).toEqual([1]);
    expect(Array.from(minmax.range)).toEqual([1]);
  });
  it("bins with given edges put an edge above", () => {
    const params = { n: 5, edges: [0, 10], by: "quantile" as const };
    const column = [numbers("x", [-1, 0, 9.9, 10, null])];
    const state = binsImplementation.fit(input(column), params, context);
    expect(list(binsImplementation.apply(column, state, params, null)[0])).toEqual([0, 1, 1, 2, Number.NaN]);
  });
  it("clip, log1p, drop", () => {
    const column = [numbers("x", [-2, 5, null])];
    expect(list(clipImplementation.apply(column, null, { low: 0, high: null }, null)[0])).toEqual([0, 5, Number.NaN]);
    expect(failureOf(() => log1pImplementation.fit(input(column), {}, context))).toBe("data/outside-domain");
    const both = [numbers("x", [1]), numbers("y", [2])];
    expect(dropImplementation.apply(both, null, { columns: ["x"] }, null).map(({ name }) => name)).toEqual(["y"]);
    expect(dropImplementation.apply(both, null, { columns: null }, null)).toEqual([]);
    expect(failureOf(() => dropImplementation.fit(input(both), { columns: ["z"] }, context))).toBe(
      "data/unknown-column",
    );
  });
  it("ordinal and frequency_encode treat unseen levels as declared", () => {
    const fitted = input([levels("c", ["b", "a", "b", null])]);
    const later = [levels("c", ["zzz", "b", null])];
    const codes = ordinalImplementation.apply(
      later,
      ordinalImplementation.fit(fitted, { unknown: "missing" }, context),
      { unknown: "missing" },
      null,
    );
    expect(list(codes[0])).toEqual([Number.NaN, 1, Number.NaN]);
    const shares = frequencyEncodeImplementation.apply(
      later,
      frequencyEncodeImplementation.fit(fitted, {}, context),
      {},
      null,
    );
    expect(list(shares[0])).toEqual([0, 0.5, 0.25]);
    expect(
      failureOf(() => ordinalImplementation.fit(input([numbers("x", [1])]), { unknown: "missing" }, context)),
    ).toBe("data/not-categorical");
  });
});

describe("target_encode", () => {
  const names = Array.from({ length: 40 }, (_, i) => `u${i}`);
  const params = { folds: 5, smooth: 0 };
  it("never shows a training row its own label", () => {
    const target = Float64Array.from(names, (_, i) => i);
    const own = input([levels("id", names)], { target });
    const { columns } = targetEncodeImplementation.fitApply!(own, params, context);
    // Every level occurs once, so out of fold it is unseen: the mean of the other folds, the same for a whole fold.
    expect(new Set(list(columns[0])).size).toBe(5);
    const changed = target.map((value, i) => (i === 7 ? 1000 : value));
    const again = targetEncodeImplementation.fitApply!({ ...own, target: changed }, params, context).columns;
    expect(list(again[0])[7]).toBe(list(columns[0])[7]);
  });
  it("makes one column per class of many", () => {
    const rows = input([levels("c", ["a", "a", "b"])], {
      target: Float64Array.of(0, 1, 2),
      targetLevels: ["x", "y", "z"],
    });
    const state = targetEncodeImplementation.fit(rows, params, context);
    const encoded = targetEncodeImplementation.apply(rows.columns, state, params, null);
    expect(encoded.map(({ name }) => name)).toEqual(["c_x", "c_y", "c_z"]);
    expect(list(encoded[0])).toEqual([0.5, 0.5, 0]);
    expect(failureOf(() => targetEncodeImplementation.fit(input(rows.columns), params, context))).toBe(
      "data/no-target",
    );
  });
});

describe("pca", () => {
  it("says that a variance overflows, with the column's name", () => {
    const columns = [numbers("a", [1, 2, 3, 5]), numbers("b", [1e200, -1e200, 3e199, 0])];
    expect(failureOf(() => pcaImplementation.fit(input(columns), { n: null, whiten: false }, context))).toBe(
      "data/infinite-values",
    );
  });
});
