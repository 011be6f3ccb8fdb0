// Personal and protected attributes among the features, also by way of what is derived from them.
import type { Roles } from "../../../specs/data-type.ts";
import { featuresOf } from "../../graph/analysis/task-columns.ts";
import type { Check, CheckContext } from "../context.ts";
import { featurePlaces, featureSpan } from "../leakage/feature-places.ts";
import { lint } from "./lint.diagnostics.ts";

const sensitive = (rule: "pii-feature" | "protected-feature", role: keyof Roles, words: string): Check => ({
  id: lint[rule].id,
  entries: [],
  applies: ({ tasks }) => tasks.length > 0,
  run: ({ tasks, facts, report }: CheckContext) => {
    for (const node of tasks)
      for (const feature of featuresOf(node, facts)) {
        const use = feature.lineage.uses.find(({ base }) => base?.roles[role] === true);
        if (use === undefined || use.base === null) continue;
        const span = featureSpan(feature, node);
        const related = featurePlaces(span, feature, use, words, node);
        report(lint[rule](span, { column: feature.name, source: use.base.column }, { related }));
      }
  },
});

export const piiFeature = sensitive("pii-feature", "pii", "is personal");
export const protectedFeature = sensitive("protected-feature", "protected", "is protected");
