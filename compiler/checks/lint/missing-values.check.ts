// Nullable features that reach an estimator which takes no missing values.
import { type Column, findColumn } from "../../../specs/data-type.ts";
import type { Selector } from "../../../specs/plan.ts";
import type { ChainStep, LearnNode } from "../../graph/graph.ts";
import { type Check, type CheckContext, nodesOf, places } from "../context.ts";
import { lint } from "./lint.diagnostics.ts";

export const missingValues: Check = {
  id: lint["missing-values"].id,
  entries: [],
  applies: ({ graph }) => nodesOf(graph, "learn").some(({ estimators }) => estimators.length > 0),
  run: (context) => {
    for (const node of nodesOf(context.graph, "learn")) reportMissing(node, context);
  },
};

function reportMissing(node: LearnNode, context: CheckContext): void {
  const strict = node.estimators.find(({ declaration }) => !declaration.acceptsMissing && !declaration.ignoresFeatures);
  const task = context.tasks.find(({ id }) => id === node.task);
  if (strict === undefined || task === undefined || strict.declaration.input === "series") return;
  for (const { column } of task.task.features) {
    const found = findColumn(task.task.table.schema, column);
    if (found === undefined || !found.type.nullable || isFilled(found, node.chain)) continue;
    const base = context.facts.lineage(task.input).get(column);
    const span = base?.entry?.span ?? base?.uses[0]?.base?.span ?? task.span;
    context.report(
      lint["missing-values"](
        strict.call.nameSpan,
        { column, model: strict.call.component },
        { related: places(strict.call.nameSpan, { span, message: `\`${column}\` may be missing` }) },
      ),
    );
  }
}

function isFilled(column: Column, chain: readonly ChainStep[]): boolean {
  return chain.some(
    ({ declaration, selector }) =>
      declaration.fillsMissing === true && declaration.accepts.includes(column.type.kind) && selects(selector, column),
  );
}

/** Whether a block entry takes the column; a name never falls to a wider entry, which is the safe side here. */
function selects(selector: Selector | null, { name, type }: Column): boolean {
  if (selector === null) return true;
  switch (selector.kind) {
    case "numeric":
      return type.kind === "int" || type.kind === "float";
    case "categorical":
      return type.kind === "category" || type.kind === "string";
    case "boolean":
      return type.kind === "bool";
    case "temporal":
      return type.kind === "date" || type.kind === "timestamp";
    case "target":
      return false;
    case "all":
      return !selector.except.includes(name);
    case "matching":
      return new RegExp(selector.pattern).test(name);
    case "columns":
      return selector.columns.includes(name);
    default:
      return selector satisfies never;
  }
}
