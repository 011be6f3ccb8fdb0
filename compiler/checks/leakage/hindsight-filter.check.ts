// Filters of judged rows by what is not known when a prediction is made.
import type { RelatedPlace, Span } from "../../../specs/diagnostic.ts";
import { expressionUses } from "../../graph/analysis/expression-lineage.ts";
import type { Use } from "../../graph/analysis/lineage.ts";
import { upperMilliseconds } from "../../graph/analysis/offset.ts";
import { choosingUses } from "../../graph/analysis/table-lineage.ts";
import { type LabelBases, labelBases, labelUses, reachOf } from "../../graph/analysis/task-columns.ts";
import type { FlowNode, NodeId, StepNode, TaskNode } from "../../graph/graph.ts";
import { type Check, type CheckContext, nodesOf, places } from "../context.ts";
import { leak } from "./leakage.diagnostics.ts";

export const hindsightFilter: Check = {
  id: leak["hindsight-filter"].id,
  entries: leak["hindsight-filter"].spec.entries ?? [],
  applies: ({ graph }) =>
    nodesOf(graph, "step").some(
      ({ effect, step }) =>
        effect === "filter" || step.kind === "sql" || (step.kind === "join" && step.how === "inner"),
    ),
  run: (context) => {
    for (const { step, task, end } of judgedFilters(context)) {
      reportFilter(step, task, end, context);
      reportDedupe(step, task, end, context);
    }
  },
};

interface JudgedFilter {
  readonly step: StepNode;
  readonly task: TaskNode;
  readonly end: FlowNode;
}

/** Every filter on the way to rows that are judged: before the task, and again between its partition and the evaluation. */
export function judgedFilters(context: CheckContext): readonly JudgedFilter[] {
  const found = context.tasks.flatMap((task) =>
    filtersOf(task.input, context).map((step) => ({ step, task, end: task })),
  );
  const later = nodesOf(context.graph, "judge").flatMap((end) => {
    const task = taskBefore(end.rows.node, context);
    return task === null ? [] : filtersOf(end.rows.node, context).map((step) => ({ step, task, end }));
  });
  return [...found, ...later];
}

function filtersOf(id: NodeId, context: CheckContext): readonly StepNode[] {
  const { facts } = context;
  const found: StepNode[] = [];
  let node = facts.node(id);
  while (node.kind === "step" || node.kind === "apply") {
    if (node.kind === "step" && (node.effect === "filter" || node.step.kind === "sql")) found.push(node);
    // An inner join keeps the rows that the other table kept.
    if (node.kind === "step" && node.step.kind === "join" && node.step.how === "inner" && node.right !== null)
      found.push(...filtersOf(node.right, context).filter(({ step }) => step.kind === "where"));
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
  const choice = choiceIn(step, context);
  if (choice === null) return;
  const { span } = choice;
  const fault = faultOf(choice.uses, labelBases(task, context.facts), task);
  if (fault === null) return;
  const base = fault.use.base === null ? null : { span: fault.use.base.span, message: `\`${fault.use.base.column}\`` };
  const target = { span: end.span, message: `the rows that are left are judged by \`${end.declaration}\`` };
  context.report(
    leak["hindsight-filter"](
      span,
      { what: fault.what },
      { related: places(span, base, ...fault.use.trail, target), entries: [fault.entry] },
    ),
  );
}

/** What a filter reads, and where; a query that may choose rows is one. */
function choiceIn(
  { step, input }: StepNode,
  { facts }: CheckContext,
): { readonly uses: readonly Use[]; readonly span: Span } | null {
  const table = facts.lineage(input);
  if (step.kind === "sql") return { uses: choosingUses(step, table), span: step.span };
  if (step.kind !== "where") return null;
  const scope = { table, grouped: false, ignorePresence: true };
  return { uses: expressionUses(step.condition, scope), span: step.condition.span };
}

/**
 * Of the copies of one thing, the first is known when it happens; the last one was chosen by knowing that none followed. Keys
 * that hold the time name copies of one moment, which differ only in when they were written down.
 */
function reportDedupe(node: StepNode, task: TaskNode, end: FlowNode, context: CheckContext): void {
  const { step } = node;
  if (step.kind !== "dedupe") return;
  const table = context.facts.lineage(node.input);
  const by = step.by === null ? [] : (table.get(step.by)?.uses ?? []);
  const place = { span: end.span, message: `the rows that are left are judged by \`${end.declaration}\`` };
  const report = (what: string, trail: readonly RelatedPlace[]): void => {
    const related = places(step.span, ...trail, place);
    context.report(leak["hindsight-filter"](step.span, { what }, { related, entries: ["LK209"] }));
  };
  const label = labelUses(by, labelBases(task, context.facts))[0];
  if (label?.base) {
    const base = { span: label.base.span, message: `\`${label.base.column}\`` };
    report(`the target \`${task.task.target}\` itself`, [base, ...label.trail]);
    return;
  }
  const order = step.by === null ? precedingOrder(node, context) : by;
  const fault = faultOf(order, labelBases(task, context.facts), task);
  if (fault !== null) {
    const base =
      fault.use.base === null ? [] : [{ span: fault.use.base.span, message: `\`${fault.use.base.column}\`` }];
    report(fault.what, [...base, ...fault.use.trail]);
    return;
  }
  const stamped = by.find(({ base }) => base?.roles.knownAt === true);
  const timed = step.on.some((name) => table.get(name)?.uses.every(({ base }) => base?.roles.time !== undefined));
  const ordered = step.by === null || by.some(({ base }) => base?.roles.time !== undefined);
  if (step.keep !== "last" || task.task.time === null) return;
  if (stamped?.base) {
    const base = { span: stamped.base.span, message: "when each copy became known" };
    report("the copy that was written last, which came to be known after its moment", [base]);
  } else if (ordered && !timed) report("being the last of their kind, which only later rows can tell", []);
}

/** Which copy comes first is decided by the sort before, if no other step has come between that orders rows anew. */
function precedingOrder(node: StepNode, { facts }: CheckContext): readonly Use[] {
  let before: FlowNode = facts.node(node.input);
  while (
    before.kind === "step" &&
    before.step.kind !== "sort" &&
    before.effect !== "join" &&
    before.effect !== "aggregate"
  )
    before = facts.node(before.input);
  if (before.kind !== "step" || before.step.kind !== "sort") return [];
  const table = facts.lineage(before.input);
  return before.step.by.flatMap(({ column }) => table.get(column)?.uses ?? []);
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
  if (own !== undefined) return { use: own, what: `the target \`${task.target}\` itself`, entry: "LK802" };
  // Delays count only here, so that the label is named as what it is.
  const late = task.time === null ? undefined : uses.find((use) => upperMilliseconds(reachOf(use, task)) > 0);
  return late?.base ? { use: late, what: `\`${late.base.column}\`, which is published later`, entry: "LK425" } : null;
}
