// Where a finding about a feature stands, and the path from its causes to the task.
import type { RelatedPlace, Span } from "../../../specs/diagnostic.ts";
import type { Use } from "../../graph/analysis/lineage.ts";
import type { TaskColumn } from "../../graph/analysis/task-columns.ts";
import type { TaskNode } from "../../graph/graph.ts";
import { places } from "../context.ts";

/** The name in `features:`, else the entry that derives the column, else its declaration in the source. */
export function featureSpan(feature: TaskColumn, task: TaskNode): Span {
  if (feature.named !== null) return feature.named;
  if (feature.lineage.entry !== null) return feature.lineage.entry.span;
  return feature.lineage.uses.find(({ base }) => base !== null)?.base?.span ?? task.span;
}

/** Declaration of the base column, every step on the way, then the task that uses the result. */
export function featurePlaces(
  primary: Span,
  feature: TaskColumn,
  use: Use,
  base: string,
  task: TaskNode,
): readonly RelatedPlace[] {
  const start = use.base === null ? null : { span: use.base.span, message: `\`${use.base.column}\` ${base}` };
  const named = feature.named === null ? null : { span: feature.named, message: `\`${feature.name}\` is named here` };
  const role = feature.groups === true ? "tells groups of rows apart for a transform of" : "is a feature of";
  const end = { span: task.span, message: `\`${feature.name}\` ${role} \`${task.id}\`` };
  return places(primary, start, ...use.trail, named, end);
}
