// What belongs to rows beside their columns, at other positions.
import type { RowOrder } from "../component.ts";
import { sharedFloats, sharedInts } from "../frame/frame.ts";

export function takeFloats(values: Float64Array, rows: Int32Array): Float64Array {
  const taken = sharedFloats(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]!]!;
  return taken;
}

export function takeOrder({ series, times }: RowOrder, rows: Int32Array): RowOrder {
  const taken = sharedInts(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = series[rows[i]!]!;
  return { series: taken, times: takeFloats(times, rows) };
}
