// Judged rows that have a copy among training rows, for the contracts about duplicates.
import { type Numbers, numbersIn, takeColumn } from "../frame/column-rows.ts";
import type { FrameColumn } from "../frame/frame.ts";
import type { TaskData } from "../task/task-data.ts";
import { rowsAtTimesOf, timeIndex } from "../task/time-index.ts";
import type { ContractInput } from "./contract.ts";
import { mainPair, type Pair } from "./pairs.ts";
import { chanceOfCopy, keySet, type RowsWithKeys, withColumn, withColumnAmong } from "./row-hash.ts";
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

const exact = new WeakMap<CopiesInput, Copies | null>();

type CopiesInput = Pick<ContractInput, "task" | "partitions">;

/** Null when nothing is judged or there are no features. */
export function exactCopies(input: CopiesInput): Copies | null {
  let copies = exact.get(input);
  if (copies === undefined) {
    copies = findCopies(input, exactly);
    exact.set(input, copies);
  }
  return copies;
}

/** `stepOf`: to which step the numbers of a column are rounded. Null when nothing is judged or there are no features. */
export function findCopies(input: CopiesInput, stepOf: (numbers: Numbers) => number): Copies | null {
  const { task, partitions } = input;
  const pair = mainPair(partitions);
  if (pair === null || task.features.length === 0) return null;
  const features = task.features.map((column): ComparedColumn => ({ column, stepOf }));
  const label: ComparedColumn = {
    column: { kind: "number", name: "label", type: "float", values: task.label },
    stepOf: task.classes === null ? stepOf : exactly,
  };
  const places = placeColumns(task);
  let left = matchesByPlace(input, pair, places);
  const looked = left.judged.rows.length;
  for (const column of features) {
    if (left.train.rows.length === 0) break;
    left = compare(left, column);
  }
  const copies = countCopies(left);
  const whole = copies === 0 ? 0 : countCopies(compare(left, label));
  const expected = copies === 0 ? 0 : expectedShare([...places, ...features, label], pair.train);
  return { pair, looked, features: copies, whole, conflicts: copies - whole, expected };
}

interface Matches {
  readonly judged: RowsWithKeys;
  /** Rows that agree with a judged one so far. */
  readonly train: RowsWithKeys;
}

const byPlace = new WeakMap<CopiesInput, Matches>();

/** Time and series are compared exactly, however features are. */
function matchesByPlace(input: CopiesInput, pair: Pair, places: readonly ComparedColumn[]): Matches {
  let matches = byPlace.get(input);
  if (matches === undefined) {
    const { times } = input.task;
    const rows = takeEvenly(pair.judged, COPY_ROWS);
    // Most training rows are of other times: seen by whole stretches of them.
    const train = times === null ? pair.train : rowsAtTimesOf(rows, pair.train, timeIndex(times));
    matches = { judged: { rows, keys: null }, train: { rows: train, keys: null } };
    for (const column of places) matches = compare(matches, column);
    byPlace.set(input, matches);
  }
  return matches;
}

/** Column by column few training rows are left, so that later columns are hardly looked at. */
function compare({ judged, train }: Matches, { column, stepOf }: ComparedColumn): Matches {
  const step = column.kind === "number" ? stepOf(numbersIn(column)) : 0;
  const wanted = withColumn(judged, column, step);
  return { judged: wanted, train: withColumnAmong(train, column, step, wanted) };
}

/** How many of the judged rows have a training row of the same key. */
function countCopies({ judged, train }: Matches): number {
  if (train.rows.length === 0) return 0;
  const { has } = keySet(train);
  const { low, high } = judged.keys!;
  let count = 0;
  for (let i = 0; i < judged.rows.length; i++) if (has(low[i]!, high[i]!)) count += 1;
  return count;
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
function placeColumns({ times, series, seriesNames }: TaskData): readonly ComparedColumn[] {
  if (times === null) return [];
  const time: FrameColumn = { kind: "number", name: "time", type: "timestamp", values: times };
  const place: FrameColumn = { kind: "category", name: "series", type: "category", codes: series, levels: seriesNames };
  return [
    { column: time, stepOf: exactly },
    { column: place, stepOf: exactly },
  ];
}
