// What the power transforms share: one power per column by maximum likelihood, and the way back.
import type { FrameColumn, NumberColumn } from "../../runtime/frame/frame.ts";
import { minimizeScalar } from "../../runtime/numeric/brent.ts";
import { meanAndVariance } from "../../runtime/numeric/statistics.ts";
import { mapNumbers, mapValues, usableScale } from "./number-columns.ts";

export interface PowerFamily {
  readonly transformed: (x: number, power: number) => number;
  readonly restored: (y: number, power: number) => number;
  /** Logarithm of the derivative of `transformed` at x. */
  readonly logDerivative: (x: number, power: number) => number;
}

export type PowerState = {
  readonly power: Float64Array;
  readonly mean: Float64Array;
  readonly scale: Float64Array;
};

/** `sorted`: the present values per column, rising, so that rounding in flat likelihoods does not depend on row order. */
export function fitPowerTransform(
  sorted: readonly Float64Array[],
  family: PowerFamily,
  standardize: boolean,
): PowerState {
  const power = Float64Array.from(sorted, (values) => fitPower(values, family));
  const statistics = sorted.map((values, j) =>
    meanAndVariance(values.map((value) => family.transformed(value, power[j]!))),
  );
  return {
    power,
    mean: Float64Array.from(statistics, (s) => (standardize && s.count > 0 ? s.mean : 0)),
    scale: Float64Array.from(statistics, (s) => (standardize ? usableScale(Math.sqrt(s.variance)) : 1)),
  };
}

/** The power of largest profile likelihood for values without NaN; 1 (no change) for a column without spread. */
function fitPower(present: Float64Array, family: PowerFamily): number {
  if (!(meanAndVariance(present).variance > 0)) return 1;
  // Linear in the power - 1 for every family in use, so it is summed once.
  const slope = present.reduce((sum, x) => sum + family.logDerivative(x, 2), 0);
  const negativeLikelihood = (power: number): number => {
    const { variance } = meanAndVariance(present.map((x) => family.transformed(x, power)));
    // A vanishing or overflowing variance comes from an extreme power: never the answer.
    if (!(variance > 1e-300) || !Number.isFinite(variance)) return Number.MAX_VALUE;
    return (present.length / 2) * Math.log(variance) - (power - 1) * slope;
  };
  return minimizeScalar(negativeLikelihood, -2, 2).x;
}

export const applyPower = (
  columns: readonly FrameColumn[],
  { power, mean, scale }: PowerState,
  family: PowerFamily,
): readonly NumberColumn[] =>
  columns.map((column, j) =>
    mapNumbers(column, "float", (value) => (family.transformed(value, power[j]!) - mean[j]!) / scale[j]!),
  );

export const invertPower = (values: Float64Array, { power, mean, scale }: PowerState, family: PowerFamily) =>
  mapValues(values, (value) => family.restored(value * scale[0]! + mean[0]!, power[0]!));
