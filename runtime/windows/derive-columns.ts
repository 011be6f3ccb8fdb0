// `derive` by columns: window functions of numbers are computed in memory, one pass per function, and kept in a column file;
// the rest is SQL. The result is a view of the table, the file and what SQL made, so that nothing is copied.
import { rmSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { type Column, type ColumnType, findColumn, type Schema } from "../../specs/data-type.ts";
import type { Expression } from "../../specs/expression.ts";
import type { NamedExpression } from "../../specs/plan.ts";
import { addColumn, type ColumnFile, ColumnFileWriter, isDiskFull } from "../columns/column-file.ts";
import { fileSql, typedNumber } from "../data/column-table.ts";
import { deriveQuery } from "../data/derive-levels.ts";
import type { Engine } from "../data/engine.ts";
import { exportNumbers } from "../data/export-frame.ts";
import { type Functions, lowerExpression } from "../data/lower-expression.ts";
import { quoteName, ROW } from "../data/sql-text.ts";
import type { StoredColumn, Table } from "../data/table.ts";
import { findCalls, type KernelCall, type WindowStage } from "./find-calls.ts";
import type { WindowCall, WindowGroup, WindowsJob, WindowsResult } from "./run-windows.ts";
import { seriesOf, type TableSeries } from "./series-of-table.ts";

export interface DeriveOptions {
  readonly functions: Functions;
  /** Carries out work on columns in files, on as many threads. */
  readonly runWindows: (job: WindowsJob) => Promise<WindowsResult>;
  readonly threads: number;
  /** Told after each window function how many of all are done. */
  readonly onWindow: (done: number, total: number) => void;
}

/** Null when the step is for SQL alone. */
export async function deriveColumns(
  engine: Engine,
  table: Table,
  columns: readonly NamedExpression[],
  schema: Schema,
  options: DeriveOptions,
): Promise<Table | null> {
  const stages = findCalls(columns, options.functions);
  const total = stages.reduce((sum, { calls }) => sum + calls.length, 0);
  if (total === 0 && table.stored === undefined) return null;
  const made: Table[] = [];
  let current = table;
  let done = 0;
  const add = (next: Table): void => {
    made.push(next);
    current = next;
  };
  try {
    for (const stage of stages) {
      if (stage.calls.length > 0) {
        const next = await addWindows(engine, current, stage.calls, options, (count) => {
          done += count;
          options.onWindow(done, total);
        });
        if (next === null) return null;
        add(next);
      }
      for (const next of await addRest(engine, current, stage, options.functions)) add(next);
    }
    return await project(engine, current, schema);
  } finally {
    for (const { name } of made.reverse()) await engine.drop(name);
  }
}

/** Null when whole numbers are too large for it. */
async function addWindows(
  engine: Engine,
  table: Table,
  calls: readonly KernelCall[],
  options: DeriveOptions,
  onCalls: (count: number) => void,
): Promise<Table | null> {
  const paths: string[] = [];
  const freshFile = (): string => {
    const path = engine.freshFile();
    paths.push(path);
    return path;
  };
  let made: Table | null = null;
  try {
    const groups = await groupCalls(engine, table, calls, options.functions, freshFile);
    if (groups === null) return null;
    const jobs = dealOut(groups, options.threads).map(
      (part): WindowsJob => ({ kind: "windows", groups: part, target: freshFile() }),
    );
    const results = await inOrderOf(jobs, options.threads, async (job) => {
      const result = await options.runWindows(job);
      onCalls(job.groups.reduce((sum, group) => sum + group.calls.length, 0));
      return result;
    });
    const files: ColumnFile[] = [];
    for (const { file } of results) {
      if (file === null) return null;
      files.push(file);
    }
    made = await joinFiles(engine, table, calls, files);
    return made;
  } catch (error) {
    // A disk that is full costs no results: the engine, which needs no file for a table that fits in memory, has windows too.
    if (isDiskFull(error)) return null;
    throw error;
  } finally {
    // The results stay as long as their table does.
    const kept = new Set(made?.stored === undefined ? [] : [...made.stored.values()].map(({ file }) => file.path));
    for (const path of paths) if (!kept.has(path)) rmSync(path, { force: true });
  }
}

/** All at once where there are threads for it, else one after the other. */
async function inOrderOf<Job, Result>(
  jobs: readonly Job[],
  threads: number,
  run: (job: Job) => Promise<Result>,
): Promise<readonly Result[]> {
  if (threads > 1) return Promise.all(jobs.map(run));
  const results: Result[] = [];
  for (const job of jobs) {
    results.push(await run(job));
    await setImmediate();
  }
  return results;
}

/** Calls over one argument stand together, so that it is read once. Null when a row has no time. */
async function groupCalls(
  engine: Engine,
  table: Table,
  calls: readonly KernelCall[],
  functions: Functions,
  freshFile: () => string,
): Promise<readonly WindowGroup[] | null> {
  const byArgument = new Map<string, KernelCall[]>();
  for (const call of calls) {
    const key = JSON.stringify([call.over, call.argument]);
    byArgument.set(key, [...(byArgument.get(key) ?? []), call]);
  }
  const series = new Map<string, TableSeries | null>();
  const groups: WindowGroup[] = [];
  for (const group of byArgument.values()) {
    const [{ over, argument }] = group as [KernelCall];
    const key = JSON.stringify(over);
    if (!series.has(key)) series.set(key, await seriesOf(engine, table, over));
    const found = series.get(key)!;
    if (found === null) return null;
    const place =
      storedArgument(table, argument) ?? (await writeArgument(engine, table, argument, functions, freshFile()));
    groups.push({ ...place, isWhole: argument.type.kind === "int", ...found, calls: group.map(callOf) });
  }
  return groups;
}

const callOf = ({ name, function: called, args, type }: KernelCall): WindowCall => ({
  name,
  function: called,
  args,
  type,
});

function storedArgument(table: Table, argument: Expression): StoredColumn | null {
  return argument.kind === "column" ? (table.stored?.get(argument.name) ?? null) : null;
}

async function writeArgument(
  engine: Engine,
  table: Table,
  argument: Expression,
  functions: Functions,
  path: string,
): Promise<StoredColumn> {
  const { sql } = lowerExpression(argument, { functions, grouped: false, levelOf: () => 0, helpers: [] });
  const values = await exportNumbers(engine, table, sql);
  const writer = new ColumnFileWriter(path, [{ name: "argument", kind: "number" }]);
  try {
    addColumn(writer, 0, values);
  } catch (error) {
    writer.close();
    throw error;
  }
  return { file: writer.finish(), column: "argument" };
}

/** A few parts per thread with about as many calls each; for one thread a part per argument. */
function dealOut(groups: readonly WindowGroup[], threads: number): readonly (readonly WindowGroup[])[] {
  if (threads <= 1) return groups.map((group) => [group]);
  const parts = Array.from({ length: Math.min(groups.length, 2 * threads) }, (): WindowGroup[] => []);
  const sizes = parts.map(() => 0);
  for (const group of groups.toSorted((a, b) => b.calls.length - a.calls.length)) {
    const least = sizes.indexOf(Math.min(...sizes));
    parts[least]!.push(group);
    sizes[least]! += group.calls.length;
  }
  return parts;
}

function joinFiles(
  engine: Engine,
  table: Table,
  calls: readonly KernelCall[],
  files: readonly ColumnFile[],
): Promise<Table> {
  const added = calls.map(({ name, type }): AddedColumn => {
    const at = files.findIndex(({ columns }) => columns.some((column) => column.name === name));
    return {
      column: { name, type, roles: {} },
      sql: typedNumber(`w${at}.${quoteName(name)}`, type.kind),
      stored: { file: files[at]!, column: name },
    };
  });
  const others = files.map((file, at) => `${fileSql(file, false)} AS w${at}`);
  return joinColumns(engine, table, others, added, { from: [], files: files.map(({ path }) => path) });
}

/** What SQL makes of a stage, and results of windows under their own names. */
async function addRest(
  engine: Engine,
  table: Table,
  { columns }: WindowStage,
  functions: Functions,
): Promise<readonly Table[]> {
  const isName = ({ expression }: NamedExpression): boolean =>
    expression.kind === "column" && expression.name.startsWith("__window_");
  // Later columns may use earlier ones, so all are SQL once a name that is used stands among them.
  const own = columns.filter((column) => !isName(column));
  const made: Table[] = [];
  let current = table;
  if (own.length > 0) {
    const available = table.schema.columns.map(({ name }) => name);
    const schema = { columns: columns.map(({ name, expression }) => columnOf(name, expression.type)) };
    const query = deriveQuery(quoteName(table.name), available, columns, schema, functions);
    const rest = { columns: schema.columns.filter(({ name }) => own.some((column) => column.name === name)) };
    const stored = await engine.store(query.sql, rest, !query.reordered);
    const added = rest.columns.map((column) => ({ column, sql: `w.${quoteName(column.name)}`, stored: null }));
    current = await joinColumns(engine, table, [`${quoteName(stored.name)} AS w`], added, {
      from: [stored],
      files: [],
    });
    made.push(stored, current);
  }
  const names = columns.filter(isName);
  if (names.length > 0) made.push(await renameColumns(engine, current, names));
  return made;
}

const columnOf = (name: string, type: ColumnType): Column => ({ name, type, roles: {} });

interface AddedColumn {
  readonly column: Column;
  readonly sql: string;
  readonly stored: StoredColumn | null;
}

/** Columns of something with the same rows in the same order, beside those of a table; equal names replace. */
function joinColumns(
  engine: Engine,
  table: Table,
  others: readonly string[],
  added: readonly AddedColumn[],
  parts: { readonly from: readonly Table[]; readonly files: readonly string[] },
): Promise<Table> {
  const replaced = new Set(added.map(({ column }) => column.name));
  const kept = table.schema.columns.filter(({ name }) => !replaced.has(name));
  const list = [
    `t.${ROW}`,
    ...kept.map(({ name }) => `t.${quoteName(name)}`),
    ...added.map(({ column, sql }) => `${sql} AS ${quoteName(column.name)}`),
  ];
  const stored = new Map([...(table.stored ?? [])].filter(([name]) => !replaced.has(name)));
  for (const { column, stored: place } of added) if (place !== null) stored.set(column.name, place);
  const sql = `SELECT ${list.join(", ")} FROM ${[`${quoteName(table.name)} AS t`, ...others].join(" POSITIONAL JOIN ")}`;
  const schema = { columns: [...kept, ...added.map(({ column }) => column)] };
  return engine.view(sql, { schema, rows: table.rows, stored }, [table, ...parts.from], parts.files);
}

function renameColumns(engine: Engine, table: Table, names: readonly NamedExpression[]): Promise<Table> {
  const replaced = new Set(names.map(({ name }) => name));
  const kept = table.schema.columns.filter(({ name }) => !replaced.has(name));
  const sources = names.map(({ name, expression }) => {
    if (expression.kind !== "column") throw new TypeError(`${name} is no other column`);
    return { column: columnOf(name, expression.type), source: expression.name };
  });
  const list = [
    ROW,
    ...kept.map(({ name }) => quoteName(name)),
    ...sources.map(({ column, source }) => `${quoteName(source)} AS ${quoteName(column.name)}`),
  ];
  const stored = new Map([...(table.stored ?? [])].filter(([name]) => !replaced.has(name)));
  for (const { column, source } of sources) {
    const place = table.stored?.get(source);
    if (place !== undefined) stored.set(column.name, place);
  }
  const schema = { columns: [...kept, ...sources.map(({ column }) => column)] };
  const sql = `SELECT ${list.join(", ")} FROM ${quoteName(table.name)}`;
  return engine.view(sql, { schema, rows: table.rows, stored }, [table]);
}

/** The columns of the result, in its order. */
export function project(engine: Engine, table: Table, schema: Schema): Promise<Table> {
  const list = [ROW, ...schema.columns.map(({ name }) => quoteName(name))];
  const stored = new Map([...(table.stored ?? [])].filter(([name]) => findColumn(schema, name) !== undefined));
  const sql = `SELECT ${list.join(", ")} FROM ${quoteName(table.name)}`;
  return engine.view(sql, { schema, rows: table.rows, stored }, [table]);
}
