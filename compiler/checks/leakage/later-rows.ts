// Values judged on rows that are earlier than rows that shaped them, though a time split kept both apart: fitted on `s.test`
// and judged on `s.val`, or stopped early on the test and judged before it.
import { separationOf } from "../../graph/analysis/claim.ts";
import type { Influence } from "../../graph/analysis/influence.ts";
import { overlaps, type PartConstraint, type RowSet } from "../../graph/analysis/rows.ts";
import { isAboutFuture } from "../../graph/gap.ts";
import type { CutNode, JudgeNode } from "../../graph/graph.ts";
import { type CheckContext, nodesOf, places } from "../context.ts";
import { leak } from "./leakage.diagnostics.ts";

/** The order in which a split in time lays out its parts. */
const PLACE: Readonly<Record<PartConstraint["part"], number>> = { train: 0, dev: 1, val: 1, calib: 2, test: 3, all: 3 };
const FIRST: Readonly<Record<PartConstraint["part"], number>> = { ...PLACE, dev: 0, all: 0 };

export function reportLaterRows(context: CheckContext): void {
  const cuts = context.cuts.filter((cut) => isTimeCut(cut, context));
  for (const judge of nodesOf(context.graph, "judge")) {
    const judged = context.facts.rows(judge.rows.node);
    const own = cuts.filter((cut) => partsOf(judged, cut).length > 0);
    for (const influence of own.length === 0 ? [] : shapersOf(judge, context)) {
      // Rows on both sides are findings of their own.
      if (overlaps(influence.rows, judged)) continue;
      for (const cut of own) reportLater(judge, judged, influence, cut, context);
    }
  }
}

function isTimeCut(cut: CutNode, context: CheckContext): boolean {
  const { task } = context.taskOf(cut);
  return isAboutFuture(task) && separationOf(cut.split, task).order === "later";
}

const shapersOf = (judge: JudgeNode, { facts }: CheckContext): readonly Influence[] =>
  judge.subjects.flatMap((subject) => facts.influences(subject.node));

function reportLater(
  judge: JudgeNode,
  judged: RowSet,
  influence: Influence,
  cut: CutNode,
  context: CheckContext,
): void {
  const first = Math.min(...partsOf(judged, cut).map(({ part }) => FIRST[part]));
  const later = partsOf(influence.rows, cut).find(({ part }) => PLACE[part] > first);
  const earlier = partsOf(judged, cut)[0];
  if (later === undefined || earlier === undefined) return;
  context.report(
    leak["random-split-on-time"](
      influence.span,
      {
        what: `\`${later.label}\` is later than \`${earlier.label}\`, which judges what it has shaped`,
        task: context.taskOf(cut).id,
        help: "judge on rows that are later than all that shaped the value: `train`, then `val`, then `test`",
      },
      {
        related: places(influence.span, ...influence.trail, { span: judge.rows.span, message: "judged on these rows" }),
        entries: ["LK402"],
      },
    ),
  );
}

const partsOf = (rows: RowSet, cut: CutNode): readonly PartConstraint[] =>
  rows.flatMap(({ parts }) => parts.filter(({ split }) => split === cut.same || split === cut.id));
