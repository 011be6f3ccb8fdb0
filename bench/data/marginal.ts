// pipec's standard library with one more model, so that something reads the prepared columns: `marginal`, one simple regression
// per feature, averaged.
import type { TabularImplementation } from "../../runtime/component.ts";
import { numbersIn } from "../../runtime/frame/column-rows.ts";
import type { FrameColumn } from "../../runtime/frame/frame.ts";
import type { ModelDeclaration, Registry } from "../../specs/component.ts";
import { standardLibrary } from "../../stdlib/declarations.ts";
import { implementations } from "../../stdlib/implementations.ts";

const declaration: ModelDeclaration = {
  family: "model",
  name: "marginal",
  doc: "The mean of the label plus the mean of its simple regressions on standardized features.",
  params: {},
  tasks: ["regress"],
  input: "tabular",
  acceptsMissing: false,
  acceptsCategories: false,
  ignoresFeatures: false,
  invariantToMonotone: false,
  rounds: null,
  obviousFor: [],
  probabilities: false,
};

type State = { readonly mean: number; readonly slopes: Float64Array };

const visit = (column: FrameColumn, each: (values: Float64Array, start: number) => void): void => {
  if (column.kind !== "number") throw new TypeError(`${column.name} is text`);
  numbersIn(column).visit(each);
};

function covariance(values: Float64Array, label: Float64Array, start: number, mean: number): number {
  let sum = 0;
  let other = 0;
  for (let i = 0; i + 1 < values.length; i += 2) {
    sum += values[i]! * (label[start + i]! - mean);
    other += values[i + 1]! * (label[start + i + 1]! - mean);
  }
  const last = values.length - 1;
  return sum + other + (last % 2 === 0 ? values[last]! * (label[start + last]! - mean) : 0);
}

function addScaled(to: Float64Array, start: number, factor: number, values: Float64Array): void {
  for (let i = 0; i < values.length; i++) to[start + i]! += factor * values[i]!;
}

const marginal: TabularImplementation<object, State> = {
  input: "tabular",
  fit: ({ features, label, rows }) => {
    let total = 0;
    for (let row = 0; row < rows; row++) total += label[row]!;
    const mean = total / rows;
    const slopes = Float64Array.from(features, (column) => {
      let sum = 0;
      visit(column, (values, start) => {
        sum += covariance(values, label, start, mean);
      });
      return sum / rows;
    });
    return { state: { mean, slopes }, rounds: null };
  },
  predict: (features, rows, { mean, slopes }) => {
    const predicted = new Float64Array(rows).fill(mean);
    for (const [j, column] of features.entries()) {
      const slope = slopes[j]! / features.length;
      visit(column, (values, start) => {
        addScaled(predicted, start, slope, values);
      });
    }
    return { kind: "values", values: predicted };
  },
};

export const registry: Registry = { components: [...standardLibrary.components, declaration] };
export const extended = {
  ...implementations,
  models: { ...implementations.models, marginal: marginal as unknown as (typeof implementations.models)[string] },
};
