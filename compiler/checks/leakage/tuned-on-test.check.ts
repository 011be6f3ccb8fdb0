// A search that scores its trials on the sealed test.
import type { Influence } from "../../graph/analysis/influence.ts";
import { holdsTest, printRows, type RowSet } from "../../graph/analysis/rows.ts";
import { type Check, type CheckContext, nodesOf, places } from "../context.ts";
import { isTest } from "./choices-on-reported.check.ts";
import { leak } from "./leakage.diagnostics.ts";
import { overlapPlaces } from "./overlap-places.ts";
import { usePart } from "./partition-fix.ts";

export const tunedOnTest: Check = {
  id: leak["tuned-on-test"].id,
  entries: leak["tuned-on-test"].spec.entries ?? [],
  applies: ({ graph }) => nodesOf(graph, "choose").some(({ way }) => way === "search"),
  run: (context) => {
    // The test part is sealed: scoring trials on it is wrong even before anything is reported.
    for (const node of nodesOf(context.graph, "choose")) {
      if (node.way !== "search" || node.rows === null) continue;
      const rows = context.facts.rows(node.rows.node);
      if (!holdsSealedTest(rows, context)) continue;
      const judges = nodesOf(context.graph, "judge").filter(
        (judge) => judge.of === "evaluate" && judge.subjects.some(({ node: id }) => readsChoice(id, node.id, context)),
      );
      context.report(
        leak["tuned-on-test"](
          node.rows.span,
          {
            search: node.id,
            rows: printRows(rows),
            help: "score on `val` of the split, and give it one (`val:`) if it has none",
          },
          {
            related: places(
              node.rows.span,
              ...judges.map((judge) => ({ span: judge.rows.span, message: "the winner is judged here" })),
            ),
            fixes: usePart(node.rows, "val", context.facts),
          },
        ),
      );
    }
    for (const overlap of context.overlaps) {
      const { influence, judge } = overlap;
      if (influence.manner !== "search" || !isTest(influence) || isScore(influence, context)) continue;
      if (judge.of === "score") continue;
      const search = context.facts.node(influence.node).declaration;
      context.report(
        leak["tuned-on-test"](
          influence.span,
          { search, rows: printRows(overlap.rows), help: "fit the trials on `train` and score them on `val`" },
          { related: overlapPlaces(overlap) },
        ),
      );
    }
  },
};

/** Scoring rows are reported at the search itself. */
const isScore = (influence: Influence, { facts }: CheckContext): boolean =>
  facts.node(influence.node).kind === "choose";

function holdsSealedTest(rows: RowSet, { facts }: CheckContext): boolean {
  return rows.some((atom) =>
    atom.parts.some(({ split, part }) => {
      if (!holdsTest(part)) return false;
      const cut = facts.node(split.replace("#inner", ""));
      return cut.kind === "cut" && cut.split.parts.includes("test");
    }),
  );
}

function readsChoice(id: string, choice: string, context: CheckContext): boolean {
  return id === choice || context.facts.influences(id).some((influence) => influence.node === choice);
}
