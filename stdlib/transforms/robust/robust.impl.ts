import type { TransformImplementation } from "../../../runtime/component.ts";
import { numbersIn } from "../../../runtime/frame/column-rows.ts";
import { quantiles } from "../../../runtime/numeric/statistics.ts";
import { mapValues, requireNumbers, scaleNumbers, usableScale } from "../number-columns.ts";
import type { RobustParams } from "./robust.decl.ts";

export type RobustState = { readonly center: Float64Array; readonly scale: Float64Array };

export const robustImplementation: TransformImplementation<RobustParams, RobustState> = {
  byColumn: true,
  fit: ({ columns }, { low, high }) => {
    const found = columns.map((column) => quantiles(numbersIn(requireNumbers(column)), [0.5, low, high]));
    return {
      center: Float64Array.from(found, ([middle]) => (Number.isNaN(middle!) ? 0 : middle!)),
      scale: Float64Array.from(found, ([, lower, upper]) => usableScale(upper! - lower!)),
    };
  },
  apply: (columns, { center, scale }) => columns.map((column, j) => scaleNumbers(column, center[j]!, scale[j]!)),
  invert: (values, { center, scale }) => mapValues(values, (value) => value * scale[0]! + center[0]!),
};
