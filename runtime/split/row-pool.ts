// The rows that a split may cut, and the facts about them that cuts need.
import type { TaskData } from "../task/task-data.ts";
import { type TimeIndex, timeIndex } from "../task/time-index.ts";

export interface RowPool {
  readonly task: TaskData;
  /** All rows that the split may cut, usable or not, ascending. */
  readonly members: Int32Array;
  /** Rows that can be judged or fitted, ascending. */
  readonly rows: Int32Array;
  /** Distinct times of the pool, ascending; null without time. Percentages count these. */
  readonly times: Float64Array | null;
  /** Per row of the task: index into `times` of its origin and of the end of its label; -1 outside the pool. */
  readonly originIndex: Int32Array;
  readonly labelIndex: Int32Array;
}

/** Steps from the origin to the end of the label: only a forecast has its label after its own row. */
export const labelSteps = (task: TaskData): number => (task.spec.kind === "forecast" ? (task.spec.horizon ?? 0) : 0);

/**
 * `within`: the training rows of an outer fold, or null for the whole table. Rows of one series are contiguous and in
 * time order, so the label of a forecast ends `horizon` rows further down in the same series.
 */
export function createPool(task: TaskData, within: Int32Array | null): RowPool {
  const isMember = memberMask(task.rows, within);
  const ahead = labelSteps(task);
  const pooled = task.times === null ? null : pooledTimes(task.times, isMember);
  const originIndex = new Int32Array(task.rows).fill(-1);
  // A label that is known at its origin ends there.
  const labelIndex = ahead === 0 ? originIndex : new Int32Array(task.rows).fill(-1);
  const rows = new Int32Array(task.rows);
  let count = 0;
  for (let row = 0; row < task.rows; row++) {
    if (isMember[row] === 0) continue;
    const end = row + ahead;
    const isKnown = end < task.rows && task.series[end] === task.series[row];
    if (task.usable[row] === 0 || !isKnown) continue;
    rows[count++] = row;
    originIndex[row] = pooled === null ? row : pooled.place[pooled.of[row]!]!;
    if (ahead > 0) labelIndex[row] = pooled === null ? end : pooled.place[pooled.of[end]!]!;
  }
  return {
    task,
    members: within === null ? allRows(task.rows) : membersOf(isMember),
    rows: rows.subarray(0, count),
    times: pooled?.times ?? null,
    originIndex,
    labelIndex,
  };
}

function allRows(count: number): Int32Array {
  const rows = new Int32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return rows;
}

const membersOf = (isMember: Uint8Array): Int32Array => allRows(isMember.length).filter((row) => isMember[row] === 1);

function memberMask(rows: number, within: Int32Array | null): Uint8Array {
  if (within === null) return new Uint8Array(rows).fill(1);
  const mask = new Uint8Array(rows);
  for (const row of within) mask[row] = 1;
  return mask;
}

/** `place`: by distinct time of the task where it stands among those of the pool; their number for one that is not there. */
function pooledTimes(
  all: Float64Array,
  isMember: Uint8Array,
): Omit<TimeIndex, "stretches"> & { readonly place: Int32Array } {
  const { times, of } = timeIndex(all);
  const isThere = new Uint8Array(times.length);
  for (let row = 0; row < of.length; row++) if (isMember[row] === 1) isThere[of[row]!] = 1;
  const pooled = times.filter((_, index) => isThere[index] === 1);
  const place = new Int32Array(times.length).fill(pooled.length);
  for (let index = 0, next = 0; index < times.length; index++) if (isThere[index] === 1) place[index] = next++;
  return { times: pooled, of, place };
}
