// The rows of a task by their distinct times, which rows of all series share.
import { codesOf } from "../numeric/distinct-codes.ts";

export interface TimeIndex {
  /** Ascending. */
  readonly times: Float64Array;
  /** Per row: the index of its time. */
  readonly of: Int32Array;
  /** Where stretches of rows begin that have one time after the other, and the number of rows at the end. */
  readonly stretches: Int32Array;
}

const known = new WeakMap<Float64Array, TimeIndex>();

/** Found once for the times of a task. */
export function timeIndex(times: Float64Array): TimeIndex {
  let index = known.get(times);
  if (index === undefined) {
    index = findIndex(times);
    known.set(times, index);
  }
  return index;
}

function findIndex(times: Float64Array): TimeIndex {
  const { codes, values } = codesOf(times);
  const order = Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  let isInOrder = true;
  for (let i = 0; i < order.length && isInOrder; i++) isInOrder = order[i] === i;
  if (isInOrder) return { times: values, of: codes, stretches: stretchesOf(codes) };
  const places = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) places[order[i]!] = i;
  for (let row = 0; row < codes.length; row++) codes[row] = places[codes[row]!]!;
  const rising = Float64Array.from(order, (code) => values[code]!);
  return { times: rising, of: codes, stretches: stretchesOf(codes) };
}

function stretchesOf(of: Int32Array): Int32Array {
  let count = 1;
  for (let row = 0; row < of.length; row++) if (row === 0 || of[row] !== of[row - 1]! + 1) count += 1;
  const starts = new Int32Array(count).fill(of.length);
  for (let row = 0, next = 0; row < of.length; row++) {
    if (row === 0 || of[row] !== of[row - 1]! + 1) starts[next++] = row;
  }
  return starts;
}
