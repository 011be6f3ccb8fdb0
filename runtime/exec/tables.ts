// Operations whose values are tables: sources, relational steps, the rows of a partition, an applied transform; and checks.
import { findColumn, isTransformed, type Schema } from "../../specs/data-type.ts";
import type { Json } from "../../specs/json.ts";
import type {
  ApplyOperation,
  RowsOperation,
  SourceOperation,
  StepOperation,
  TransformOperation,
} from "../../specs/plan.ts";
import { applyStep } from "../data/apply-step.ts";
import { isDatabase } from "../data/databases/all-databases.ts";
import { environmentValues, resolveEnvironment } from "../data/environment.ts";
import { exportFrame } from "../data/export-frame.ts";
import { hideSecrets } from "../data/files/hide-secrets.ts";
import { keepKnown } from "../data/keep-known.ts";
import { readSnapshot, readSource, type SourceContext } from "../data/read-source.ts";
import { Refusal } from "../data/readers/reader.ts";
import { nameList, quoteName, ROW } from "../data/sql-text.ts";
import { failed, type Table, type TableResult } from "../data/table.ts";
import { type FrameColumn, tableColumnOf, type WholeColumn, wholeColumns } from "../frame/frame.ts";
import type { FittedTransform } from "../model/fitted.ts";
import { applyTransform, fitTransform } from "../model/transform-chain.ts";
import { createRandom } from "../numeric/random.ts";
import { runWindows } from "../windows/run-windows.ts";
import { type NodeContext, needed, partitionRows, Stop } from "./context.ts";
import { runDiagnostics } from "./run.diagnostics.ts";
import type { ValueOf } from "./value.ts";

export async function runSource(context: NodeContext<SourceOperation>): Promise<ValueOf<"table">> {
  const { node, op } = context;
  const reading = {
    ...context.filePlaces,
    span: node.span,
    signal: context.signal,
    onRows: progressOf(context, "rows"),
    threads: { run: context.pool.columns, count: context.pool.jobs },
  };
  const [entities] = node.inputs;
  // Keys were computed with the environment, so every variable is set.
  const read = (): SourceOperation => ({
    ...op,
    params: resolveEnvironment(op.params, context.env, { ...op, ...node }),
  });
  if (entities !== undefined) {
    const { table } = await context.value(entities, "table");
    const { readFeast } = await import("../data/feast/read-feast.ts");
    const joined = await readFeast(await context.engine(), read(), table, reading);
    return knownPart(context, needed(context, joined.table, joined.diagnostics));
  }
  const result = isDatabase(op.connector)
    ? await readServer(context, reading)
    : await readSource(await context.engine(), read(), reading);
  const secrets = environmentValues(op.params, context.env);
  const found = result.diagnostics.map((diagnostic) => hideSecrets(diagnostic, secrets));
  return knownPart(context, needed(context, result.table, found));
}

const progressOf =
  ({ node, onEvent, signal }: NodeContext, label: string) =>
  (done: number, total: number | null = null): void => {
    signal.throwIfAborted();
    onEvent({ kind: "progress", node: node.id, done, total, label });
  };

async function knownPart(context: NodeContext<SourceOperation>, table: Table): Promise<ValueOf<"table">> {
  const { known } = context.op;
  if (known === undefined) return { kind: "table", table };
  const { span, declaration } = context.node;
  const { asOf } = known;
  if (known.since === null && known.later.length === 0 && !table.schema.columns.some(({ roles }) => roles.time))
    context.report(runDiagnostics["no-known-time"](span, { source: declaration, asOf }));
  const kept = await keepKnown(await context.engine(), table, known);
  if (kept.rows > 0) return { kind: "table", table: kept };
  context.report(runDiagnostics["nothing-known"](span, { source: declaration, asOf, rows: table.rows }));
  throw new Stop("failed");
}

async function readServer(
  { node, op, engine, servers }: NodeContext<SourceOperation>,
  reading: SourceContext,
): Promise<TableResult> {
  try {
    return await readSnapshot(await engine(), op, await servers.take(node, op), reading);
  } catch (error) {
    if (error instanceof Refusal) return failed(error.diagnostic);
    throw error;
  }
}

export async function runStep(context: NodeContext<StepOperation>): Promise<ValueOf<"table">> {
  const inputs: Table[] = [];
  for (const id of context.node.inputs) inputs.push((await context.value(id, "table")).table);
  const engine = await context.engine();
  const functions = context.library.implementations.functions;
  const { pool } = context;
  // Small tables are done before a thread has begun.
  const isSmall = (inputs[0]?.rows ?? 0) < FEWEST_FOR_THREADS;
  const result = await applyStep(engine, context.op, inputs, functions, context.node.span, {
    runWindows: isSmall ? async (job) => runWindows(job, functions) : pool.columns,
    threads: isSmall ? 1 : pool.jobs,
    onWindow: progressOf(context, "windows"),
  });
  return { kind: "table", table: needed(context, result.table, result.diagnostics) };
}

