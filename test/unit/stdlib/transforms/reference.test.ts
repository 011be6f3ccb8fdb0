import { describe, expect, it } from "vitest";
import type { TransformInput } from "../../../../runtime/component.ts";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { bins } from "../../../../stdlib/transforms/bins/bins.decl.ts";
import { binsImplementation } from "../../../../stdlib/transforms/bins/bins.impl.ts";
import { impute } from "../../../../stdlib/transforms/impute/impute.decl.ts";
import { imputeImplementation } from "../../../../stdlib/transforms/impute/impute.impl.ts";
import { minmax } from "../../../../stdlib/transforms/minmax/minmax.decl.ts";
import { minmaxImplementation } from "../../../../stdlib/transforms/minmax/minmax.impl.ts";
import { onehot } from "../../../../stdlib/transforms/onehot/onehot.decl.ts";
import { onehotImplementation } from "../../../../stdlib/transforms/onehot/onehot.impl.ts";
import { ordinal } from "../../../../stdlib/transforms/ordinal/ordinal.decl.ts";
import { ordinalImplementation } from "../../../../stdlib/transforms/ordinal/ordinal.impl.ts";
import { robust } from "../../../../stdlib/transforms/robust/robust.decl.ts";
import { robustImplementation } from "../../../../stdlib/transforms/robust/robust.impl.ts";
import { standardize } from "../../../../stdlib/transforms/standardize/standardize.decl.ts";
import { standardizeImplementation } from "../../../../stdlib/transforms/standardize/standardize.impl.ts";
import { targetEncode } from "../../../../stdlib/transforms/target-encode/target-encode.decl.ts";
import { targetEncodeImplementation } from "../../../../stdlib/transforms/target-encode/target-encode.impl.ts";
import { yeoJohnson } from "../../../../stdlib/transforms/yeo-johnson/yeo-johnson.decl.ts";
import { yeoJohnsonImplementation } from "../../../../stdlib/transforms/yeo-johnson/yeo-johnson.impl.ts";
import { largestDifference, levels, numbers, valuesOf } from "../../../reference/columns.ts";
import { parametersOf } from "../../../reference/default-parameters.ts";
import expected from "../../../reference/transforms.json" with { type: "json" };

const context = { random: createRandom(1) };
const matrix = (rows: readonly (readonly (number | null)[])[]): readonly FrameColumn[] =>
  rows[0]!.map((_, j) =>
    numbers(
      `x${j}`,
      rows.map((row) => row[j]!),
    ),
  );
const input = (columns: readonly FrameColumn[], target: readonly number[] | null = null): TransformInput => ({
  columns,
  rows: expected.x.length,
  target: target === null ? null : Float64Array.from(target),
  targetLevels: null,
  weight: null,
  order: null,
});

function expectColumns(
  got: readonly FrameColumn[],
  want: readonly (readonly (number | null)[])[],
  tolerance = 1e-12,
): void {
  expect(got.length).toBe(want[0]!.length);
  got.forEach((column, j) => {
    const difference = largestDifference(
      valuesOf(column),
      want.map((row) => row[j]!),
    );
    expect(difference, column.name).toBeLessThan(tolerance);
  });
}

describe("transforms equal scikit-learn", () => {
  const x = matrix(expected.x);
  it("standardize", () => {
    const params = parametersOf(standardize.params);
    const state = standardizeImplementation.fit(input(x), params, context);
    expectColumns(standardizeImplementation.apply(x, state, params, null), expected.standardize);
  });
  it("minmax", () => {
    const params = parametersOf(minmax.params);
    const state = minmaxImplementation.fit(input(x), params, context);
    expectColumns(minmaxImplementation.apply(x, state, params, null), expected.minmax);
  });
  it("robust", () => {
    const params = parametersOf(robust.params);
    const state = robustImplementation.fit(input(x), params, context);
    expectColumns(robustImplementation.apply(x, state, params, null), expected.robust);
  });
  it("yeo_johnson", () => {
    const params = parametersOf(yeoJohnson.params);
    const state = yeoJohnsonImplementation.fit(input(x), params, context);
    expect(largestDifference(state.power, expected.yeo_johnson_power)).toBeLessThan(1e-5);
    expectColumns(yeoJohnsonImplementation.apply(x, state, params, null), expected.yeo_johnson, 1e-5);
  });
  it.each(["mean", "median", "mode"] as const)("impute(%s)", (strategy) => {
    const rounded = matrix(expected.rounded);
    const params = parametersOf(impute.params, { strategy });
    const state = imputeImplementation.fit(input(rounded), params, context);
    expectColumns(imputeImplementation.apply(rounded, state, params, null), expected[`impute_${strategy}`]);
  });
  it.each(["quantile", "width"] as const)("bins by %s", (by) => {
    const params = parametersOf(bins.params, { n: 4, by });
    const state = binsImplementation.fit(input([x[1]!]), params, context);
    const [column] = binsImplementation.apply([x[1]!], state, params, null);
    expect(Array.from(valuesOf(column))).toEqual(expected[`bins_${by}`]);
  });
  const city = [levels("city", expected.levels)];
  it("onehot", () => {
    const params = parametersOf(onehot.params);
    const encoded = onehotImplementation.apply(
      city,
      onehotImplementation.fit(input(city), params, context),
      params,
      null,
    );
    expectColumns(encoded, expected.onehot);
    expect(encoded.map(({ name }) => name)).toEqual(
      ["city=a", "city=b", "city=c", "city=d", "city=e"].slice(0, encoded.length),
    );
  });
  it("ordinal", () => {
    const params = parametersOf(ordinal.params);
    const [column] = ordinalImplementation.apply(
      city,
      ordinalImplementation.fit(input(city), params, context),
      params,
      null,
    );
    expect(Array.from(valuesOf(column))).toEqual(expected.ordinal);
  });
  it.each([
    ["auto", expected.target_auto],
    [10, expected.target_10],
  ] as const)("target_encode(smooth: %s)", (smooth, want) => {
    const params = parametersOf(targetEncode.params, { smooth });
    const state = targetEncodeImplementation.fit(input(city, expected.target), params, context);
    const [column] = targetEncodeImplementation.apply(city, state, params, null);
    expect(largestDifference(valuesOf(column), want)).toBeLessThan(1e-12);
  });
});
