// Samples of the rows that a bagged model is fitted on.
import type { Random } from "../numeric/random.ts";
import type { TaskData } from "../task/task-data.ts";
import { labelsAt, type ModelRows, subset } from "./model-rows.ts";

/** A sample lacks a given row with a chance of 0.37, as many samples never. */
const MOST_DRAWS = 50;

/**
 * A bootstrap sample of the rows that count, kept in their order. Of a class that few rows have it may hold none; where only
 * one class is left there is nothing to learn, and it is drawn again.
 */
export function bootstrapRows(rows: ModelRows, task: TaskData, random: Random): ModelRows {
  const { weight, origins } = rows;
  const counted = Int32Array.from(origins.keys()).filter((row) => weight === null || weight[row]! > 0);
  const labels = task.classes === null ? null : labelsAt(task, origins, 0);
  for (let draw = 1; ; draw++) {
    const drawn = Int32Array.from({ length: origins.length }, () => counted[random.below(counted.length)]!).sort();
    if (labels === null || draw === MOST_DRAWS || drawn.some((row) => labels[row] !== labels[drawn[0]!]))
      return subset(rows, drawn);
  }
}
