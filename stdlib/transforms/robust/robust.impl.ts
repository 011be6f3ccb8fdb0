import { ComponentError, type TransformImplementation } from "../../../runtime/component.ts";
import { quantileOfSorted, sortedPresent } from "../../../runtime/numeric/statistics.ts";
import { mapNumbers, mapValues, requireNumbers, usableScale } from "../number-columns.ts";
import type { RobustParams } from "./robust.decl.ts";

export type RobustState = { readonly center: Float64Array; readonly scale: Float64Array };

export const robustImplementation: TransformImplementation<RobustParams, RobustState> = {
  fit: ({ columns }, { low, high }) => {
    if (low >= high) {
      throw new ComponentError(
        "param/robust-range",
        `\`robust\` scales by the quantiles ${low}..${high}, which is empty`,
        "give a `high:` larger than `low:`",
      );
    }
    const sorted = columns.map((column) => sortedPresent(requireNumbers(column).values));
    return {
      center: Float64Array.from(sorted, (values) => (values.length === 0 ? 0 : quantileOfSorted(values, 0.5))),
      scale: Float64Array.from(sorted, (values) =>
        usableScale(quantileOfSorted(values, high) - quantileOfSorted(values, low)),
      ),
    };
  },
  apply: (columns, { center, scale }) =>
    columns.map((column, j) => mapNumbers(column, "float", (value) => (value - center[j]!) / scale[j]!)),
  invert: (values, { center, scale }) => mapValues(values, (value) => value * scale[0]! + center[0]!),
};
