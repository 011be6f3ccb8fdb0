// A search that stops its trials on the rows it compares them on.
import { overlaps } from "../../graph/analysis/rows.ts";
import { type Check, nodesOf, places } from "../context.ts";
import { lint } from "./lint.diagnostics.ts";

export const earlyStopOnScore: Check = {
  id: lint["early-stop-on-score"].id,
  entries: lint["early-stop-on-score"].spec.entries ?? [],
  applies: ({ graph }) => nodesOf(graph, "choose").some(({ way }) => way === "early-stop"),
  run: ({ graph, facts, report }) => {
    for (const judge of nodesOf(graph, "judge")) {
      if (judge.of !== "score") continue;
      for (const subject of judge.subjects) {
        const stop = facts.node(subject.node);
        if (stop.kind !== "choose" || stop.way !== "early-stop" || stop.rows === null) continue;
        if (!overlaps(facts.rows(stop.rows.node), facts.rows(judge.rows.node))) continue;
        const related = places(stop.rows.span, { span: judge.rows.span, message: "compared here" });
        report(lint["early-stop-on-score"](stop.rows.span, { search: judge.declaration }, { related }));
      }
    }
  },
};
