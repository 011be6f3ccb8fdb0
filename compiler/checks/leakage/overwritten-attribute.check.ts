// Attributes of which only the last version is left, read at moments when another one was valid.
import { featuresOf } from "../../graph/analysis/task-columns.ts";
import { type Check, nodesOf } from "../context.ts";
import { featurePlaces } from "./feature-places.ts";
import { leak } from "./leakage.diagnostics.ts";

export const overwrittenAttribute: Check = {
  id: leak["overwritten-attribute"].id,
  entries: leak["overwritten-attribute"].spec.entries ?? [],
  applies: ({ graph }) => nodesOf(graph, "step").some(({ step }) => step.kind === "join"),
  run: ({ views, facts, report }) => {
    for (const node of views) {
      if (node.task.time === null) continue;
      for (const feature of featuresOf(node, facts))
        for (const use of feature.lineage.uses) {
          const cause = use.causes.find((one) => one.cause === "overwritten");
          if (cause === undefined) continue;
          const related = featurePlaces(cause.span, feature, use, "is kept in its last version only", node);
          report(leak["overwritten-attribute"](cause.span, { step: cause.label, column: feature.name }, { related }));
        }
    }
  },
};
