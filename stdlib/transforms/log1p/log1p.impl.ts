import { ComponentError, type TransformImplementation } from "../../../runtime/component.ts";
import { mapNumbers, mapValues, requireNumbers } from "../number-columns.ts";
import type { Log1pParams } from "./log1p.decl.ts";

export type Log1pState = null;

export const log1pImplementation: TransformImplementation<Log1pParams, Log1pState> = {
  fit: ({ columns }) => {
    for (const column of columns) {
      const row = requireNumbers(column).values.findIndex((value) => value <= -1);
      if (row < 0) continue;
      throw new ComponentError(
        "data/outside-domain",
        `column \`${column.name}\` holds ${requireNumbers(column).values[row]}, where \`log1p\` needs values above -1`,
        "use `yeo_johnson()`, which takes negative values, or clip the column first",
      );
    }
    return null;
  },
  apply: (columns) =>
    columns.map((column) => mapNumbers(column, "float", (value) => (value > -1 ? Math.log1p(value) : Number.NaN))),
  invert: (values) => mapValues(values, Math.expm1),
};
