// Columns whose role forbids them as features: what is recorded after the outcome, and what identifies a row.
import type { Roles } from "../../../specs/data-type.ts";
import { findColumn } from "../../../specs/data-type.ts";
import { featuresOf } from "../../graph/analysis/task-columns.ts";
import type { Check } from "../context.ts";
import { featurePlaces, featureSpan } from "./feature-places.ts";
import { leak } from "./leakage.diagnostics.ts";

export const posthocFeature: Check = {
  id: leak["posthoc-feature"].id,
  entries: leak["posthoc-feature"].spec.entries ?? [],
  applies: ({ tasks }) => tasks.length > 0,
  run: ({ tasks, facts, report }) => {
    for (const node of tasks)
      for (const feature of featuresOf(node, facts)) {
        const use = feature.lineage.uses.find(({ base }) => base?.roles.posthoc === true);
        if (use === undefined || use.base === null) continue;
        const span = featureSpan(feature, node);
        report(
          leak["posthoc-feature"](
            span,
            { column: feature.name, posthoc: use.base.column, task: node.id },
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
  run: ({ tasks, facts, report }) => {
    for (const { id, task, span: at } of tasks)
      for (const { column, span, given } of task.features) {
        const found = findColumn(task.table.schema, column);
        const role = found === undefined ? null : structuralRole(found.roles);
        if (!given || role === null || column === task.target) continue;
        const tasksNode = facts.node(id);
        const lineage = tasksNode.kind === "task" ? facts.lineage(tasksNode.input).get(column) : undefined;
        const declared = lineage?.uses[0]?.base?.span;
        const related = declared === undefined ? [] : [{ span: declared, message: `\`${column}\` is ${role}` }];
        report(
          leak["id-feature"](
            span,
            { column, role },
            { related: [...related, { span: at, message: `a feature of \`${id}\`` }] },
          ),
        );
      }
  },
};

function structuralRole(roles: Roles): string | null {
  if (roles.id === true) return "an identifier (`@id`)";
  if (roles.entity !== undefined) return "what rows are about (`@entity`)";
  if (roles.group === true) return "a group of rows (`@group`)";
  if (roles.time !== undefined) return "the time of the row (`@time`)";
  return null;
}
