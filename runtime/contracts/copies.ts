// Judged rows that have a copy among training rows, for the contracts about duplicates.
import { type Numbers, numbersIn, takeColumn } from "../frame/column-rows.ts";
import type { FrameColumn } from "../frame/frame.ts";
import type { TaskData } from "../task/task-data.ts";
import type { ContractInput } from "./contract.ts";
import { mainPair, type Pair } from "./pairs.ts";
import { addColumn, chanceOfCopy, emptyKeys, keyAt, type RowKeys } from "./row-hash.ts";
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
  stepOf: (numbers: Numbers) => number,
): Copies | null {
  const pair = mainPair(partitions);
  if (pair === null || task.features.length === 0) return null;
  const rows = takeEvenly(pair.judged, COPY_ROWS);
  const sample = takeEvenly(pair.train, PROBE_ROWS);
  const keys = emptyKeys(task.rows);
  const sampled: (readonly number[])[] = [];
  for (const column of comparedColumns(task)) {
    const step = column.kind === "number" && !isPlace(task, column) ? stepOf(numbersIn(column)) : 0;
    addColumn(keys, column, step);
    sampled.push(sampleOf(column, sample, step));
  }
  const label: FrameColumn = { kind: "number", name: "label", type: "float", values: task.label };
  const labelStep = task.classes === null ? stepOf(numbersIn(label)) : 0;
  const withLabel: RowKeys = { low: keys.low.slice(), high: keys.high.slice() };
  addColumn(withLabel, label, labelStep);
  sampled.push(sampleOf(label, sample, labelStep));
  const withFeatures = countCopies(keys, pair.train, rows);
  const whole = countCopies(withLabel, pair.train, rows);
  const chance = chanceOfCopy(sampled);
  const expected = -Math.expm1(pair.train.length * Math.log1p(-Math.min(chance, 1 - Number.EPSILON)));
  return { pair, looked: rows.length, features: withFeatures, whole, conflicts: withFeatures - whole, expected };
}

/** How many of the looked-for rows have a training row of the same key. */
function countCopies(keys: RowKeys, train: Int32Array, looked: Int32Array): number {
  const wanted = new Map<number, number>();
  for (const row of looked) wanted.set(keyAt(keys, row), (wanted.get(keyAt(keys, row)) ?? 0) + 1);
  let found = 0;
  for (let i = 0; i < train.length && wanted.size > 0; i++) {
    const key = keyAt(keys, train[i]!);
    const count = wanted.get(key);
    if (count === undefined) continue;
    found += count;
    wanted.delete(key);
  }
  return found;
}

function sampleOf(column: FrameColumn, rows: Int32Array, step: number): readonly number[] {
  const taken = takeColumn(column, rows);
  if (taken.kind === "category") return Array.from(taken.codes);
  return Array.from(taken.values, (value) => (step === 0 ? value : Math.round(value / step)));
}

/** Rows of other times or series are no copies of each other. */
function comparedColumns(task: TaskData): readonly FrameColumn[] {
  const { times, series, seriesNames } = task;
  if (times === null) return task.features;
  return [
    ...task.features,
    { kind: "number", name: "time", type: "timestamp", values: times },
    { kind: "category", name: "series", type: "category", codes: series, levels: seriesNames },
  ];
}

const isPlace = ({ times }: TaskData, column: FrameColumn): boolean =>
  column.kind === "number" && column.name === "time" && column.values === times;
