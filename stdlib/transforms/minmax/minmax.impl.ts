import type { TransformImplementation } from "../../../runtime/component.ts";
import type { Numbers } from "../../../runtime/frame/column-rows.ts";
import { mapNumbers, mapValues, perColumn, usableScale } from "../number-columns.ts";
import type { MinmaxParams } from "./minmax.decl.ts";

export type MinmaxState = { readonly min: Float64Array; readonly range: Float64Array };

function extreme(numbers: Numbers, pick: (a: number, b: number) => number): number {
  let found = Number.NaN;
  numbers.visit((values) => {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (!Number.isNaN(value)) found = Number.isNaN(found) ? value : pick(found, value);
    }
  });
  return found;
}

export const minmaxImplementation: TransformImplementation<MinmaxParams, MinmaxState> = {
  fit: ({ columns }) => {
    const min = perColumn(columns, (values) => extreme(values, Math.min));
    const max = perColumn(columns, (values) => extreme(values, Math.max));
    return {
      min: min.map((value) => (Number.isNaN(value) ? 0 : value)),
      range: max.map((value, j) => usableScale(value - min[j]!)),
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
