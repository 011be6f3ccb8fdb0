// The steps of the training table once more, on rows to predict, so that their features are made alike.
import type { Schema } from "../../specs/data-type.ts";
import type { Expression } from "../../specs/expression.ts";
import type { NodeId, PredictOperation, StepOperation, TaskSpec } from "../../specs/plan.ts";
import { ComponentError } from "../component.ts";
import { applyStep, NUMBERS_ROWS } from "../data/apply-step.ts";
import { exportFrame } from "../data/export-frame.ts";
import { physicalType, quoteName, ROW } from "../data/sql-text.ts";
import type { Table } from "../data/table.ts";
import type { FrameColumn } from "../frame/frame.ts";
import { type NodeContext, needed } from "./context.ts";
import { applyToTable } from "./tables.ts";

export interface Replayed {
  readonly table: Table;
  /** False when a step numbered the rows anew, so that none can be traced to where it comes from. */
  readonly traceable: boolean;
}

/**
 * Columns of the source that the new table lacks (the target, what is ignored or known afterwards) are missing in every
 * row. Steps that choose training rows do not choose among rows to predict: samples, and outside forecasts, whose history
 * must be the one of the training, filters that read the target.
 */
export async function replaySteps(
  context: NodeContext<PredictOperation>,
  table: Table,
  task: TaskSpec,
): Promise<Replayed> {
  const steps = context.op.replay.map(context.nodeOf);
  const [first] = steps;
  if (first === undefined) return { table, traceable: true };
  const engine = await context.engine();
  let current = await likeSource(context, table, schemaBefore(context, first.id));
  let traceable = true;
  for (const { id, op, inputs, span } of steps) {
    if (op.kind === "apply") {
      const { fitted } = await context.value(inputs[0]!, "transform");
      current = await applyToTable(context, fitted, current, op.schema);
      traceable = false;
      continue;
    }
    if (op.kind !== "step") throw new TypeError(`${id} cannot be replayed`);
    if (choosesTrainingRows(op, task)) continue;
    const others: Table[] = [];
    for (const input of inputs.slice(1)) others.push((await context.value(input, "table")).table);
    const functions = context.library.implementations.functions;
    const result = await applyStep(engine, op, [current, ...others], functions, span);
    current = needed(context, result.table, result.diagnostics);
    traceable &&= !NUMBERS_ROWS.includes(op.step.kind);
  }
  return { table: current, traceable };
}

function schemaBefore(context: NodeContext, id: NodeId): Schema | null {
  const node = context.nodeOf(id);
  const input = context.nodeOf(node.inputs[node.op.kind === "apply" ? 1 : 0]!);
  return "schema" in input.op ? input.op.schema : null;
}

/** The columns of `schema` in its types; the row numbers stay. */
async function likeSource(context: NodeContext, table: Table, schema: Schema | null): Promise<Table> {
  if (schema === null) return table;
  const present = new Set(table.schema.columns.map(({ name }) => name));
  const columns = schema.columns.map(({ name, type }) => {
    const value = present.has(name) ? quoteName(name) : `CAST(NULL AS ${physicalType(type)})`;
    return `${value} AS ${quoteName(name)}`;
  });
  const sql = `SELECT ${[ROW, ...columns].join(", ")} FROM ${quoteName(table.name)}`;
  return (await context.engine()).store(sql, schema, true);
}

function choosesTrainingRows(op: StepOperation, task: TaskSpec): boolean {
  if (op.step.kind === "sample") return true;
  return op.step.kind === "where" && task.kind !== "forecast" && reads(op.step.condition, task.target);
}

function reads(expression: Expression, column: string): boolean {
  switch (expression.kind) {
    case "column":
      return expression.name === column;
    case "literal":
      return false;
    case "call":
      return expression.args.some((argument) => reads(argument, column));
    case "case": {
      const parts = expression.branches.flatMap((branch) => [branch.when, branch.then]);
      const all = expression.otherwise === null ? parts : [...parts, expression.otherwise];
      return all.some((part) => reads(part, column));
    }
    default:
      return expression satisfies never;
  }
}

/** Columns of the table as it was given, for each row that is left, in the order of the replayed table. */
export async function keptColumns(
  context: NodeContext<PredictOperation>,
  given: Table,
  replayed: Replayed,
): Promise<readonly FrameColumn[]> {
  const { keep } = context.op;
  const engine = await context.engine();
  if (keep.length === 0) return [];
  if (!replayed.traceable) {
    const lost = keep.filter((name) => replayed.table.schema.columns.every((column) => column.name !== name));
    if (lost.length === 0) return (await exportFrame(engine, replayed.table, keep)).columns;
    throw new ComponentError(
      "run/keep-lost",
      `\`${lost[0]}\` cannot be kept: the steps before the features make rows of their own`,
      "keep columns that are still there after the steps, or leave it out of `keep:`",
    );
  }
  const schema = { columns: keep.map((name) => given.schema.columns.find((column) => column.name === name)!) };
  const columns = keep.map((name) => `given.${quoteName(name)}`).join(", ");
  const from = `${quoteName(replayed.table.name)} AS replayed JOIN ${quoteName(given.name)} AS given`;
  const sql = `SELECT replayed.${ROW}, ${columns} FROM ${from} ON replayed.${ROW} = given.${ROW}`;
  const kept = await engine.store(sql, schema, false);
  const frame = await exportFrame(engine, kept, keep);
  await engine.drop(kept.name);
  return frame.columns;
}
