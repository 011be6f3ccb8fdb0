// Judged rows that have a copy among training rows, for the contracts about duplicates.
import type { TaskData } from "../task/task-data.ts";
import type { ContractInput } from "./contract.ts";
import { mainPair, type Pair } from "./pairs.ts";
import { type CellReader, cellReader, chanceOfCopy, rowKey } from "./row-hash.ts";
import { COPY_ROWS, PROBE_ROWS, takeEvenly } from "./sample.ts";

export interface Copies {
  readonly pair: Pair;
  readonly looked: number;
  /** Judged rows whose features have a copy, and whose label is the same too. */
  readonly features: number;
  readonly whole: number;
  /** Copies with another label: conflicts that no model can resolve. */
  readonly conflicts: number;
  /** Share of whole copies that chance explains: 1 - (1 - p)^n, columns taken as independent. */
  readonly expected: number;
}

/** `stepOf`: to which step the numbers of a column are rounded. Null when nothing is judged or there are no features. */
export function findCopies(
  { task, partitions }: Pick<ContractInput, "task" | "partitions">,
  stepOf: (values: Float64Array) => number,
): Copies | null {
  const pair = mainPair(partitions);
  if (pair === null || task.features.length === 0) return null;
  const features = readersOf(task, stepOf);
  const label = cellReader(
    { kind: "number", name: "label", type: "float", values: task.label },
    labelStep(task, stepOf),
  );
  const train = new Map<string, Set<number | string>>();
  for (const row of pair.train) {
    const key = rowKey(features, row);
    const labels = train.get(key);
    if (labels === undefined) train.set(key, new Set([label(row)]));
    else labels.add(label(row));
  }
  const rows = takeEvenly(pair.judged, COPY_ROWS);
  let withFeatures = 0;
  let whole = 0;
  for (const row of rows) {
    const labels = train.get(rowKey(features, row));
    if (labels === undefined) continue;
    withFeatures += 1;
    if (labels.has(label(row))) whole += 1;
  }
  const chance = chanceOfCopy([...features, label], takeEvenly(pair.train, PROBE_ROWS));
  const expected = -Math.expm1(pair.train.length * Math.log1p(-Math.min(chance, 1 - Number.EPSILON)));
  return { pair, looked: rows.length, features: withFeatures, whole, conflicts: withFeatures - whole, expected };
}

/** Rows of other times or series are no copies of each other. */
function readersOf(task: TaskData, stepOf: (values: Float64Array) => number): readonly CellReader[] {
  const readers = task.features.map((column) =>
    cellReader(column, column.kind === "number" ? stepOf(column.values) : 0),
  );
  const { times } = task;
  if (times !== null)
    readers.push(
      (row) => times[row]!,
      (row) => task.series[row]!,
    );
  return readers;
}

const labelStep = (task: TaskData, stepOf: (values: Float64Array) => number): number =>
  task.classes === null ? stepOf(task.label) : 0;
