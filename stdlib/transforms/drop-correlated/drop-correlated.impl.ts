import type { TransformImplementation } from "../../../runtime/component.ts";
import type { NumberColumn } from "../../../runtime/frame/frame.ts";
import { correlation } from "../../../runtime/numeric/statistics.ts";
import { type KeptColumns, keepColumns } from "../kept-columns.ts";
import { requireNumbers } from "../number-columns.ts";
import type { DropCorrelatedParams } from "./drop-correlated.decl.ts";

export const dropCorrelatedImplementation: TransformImplementation<DropCorrelatedParams, KeptColumns> = {
  fit: ({ columns }, { over }) => {
    const kept: NumberColumn[] = [];
    for (const column of columns.map(requireNumbers)) {
      // A constant column has no correlation, and stays.
      const isNew = kept.every(({ values }) => !(Math.abs(correlation(values, column.values)) > over));
      if (isNew) kept.push(column);
    }
    return { kept: kept.map(({ name }) => name) };
  },
  apply: keepColumns,
};
