// Features that need something later than the moment of prediction: by their own doing, or because it is published late.
import { negate, printOffset } from "../../graph/analysis/offset.ts";
import { delayOf } from "../../graph/analysis/task-columns.ts";
import { lostTime } from "../../graph/analysis/task-rows.ts";
import type { Check, CheckContext } from "../context.ts";
import { featurePlaces, featureSpan } from "./feature-places.ts";
import { leak } from "./leakage.diagnostics.ts";
import { type Late, lateFeatures } from "./reach.ts";

const hasTime = ({ tasks, facts }: CheckContext): boolean =>
  tasks.some((node) => node.task.time !== null || lostTime(node, facts));

export const futureFeature: Check = {
  id: leak["future-feature"].id,
  entries: leak["future-feature"].spec.entries ?? [],
  applies: hasTime,
  run: (context) => {
    for (const late of lateFeatures(context)) {
      if (late.verdict !== "future" || late.cause === null) continue;
      const { feature, use, node, cause, reach } = late;
      const amount = printOffset(reach);
      const opaque = cause.cause === "opaque" || cause.cause === "undeclared";
      context.report(
        leak["future-feature"](
          cause.span,
          {
            column: feature.name,
            amount: amount === "unbounded" ? "all" : amount,
            function: cause.label,
            help: opaque
              ? "declare how far the step reads (`reach: 0s`) and whether it fits (`fits: false`)"
              : `look back instead: a positive \`lag\`, a window that ends at the row, a fill from the past${amount === "unbounded" ? "" : `; or lag the result by ${amount}`}`,
          },
          { related: featurePlaces(cause.span, feature, use, "is read", node) },
        ),
      );
    }
  },
};

export const lateColumn: Check = {
  id: leak["late-column"].id,
  entries: leak["late-column"].spec.entries ?? [],
  applies: hasTime,
  run: (context) => {
    for (const late of lateFeatures(context)) if (late.verdict === "late") reportLate(late, context);
  },
};

function reportLate(late: Late, { report }: CheckContext): void {
  const { feature, use, node, cause, reach } = late;
  const span = feature.named ?? cause?.span ?? use.window ?? featureSpan(feature, node);
  const amount = printOffset(reach);
  const delay = printOffset(delayOf(use, node.task));
  const why = {
    delay: `its value for a moment is published ${delay} later; before that a feature cannot use it`,
    bin: "a bin sums up all of its time, so its value is known only at its end",
    join: "the joined rows are not limited to those known at the row's time, so they may be later",
  };
  const help = {
    delay: `lag it by at least ${delay}`,
    bin: "lag it by one bin, or label bins by their end",
    join: "use `join_as_of`, give the join a `within:`, or mark when its rows became known with `@known_at`",
  };
  const kind = cause === null ? "delay" : cause.cause === "bin" ? "bin" : "join";
  report(
    leak["late-column"](
      span,
      {
        column: feature.name,
        amount: amount === "unbounded" ? "at some time" : amount,
        why: why[kind],
        help: help[kind],
      },
      { related: featurePlaces(span, feature, use, cause === null ? `is published ${delay} late` : "is joined", node) },
    ),
  );
}

export const lagShorterThanHorizon: Check = {
  id: leak["lag-shorter-than-horizon"].id,
  entries: leak["lag-shorter-than-horizon"].spec.entries ?? [],
  applies: ({ tasks }) => tasks.some(({ task }) => task.horizon !== null),
  run: (context) => {
    for (const { verdict, feature, use, node, reach, limit } of lateFeatures(context)) {
      if (verdict !== "horizon") continue;
      const span = feature.named ?? use.window ?? featureSpan(feature, node);
      const horizon = printOffset(negate(limit));
      const after = printOffset({
        rows: reach.rows - limit.rows,
        months: reach.months - limit.months,
        milliseconds: reach.milliseconds - limit.milliseconds,
      });
      context.report(
        leak["lag-shorter-than-horizon"](
          span,
          { column: feature.name, amount: after, task: node.id, horizon, needed: horizon },
          { related: featurePlaces(span, feature, use, "is observed at its row", node) },
        ),
      );
    }
  },
};
