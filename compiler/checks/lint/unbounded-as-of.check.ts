// An as-of join without a limit on the age of what it takes.
import { type Check, nodesOf } from "../context.ts";
import { lint } from "./lint.diagnostics.ts";

export const unboundedAsOf: Check = {
  id: lint["unbounded-as-of"].id,
  entries: [],
  applies: ({ graph }) => nodesOf(graph, "step").some(({ step }) => step.kind === "join_as_of"),
  run: ({ graph, report }) => {
    for (const { step } of nodesOf(graph, "step"))
      if (step.kind === "join_as_of" && step.within === null) report(lint["unbounded-as-of"](step.nameSpan, {}));
  },
};
