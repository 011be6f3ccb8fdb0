// What belongs to rows beside their columns, at other positions.
import type { RowOrder } from "../component.ts";
import { sharedFloats, sharedInts } from "../frame/frame.ts";

export function takeFloats(values: Float64Array, rows: Int32Array): Float64Array {
  const taken = sharedFloats(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]!]!;
  return taken;
}

function takeInts(values: Int32Array, rows: Int32Array): Int32Array {
  const taken = sharedInts(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]!]!;
  return taken;
}

/** Taken when it is asked for: few transforms and models look at the order of their rows. */
export function takeOrder(order: RowOrder, rows: Int32Array): RowOrder {
  let series: Int32Array | null = null;
  let times: Float64Array | null = null;
  return {
    get series() {
      series ??= takeInts(order.series, rows);
      return series;
    },
    get times() {
      times ??= takeFloats(order.times, rows);
      return times;
    },
  };
}
