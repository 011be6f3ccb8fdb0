// The clock of the run in a table where it reaches no feature and no filter of judged rows: those have findings of their own.
import type { Span } from "../../../specs/diagnostic.ts";
import { oncePer } from "../../base/once-per.ts";
import { featuresOf } from "../../graph/analysis/task-columns.ts";
import type { StepNode } from "../../graph/graph.ts";
import type { TypedExpression } from "../../types/typed.ts";
import { types } from "../../types/types.diagnostics.ts";
import { type Check, type CheckContext, nodesOf } from "../context.ts";
import { judgedFilters } from "./hindsight-filter.check.ts";

export const clockInTable: Check = {
  id: types["sinks-only"].id,
  entries: [],
  applies: ({ graph }) => nodesOf(graph, "step").some((node) => clocksOf(node).length > 0),
  run: (context) => {
    const named = namedElsewhere(context);
    for (const node of nodesOf(context.graph, "step"))
      for (const { call, whole } of clocksOf(node))
        if (!named.has(keyOf(call.span)) && !named.has(keyOf(whole)))
          context.report(types["sinks-only"](call.nameSpan, { function: call.function.name }));
  },
};

type Call = Extract<TypedExpression, { kind: "call" }>;

/** Calls of the clock in a step, each with the whole expression it stands in. */
const clocksOf = oncePer(({ step }: StepNode): readonly { readonly call: Call; readonly whole: Span }[] => {
  const find = (expression: TypedExpression): readonly { readonly call: Call; readonly whole: Span }[] =>
    clockCalls(expression).map((call) => ({ call, whole: expression.span }));
  if (step.kind === "where") return find(step.condition);
  return step.kind === "derive" || step.kind === "aggregate"
    ? step.columns.flatMap(({ expression }) => find(expression))
    : [];
});

function clockCalls(expression: TypedExpression): readonly Call[] {
  switch (expression.kind) {
    case "literal":
    case "column":
      return [];
    case "case": {
      const parts = expression.branches.flatMap((branch) => [branch.when, branch.then]);
      return [...parts, ...(expression.otherwise === null ? [] : [expression.otherwise])].flatMap(clockCalls);
    }
    case "call":
      return expression.function.reach.kind === "clock" ? [expression] : expression.args.flatMap(clockCalls);
    default:
      return expression satisfies never;
  }
}

function namedElsewhere(context: CheckContext): ReadonlySet<string> {
  const features = context.views.flatMap((node) => featuresOf(node, context.facts));
  const causes = features.flatMap(({ lineage }) => lineage.uses.flatMap((use) => use.causes));
  return new Set([
    ...causes.flatMap(({ cause, span }) => (cause === "clock" ? [keyOf(span)] : [])),
    ...judgedFilters(context).flatMap(({ step }) =>
      step.step.kind === "where" ? [keyOf(step.step.condition.span)] : [],
    ),
  ]);
}

const keyOf = ({ file, start, end }: Span): string => `${file}:${start}:${end}`;
