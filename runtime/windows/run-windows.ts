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
    for (const group of groups) {
      const values = new Float64Array(group.rows.rows);
      readColumn(group.file, group.column, values);
      if (group.isWhole && !isExact(values)) return { kind: "windows", file: null };
      const ordered = inOrder(values, group.order);
      for (const call of group.calls) {
        const result = kernelOf(functions, call)!(ordered, group.rows);
        if (call.type.kind === "int" && !isExact(result)) return { kind: "windows", file: null };
        onlyFinite(result);
        addColumn(writer, calls.indexOf(call), inTableOrder(result, group.order));
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

/** What is no number is missing. */
export function onlyFinite(values: Float64Array): void {
  for (let row = 0; row < values.length; row++) if (!Number.isFinite(values[row]!)) values[row] = Number.NaN;
}

export function inOrder(values: Float64Array, order: Int32Array | null): Float64Array {
  if (order === null) return values;
  const ordered = new Float64Array(values.length);
  for (let row = 0; row < ordered.length; row++) ordered[row] = values[order[row]!]!;
  return ordered;
}

/** Back from the order of series to that of the table. */
export function inTableOrder(values: Float64Array, order: Int32Array | null): Float64Array {
  if (order === null) return values;
  const placed = new Float64Array(values.length);
  for (let row = 0; row < placed.length; row++) placed[order[row]!] = values[row]!;
  return placed;
}
