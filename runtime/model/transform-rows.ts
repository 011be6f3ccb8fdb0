// Rows after one more fitted transform.
import type { FittedTransform } from "./fitted.ts";
import type { Library } from "./library.ts";
import type { ModelRows } from "./model-rows.ts";
import { applyTransform } from "./transform-chain.ts";
import { onceForTransform } from "./transform-memo.ts";

export const transformRows = (fitted: FittedTransform, rows: ModelRows, library: Library): ModelRows =>
  onceForTransform(fitted, rows, () => ({
    ...rows,
    columns: applyTransform(fitted, rows.columns, rows.order, library),
    applied: [...rows.applied, fitted],
  }));
