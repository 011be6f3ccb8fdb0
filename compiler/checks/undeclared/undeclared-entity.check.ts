// Strict: rows that are cut one by one must say what they are about.
import { separationOf } from "../../graph/analysis/claim.ts";
import type { Check } from "../context.ts";
import { undeclared } from "./undeclared.diagnostics.ts";

export const undeclaredEntity: Check = {
  id: undeclared["entity-overlap"].id,
  entries: undeclared["entity-overlap"].spec.entries ?? [],
  applies: ({ strict, cuts }) => strict && cuts.length > 0,
  run: (context) => {
    if (!context.strict) return;
    for (const cut of context.cuts) {
      const { task, id, span } = context.taskOf(cut);
      const { order, groups } = separationOf(cut.split, task);
      const isSaid = task.entity !== null || task.group !== null || task.series.length > 0 || groups !== null;
      if (order !== "rows" || isSaid || task.claim.parts.some(({ kind }) => kind === "transductive")) continue;
      const related = [{ span, message: "the rows of this task" }];
      const holes = { task: id, split: cut.split.call.component };
      context.report(undeclared["entity-overlap"](cut.split.call.span, holes, { related }));
    }
  },
};
