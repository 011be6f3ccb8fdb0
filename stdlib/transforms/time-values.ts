// Columns whose values are changed by the time of their row.
import { ComponentError, type RowOrder } from "../../runtime/component.ts";
import { type FrameColumn, type NumberColumn, sharedFloats } from "../../runtime/frame/frame.ts";
import { requireNumbers } from "./number-columns.ts";

export function requireTimes(order: RowOrder | null, component: string): Float64Array {
  if (order !== null) return order.times;
  throw new ComponentError(
    "data/needs-time",
    `\`${component}\` goes by the time of a row, and the table has none`,
    "mark the time of the table with `@time`",
  );
}

export function mapAtTimes(
  column: FrameColumn,
  times: Float64Array,
  change: (value: number, time: number) => number,
): NumberColumn {
  const source = requireNumbers(column).values;
  const values = sharedFloats(source.length);
  for (let i = 0; i < values.length; i++) values[i] = change(source[i]!, times[i]!);
  return { kind: "number", name: column.name, type: "float", values };
}
