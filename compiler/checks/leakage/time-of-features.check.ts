// Features that need something later than the moment of prediction: by their own doing, or because it is published late.
import { findColumn } from "../../../specs/data-type.ts";
import { nonCausalSteps, takesColumn } from "../../graph/analysis/non-causal.ts";
import { negate, printOffset } from "../../graph/analysis/offset.ts";
import { delayOf } from "../../graph/analysis/task-columns.ts";
import { lostTime } from "../../graph/analysis/task-rows.ts";
import { type Check, type CheckContext, nodesOf, places } from "../context.ts";
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
    reportChains(context);
  },
};

/** Inside a model chain the transform sees all rows of a partition at once, the later ones too. */
function reportChains({ graph, facts, tasks, report }: CheckContext): void {
  const seen = new Set<number>();
  for (const learn of nodesOf(graph, "learn"))
    for (const step of nonCausalSteps(learn)) {
      const node = tasks.find(({ id }) => id === learn.task);
      if (node === undefined || (node.task.time === null && !lostTime(node, facts))) continue;
      const { schema } = node.task.table;
      const taken = node.task.features.flatMap(({ column }) => {
        const found = findColumn(schema, column);
        return found !== undefined && takesColumn(step, found, learn, schema) ? [column] : [];
      });
      const { span, component } = step.call;
      if (taken.length === 0 || seen.has(span.start)) continue;
      seen.add(span.start);
      const help = "use a transform that looks back only";
      const place = { span: node.span, message: `\`${node.id}\` has a time` };
      report(
        leak["future-feature"](
          span,
          { column: taken.join("`, `"), amount: "all", function: component, help },
          { related: places(span, { span: learn.span, message: `\`${learn.label}\` is fitted with it` }, place) },
        ),
      );
    }
}

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
