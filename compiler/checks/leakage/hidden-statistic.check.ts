// Whole-table statistics and the clock of the run in expressions that look stateless.
import type { Cause } from "../../graph/analysis/lineage.ts";
import { featuresOf, labelBases, labelUses } from "../../graph/analysis/task-columns.ts";
import type { Check } from "../context.ts";
import { featurePlaces, featureSpan } from "./feature-places.ts";
import { leak } from "./leakage.diagnostics.ts";

export const hiddenStatistic: Check = {
  id: leak["hidden-statistic"].id,
  entries: leak["hidden-statistic"].spec.entries ?? [],
  applies: ({ tasks }) => tasks.length > 0,
  run: ({ views, facts, report }) => {
    for (const node of views) {
      const label = labelBases(node, facts);
      for (const feature of featuresOf(node, facts))
        for (const use of feature.lineage.uses) {
          // Where there is a time, what a step may read later is a finding of its own.
          const isUndeclared = (cause: Cause): boolean => cause === "undeclared" && node.task.time === null;
          const cause = use.causes.find((one) => one.cause === "statistic" || isUndeclared(one.cause));
          if (cause === undefined) continue;
          const entries = labelUses([use], label).length > 0 ? ["LK309"] : ["LK105"];
          report(
            leak["hidden-statistic"](
              cause.span,
              { function: cause.label, column: feature.name },
              { related: featurePlaces(cause.span, feature, use, "is summed up", node), entries },
            ),
          );
        }
    }
  },
};

export const nowInFeature: Check = {
  id: leak["now-in-feature"].id,
  entries: leak["now-in-feature"].spec.entries ?? [],
  applies: ({ tasks }) => tasks.length > 0,
  run: ({ views, facts, report }) => {
    for (const node of views)
      for (const feature of featuresOf(node, facts))
        for (const use of feature.lineage.uses) {
          const cause = use.causes.find((one) => one.cause === "clock");
          if (cause === undefined) continue;
          const span = cause.span;
          const related = featurePlaces(span, feature, use, "", node).filter(
            (place) => place.span !== featureSpan(feature, node) || feature.named !== null,
          );
          report(leak["now-in-feature"](span, { column: feature.name }, { related }));
        }
  },
};
