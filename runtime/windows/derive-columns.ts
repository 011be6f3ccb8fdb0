// `derive` by columns: window functions of numbers are computed in memory, one pass per function, and kept in a column file;
// the rest is SQL. The result is a view of the table, the file and what SQL made, so that nothing is copied.
import { rmSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { type Column, type ColumnType, findColumn, type Schema } from "../../specs/data-type.ts";
import type { NamedExpression } from "../../specs/plan.ts";
import { addColumn, ColumnFileWriter, isDiskFull } from "../columns/column-file.ts";
import { fileSql, typedNumber } from "../data/column-table.ts";
import { deriveQuery } from "../data/derive-levels.ts";
import type { Engine } from "../data/engine.ts";
import { exportFrame, exportNumbers } from "../data/export-frame.ts";
import { type Functions, lowerExpression } from "../data/lower-expression.ts";
import { quoteName, ROW } from "../data/sql-text.ts";
import type { StoredColumn, Table } from "../data/table.ts";
import { findCalls, type KernelCall, type WindowStage } from "./find-calls.ts";
import { inOrder, inTableOrder, seriesOf, type TableSeries } from "./series-of-table.ts";

export interface DeriveOptions {
  readonly functions: Functions;
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
        const next = await addWindows(engine, current, stage.calls, options.functions, () =>
          options.onWindow(++done, total),
        );
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

/** Whole numbers beyond 2^53 are not exact as doubles: those stay with the engine. */
const isExact = (values: Float64Array): boolean =>
  values.every((value) => Number.isNaN(value) || Number.isSafeInteger(value));

async function addWindows(
  engine: Engine,
  table: Table,
  calls: readonly KernelCall[],
  functions: Functions,
  onCall: () => void,
): Promise<Table | null> {
  const path = engine.freshFile();
  const writer = new ColumnFileWriter(
    path,
    calls.map(({ name }) => ({ name, kind: "number" })),
  );
  let isComplete = false;
  try {
    // Calls of one argument follow each other, so that it is read once.
    const byArgument = new Map<string, KernelCall[]>();
    for (const call of calls) {
      const key = JSON.stringify([call.over, call.argument]);
      byArgument.set(key, [...(byArgument.get(key) ?? []), call]);
    }
    const series = new Map<string, TableSeries | null>();
    for (const group of byArgument.values()) {
      const [{ over, argument }] = group as [KernelCall];
      const key = JSON.stringify(over);
      if (!series.has(key)) series.set(key, await seriesOf(engine, table, over));
      const found = series.get(key)!;
      if (found === null) return null;
      const { order, rows } = found;
      const values = await argumentOf(engine, table, argument, functions);
      if (argument.type.kind === "int" && !isExact(values)) return null;
      const ordered = inOrder(values, order);
      for (const call of group) {
        const result = call.kernel(ordered, rows);
        if (call.type.kind === "int" && !isExact(result)) return null;
        for (let row = 0; row < result.length; row++) if (!Number.isFinite(result[row]!)) result[row] = Number.NaN;
        addColumn(writer, calls.indexOf(call), inTableOrder(result, order));
        onCall();
        await setImmediate();
      }
    }
    const file = writer.finish();
    isComplete = true;
    const added = calls.map(({ name, type }) => ({
      column: { name, type, roles: {} },
      sql: typedNumber(`w.${quoteName(name)}`, type.kind),
      stored: { file, column: name },
    }));
    return await joinColumns(engine, table, `${fileSql(file, false)} AS w`, added, { from: [], files: [file.path] });
  } catch (error) {
    // A disk that is full costs no results: the engine, which needs no file for a table that fits in memory, has windows too.
    if (isDiskFull(error)) return null;
    throw error;
  } finally {
    if (!isComplete) {
      writer.close();
      rmSync(path, { force: true });
    }
  }
}

async function argumentOf(
  engine: Engine,
  table: Table,
  argument: KernelCall["argument"],
  functions: Functions,
): Promise<Float64Array> {
  if (argument.kind === "column") {
    const column = (await exportFrame(engine, table, [argument.name])).columns[0]!;
    if (column.kind === "number") return column.values;
    throw new TypeError(`${argument.name} holds no numbers`);
  }
  const { sql } = lowerExpression(argument, { functions, grouped: false, levelOf: () => 0, helpers: [] });
  return exportNumbers(engine, table, sql);
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
    current = await joinColumns(engine, table, `${quoteName(stored.name)} AS w`, added, { from: [stored], files: [] });
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
  other: string,
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
  const sql = `SELECT ${list.join(", ")} FROM ${quoteName(table.name)} AS t POSITIONAL JOIN ${other}`;
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
