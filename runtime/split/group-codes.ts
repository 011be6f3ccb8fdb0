// Values of a column as dense codes, for groups and strata.
import type { CategoryColumn } from "../frame/frame.ts";
import { codesOf } from "../numeric/distinct-codes.ts";
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
  if (column === task.spec.target) return codesOfNumbers(task.label);
  const found = findExtra(task, column);
  if (found === undefined) throw new TypeError(`the task has no column ${column}`);
  return found.kind === "number" ? codesOfNumbers(found.values) : codesOfTexts(found);
}

function codesOfNumbers(numbers: Float64Array): GroupCodes {
  const { codes, values } = codesOf(numbers);
  const present = Int32Array.from(values.keys()).filter((code) => !Number.isNaN(values[code]!));
  present.sort((a, b) => values[a]! - values[b]!);
  return inOrder(codes, present, values.length);
}

function codesOfTexts({ codes, levels }: CategoryColumn): GroupCodes {
  const isPresent = new Uint8Array(levels.length);
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) isPresent[codes[row]!] = 1;
  const present = Array.from(levels.keys()).filter((code) => isPresent[code] === 1);
  present.sort((a, b) => (levels[a]! < levels[b]! ? -1 : 1));
  return inOrder(codes, present, levels.length);
}

/** `present`: codes of values in their order; rows with any other are without one. */
function inOrder(codes: Int32Array, present: ArrayLike<number>, known: number): GroupCodes {
  const place = new Int32Array(known).fill(present.length);
  for (let i = 0; i < present.length; i++) place[present[i]!] = i;
  const placed = new Int32Array(codes.length);
  let missing = false;
  for (let row = 0; row < codes.length; row++) {
    const own = codes[row]! < 0 ? present.length : place[codes[row]!]!;
    placed[row] = own;
    if (own === present.length) missing = true;
  }
  const { length } = present;
  return { codes: placed, count: missing ? length + 1 : length, missing: missing ? length : null };
}
