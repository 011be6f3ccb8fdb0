// Which steps turn a table with the source's columns into the rows a model was fitted on. They are replayed when the
// model predicts new rows. A table made from one of the tables on that way needs only the steps after it; one from
// elsewhere needs all of them when it has the columns of the source, and none when it only has those of the task.
import type { NodeId, PlanNode } from "../../../specs/plan.ts";
import type { LowerContext } from "./context.ts";

export function replaySteps(fitted: NodeId, table: NodeId, context: LowerContext): readonly NodeId[] {
  const task = taskOf(context.builder.node(fitted), context);
  if (task === null) return [];
  const way = lineage(task.inputs[0]!, context);
  for (const id of lineage(table, context)) {
    const at = way.indexOf(id);
    if (at !== -1) return way.slice(0, at).reverse();
  }
  const source = context.builder.node(way.at(-1)!);
  const steps = way.slice(0, -1).reverse();
  if (hasSourceColumns(source, table, context) || !hasTaskColumns(task, table, context)) return steps;
  // What stands beside the features is no column that a table of features would have.
  return steps.filter((id) => makesBeside(id, task, context));
}

function makesBeside(step: NodeId, task: PlanNode, context: LowerContext): boolean {
  const { op } = context.builder.node(step);
  const beside = task.op.kind === "task" ? (task.op.task.beside ?? []) : [];
  return (
    op.kind === "step" &&
    op.step.kind === "derive" &&
    op.step.columns.every(({ name }) => beside.some(({ column }) => column === name))
  );
}

/** The table and those it was made from, the nearest first. The rows of a partition are rows of its task's table, and no step to take again. */
function lineage(table: NodeId, context: LowerContext): readonly NodeId[] {
  const tables: NodeId[] = [];
  let at: NodeId | undefined = table;
  while (at !== undefined) {
    const node: PlanNode = context.builder.node(at);
    if (node.op.kind !== "rows") tables.push(at);
    if (node.op.kind === "rows") at = context.builder.node(node.inputs[0]!).inputs[0];
    else if (node.op.kind === "apply") at = node.inputs[1];
    else at = node.op.kind === "step" ? node.inputs[0] : undefined;
  }
  return tables;
}

function taskOf(node: PlanNode, context: LowerContext): PlanNode | null {
  for (const input of node.inputs) {
    const found = context.builder.node(input);
    if (found.op.kind === "task") return found;
    if (found.op.kind === "fit" || found.op.kind === "search") {
      const inner = taskOf(found, context);
      if (inner !== null) return inner;
    }
  }
  return null;
}

function namesOf(table: NodeId, context: LowerContext): ReadonlySet<string> {
  const { op } = context.builder.node(table);
  return new Set("schema" in op ? op.schema.columns.map(({ name }) => name) : []);
}

/** The target may be absent, and what is ignored or known only afterwards. */
function hasSourceColumns(source: PlanNode, table: NodeId, context: LowerContext): boolean {
  if (source.op.kind !== "source") return false;
  const names = namesOf(table, context);
  return source.op.schema.columns.every(
    ({ name, roles }) =>
      names.has(name) || roles.target !== undefined || roles.ignore === true || roles.posthoc === true,
  );
}

function hasTaskColumns(task: PlanNode, table: NodeId, context: LowerContext): boolean {
  if (task.op.kind !== "task") return false;
  const { features, series, time, kind, target } = task.op.task;
  const names = namesOf(table, context);
  const needed = [
    ...features,
    ...series,
    ...(time === null ? [] : [time.column]),
    ...(kind === "forecast" ? [target] : []),
  ];
  return needed.every((name) => names.has(name));
}
