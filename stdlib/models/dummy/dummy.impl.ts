// Predictions from the labels alone, as scikit-learn's DummyRegressor and DummyClassifier.
import {
  ComponentError,
  type Prediction,
  type TabularData,
  type TabularImplementation,
} from "../../../runtime/component.ts";
import { createRandom } from "../../../runtime/numeric/random.ts";
import { weightedQuantile } from "../../../runtime/numeric/statistics.ts";
import { requireRows } from "../design-matrix.ts";
import type { DummyParams } from "./dummy.decl.ts";

export type DummyState =
  | { readonly kind: "value"; readonly value: number }
  | { readonly kind: "shares"; readonly shares: Float64Array }
  /** Every row gets a random class, drawn with these shares from a generator of this seed. */
  | { readonly kind: "draw"; readonly shares: Float64Array; readonly seed: number };

function wrongStrategy(strategy: string, task: string, known: string): ComponentError {
  return new ComponentError(
    "param/dummy-strategy",
    `\`dummy\` has no strategy \`${strategy}\` for ${task}`,
    `use ${known}`,
  );
}

function fitValue({ label, weight }: TabularData, params: DummyParams): DummyState {
  switch (params.strategy) {
    case "auto":
    case "mean":
      return { kind: "value", value: weightedMean(label, weight) };
    case "median":
      return { kind: "value", value: weightedQuantile(label, weight, 0.5) };
    case "quantile":
      return { kind: "value", value: weightedQuantile(label, weight, params.quantile) };
    case "constant":
      if (typeof params.constant === "number") return { kind: "value", value: params.constant };
      throw new ComponentError(
        "param/dummy-constant",
        "`dummy(strategy: constant)` needs a number",
        "give `constant:`",
      );
    case "prior":
    case "most_frequent":
    case "stratified":
    case "uniform":
      throw wrongStrategy(params.strategy, "numbers", "`mean`, `median`, `quantile` or `constant`");
  }
}

function weightedMean(values: Float64Array, weights: Float64Array | null): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    sum += values[i]! * weight;
    total += weight;
  }
  return sum / total;
}

const oneHot = (classes: readonly string[], chosen: number): DummyState => ({
  kind: "shares",
  shares: Float64Array.from(classes, (_, k) => (k === chosen ? 1 : 0)),
});

function fitClasses(
  { label, weight }: TabularData,
  classes: readonly string[],
  params: DummyParams,
  seed: number,
): DummyState {
  const counts = new Float64Array(classes.length);
  for (let i = 0; i < label.length; i++) counts[label[i]!] = counts[label[i]!]! + (weight === null ? 1 : weight[i]!);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const shares = counts.map((count) => count / total);
  switch (params.strategy) {
    case "auto":
    case "prior":
      return { kind: "shares", shares };
    case "most_frequent":
      return oneHot(classes, counts.indexOf(Math.max(...counts)));
    case "stratified":
      return { kind: "draw", shares, seed };
    case "uniform":
      return { kind: "draw", shares: shares.map(() => 1 / classes.length), seed };
    case "constant": {
      const chosen = classes.indexOf(String(params.constant));
      if (chosen >= 0) return oneHot(classes, chosen);
      throw new ComponentError(
        "param/unknown-class",
        `\`dummy\` got the class \`${String(params.constant)}\`, which does not exist`,
        `the classes are ${classes.map((level) => `\`${level}\``).join(", ")}`,
      );
    }
    case "mean":
    case "median":
    case "quantile":
      throw wrongStrategy(
        params.strategy,
        "classes",
        "`prior`, `most_frequent`, `stratified`, `uniform` or `constant`",
      );
  }
}

function predict(rows: number, state: DummyState): Prediction {
  if (state.kind === "value") return { kind: "values", values: new Float64Array(rows).fill(state.value) };
  const classes = state.shares.length;
  const probabilities = new Float64Array(rows * classes);
  if (state.kind === "shares") {
    for (let i = 0; i < rows; i++) probabilities.set(state.shares, i * classes);
    return { kind: "probabilities", probabilities, classes };
  }
  const random = createRandom(state.seed, "dummy");
  for (let i = 0; i < rows; i++) {
    let rest = random.uniform();
    let chosen = 0;
    while (chosen < classes - 1 && rest >= state.shares[chosen]!) rest -= state.shares[chosen++]!;
    probabilities[i * classes + chosen] = 1;
  }
  return { kind: "probabilities", probabilities, classes };
}

export const dummyImplementation: TabularImplementation<DummyParams, DummyState> = {
  input: "tabular",
  fit: (data, params, { random }) => {
    requireRows(data.rows, "dummy");
    const state =
      data.classes === null
        ? fitValue(data, params)
        : fitClasses(data, data.classes, params, random.derive("dummy").below(2 ** 32));
    return { state, rounds: null };
  },
  predict: (_features, rows, state) => predict(rows, state),
};
