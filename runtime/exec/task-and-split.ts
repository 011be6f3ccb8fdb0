// Operations that make the rows of a task and cut them.
import type { SplitOperation, TaskOperation } from "../../specs/plan.ts";
import { cutTask } from "../split/cut-task.ts";
import { makeTask } from "../task/make-task.ts";
import { type NodeContext, needed } from "./context.ts";
import type { ValueOf } from "./value.ts";

export async function runTask(context: NodeContext<TaskOperation>): Promise<ValueOf<"task">> {
  const { table } = await context.value(context.node.inputs[0]!, "table");
  const result = await makeTask(await context.engine(), context.op, table, context.node.span);
  return { kind: "task", task: needed(context, result.task, result.diagnostics) };
}

export async function runSplit(context: NodeContext<SplitOperation>): Promise<ValueOf<"split">> {
  const { op, node } = context;
  const { task } = await context.value(node.inputs[0]!, "task");
  const result = cutTask(task, op.split, node.span);
  return { kind: "split", partitions: needed(context, result.partitions, result.diagnostics) };
}
