// The rows that a split may cut, and the facts about them that cuts need.
import type { TaskData } from "../task/task-data.ts";

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
  const times = task.times === null ? null : distinctTimes(task.times, isMember);
  const originIndex = new Int32Array(task.rows).fill(-1);
  const labelIndex = new Int32Array(task.rows).fill(-1);
  const rows = new Int32Array(task.rows);
  let count = 0;
  const position = new Map<number, number>(times === null ? [] : Array.from(times, (time, index) => [time, index]));
  for (let row = 0; row < task.rows; row++) {
    if (isMember[row] === 0) continue;
    const end = row + ahead;
    const isKnown = end < task.rows && task.series[end] === task.series[row];
    if (task.usable[row] === 0 || !isKnown) continue;
    rows[count++] = row;
    const origin = times === null ? row : position.get(task.times![row]!)!;
    originIndex[row] = origin;
    if (times === null) labelIndex[row] = end;
    else labelIndex[row] = ahead === 0 ? origin : (position.get(task.times![end]!) ?? times.length);
  }
  return {
    task,
    members: within === null ? allRows(task.rows) : membersOf(isMember),
    rows: rows.slice(0, count),
    times,
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

function distinctTimes(times: Float64Array, isMember: Uint8Array): Float64Array {
  const seen = new Set<number>();
  for (let row = 0; row < times.length; row++) if (isMember[row] === 1) seen.add(times[row]!);
  return Float64Array.from(seen).sort();
}
