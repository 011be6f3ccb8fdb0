// Rows that judge a pretrained model are later than all that it has seen, where its author says what that is.
import { isoTime } from "../contracts/label-times.ts";
import { type FittedModel, partsOf } from "../model/fitted.ts";
import type { Library } from "../model/library.ts";
import { type PretrainedPart, pretrainedPart, unseenFrom } from "../model/pretrained.ts";
import type { TaskData } from "../task/task-data.ts";
import { type NodeContext, Stop } from "./context.ts";
import { leakAtRun } from "./run.diagnostics.ts";

export function requireUnseen(
  context: NodeContext,
  parts: readonly PretrainedPart[],
  { times }: TaskData,
  origins: Int32Array,
): void {
  if (times === null) return;
  for (const { component, path, until } of parts) {
    const free = unseenFrom(until);
    if (free === null) continue;
    const first = origins.reduce((least, row) => Math.min(least, times[row]!), Number.POSITIVE_INFINITY);
    if (first >= free) continue;
    const holes = {
      name: `${component}("${path}")`,
      until: String(until),
      node: context.node.id,
      from: isoTime(first),
    };
    context.report(leakAtRun["unknown-provenance"](context.node.span, holes));
    throw new Stop("failed");
  }
}

export function pretrainedIn(model: FittedModel, library: Library): readonly PretrainedPart[] {
  if (model.kind !== "tabular") return partsOf(model).flatMap((part) => pretrainedIn(part, library));
  const part = pretrainedPart(library.model(model.component).declaration, model.params);
  return part === null ? [] : [part];
}
