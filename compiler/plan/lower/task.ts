// A task: which rows, which label, how far ahead.
import { findColumn, type Schema } from "../../../specs/data-type.ts";
import type { NodeId, TaskOperation, TaskSpec } from "../../../specs/plan.ts";
import type { SplitTerm, TypedTask } from "../../types/typed.ts";
import { warmupRows } from "../lookback.ts";
import { planDiagnostics } from "../plan.diagnostics.ts";
import type { LowerContext } from "./context.ts";
import { lowerTable, refuseFolds } from "./table.ts";

export function lowerTask(task: TypedTask, context: LowerContext): readonly NodeId[] {
  // No model predicts them yet, and a spec that asks for them must not run as if it had not.
  if (task.quantiles.length > 0)
    context.report(planDiagnostics["not-runnable"](task.quantilesSpan, { what: "`quantiles:`" }));
  refuseFolds(task.table, "a task on a table that exists once per fold", context);
  const table = lowerTable(task.table, { declaration: task.id, id: `${task.id}/rows`, fold: null }, context);
  const node = context.builder.add({
    id: task.id,
    declaration: task.id,
    inputs: [table],
    op: taskOperation(task, task.table.schema, context),
    span: task.span,
    influences: [],
  });
  return [node];
}

export function taskOperation(task: TypedTask, schema: Schema, context: LowerContext): TaskOperation {
  return {
    kind: "task",
    schema,
    columns: heldColumns(task, schema, context),
    task: {
      kind: task.of,
      target: task.target,
      features: task.features.map(({ column }) => column),
      known: task.known.map(({ column }) => column),
      ...besideIn(task, schema),
      time: task.time,
      series: task.series,
      entity: task.entity?.column ?? null,
      weight: task.weight,
      horizon: task.horizonRows,
      lookback: task.lookbackRows,
      warmup: warmupRows(task, context.facts),
      positive: task.positive,
      quantiles: task.quantiles,
      claim: task.claim.parts,
    },
  };
}

/** Rows made after a split have no columns of windows, and no model that needs some reads them. */
function besideIn({ beside }: TypedTask, schema: Schema): Pick<TaskSpec, "beside"> {
  const held = beside.filter(({ column }) => findColumn(schema, column) !== undefined);
  return held.length === 0
    ? {}
    : {
        beside: held.map(({ column, ahead, made }) => ({ column, ahead, ...(made === null ? {} : { made: true }) })),
      };
}

/** Splits and evaluations of the task group by columns that the task itself does not name, and fits weigh rows by one. */
function heldColumns(task: TypedTask, schema: Schema, context: LowerContext): readonly string[] {
  const claimed = task.claim.parts.flatMap((part) => (part.kind === "new" ? [part.column] : []));
  const named = [
    ...task.features.map(({ column }) => column),
    ...task.known.map(({ column }) => column),
    ...task.beside.map(({ column }) => column),
    ...[task.target, task.time?.column, task.entity?.column, task.group, task.weight].flatMap((name) => name ?? []),
    ...task.series,
    ...claimed,
    ...context.typed.declarations.flatMap((declaration) => {
      if (declaration.kind === "split" && declaration.split.task === task.id) return cutColumns(declaration.split);
      if (declaration.kind === "fit" && declaration.task === task.id) return declaration.weight ?? [];
      return declaration.kind === "evaluate" && declaration.task === task.id ? declaration.by : [];
    }),
  ];
  const wanted = new Set(named);
  return schema.columns.filter(({ name }) => wanted.has(name)).map(({ name }) => name);
}

/** `by:`, and every parameter of a split that is a column. */
function cutColumns({ by, call, declaration, inner }: SplitTerm): readonly string[] {
  const given = Object.entries(declaration.params).flatMap(([name, { kind }]) => {
    const value = call.args[name]?.value;
    return kind.kind === "column" && value?.kind === "json" && typeof value.json === "string" ? [value.json] : [];
  });
  return [...(by === null ? [] : [by]), ...given, ...(inner === null ? [] : cutColumns(inner))];
}
