// Nullable features that reach an estimator or a step which takes no missing values.
import type { RelatedPlace } from "../../../specs/diagnostic.ts";
import { joinNames } from "../../base/suggest.ts";
import type { LearnNode, TaskNode } from "../../graph/graph.ts";
import { type Check, type CheckContext, nodesOf, places } from "../context.ts";
import { lint } from "./lint.diagnostics.ts";

export const missingValues: Check = {
  id: lint["missing-values"].id,
  entries: [],
  applies: ({ graph }) => nodesOf(graph, "learn").some(({ unfilled }) => unfilled.length > 0),
  run: (context) => {
    for (const node of nodesOf(context.graph, "learn")) reportMissing(node, context);
  },
};

/** As many as a message names. */
const MOST = 6;

function reportMissing({ task: of, unfilled }: LearnNode, context: CheckContext): void {
  const task = context.tasks.find(({ id }) => id === of);
  if (task === undefined) return;
  for (const { call, columns } of unfilled) {
    const named = columns.slice(0, MOST);
    const more = columns.length - named.length;
    const listed = more === 0 ? joinNames(named, "and") : `${joinNames(named, "and")} and ${more} more`;
    const holes = {
      features: `the feature${columns.length === 1 ? "" : "s"} ${listed}`,
      column: named[0] ?? "",
      model: call.component,
    };
    const related = places(call.nameSpan, ...named.map((column) => originOf(column, task, context)));
    context.report(lint["missing-values"](call.nameSpan, holes, { related }));
  }
}

function originOf(column: string, task: TaskNode, { facts }: CheckContext): RelatedPlace {
  const base = facts.lineage(task.input).get(column);
  const span = base?.entry?.span ?? base?.uses[0]?.base?.span ?? task.span;
  return { span, message: `\`${column}\` may be missing` };
}
