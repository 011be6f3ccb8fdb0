// Yeo and Johnson (2000), "A new family of power transformations to improve normality or symmetry".
import type { TransformImplementation } from "../../../runtime/component.ts";
import { minimizeScalar } from "../../../runtime/numeric/brent.ts";
import { meanAndVariance, sortedPresent } from "../../../runtime/numeric/statistics.ts";
import { mapNumbers, mapValues, requireNumbers, usableScale } from "../number-columns.ts";
import type { YeoJohnsonParams } from "./yeo-johnson.decl.ts";

type YeoJohnsonState = { readonly power: Float64Array; readonly mean: Float64Array; readonly scale: Float64Array };

const NEAR_ZERO = 2.3e-16;

function transformed(x: number, power: number): number {
  if (x >= 0) return Math.abs(power) < NEAR_ZERO ? Math.log1p(x) : ((x + 1) ** power - 1) / power;
  return Math.abs(power - 2) < NEAR_ZERO ? -Math.log1p(-x) : -((1 - x) ** (2 - power) - 1) / (2 - power);
}

function restored(y: number, power: number): number {
  if (y >= 0) return Math.abs(power) < NEAR_ZERO ? Math.expm1(y) : (y * power + 1) ** (1 / power) - 1;
  return Math.abs(power - 2) < NEAR_ZERO ? -Math.expm1(-y) : 1 - (1 - (2 - power) * y) ** (1 / (2 - power));
}

/** The power of largest profile likelihood for values without NaN; 1 (no change) for a column without spread. */
function fitPower(present: Float64Array): number {
  if (!(meanAndVariance(present).variance > 0)) return 1;
  const logs = present.reduce((sum, x) => sum + Math.sign(x) * Math.log1p(Math.abs(x)), 0);
  const negativeLikelihood = (power: number): number => {
    const { variance } = meanAndVariance(present.map((x) => transformed(x, power)));
    // A vanishing or overflowing variance comes from an extreme power: never the answer.
    if (!(variance > 1e-300) || !Number.isFinite(variance)) return Number.MAX_VALUE;
    return (present.length / 2) * Math.log(variance) - (power - 1) * logs;
  };
  return minimizeScalar(negativeLikelihood, -2, 2).x;
}

export const yeoJohnsonImplementation: TransformImplementation<YeoJohnsonParams, YeoJohnsonState> = {
  fit: ({ columns }, { standardize }) => {
    // Sorted, so that rounding in flat likelihoods does not depend on the order of rows.
    const sorted = columns.map((column) => sortedPresent(requireNumbers(column).values));
    const power = Float64Array.from(sorted, (values) => fitPower(values));
    const statistics = sorted.map((values, j) => meanAndVariance(values.map((value) => transformed(value, power[j]!))));
    return {
      power,
      mean: Float64Array.from(statistics, (s) => (standardize && s.count > 0 ? s.mean : 0)),
      scale: Float64Array.from(statistics, (s) => (standardize ? usableScale(Math.sqrt(s.variance)) : 1)),
    };
  },
  apply: (columns, { power, mean, scale }) =>
    columns.map((column, j) =>
      mapNumbers(column, "float", (value) => (transformed(value, power[j]!) - mean[j]!) / scale[j]!),
    ),
  invert: (values, { power, mean, scale }) =>
    mapValues(values, (value) => restored(value * scale[0]! + mean[0]!, power[0]!)),
};
