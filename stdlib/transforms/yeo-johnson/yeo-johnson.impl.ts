// Yeo and Johnson (2000), "A new family of power transformations to improve normality or symmetry".
import type { TransformImplementation } from "../../../runtime/component.ts";
import { sortedPresent } from "../../../runtime/numeric/selection.ts";
import { requireNumbers } from "../number-columns.ts";
import { applyPower, fitPowerTransform, invertPower, type PowerFamily, type PowerState } from "../power-transform.ts";
import type { YeoJohnsonParams } from "./yeo-johnson.decl.ts";

const NEAR_ZERO = 2.3e-16;

const family: PowerFamily = {
  transformed: (x, power) => {
    if (x >= 0) return Math.abs(power) < NEAR_ZERO ? Math.log1p(x) : ((x + 1) ** power - 1) / power;
    return Math.abs(power - 2) < NEAR_ZERO ? -Math.log1p(-x) : -((1 - x) ** (2 - power) - 1) / (2 - power);
  },
  restored: (y, power) => {
    if (y >= 0) return Math.abs(power) < NEAR_ZERO ? Math.expm1(y) : (y * power + 1) ** (1 / power) - 1;
    return Math.abs(power - 2) < NEAR_ZERO ? -Math.expm1(-y) : 1 - (1 - (2 - power) * y) ** (1 / (2 - power));
  },
  logDerivative: (x, power) => (power - 1) * Math.sign(x) * Math.log1p(Math.abs(x)),
};

export const yeoJohnsonImplementation: TransformImplementation<YeoJohnsonParams, PowerState> = {
  fit: ({ columns }, { standardize }) =>
    fitPowerTransform(
      columns.map((column) => sortedPresent(requireNumbers(column).values)),
      family,
      standardize,
    ),
  apply: (columns, state) => applyPower(columns, state, family),
  invert: (values, state) => invertPower(values, state, family),
};
