// Distances around judged rows: labels must be known before judged origins begin, look-back must not reach judged labels.
import type { Duration } from "../../../specs/data-type.ts";
import type { RelatedPlace } from "../../../specs/diagnostic.ts";
import { separationOf } from "../../graph/analysis/claim.ts";
import {
  HERE,
  isInfinite,
  isNotAfter,
  lowerMilliseconds,
  negate,
  type Offset,
  ofSteps,
  plus,
  printOffset,
} from "../../graph/analysis/offset.ts";
import { isKnownAhead, windowsOf } from "../../graph/analysis/task-columns.ts";
import { amountOffset, isAboutFuture, neededLag, requiredGap } from "../../graph/gap.ts";
import type { FlowNode, TaskNode } from "../../graph/graph.ts";
import type { SplitTerm } from "../../types/typed.ts";
import type { Check, CheckContext } from "../context.ts";
import { leak } from "./leakage.diagnostics.ts";

export const shortGap: Check = {
  id: leak["short-gap"].id,
  entries: leak["short-gap"].spec.entries ?? [],
  applies: (context) => context.cuts.some((cut) => context.taskOf(cut).task.time !== null),
  run: (context) => {
    for (const cut of context.cuts) {
      const node = context.taskOf(cut);
      for (const term of cut.split.inner === null ? [cut.split] : [cut.split, cut.split.inner]) {
        checkGap(term, node, context);
        checkEmbargo(term, node, context);
        checkWindows(term, node, context);
      }
    }
  },
};

const covers = (given: Offset, needed: Offset): boolean => isNotAfter(plus(needed, negate(given)));

function checkGap(term: SplitTerm, { task, span }: TaskNode, { report, facts }: CheckContext): void {
  const lag = neededLag(task, term, facts);
  if (lag === null) return;
  const every = task.time?.every ?? null;
  const required = requiredGap(task, term, facts);
  const needed = required === null ? null : amountOffset(required, every);
  const mixed = every === null && lag.rows > 0 && (lag.months !== 0 || lag.milliseconds !== 0);
  const related = [
    { span: task.targetSpan, message: `labels of \`${task.id}\` are known ${printOffset(lag)} after their origin` },
    { span, message: "the task stands here" },
  ];
  if (isInfinite(lag) || mixed) {
    const what = isInfinite(lag)
      ? "labels read all later rows"
      : `labels are known ${printOffset(lag)} after their origin`;
    const help = "make the label from a fixed time ahead, or give the time a regular step: `@time(every: ...)`";
    report(
      leak["short-gap"](
        term.call.span,
        { what, needed: "a gap that the spec cannot tell", why: WHY, help },
        { related },
      ),
    );
    return;
  }
  const given = term.gap === null ? null : amountOffset(term.gap.amount, every);
  if (term.gap === null || given === null || needed === null || covers(given, needed)) return;
  const text = printGap(needed, every);
  report(
    leak["short-gap"](
      term.gap.span,
      {
        what: `the gap is ${printOffset(given)}`,
        needed: text,
        why: WHY,
        help: `write \`gap: ${text}\`, or leave it out: the smallest legal gap is then taken`,
      },
      {
        related,
        fixes: [{ title: `gap: ${text}`, safe: false, edits: [{ span: term.gap.span, text }] }],
        entries: ["LK411", "LK424"],
      },
    ),
  );
}

const WHY =
  "labels of the last training rows reach ahead by the horizon and are known only after their delay; without a gap they overlap the judged rows";

/** A gap in the words of the language: a duration, or a plain number of rows. */
const printGap = (offset: Offset, every: Duration | null): string =>
  every === null && offset.rows > 0 ? String(offset.rows) : printOffset(offset);

/** Training rows after judged rows must stand further away than features and sequence models look back. */
function checkEmbargo(term: SplitTerm, node: TaskNode, context: CheckContext): void {
  const { task } = node;
  if (!term.declaration.trainsAfterJudged || separationOf(term, task).order !== "blocks" || task.time === null) return;
  if (!isAboutFuture(task)) return;
  const { offset, related } = longestLookBack(node, context);
  // Without a declared embargo the plan takes the smallest legal one; there is none for an unbounded look-back.
  if (term.embargo === null && !isInfinite(offset)) return;
  const given = term.embargo === null ? HERE : amountOffset(term.embargo.amount, task.time.every);
  if (given === null || covers(given, offset)) return;
  const needed = isInfinite(offset) ? "an embargo without end" : printGap(offset, task.time.every);
  const fixes =
    term.embargo === null || isInfinite(offset)
      ? []
      : [{ title: `embargo: ${needed}`, safe: false, edits: [{ span: term.embargo.span, text: needed }] }];
  context.report(
    leak["short-gap"](
      term.embargo?.span ?? term.call.span,
      {
        what:
          term.embargo === null
            ? "training rows after judged ones look back at them without end"
            : `the embargo is ${printOffset(given)}`,
        needed,
        why: "features of training rows after a judged block look back into it, and so carry its labels",
        help: isInfinite(offset)
          ? "use windows of a fixed length instead of expanding ones, or a split that trains on earlier rows only"
          : `write \`embargo: ${needed}\``,
      },
      { related, fixes, entries: ["LK412"] },
    ),
  );
}

function longestLookBack(
  node: TaskNode,
  { facts }: CheckContext,
): { readonly offset: Offset; readonly related: readonly RelatedPlace[] } {
  const { task } = node;
  let offset = task.lookbackRows === null ? HERE : ofSteps(task.lookbackRows, task.time?.every ?? null);
  let related: readonly RelatedPlace[] = [{ span: node.span, message: `\`${task.id}\` looks back from here` }];
  for (const feature of windowsOf(node, facts))
    for (const use of feature.lineage.uses) {
      const back = negate(use.low);
      if (isKnownAhead(use) || covers(offset, back) || lowerMilliseconds(back) <= 0) continue;
      offset = back;
      const span = use.window ?? feature.lineage.entry?.span ?? node.span;
      related = [{ span, message: `\`${feature.name}\` looks back ${printOffset(back)}` }];
    }
  return { offset, related };
}

/** Windows cut before a split of rows share rows across it, whatever the distance of their ends. */
function checkWindows(term: SplitTerm, node: TaskNode, { facts, report }: CheckContext): void {
  if (separationOf(term, node.task).order !== "rows") return;
  let table: FlowNode = facts.node(node.input);
  while (table.kind === "step" || table.kind === "apply") {
    if (table.kind === "step" && table.copies && table.reach?.kind === "window")
      report(
        leak["short-gap"](
          term.call.span,
          {
            what: "overlapping windows are cut apart at random",
            needed: "a distance of one window",
            why: "neighbouring windows share rows, so a judged window is partly known from training",
            help: "split in time order with a gap of one window, or cut windows after the split",
          },
          { related: [{ span: table.span, message: "windows are made here" }], entries: ["LK207"] },
        ),
      );
    table = facts.node(table.input);
  }
}
