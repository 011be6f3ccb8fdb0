import type { TransformImplementation } from "../../../runtime/component.ts";
import { mapNumbers } from "../number-columns.ts";
import { cosineOf, sineOf } from "../wave.ts";
import type { CyclicalParams } from "./cyclical.decl.ts";

export type CyclicalState = null;

export const cyclicalImplementation: TransformImplementation<CyclicalParams, CyclicalState> = {
  fit: () => null,
  apply: (columns, _state, { period }) => {
    const angle = (value: number): number => (2 * Math.PI * (value % period)) / period;
    return columns.flatMap((column) => [
      { ...mapNumbers(column, "float", (value) => sineOf(angle(value))), name: `${column.name}_sin` },
      { ...mapNumbers(column, "float", (value) => cosineOf(angle(value))), name: `${column.name}_cos` },
    ]);
  },
};
