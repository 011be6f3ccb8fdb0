// Judged rows that have a copy among training rows, for the contracts about duplicates.
import { type Numbers, numbersIn, takeColumn } from "../frame/column-rows.ts";
import type { FrameColumn } from "../frame/frame.ts";
import type { TaskData } from "../task/task-data.ts";
import type { ContractInput } from "./contract.ts";
import { mainPair, type Pair } from "./pairs.ts";
import { allKeys, chanceOfCopy, keepRows, keyAt, type RowsWithKeys, rowsWithKeys, withColumn } from "./row-hash.ts";
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
  const judged = takeEvenly(pair.judged, COPY_ROWS);
  const columns = comparedColumns(task, stepOf);
  const label: ComparedColumn = {
    column: { kind: "number", name: "label", type: "float", values: task.label },
    stepOf: task.classes === null ? stepOf : exactly,
  };
  let left: Matches = { judged: rowsWithKeys(judged), train: rowsWithKeys(pair.train) };
  for (const column of columns) {
    if (left.train.rows.length === 0) break;
    left = compare(left, column);
  }
  const features = countCopies(left);
  const whole = features === 0 ? 0 : countCopies(compare(left, label));
  const expected = features === 0 ? 0 : expectedShare([...columns, label], pair.train);
  return { pair, looked: judged.length, features, whole, conflicts: features - whole, expected };
}

interface Matches {
  readonly judged: RowsWithKeys;
  /** Rows that agree with a judged one so far. */
  readonly train: RowsWithKeys;
}

/** Column by column few training rows are left, so that later columns are hardly looked at. */
function compare({ judged, train }: Matches, { column, stepOf }: ComparedColumn): Matches {
  const step = column.kind === "number" ? stepOf(numbersIn(column)) : 0;
  const wanted = withColumn(judged, column, step);
  const keys = new Set(allKeys(wanted));
  const candidates = withColumn(train, column, step);
  return { judged: wanted, train: keepRows(candidates, (i) => keys.has(keyAt(candidates.keys, i))) };
}

/** How many of the judged rows have a training row of the same key. */
function countCopies({ judged, train }: Matches): number {
  const keys = new Set(allKeys(train));
  return allKeys(judged).filter((key) => keys.has(key)).length;
}

/** What chance alone explains, if columns were independent. */
function expectedShare(columns: readonly ComparedColumn[], train: Int32Array): number {
  const sample = takeEvenly(train, PROBE_ROWS);
  const cells = columns.map(({ column, stepOf }): readonly number[] => {
    const step = column.kind === "number" ? stepOf(numbersIn(column)) : 0;
    const taken = takeColumn(column, sample);
    if (taken.kind === "category") return Array.from(taken.codes);
    return Array.from(taken.values, (value) => (step === 0 ? value : Math.round(value / step)));
  });
  const chance = chanceOfCopy(cells);
  return -Math.expm1(train.length * Math.log1p(-Math.min(chance, 1 - Number.EPSILON)));
}

interface ComparedColumn {
  readonly column: FrameColumn;
  readonly stepOf: (numbers: Numbers) => number;
}

const exactly = (): number => 0;

/** Rows of other times or series are no copies of each other. */
function comparedColumns({ times, series, seriesNames, features }: TaskData, stepOf: ComparedColumn["stepOf"]) {
  const columns = features.map((column): ComparedColumn => ({ column, stepOf }));
  if (times === null) return columns;
  const time: FrameColumn = { kind: "number", name: "time", type: "timestamp", values: times };
  const place: FrameColumn = { kind: "category", name: "series", type: "category", codes: series, levels: seriesNames };
  return [{ column: time, stepOf: exactly }, { column: place, stepOf: exactly }, ...columns];
}
