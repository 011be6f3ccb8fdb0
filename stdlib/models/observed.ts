// Which rows of a series hold values.

/** For each row the latest row up to it that holds a value, or -1. */
export function lastObserved(values: Float64Array): Int32Array {
  const last = new Int32Array(values.length);
  let found = -1;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i]!)) found = i;
    last[i] = found;
  }
  return last;
}
