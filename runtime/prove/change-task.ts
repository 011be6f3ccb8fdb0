// Tasks in which some rows are something else: as replay/change-source does it to sources, for what comes after the tables.
import { type FrameColumn, sharedFloats, sharedInts, tableColumnOf } from "../frame/frame.ts";
import { createRandom, permutation } from "../numeric/random.ts";
import type { TaskData } from "../task/task-data.ts";

/** Features and labels of the given rows become other values; what is known ahead, times and series stay. */
export function changeRows(task: TaskData, isChanged: (row: number) => boolean): TaskData {
  const ahead = (task.spec.beside ?? []).flatMap((beside) => (beside.ahead ? [beside.column] : []));
  const known = new Set([...task.spec.known, ...ahead]);
  const changeColumn = (column: FrameColumn): FrameColumn => {
    if (known.has(tableColumnOf(column))) return column;
    if (column.kind === "number") {
      const values = sharedFloats(task.rows);
      for (let row = 0; row < task.rows; row++) values[row] = changed(column.values[row]!, isChanged(row), column.type);
      return { ...column, values };
    }
    const codes = sharedInts(task.rows);
    const count = column.levels.length;
    for (let row = 0; row < task.rows; row++) {
      const code = column.codes[row]!;
      codes[row] = isChanged(row) && code >= 0 ? (code + 1) % count : code;
    }
    return { ...column, codes };
  };
  const label = sharedFloats(task.rows);
  for (let row = 0; row < task.rows; row++) {
    const value = task.label[row]!;
    if (!isChanged(row)) label[row] = value;
    else label[row] = task.classes === null ? value * 1e6 + 1e3 : (value + 1) % task.classes.length;
  }
  // Of the other columns only those that stand in the place of a feature are measured; the rest says what a row is.
  const made = new Set((task.spec.beside ?? []).flatMap((beside) => (beside.made === true ? [beside.column] : [])));
  const extras = task.extras.map((column) => (made.has(column.name) ? changeColumn(column) : column));
  return { ...task, features: task.features.map(changeColumn), extras, label };
}

function changed(value: number, isChanged: boolean, type: FrameColumn["type"]): number {
  if (!isChanged) return value;
  return type === "bool" ? 1 - value : value * 1e6 + 1e3;
}

/** Labels in random order among the rows that have one. */
export function shuffleLabels(task: TaskData, seed: number): TaskData {
  const labelled = Array.from({ length: task.rows }, (_, row) => row).filter((row) => !Number.isNaN(task.label[row]!));
  const order = permutation(labelled.length, createRandom(seed, "shuffled labels"));
  const label = sharedFloats(task.rows).fill(Number.NaN);
  for (const [i, row] of labelled.entries()) label[row] = task.label[labelled[order[i]!]!]!;
  return { ...task, label };
}
