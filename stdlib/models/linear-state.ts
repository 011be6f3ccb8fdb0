// The state of linear regressions and how it predicts.
import type { Prediction } from "../../runtime/component.ts";
import type { FrameColumn } from "../../runtime/frame/frame.ts";
import { times } from "../../runtime/numeric/gram.ts";
import { designMatrix } from "./design-matrix.ts";

export type LinearState = {
  readonly names: readonly string[];
  readonly coefficients: Float64Array;
  readonly intercept: number;
};

export function predictLinear(
  features: readonly FrameColumn[],
  rows: number,
  state: LinearState,
  model: string,
): Prediction {
  const x = designMatrix(features, rows, model);
  return { kind: "values", values: times(x.values, rows, x.columns, state.coefficients, state.intercept) };
}

export const coefficientsByName = ({ names, coefficients }: LinearState): Readonly<Record<string, number>> =>
  Object.fromEntries(names.map((name, j) => [name, coefficients[j]!]));