/** The rows of a partition, in the order and with the columns of the task's table. */
export async function runRows(context: NodeContext<RowsOperation>): Promise<ValueOf<"table">> {
  const { task, rows } = await partitionRows(context, context.op.partition);
  const split = context.nodeOf(context.op.partition.split);
  const source = context.nodeOf(split.inputs[0]!).inputs[0]!;
  const { table } = await context.value(source, "table");
  const positions = Array.from(rows, (row) => task.rowIds[row]!).sort((a, b) => a - b);
  const ranges = rangesOf(positions);
  const columns = nameList(table.schema.columns.map((column) => column.name));
  const from = `(SELECT *, row_number() OVER (ORDER BY ${ROW}) - 1 AS __position FROM ${quoteName(table.name)})`;
  const wanted =
    ranges.length === 0
      ? `${from} AS numbered WHERE false`
      : `${from} AS numbered JOIN (VALUES ${ranges.join(", ")}) AS wanted(low, high) ON __position BETWEEN low AND high`;
  const engine = await context.engine();
  const stored = await engine.store(`SELECT ${ROW}, ${columns} FROM ${wanted}`, table.schema, false);
  return { kind: "table", table: stored };
}

function rangesOf(positions: readonly number[]): readonly string[] {
  const ranges: { low: number; high: number }[] = [];
  for (const position of positions) {
    const last = ranges.at(-1);
    if (last !== undefined && last.high + 1 === position) last.high = position;
    else ranges.push({ low: position, high: position });
  }
  return ranges.map(({ low, high }) => `(${low}, ${high})`);
}

/** A transform in a table pipe: fitted on exactly these rows, with the `@target` column as its target. */
export async function fitOnTable(context: NodeContext<TransformOperation>): Promise<ValueOf<"transform">> {
  const { table } = await context.value(context.node.inputs[0]!, "table");
  const frame = await exportAll(context, table);
  const target = table.schema.columns.find((column) => column.roles.target !== undefined);
  const label = frame.find((column) => column.name === target?.name);
  const { fitted } = fitTransform(
    context.op.transform,
    {
      rows: table.rows,
      columns: frame.filter((column) => isFeature(table, tableColumnOf(column))),
      label: label === undefined ? null : label.kind === "number" ? label.values : Float64Array.from(label.codes),
      classes: label?.kind === "category" ? label.levels : null,
      weight: null,
      order: null,
      beside: frame,
    },
    context.library,
    createRandom(context.plan.seed, "transform table"),
  );
  return { kind: "transform", fitted, rows: null };
}

export async function runApply(context: NodeContext<ApplyOperation>): Promise<ValueOf<"table">> {
  const [transformId, tableId] = context.node.inputs;
  const { fitted } = await context.value(transformId!, "transform");
  const { table } = await context.value(tableId!, "table");
  return { kind: "table", table: await applyToTable(context, fitted, table, context.op.schema) };
}

/** A fitted transform on the features of a table, whose rows are numbered anew. */
export async function applyToTable(
  context: NodeContext,
  fitted: FittedTransform,
  table: Table,
  schema: Schema,
): Promise<Table> {
  const frame = await exportAll(context, table);
  const features = frame.filter((column) => isFeature(table, tableColumnOf(column)));
  const others = frame.filter((column) => !isFeature(table, tableColumnOf(column)));
  const columns = [
    ...others,
    ...applyTransform(fitted, { columns: features, order: null, beside: frame }, context.library),
  ];
  return importColumns(context, schema, columns);
}

async function exportAll(context: NodeContext, table: Table): Promise<readonly FrameColumn[]> {
  const names = table.schema.columns.map((column) => column.name);
  return (await exportFrame(await context.engine(), table, names)).columns;
}

function isFeature(table: Table, name: string): boolean {
  const column = findColumn(table.schema, name);
  return column === undefined || isTransformed(column);
}

/** Columns in memory become a table by the way of rows that stand in a spec, so that types are checked alike. */
async function importColumns(context: NodeContext, schema: Schema, columns: readonly FrameColumn[]): Promise<Table> {
  const whole = wholeColumns(columns);
  const ordered = schema.columns.map(({ name }) => whole.find((entry) => nameOf(entry) === name));
  const count = columns[0] === undefined ? 0 : lengthOf(columns[0]);
  const rows = Array.from({ length: count }, (_, row) =>
    ordered.map((column): Json => (column === undefined ? null : wholeCell(column, row))),
  );
  const op = { kind: "source", connector: "inline", params: { rows }, schema } as const;
  const result = await readSource(await context.engine(), op, {
    resolvePath: context.resolvePath,
    span: context.node.span,
  });
  return needed(context, result.table, result.diagnostics);
}

const FEWEST_FOR_THREADS = 200_000;

const nameOf = (whole: WholeColumn): string => (whole.kind === "tensor" ? whole.name : whole.column.name);

function wholeCell(whole: WholeColumn, row: number): Json {
  if (whole.kind === "single") return cellOf(whole.column, row);
  const elements = whole.elements.map((column) => cellOf(column, row));
  return elements.every((element) => element === null) ? null : elements;
}

const lengthOf = (column: FrameColumn): number =>
  column.kind === "number" ? column.values.length : column.codes.length;

function cellOf(column: FrameColumn, row: number): Json {
  if (column.kind === "category") return column.codes[row]! < 0 ? null : column.levels[column.codes[row]!]!;
  const value = column.values[row]!;
  // NaN and infinities never stand in a table.
  if (!Number.isFinite(value)) return null;
  if (column.type === "bool") return value === 1;
  if (column.type === "date") return new Date(value).toISOString().slice(0, 10);
  return column.type === "timestamp" ? new Date(value).toISOString() : value;
}
