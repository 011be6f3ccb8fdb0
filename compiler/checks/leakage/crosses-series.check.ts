// Window functions over rows of several series that the table no longer tells apart.
import type { Schema } from "../../../specs/data-type.ts";
import { windowsIn } from "../../graph/analysis/expression-lineage.ts";
import { lostColumns } from "../../graph/analysis/task-rows.ts";
import type { FlowNode } from "../../graph/graph.ts";
import { type Check, type CheckContext, nodesOf, places } from "../context.ts";
import { leak } from "./leakage.diagnostics.ts";

export const crossesSeries: Check = {
  id: leak["crosses-series"].id,
  entries: leak["crosses-series"].spec.entries ?? [],
  applies: ({ graph }) => nodesOf(graph, "step").some(({ step }) => step.kind === "derive"),
  run: (context) => {
    for (const node of nodesOf(context.graph, "step")) {
      const { step } = node;
      if (step.kind !== "derive" || !context.isJudged(node.id)) continue;
      const windows = step.columns.flatMap(({ expression }) => windowsIn(expression));
      if (windows.length === 0) continue;
      for (const { source, column } of lostSeries(node.input, context)) {
        const declared = { span: source.columnSpans[column] ?? source.span, message: `\`${column}\` names the series` };
        for (const { name, span } of windows)
          context.report(leak["crosses-series"](span, { function: name, column }, { related: places(span, declared) }));
      }
    }
  },
};

const lostSeries = (id: string, { facts }: CheckContext) =>
  lostColumns(id, schemaOf(facts.node(id), facts).columns, ({ series }) => series === true, facts);

function schemaOf(node: FlowNode, facts: CheckContext["facts"]): Schema {
  switch (node.kind) {
    case "source":
    case "step":
    case "apply":
    case "predict":
      return node.schema;
    case "task":
      return node.task.table.schema;
    case "cut":
    case "part":
      return schemaOf(facts.node(node.input), facts);
    case "learn":
    case "choose":
    case "judge":
    case "emit":
      return { columns: [] };
    default:
      return node satisfies never;
  }
}
