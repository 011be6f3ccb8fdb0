// The state of linear regressions and how it predicts.
import type { Prediction } from "../../runtime/component.ts";
import type { FrameColumn } from "../../runtime/frame/frame.ts";
import { times } from "../../runtime/numeric/gram.ts";
import { numberColumns, requireFinite } from "./design-matrix.ts";

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
  const columns = numberColumns(features, model);
  const values = times(columns, rows, state.coefficients, state.intercept);
  requireComplete(features, rows, [state.coefficients], [values], model);
  return { kind: "values", values };
}

/** Missing values show in the scores they enter; only what no coefficient looks at must be looked at itself. */
export function requireComplete(
  features: readonly FrameColumn[],
  rows: number,
  coefficients: readonly Float64Array[],
  scores: readonly Float64Array[],
  model: string,
): void {
  requireFinite(
    scores.every(allFinite) ? features.filter((_, j) => coefficients.some((vector) => vector[j] === 0)) : features,
    rows,
    model,
  );
}

function allFinite(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) return false;
  return true;
}

export const coefficientsByName = ({ names, coefficients }: LinearState): Readonly<Record<string, number>> =>
  Object.fromEntries(names.map((name, j) => [name, coefficients[j]!]));
