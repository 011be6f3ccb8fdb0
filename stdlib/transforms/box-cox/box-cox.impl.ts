// Box and Cox (1964), "An analysis of transformations".
import { ComponentError, type TransformImplementation } from "../../../runtime/component.ts";
import type { NumberColumn } from "../../../runtime/frame/frame.ts";
import { sortedPresent } from "../../../runtime/numeric/selection.ts";
import { requireNumbers } from "../number-columns.ts";
import { applyPower, fitPowerTransform, invertPower, type PowerFamily, type PowerState } from "../power-transform.ts";
import type { BoxCoxParams } from "./box-cox.decl.ts";

const NEAR_ZERO = 2.3e-16;

/** Values of 0 or less have no power: outside training they become missing. */
const family: PowerFamily = {
  transformed: (x, power) => {
    if (!(x > 0)) return Number.NaN;
    return Math.abs(power) < NEAR_ZERO ? Math.log(x) : Math.expm1(power * Math.log(x)) / power;
  },
  restored: (y, power) => (Math.abs(power) < NEAR_ZERO ? Math.exp(y) : Math.exp(Math.log1p(power * y) / power)),
  logDerivative: (x, power) => (power - 1) * Math.log(x),
};

function positiveValues(column: NumberColumn): Float64Array {
  const present = sortedPresent(column.values);
  const least = present[0];
  if (least === undefined || least > 0) return present;
  throw new ComponentError(
    "data/outside-domain",
    `column \`${column.name}\` holds ${least}, where \`box_cox\` needs values above 0`,
    "use `yeo_johnson()`, which takes zero and negative values",
  );
}

export const boxCoxImplementation: TransformImplementation<BoxCoxParams, PowerState> = {
  fit: ({ columns }, { standardize }) =>
    fitPowerTransform(
      columns.map((column) => positiveValues(requireNumbers(column))),
      family,
      standardize,
    ),
  apply: (columns, state) => applyPower(columns, state, family),
  invert: (values, state) => invertPower(values, state, family),
};
