// Which steps turn a table with the source's columns into the rows a model was fitted on. They are replayed when the
// model predicts new rows; a table that already went through them (it has the task's columns) needs none.
import type { NodeId, PlanNode } from "../../../specs/plan.ts";
import type { LowerContext } from "./context.ts";

export function replaySteps(fitted: NodeId, table: NodeId, context: LowerContext): readonly NodeId[] {
  const task = taskOf(context.builder.node(fitted), context);
  if (task === null) return [];
  const steps: NodeId[] = [];
  let at = task.inputs[0];
  while (at !== undefined) {
    if (at === table) return steps.reverse();
    const node = context.builder.node(at);
    if (node.op.kind !== "step") break;
    steps.push(at);
    at = node.inputs[0];
  }
  return hasTaskColumns(task, table, context) ? [] : steps.reverse();
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

function hasTaskColumns(task: PlanNode, table: NodeId, context: LowerContext): boolean {
  const op = context.builder.node(table).op;
  if (task.op.kind !== "task" || !("schema" in op)) return false;
  const names = new Set(op.schema.columns.map(({ name }) => name));
  return task.op.task.features.every((feature) => names.has(feature));
}
