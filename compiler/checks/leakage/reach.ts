// Uses of a feature that are not proved to be known in time, with the reason. One verdict per use, shared by the checks of
// time so that no two of them name the same fault.
import type { Span } from "../../../specs/diagnostic.ts";
import { oncePer } from "../../base/once-per.ts";
import type { Cause, Use } from "../../graph/analysis/lineage.ts";
import { HERE, isInfinite, type Offset, plus, upperMilliseconds } from "../../graph/analysis/offset.ts";
import {
  featuresOf,
  isInTime,
  isKnownAhead,
  labelBases,
  labelUses,
  latestAllowed,
  reachOf,
  type TaskColumn,
} from "../../graph/analysis/task-columns.ts";
import { lostTime } from "../../graph/analysis/task-rows.ts";
import type { TaskNode } from "../../graph/graph.ts";
import type { CheckContext } from "../context.ts";

export interface Late {
  readonly node: TaskNode;
  readonly feature: TaskColumn;
  readonly use: Use;
  readonly reach: Offset;
  readonly limit: Offset;
  readonly verdict: "future" | "late" | "horizon";
  readonly cause: { readonly cause: Cause; readonly span: Span; readonly label: string } | null;
}

const FORWARD: readonly Cause[] = ["forward", "opaque", "undeclared"];
const LATE: readonly Cause[] = ["bin", "join"];
const ELSEWHERE: readonly Cause[] = ["clock", "statistic", "own-aggregate", "overwritten"];

export const lateFeatures = oncePer(({ views, facts }: CheckContext): readonly Late[] =>
  views.flatMap((node) => {
    const hasTime = node.task.time !== null;
    if (!hasTime && !lostTime(node, facts)) return [];
    const label = labelBases(node, facts);
    return featuresOf(node, facts).flatMap((feature) => {
      const answers = node.task.of === "forecast" ? [] : labelUses(feature.lineage.uses, label);
      return feature.lineage.uses.flatMap((use) => {
        const found = judgeUse(use, node, feature);
        // Without the time there are no delays to count, but what was read from later rows stays what it is.
        const late = hasTime || found?.cause?.cause === "forward" || found?.cause?.cause === "bin" ? found : null;
        // The label of the row itself is reported as what it is.
        const known =
          late?.verdict !== "future" &&
          (answers.includes(use) || (feature.name === node.task.target && node.task.of !== "forecast"));
        return late === null || known ? [] : [late];
      });
    });
  }),
);

function judgeUse(use: Use, node: TaskNode, feature: TaskColumn): Late | null {
  const limit = latestAllowed(node.task);
  const reach = reachOf(use, node.task);
  if (isInTime(reach, limit) || use.causes.some(({ cause }) => ELSEWHERE.includes(cause))) return null;
  const found = (causes: readonly Cause[]) => use.causes.find(({ cause }) => causes.includes(cause)) ?? null;
  const common = { node, feature, use, reach, limit };
  const late = found(LATE);
  const forward = found(FORWARD);
  // Whoever looks ahead along bins asks for a later one, whatever the end of a bin adds to it.
  const isOfLaterBin =
    late?.cause === "bin" && forward !== null && use.causes.indexOf(late) < use.causes.indexOf(forward);
  if (late !== null && !isOfLaterBin && upperMilliseconds(use.high) > 0)
    return { ...common, verdict: "late", cause: late };
  if (forward !== null && upperMilliseconds(use.high) > 0) return { ...common, verdict: "future", cause: forward };
  const isDelayed = isInTime(use.high, HERE) && !isInTime(reach, HERE);
  if (isDelayed) return { ...common, verdict: "late", cause: null };
  return { ...common, verdict: "horizon", cause: null };
}

/** `known:` covariates are read at the steps ahead: the row's own value there must be known at the origin. */
export function isKnownByLag(use: Use, node: TaskNode, horizon: Offset): boolean {
  if (isKnownAhead(use) && !(isInfinite(use.high) && upperMilliseconds(use.high) > 0)) return true;
  return isInTime(plus(reachOf(use, node.task), horizon), HERE);
}
