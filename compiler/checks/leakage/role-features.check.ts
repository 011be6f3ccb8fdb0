// Columns whose role forbids them as features: what is recorded after the outcome, and what identifies a row.
import { findColumn } from "../../../specs/data-type.ts";
import { identifyingRole } from "../../graph/analysis/identity.ts";
import { featuresOf, type TaskColumn } from "../../graph/analysis/task-columns.ts";
import type { TaskNode } from "../../graph/graph.ts";
import type { Check, CheckContext } from "../context.ts";
import { featurePlaces, featureSpan } from "./feature-places.ts";
import { leak } from "./leakage.diagnostics.ts";

export const posthocFeature: Check = {
  id: leak["posthoc-feature"].id,
  entries: leak["posthoc-feature"].spec.entries ?? [],
  applies: ({ tasks }) => tasks.length > 0,
  run: ({ views, facts, report }) => {
    for (const node of views)
      for (const feature of featuresOf(node, facts)) {
        const use = feature.lineage.uses.find(({ base }) => base?.roles.posthoc === true);
        if (use === undefined || use.base === null) continue;
        const span = featureSpan(feature, node);
        report(
          leak["posthoc-feature"](
            span,
            {
              what: feature.groups === true ? "grouping by" : "the feature",
              column: feature.name,
              posthoc: use.base.column,
              help:
                feature.groups === true
                  ? "group by what is known beforehand"
                  : `remove it from the features of \`${node.id}\``,
            },
            { related: featurePlaces(span, feature, use, "is marked `@posthoc`", node) },
          ),
        );
      }
  },
};

export const idFeature: Check = {
  id: leak["id-feature"].id,
  entries: leak["id-feature"].spec.entries ?? [],
  applies: ({ tasks }) => tasks.length > 0,
  run: (context) => {
    for (const { id, task, span: at } of context.tasks)
      for (const { column, span, given } of task.features) {
        const found = findColumn(task.table.schema, column);
        const role = found === undefined ? null : identifyingRole(found.roles);
        if (!given || role === null || column === task.target) continue;
        const tasksNode = context.facts.node(id);
        const lineage = tasksNode.kind === "task" ? context.facts.lineage(tasksNode.input).get(column) : undefined;
        const declared = lineage?.uses[0]?.base?.span;
        const related = declared === undefined ? [] : [{ span: declared, message: `\`${column}\` is ${role}` }];
        context.report(
          leak["id-feature"](
            span,
            { column, role },
            { related: [...related, { span: at, message: `a feature of \`${id}\`` }] },
          ),
        );
      }
    for (const node of context.views)
      for (const feature of featuresOf(node, context.facts)) reportForm(feature, node, context);
  },
};

/** The identifier in another form: whatever tells rows apart as it does is learned by heart as it is. */
function reportForm(feature: TaskColumn, node: TaskNode, { report }: CheckContext): void {
  const { identity, uses } = feature.lineage;
  // What tells groups apart may be their name.
  if (feature.groups === true) return;
  const column = findColumn(node.task.table.schema, feature.name);
  // Named by its own role it has been reported.
  if (identity === null || column === undefined || identifyingRole(column.roles) !== null) return;
  if (feature.name === node.task.target) return;
  const { base } = identity;
  const span = featureSpan(feature, node);
  const role = identifyingRole(base.roles) ?? "an identifier";
  const use = uses.find((one) => one.base?.origin === base.origin && one.base.column === base.column);
  report(
    leak["id-feature"](
      span,
      { column: feature.name, role: `only another form of \`${base.column}\`, ${role},` },
      { related: use === undefined ? [] : featurePlaces(span, feature, use, `is ${role}`, node) },
    ),
  );
}
