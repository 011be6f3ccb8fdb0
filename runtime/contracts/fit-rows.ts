// The rows that transforms are fitted on for contracts.
import { trainableRows } from "../model/model-rows.ts";
import type { TaskData } from "../task/task-data.ts";
import { takeEvenly } from "./sample.ts";

/** Enough to see what a transform does. */
const FIT_ROWS = 5_000;

const known = new WeakMap<Int32Array, Int32Array>();

/** Of the rows of a part those that transforms are fitted on here. */
export function fitRows(task: TaskData, part: Int32Array): Int32Array {
  let rows = known.get(part);
  if (rows === undefined) {
    rows = takeEvenly(trainableRows(task, part), FIT_ROWS);
    known.set(part, rows);
  }
  return rows;
}
