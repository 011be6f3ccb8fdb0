// Filters of judged rows by what is not known when a prediction is made.
import { expressionUses } from "../../graph/analysis/expression-lineage.ts";
import type { Use } from "../../graph/analysis/lineage.ts";
import { upperMilliseconds } from "../../graph/analysis/offset.ts";
import { type LabelBases, labelBases, labelUses } from "../../graph/analysis/task-columns.ts";
import type { FlowNode, NodeId, StepNode, TaskNode } from "../../graph/graph.ts";
import { type Check, type CheckContext, nodesOf, places } from "../context.ts";
import { leak } from "./leakage.diagnostics.ts";

export const hindsightFilter: Check = {
  id: leak["hindsight-filter"].id,
  entries: leak["hindsight-filter"].spec.entries ?? [],
  applies: ({ graph }) => nodesOf(graph, "step").some(({ step }) => step.kind === "where"),
  run: (context) => {
    for (const node of context.tasks)
      for (const step of filtersOf(node.input, context)) reportFilter(step, node, node, context);
    // Judged rows may be filtered once more on the way from the partition to the evaluation.
    for (const judge of nodesOf(context.graph, "judge")) {
      const node = taskBefore(judge.rows.node, context);
      if (node === null) continue;
      for (const step of filtersOf(judge.rows.node, context)) reportFilter(step, node, judge, context);
    }
  },
};

function filtersOf(id: NodeId, { facts }: CheckContext): readonly StepNode[] {
  const found: StepNode[] = [];
  let node = facts.node(id);
  while (node.kind === "step" || node.kind === "apply") {
    if (node.kind === "step" && node.step.kind === "where") found.push(node);
    node = facts.node(node.input);
  }
  return found;
}

function taskBefore(id: NodeId, { facts }: CheckContext): TaskNode | null {
  let node: FlowNode = facts.node(id);
  while (node.kind !== "task") {
    if (node.kind !== "step" && node.kind !== "apply" && node.kind !== "part" && node.kind !== "cut") return null;
    node = facts.node(node.input);
  }
  return node;
}

function reportFilter(step: StepNode, task: TaskNode, end: FlowNode, context: CheckContext): void {
  if (step.step.kind !== "where") return;
  const { condition } = step.step;
  const scope = { table: context.facts.lineage(step.input), grouped: false, ignorePresence: true };
  const uses = expressionUses(condition, scope);
  const fault = faultOf(uses, labelBases(task, context.facts), task);
  if (fault === null) return;
  const base = fault.use.base === null ? null : { span: fault.use.base.span, message: `\`${fault.use.base.column}\`` };
  const target = { span: end.span, message: `the rows that are left are judged by \`${end.declaration}\`` };
  context.report(
    leak["hindsight-filter"](
      condition.span,
      { what: fault.what },
      { related: places(condition.span, base, ...fault.use.trail, target), entries: [fault.entry] },
    ),
  );
}

function faultOf(
  uses: readonly Use[],
  label: LabelBases,
  { task }: TaskNode,
): { readonly use: Use; readonly what: string; readonly entry: string } | null {
  for (const use of uses) {
    if (use.causes.some(({ cause }) => cause === "statistic" || cause === "own-aggregate"))
      return { use, what: "a statistic of the whole table, later rows included", entry: "LK425" };
    if (use.causes.some(({ cause }) => cause === "clock")) return { use, what: "the clock of the run", entry: "LK425" };
    if (upperMilliseconds(use.high) > 0 && task.time !== null)
      return { use, what: "what happens later", entry: "LK425" };
    if (use.base?.roles.posthoc === true)
      return { use, what: `\`${use.base.column}\`, which is recorded after the outcome`, entry: "LK802" };
  }
  const own = labelUses(uses, label)[0];
  return own === undefined ? null : { use: own, what: `the target \`${task.target}\` itself`, entry: "LK802" };
}
