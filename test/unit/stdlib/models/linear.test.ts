import { describe, expect, it } from "vitest";
import { ComponentError, type TabularData } from "../../../../runtime/component.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { elasticNet } from "../../../../stdlib/models/elastic-net/elastic-net.decl.ts";
import { elasticNetImplementation } from "../../../../stdlib/models/elastic-net/elastic-net.impl.ts";
import { lasso } from "../../../../stdlib/models/lasso/lasso.decl.ts";
import { lassoImplementation } from "../../../../stdlib/models/lasso/lasso.impl.ts";
import { linear } from "../../../../stdlib/models/linear/linear.decl.ts";
import { linearImplementation } from "../../../../stdlib/models/linear/linear.impl.ts";
import { logistic } from "../../../../stdlib/models/logistic/logistic.decl.ts";
import { logisticImplementation } from "../../../../stdlib/models/logistic/logistic.impl.ts";
import { ridge } from "../../../../stdlib/models/ridge/ridge.decl.ts";
import { ridgeImplementation } from "../../../../stdlib/models/ridge/ridge.impl.ts";
import { largestDifference, levels, numbers } from "../../../reference/columns.ts";
import { parametersOf } from "../../../reference/default-parameters.ts";
import expected from "../../../reference/linear.json" with { type: "json" };
import { createSequence } from "../../../reference/sequence.ts";

const s = createSequence(11);
const rows = 60;
const scale = [1, 10, 0.1, 3];
const shift = [0, 5, 0, -1];
const slopes = [1.5, -0.4, 20, 0.3];
const columns = scale.map((factor, j) => s.uniforms(rows).map((u) => u * factor + shift[j]!));
const noise = s.uniforms(rows).map((u) => u - 0.5);
const weight = s.uniforms(rows).map((u) => 1 + Math.floor(3 * u));
const y = noise.map((e, i) => 2 + columns.reduce((sum, column, j) => sum + column[i]! * slopes[j]!, 0) + e);
const sum = columns[0]!.map((value, i) => value + columns[1]![i]!);

const data = (
  inputs: readonly Float64Array[],
  label: ArrayLike<number>,
  extra: Partial<TabularData> = {},
): TabularData => ({
  rows: label.length,
  features: inputs.map((values, j) => numbers(`x${j}`, values)),
  label: Float64Array.from(label),
  classes: null,
  weight: null,
  ...extra,
});
const context = { task: "regress", random: createRandom(1), validate: null, patience: null } as const;
const classify = { ...context, task: "classify" } as const;

const regressions = [
  ["linear", data(columns, y), null],
  ["linear_weighted", data(columns, y, { weight }), null],
  ["linear_deficient", data([...columns, sum], y), null],
  [
    "linear_wide",
    data(
      columns.map((column) => column.slice(0, 3)),
      y.slice(0, 3),
    ),
    null,
  ],
  ["ridge_0.1", data(columns, y), 0.1],
  ["ridge_1", data(columns, y), 1],
  ["ridge_50", data(columns, y), 50],
  ["ridge_weighted", data([...columns, sum], y, { weight }), 2],
] as const;

describe("linear regressions equal scikit-learn", () => {
  it.each(regressions)("%s", (name, rowsOf, alpha) => {
    const { state } =
      alpha === null
        ? linearImplementation.fit(rowsOf, parametersOf(linear.params), context)
        : ridgeImplementation.fit(rowsOf, parametersOf(ridge.params, { alpha }), context);
    expect(largestDifference(state.coefficients, expected[name].coefficients)).toBeLessThan(1e-8);
    expect(state.intercept).toBeCloseTo(expected[name].intercept, 7);
  });
});

const classifications = [
  ["logistic", expected.binary, {}],
  ["logistic_c10", expected.binary, { c: 10 }],
  ["logistic_balanced", expected.binary, { class_weight: "balanced" as const }],
  ["logistic_no_intercept", expected.binary, { intercept: false }],
  ["multinomial", expected.three, {}],
] as const;

