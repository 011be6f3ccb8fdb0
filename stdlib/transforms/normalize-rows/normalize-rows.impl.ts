import type { TransformImplementation } from "../../../runtime/component.ts";
import { type NumberColumn, sharedFloats } from "../../../runtime/frame/frame.ts";
import { requireNumbers } from "../number-columns.ts";
import type { NormalizeRowsParams } from "./normalize-rows.decl.ts";

export type NormalizeRowsState = null;

function lengthOfRow(columns: readonly NumberColumn[], row: number, norm: NormalizeRowsParams["norm"]): number {
  let length = 0;
  for (const { values } of columns) {
    const size = Math.abs(values[row]!);
    if (Number.isNaN(size)) continue;
    if (norm === "max") length = Math.max(length, size);
    else length += norm === "l1" ? size : size * size;
  }
  return norm === "l2" ? Math.sqrt(length) : length;
}

export const normalizeRowsImplementation: TransformImplementation<NormalizeRowsParams, NormalizeRowsState> = {
  fit: () => null,
  apply: (columns, _state, { norm }) => {
    const numbers = columns.map(requireNumbers);
    const rows = numbers[0]?.values.length ?? 0;
    const lengths = Float64Array.from({ length: rows }, (_, row) => lengthOfRow(numbers, row, norm) || 1);
    return numbers.map(({ name, values }) => {
      const scaled = sharedFloats(rows);
      for (let row = 0; row < rows; row++) scaled[row] = values[row]! / lengths[row]!;
      return { kind: "number", name, type: "float", values: scaled };
    });
  },
};
