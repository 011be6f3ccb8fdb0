// `known:` columns of a forecast: their values at the steps ahead must exist when the forecast is made.

import { horizonOf } from "../../graph/analysis/horizon.ts";
import { isBefore, printOffset } from "../../graph/analysis/offset.ts";
import { knownOf } from "../../graph/analysis/task-columns.ts";
import type { Check } from "../context.ts";
import { featurePlaces, featureSpan } from "./feature-places.ts";
import { leak } from "./leakage.diagnostics.ts";
import { isKnownByLag } from "./reach.ts";

export const unknownFutureCovariate: Check = {
  id: leak["unknown-future-covariate"].id,
  entries: leak["unknown-future-covariate"].spec.entries ?? [],
  applies: ({ tasks }) => tasks.some(({ task }) => task.known.length > 0),
  run: ({ tasks, facts, report }) => {
    for (const node of tasks)
      for (const column of knownOf(node, facts)) {
        const horizon = horizonOf(node.task);
        const use = column.lineage.uses.find((one) => !isKnownByLag(one, node, horizon));
        if (use === undefined) continue;
        const span = featureSpan(column, node);
        const related = featurePlaces(span, column, use, "is observed when it happens", node);
        const printed = printOffset(horizon);
        // A lag that is there but too short is a matter of its length.
        if (isBefore(use.high))
          report(
            leak["lag-shorter-than-horizon"](
              span,
              {
                column: column.name,
                amount: printOffset({
                  rows: use.high.rows + horizon.rows,
                  months: use.high.months + horizon.months,
                  milliseconds: use.high.milliseconds + horizon.milliseconds,
                }),
                task: node.id,
                horizon: printed,
                needed: printed,
              },
              { related },
            ),
          );
        else report(leak["unknown-future-covariate"](span, { column: column.name, horizon: printed }, { related }));
      }
  },
};
