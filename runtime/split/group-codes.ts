// Values of a column as dense codes, for groups and strata.
import type { TaskData } from "../task/task-data.ts";
import { findExtra } from "../task/task-data.ts";

export interface GroupCodes {
  /** Per row of the task; rows without a value share a code. */
  readonly codes: Int32Array;
  readonly count: number;
  /** The code of rows without a value, where there are any. */
  readonly missing: number | null;
}

/** Codes ascend with the values (numbers by size, texts by code unit); a missing value comes last. */
export function groupCodes(task: TaskData, column: string): GroupCodes {
  const keyOf = keyReader(task, column);
  const keys = Array.from({ length: task.rows }, (_, row) => keyOf(row));
  const distinct = [...new Set(keys)].sort(compare);
  const code = new Map(distinct.map((key, index) => [key, index]));
  return {
    codes: Int32Array.from(keys, (key) => code.get(key)!),
    count: distinct.length,
    missing: code.get(null) ?? null,
  };
}

type Key = number | string | null;

function keyReader(task: TaskData, column: string): (row: number) => Key {
  const present = (value: number): Key => (Number.isNaN(value) ? null : value);
  if (column === task.spec.target) return (row) => present(task.label[row]!);
  const found = findExtra(task, column);
  if (found === undefined) throw new TypeError(`the task has no column ${column}`);
  if (found.kind === "number") return (row) => present(found.values[row]!);
  return (row) => (found.codes[row]! < 0 ? null : found.levels[found.codes[row]!]!);
}

function compare(a: Key, b: Key): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}
