// Operations that make the rows of a task and cut them.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { SplitOperation, TaskOperation } from "../../specs/plan.ts";
import { cutTask } from "../split/cut-task.ts";
import { makeTask } from "../task/make-task.ts";
import { taskDiagnostics } from "../task/task.diagnostics.ts";
import type { TaskData } from "../task/task-data.ts";
import { type NodeContext, needed } from "./context.ts";
import type { ValueOf } from "./value.ts";

export async function runTask(context: NodeContext<TaskOperation>): Promise<ValueOf<"task">> {
  const { table } = await context.value(context.node.inputs[0]!, "table");
  const result = await makeTask(await context.engine(), context.op, table, context.node.span);
  const task = needed(context, result.task, result.diagnostics);
  context.report(...missingPositive(context, task));
  return { kind: "task", task };
}

/** Only the data tells how many classes a category has, so the compiler lets metrics of one class pass that can average. */
function missingPositive(context: NodeContext<TaskOperation>, task: TaskData): readonly Diagnostic[] {
  const { classes, positive, spec } = task;
  if (classes?.length !== 2 || positive !== null) return [];
  const judged = context.plan.nodes.flatMap(({ op, inputs }) => {
    if (!inputs.includes(context.node.id)) return [];
    if (op.kind === "evaluate") return op.metrics.map(({ metric }) => metric);
    return op.kind === "search" ? [op.metric, ...op.then.map(({ metric }) => metric)] : [];
  });
  // Averages other than the default have been asked for.
  const meant = judged.filter(({ component, params }) => {
    const { declaration } = context.library.metric(component);
    return declaration.oneClass && (params.average === undefined || params.average === "macro");
  });
  if (meant.length === 0) return [];
  const isInt = context.op.schema.columns.some(({ name, type }) => name === spec.target && type.kind === "int");
  const quoted = (names: readonly string[]): string => [...new Set(names)].map((name) => `\`${name}\``).join(" and ");
  return [
    taskDiagnostics["no-positive-class"](context.node.span, {
      target: spec.target,
      metrics: quoted(meant.map(({ component }) => component)),
      classes: quoted(classes),
      example: isInt ? classes[1]! : `"${classes[1]}"`,
    }),
  ];
}

export async function runSplit(context: NodeContext<SplitOperation>): Promise<ValueOf<"split">> {
  const { op, node } = context;
  const { task } = await context.value(node.inputs[0]!, "task");
  const result = cutTask(task, op.split, node.span);
  return { kind: "split", partitions: needed(context, result.partitions, result.diagnostics) };
}
