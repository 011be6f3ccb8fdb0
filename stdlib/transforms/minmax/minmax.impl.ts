import type { TransformImplementation } from "../../../runtime/component.ts";
import { numbersIn } from "../../../runtime/frame/column-rows.ts";
import { mapNumbers, mapValues, requireNumbers, usableScale } from "../number-columns.ts";
import type { MinmaxParams } from "./minmax.decl.ts";

export type MinmaxState = { readonly min: Float64Array; readonly range: Float64Array };

export const minmaxImplementation: TransformImplementation<MinmaxParams, MinmaxState> = {
  byColumn: true,
  fit: ({ columns }) => {
    const found = columns.map((column) => numbersIn(requireNumbers(column)).range());
    return {
      min: Float64Array.from(found, ({ min, max }) => (min > max ? 0 : min)),
      range: Float64Array.from(found, ({ min, max }) => usableScale(max - min)),
    };
  },
  apply: (columns, { min, range }, { low, high, clip }) =>
    columns.map((column, j) =>
      mapNumbers(column, "float", (value) => {
        const mapped = ((value - min[j]!) / range[j]!) * (high - low) + low;
        return clip ? Math.min(high, Math.max(low, mapped)) : mapped;
      }),
    ),
  invert: (values, { min, range }, { low, high }) =>
    mapValues(values, (value) => ((value - low) / (high - low)) * range[0]! + min[0]!),
};
