import type { TransformImplementation } from "../../../runtime/component.ts";
import { mapNumbers } from "../number-columns.ts";
import type { CyclicalParams } from "./cyclical.decl.ts";

export type CyclicalState = null;

/**
 * Digits of a sine that are kept: places of the circle that are as far up, 1 and 5 o'clock or 1 and 8 days of a week, are then the
 * same number, whichever library computes it, and no split of a tree comes between them.
 */
export const PRECISION = 1e12;

const rounded = (value: number): number => Math.round(value * PRECISION) / PRECISION;

export const cyclicalImplementation: TransformImplementation<CyclicalParams, CyclicalState> = {
  fit: () => null,
  apply: (columns, _state, { period }) => {
    const angle = (value: number): number => (2 * Math.PI * (value % period)) / period;
    return columns.flatMap((column) => [
      { ...mapNumbers(column, "float", (value) => rounded(Math.sin(angle(value)))), name: `${column.name}_sin` },
      { ...mapNumbers(column, "float", (value) => rounded(Math.cos(angle(value)))), name: `${column.name}_cos` },
    ]);
  },
};
