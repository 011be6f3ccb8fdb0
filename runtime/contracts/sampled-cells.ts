// The cells that contracts look at. Columns in files are read once for all contracts of a split, because sampled rows are spread
// over the whole file.
import { numbersIn, takeColumn } from "../frame/column-rows.ts";
import type { FrameColumn, NumberColumn } from "../frame/frame.ts";
import { recipeOf } from "../frame/lazy-column.ts";
import { comparedRows } from "./compared-rows.ts";
import type { ContractInput } from "./contract.ts";
import { fitRows } from "./fit-rows.ts";
import { probeRows } from "./probe-rows.ts";

interface Samples {
  /** Ascending. */
  readonly rows: Int32Array;
  readonly columns: Map<NumberColumn, Float64Array>;
}

const samples = new WeakMap<ContractInput, Samples>();

/** The given rows of a column, in memory. */
export function cellsOf(input: ContractInput, column: FrameColumn, rows: Int32Array): FrameColumn {
  if (column.kind === "category" || recipeOf(column) === null) return takeColumn(column, rows);
  let known = samples.get(input);
  if (known === undefined) {
    known = { rows: sampledRows(input), columns: new Map() };
    samples.set(input, known);
  }
  let sampled = known.columns.get(column);
  if (sampled === undefined) {
    sampled = readRows(column, known.rows);
    known.columns.set(column, sampled);
  }
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = sampled[placeOf(known.rows, rows[i]!)]!;
  return { kind: "number", name: column.name, type: column.type, values };
}

function sampledRows(input: ContractInput): Int32Array {
  const rows = new Set<number>();
  for (const row of probeRows(input)?.rows ?? []) {
    rows.add(row);
    // Probes look at changes from the row before.
    if (row > 0) rows.add(row - 1);
  }
  for (const row of comparedRows(input)?.rows ?? []) rows.add(row);
  for (const { rows: part } of input.transforms) for (const row of fitRows(input.task, part)) rows.add(row);
  return Int32Array.from(rows).sort();
}

function readRows(column: NumberColumn, rows: Int32Array): Float64Array {
  const values = new Float64Array(rows.length);
  let next = 0;
  numbersIn(column).visit((chunk, start) => {
    const end = start + chunk.length;
    for (; next < rows.length && rows[next]! < end; next++) values[next] = chunk[rows[next]! - start]!;
  });
  return values;
}

function placeOf(rows: Int32Array, row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  if (rows[low] !== row) throw new RangeError(`row ${row} is not among those that contracts look at`);
  return low;
}
