// The label of a row among its own features: by name, through row-wise expressions, or inside a window.
import { oncePer } from "../../base/once-per.ts";
import type { Use } from "../../graph/analysis/lineage.ts";
import { upperMilliseconds } from "../../graph/analysis/offset.ts";
import { featuresOf, isOfBin, labelBases, labelUses, type TaskColumn } from "../../graph/analysis/task-columns.ts";
import type { TaskNode } from "../../graph/graph.ts";
import type { Check, CheckContext } from "../context.ts";
import { featurePlaces, featureSpan } from "./feature-places.ts";
import { leak } from "./leakage.diagnostics.ts";

const hasTasks = ({ tasks }: CheckContext): boolean => tasks.length > 0;

export const targetAsFeature: Check = {
  id: leak["target-as-feature"].id,
  entries: leak["target-as-feature"].spec.entries ?? [],
  applies: hasTasks,
  run: ({ tasks, report }) => {
    for (const { task } of tasks) {
      // In a forecast the target up to the origin is known, unless its label is delayed: that is a matter of time.
      if (task.of === "forecast") continue;
      const related = [{ span: task.targetSpan, message: "the target is named here" }];
      const names = { column: task.target, task: task.id };
      for (const { column, span, given } of task.features) {
        if (!given || column !== task.target) continue;
        const holes = { use: "is named as a feature of", help: `take \`${column}\` out of \`features:\`` };
        report(leak["target-as-feature"](span, { ...names, ...holes }, { related }));
      }
      for (const { column, span } of task.beside) {
        if (column !== task.target) continue;
        const holes = { use: "tells groups of rows apart for a model of", help: "group by what is known beforehand" };
        report(leak["target-as-feature"](span, { ...names, ...holes }, { related }));
      }
    }
  },
};

export const targetDerived: Check = {
  id: leak["target-derived"].id,
  entries: leak["target-derived"].spec.entries ?? [],
  applies: hasTasks,
  run: (context) => {
    for (const { node, feature, uses } of tainted(context)) {
      if (uses.some((use) => isByWindow(use, node, context))) continue;
      const span = featureSpan(feature, node);
      context.report(
        leak["target-derived"](
          span,
          { column: feature.name, task: node.id, target: node.task.target },
          { related: featurePlaces(span, feature, uses[0]!, "defines the target", node) },
        ),
      );
    }
  },
};

export const windowIncludesTarget: Check = {
  id: leak["window-includes-target"].id,
  entries: leak["window-includes-target"].spec.entries ?? [],
  applies: hasTasks,
  run: (context) => {
    for (const { node, feature, uses } of tainted(context)) {
      const use = uses.find((one) => isByWindow(one, node, context));
      if (use === undefined) continue;
      const span = feature.named ?? use.window ?? featureSpan(feature, node);
      context.report(
        leak["window-includes-target"](
          span,
          { column: feature.name, target: node.task.target },
          { related: featurePlaces(span, feature, use, "defines the target", node) },
        ),
      );
    }
  },
};

/** A window that only looks back, and not the one that made the label; what looks ahead or at all rows has an id of its own. */
function isByWindow(use: Use, node: TaskNode, { facts }: CheckContext): boolean {
  if (use.window === null || !(use.causes.length === 0 || isOfBin(use))) return false;
  const defining = [...labelBases(node, facts).uses.values()].find(({ base }) => base === use.base)?.window;
  return defining?.start !== use.window.start || defining.end !== use.window.end;
}

interface Tainted {
  readonly node: TaskNode;
  readonly feature: TaskColumn;
  readonly uses: readonly Use[];
}

const isOwnAggregate = ({ causes }: Use): boolean => causes.some(({ cause }) => cause === "own-aggregate");

/** By the checks of time, which name what reads later moments. What was moved back since then is found here alone. */
const isNamedElsewhere = (use: Use): boolean =>
  upperMilliseconds(use.high) > 0 && !isOfBin(use) && use.causes.some(({ cause }) => cause !== "own-aggregate");

const tainted = oncePer(({ views, facts }: CheckContext): readonly Tainted[] =>
  views.flatMap((node) => {
    const label = labelBases(node, facts);
    return featuresOf(node, facts).flatMap((feature) => {
      if (feature.name === node.task.target) return [];
      const own = labelUses(feature.lineage.uses, label);
      // A whole-table statistic, a forward window and a late join are named after what they do.
      const uses = own.filter((use) => !isNamedElsewhere(use));
      const relevant = node.task.of === "forecast" ? uses.filter(isOwnAggregate) : uses;
      return relevant.length === 0 || relevant.length < own.length ? [] : [{ node, feature, uses: relevant }];
    });
  }),
);
