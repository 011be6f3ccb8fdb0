// Several evaluations on one sealed test: no error, but every one is a look.

import type { JudgeNode } from "../../graph/graph.ts";
import { type Check, nodesOf } from "../context.ts";
import { lint } from "./lint.diagnostics.ts";

export const repeatedEvaluation: Check = {
  id: lint["repeated-evaluation"].id,
  entries: lint["repeated-evaluation"].spec.entries ?? [],
  applies: ({ graph }) => nodesOf(graph, "judge").some(({ of }) => of === "evaluate"),
  run: ({ graph, facts, report }) => {
    const first = new Map<string, JudgeNode>();
    for (const judge of nodesOf(graph, "judge")) {
      if (judge.of !== "evaluate") continue;
      const parts = facts.rows(judge.rows.node).flatMap((atom) => atom.parts);
      const test = parts.find(({ part }) => part === "test");
      if (test === undefined) continue;
      const known = first.get(test.split);
      if (known === undefined) first.set(test.split, judge);
      else
        report(
          lint["repeated-evaluation"](
            judge.rows.span,
            { rows: test.label, first: known.declaration },
            { related: [{ span: known.rows.span, message: "judged here before" }] },
          ),
        );
    }
  },
};
