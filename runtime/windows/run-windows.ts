// Window functions over columns in files, as work for any thread: it reads each argument once, and writes the results to a file
// of its own.
import { rmSync } from "node:fs";
import type { ColumnType } from "../../specs/data-type.ts";
import type { Expression } from "../../specs/expression.ts";
import { addColumn, type ColumnFile, ColumnFileWriter, isDiskFull, readColumn } from "../columns/column-file.ts";
import type { FunctionImplementation } from "../component.ts";
import type { SeriesRows, WindowKernel } from "./series-rows.ts";

export interface WindowsJob {
  readonly kind: "windows";
  readonly groups: readonly WindowGroup[];
  /** Where the results go. */
  readonly target: string;
}

/** Calls over one argument and one order of rows. */
export interface WindowGroup {
  readonly file: ColumnFile;
  readonly column: string;
  /** Whether the argument holds whole numbers, which must be exact. */
  readonly isWhole: boolean;
  readonly rows: SeriesRows;
  /** Positions in the table; null when its rows stand in series order already. */
  readonly order: Int32Array | null;
  readonly calls: readonly WindowCall[];
}

export interface WindowCall {
  /** Of the column that gets the result. */
  readonly name: string;
  readonly function: string;
  readonly args: readonly Expression[];
  readonly type: ColumnType;
}

export interface WindowsResult {
  readonly kind: "windows";
  /** Null when whole numbers are too large to be exact, or the disk is full: then the engine has to do it. */
  readonly file: ColumnFile | null;
}

export type Functions = Readonly<Record<string, FunctionImplementation>>;

export function kernelOf(
  functions: Functions,
  { function: name, args, type }: Omit<WindowCall, "name">,
): WindowKernel | null {
  return functions[name]?.kernel?.({ args, type, order: "", zone: null }) ?? null;
}

export function runWindows({ groups, target }: WindowsJob, functions: Functions): WindowsResult {
  const calls = groups.flatMap((group) => group.calls);
  const writer = new ColumnFileWriter(
    target,
    calls.map(({ name }) => ({ name, kind: "number" })),
  );
  let isComplete = false;
  try {
    // The same memory for all columns: fresh memory costs more than what is done with it.
    const rows = groups.reduce((most, group) => Math.max(most, group.rows.rows), 0);
    const room = Array.from(
      { length: groups.some(({ order }) => order !== null) ? 3 : 2 },
      () => new Float64Array(rows),
    );
    const [values, result, spare] = room as [Float64Array, Float64Array, Float64Array | undefined];
    for (const group of groups) {
      readColumn(group.file, group.column, values);
      if (group.isWhole && !isExact(values)) return { kind: "windows", file: null };
      const ordered = group.order === null ? values : inOrder(values, group.order, spare!);
      for (const call of group.calls) {
        kernelOf(functions, call)!(ordered, group.rows, result);
        if (!keepFinite(result, call.type.kind === "int")) return { kind: "windows", file: null };
        // In the place of the values as they were read, which are not needed any more.
        addColumn(
          writer,
          calls.indexOf(call),
          group.order === null ? result : inTableOrder(result, group.order, values),
        );
      }
    }
    const file = writer.finish();
    isComplete = true;
    return { kind: "windows", file };
  } catch (error) {
    // Told as a result, because the code of an error does not come out of a thread.
    if (isDiskFull(error)) return { kind: "windows", file: null };
    throw error;
  } finally {
    if (!isComplete) {
      writer.close();
      rmSync(target, { force: true });
    }
  }
}

/** Whole numbers beyond 2^53 are not exact as doubles: those stay with the engine. */
export function isExact(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isNaN(value) && !Number.isSafeInteger(value)) return false;
  }
  return true;
}

/** What is no number is missing. False when they are to be exact whole numbers and are not. */
function keepFinite(values: Float64Array, isWhole: boolean): boolean {
  if (isWhole && !isExact(values)) return false;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    // Neither an infinity nor NaN is the same as itself by this.
    if (value - value !== 0) values[row] = Number.NaN;
  }
  return true;
}

function inOrder(values: Float64Array, order: Int32Array, ordered: Float64Array): Float64Array {
  for (let row = 0; row < ordered.length; row++) ordered[row] = values[order[row]!]!;
  return ordered;
}

/** Back from the order of series to that of the table. */
function inTableOrder(values: Float64Array, order: Int32Array, placed: Float64Array): Float64Array {
  for (let row = 0; row < placed.length; row++) placed[order[row]!] = values[row]!;
  return placed;
}
