// Bounded, deterministic samples: rows at even distances, so that any data set is looked at from end to end.

/** Rows that the probes learn from: enough for a standard error of an AUC below 0.005 on balanced classes. */
export const PROBE_ROWS = 20_000;
/** Judged rows whose copies are looked for. The training rows are all looked through. */
export const COPY_ROWS = 50_000;

export function takeEvenly(rows: Int32Array, most: number): Int32Array {
  if (rows.length <= most) return rows;
  return Int32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]!);
}
