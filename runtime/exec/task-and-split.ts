// Operations that make the rows of a task and cut them.
import type { Duration } from "../../specs/data-type.ts";
import type { SplitOperation, TaskOperation } from "../../specs/plan.ts";
import { cutTask } from "../split/cut-task.ts";
import { verifyPartitions } from "../split/verify-partitions.ts";
import { makeTask } from "../task/make-task.ts";
import { type NodeContext, needed, Stop } from "./context.ts";
import type { ValueOf } from "./value.ts";

export async function runTask(context: NodeContext<TaskOperation>): Promise<ValueOf<"task">> {
  const { table } = await context.value(context.node.inputs[0]!, "table");
  const result = await makeTask(await context.engine(), context.op, table, context.node.span);
  return { kind: "task", task: needed(context, result.task, result.diagnostics) };
}

/** What the compiler proved is verified again on the rows themselves. */
export async function runSplit(context: NodeContext<SplitOperation>): Promise<ValueOf<"split">> {
  const { op, node } = context;
  const { task } = await context.value(node.inputs[0]!, "task");
  const result = cutTask(task, op.split, node.span);
  const partitions = needed(context, result.partitions, result.diagnostics);
  const news = task.spec.claim.find((claim) => claim.kind === "new");
  const inTime = ["expanding", "sliding"].includes(op.split.method);
  const contracts = {
    separate: op.split.by ?? news?.column ?? null,
    later: inTime || (op.split.method === "holdout" && !op.split.shuffle && task.times !== null),
    labelDelay: labelDelay(context),
  };
  const findings = verifyPartitions(task, partitions, contracts, node.span);
  context.report(...findings);
  if (findings.some((finding) => finding.severity === "error")) throw new Stop("failed");
  return { kind: "split", partitions };
}

function labelDelay(context: NodeContext): Duration | null {
  const { op } = context.nodeOf(context.node.inputs[0]!);
  if (op.kind !== "task") return null;
  const target = op.schema.columns.find((column) => column.name === op.task.target);
  return target?.roles.target?.delay ?? null;
}