describe("logistic regression equals scikit-learn", () => {
  it.each(classifications)("%s", (name, label, changed) => {
    const classes = ["a", "b", "c"].slice(0, 1 + Math.max(...label));
    const params = parametersOf(logistic.params, changed);
    const { state } = logisticImplementation.fit(data(columns, label, { classes }), params, classify);
    state.coefficients.forEach((w, k) => {
      expect(largestDifference(w, expected[name].coefficients[k]!)).toBeLessThan(1e-5);
    });
    expect(largestDifference(state.intercepts, expected[name].intercepts)).toBeLessThan(1e-5);
    const head = columns.map((column, j) => numbers(`x${j}`, column.slice(0, 5)));
    const prediction = logisticImplementation.predict(head, 5, state, params);
    const got = prediction.kind === "probabilities" ? prediction.probabilities : [];
    expect(largestDifference(got, expected[name].probabilities.flat())).toBeLessThan(1e-6);
  });

  it("reaches the optimum with many coefficients, where Newton steps would be dear", () => {
    const many = Array.from({ length: 260 }, (_, j) => columns[j % 4]!.map((value, i) => value + ((i * (j + 3)) % 7)));
    const params = parametersOf(logistic.params, { c: 0.05 });
    const rowsOf = data(many, expected.binary, { classes: ["a", "b"] });
    const { state } = logisticImplementation.fit(rowsOf, params, classify);
    const prediction = logisticImplementation.predict(rowsOf.features, rows, state, params);
    const probabilities = prediction.kind === "probabilities" ? prediction.probabilities : new Float64Array(0);
    const slopesAtOptimum = many.map((column, j) =>
      column.reduce(
        (total, value, i) => total + value * (probabilities[2 * i + 1]! - expected.binary[i]!),
        state.coefficients[0]![j]! / 0.05,
      ),
    );
    expect(largestDifference(slopesAtOptimum, new Float64Array(260))).toBeLessThan(1e-4);
  });

  it("gives a class without rows probability 0", () => {
    const params = parametersOf(logistic.params);
    const rowsOf = data(columns, expected.binary, { classes: ["a", "b", "never"] });
    const { state } = logisticImplementation.fit(rowsOf, params, classify);
    const prediction = logisticImplementation.predict(rowsOf.features, rows, state, params);
    expect(prediction.kind === "probabilities" && prediction.probabilities[2]).toBe(0);
  });
});

describe("linear models refuse what they cannot use", () => {
  const failureOf = (attempt: () => unknown): string => {
    try {
      attempt();
    } catch (error) {
      if (error instanceof ComponentError) return error.id;
      throw error;
    }
    return "no error";
  };
  const params = parametersOf(linear.params);
  it("names the kind of failure", () => {
    const one = data(columns, new Float64Array(rows), { classes: ["a", "b"] });
    expect(failureOf(() => logisticImplementation.fit(one, parametersOf(logistic.params), classify))).toBe(
      "data/one-class",
    );
    expect(failureOf(() => linearImplementation.fit(data([], []), params, context))).toBe("data/no-rows");
    const missing = data([Float64Array.of(1, Number.NaN)], [1, 2]);
    expect(failureOf(() => linearImplementation.fit(missing, params, context))).toBe("data/missing-values");
    const category = { ...data([], [1, 2]), features: [levels("city", ["a", "b"])] };
    expect(failureOf(() => linearImplementation.fit(category, params, context))).toBe("data/not-numeric");
  });
  it("fits one row and a constant column", () => {
    const single = linearImplementation.fit(data([Float64Array.of(3)], [7]), params, context).state;
    expect(single.intercept + 3 * single.coefficients[0]!).toBeCloseTo(7, 12);
    const constant = ridgeImplementation.fit(
      data([new Float64Array(4).fill(2)], [1, 2, 3, 4]),
      parametersOf(ridge.params),
      context,
    );
    expect(constant.state.coefficients[0]).toBe(0);
    expect(constant.state.intercept).toBe(2.5);
  });
});

it.each([
  ["linear", () => linearImplementation.fit(vast(null), parametersOf(linear.params), context)],
  ["ridge", () => ridgeImplementation.fit(vast(null), parametersOf(ridge.params), context)],
  ["logistic", () => logisticImplementation.fit(vast(["a", "b"]), parametersOf(logistic.params), classify)],
])("%s says that numbers are too large, rather than learn what is none", (_name, fit) => {
  expect(fit).toThrow(ComponentError);
});

const times = (unit: number) => data([columns[0]!.map((value) => value * unit), columns[1]!], y);

it.each([
  ["linear", () => linearImplementation.fit(times(1e200), parametersOf(linear.params), context)],
  ["ridge", () => ridgeImplementation.fit(times(1e200), parametersOf(ridge.params), context)],
  ["lasso", () => lassoImplementation.fit(times(1e200), parametersOf(lasso.params), context)],
  ["elastic_net", () => elasticNetImplementation.fit(times(1e200), parametersOf(elasticNet.params), context)],
])("%s says that squares of numbers are too large, rather than leave their column out", (_name, fit) => {
  expect(fit).toThrow("too large");
});

it("logistic learns from numbers whose squares no number holds as from large ones", () => {
  const probabilities = (unit: number): readonly number[] => {
    const label = y.map((value) => (value > 2 ? 1 : 0));
    const table = { ...times(unit), label, classes: ["a", "b"] };
    const params = parametersOf(logistic.params);
    const { state } = logisticImplementation.fit(table, params, classify);
    const predicted = logisticImplementation.predict(table.features, rows, state, params);
    return predicted.kind === "probabilities" ? [...predicted.probabilities] : [];
  };
  const large = probabilities(1e100);
  expect(large.length).toBe(2 * rows);
  expect(largestDifference(probabilities(1e200), large)).toBeLessThan(1e-6);
});

/** Numbers whose sum is infinite. */
function vast(classes: readonly string[] | null): TabularData {
  const half = Array.from({ length: rows }, (_, i) => (i % 5 === 0 ? -1.7e308 : 1.7e308));
  return data(
    [Float64Array.from(half)],
    Float64Array.from(half, (_, i) => i % 2),
    { classes },
  );
}
