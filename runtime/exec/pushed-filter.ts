// Conditions of `where` that a server may take over. A source may leave rows out when all that reads it is a `where` that
// leaves them out: the step stays and asks again, so what the server cannot compare exactly is only not saved.
import type { Expression } from "../../specs/expression.ts";
import type { NodeId, Plan, PlanNode } from "../../specs/plan.ts";

/** Of the steps right after the source; null when there is nothing to leave out. */
export function pushedFilter(plan: Plan, source: NodeId): Expression | null {
  if (drawsByRowNumber(plan, source)) return null;
  const conditions: Expression[] = [];
  for (let at = source; ; ) {
    const step = onlyWhere(plan, at);
    // A window sees the rows around its own: they must all be there, for this step and for those after it.
    if (step === null || looksAround(step.condition)) break;
    conditions.push(step.condition);
    at = step.id;
  }
  return conditions.length === 0 ? null : conditions.reduce(both);
}

function onlyWhere(plan: Plan, id: NodeId): { readonly id: NodeId; readonly condition: Expression } | null {
  const readers = plan.nodes.filter(({ inputs }) => inputs.includes(id));
  const [reader] = readers;
  if (reader === undefined || readers.length > 1) return null;
  const { op } = reader;
  return op.kind === "step" && op.step.kind === "where" ? { id: reader.id, condition: op.step.condition } : null;
}

const both = (left: Expression, right: Expression): Expression => ({
  kind: "call",
  function: "and",
  args: [left, right],
  over: null,
  type: left.type,
});

function looksAround(expression: Expression): boolean {
  switch (expression.kind) {
    case "column":
    case "literal":
      return false;
    case "call":
      return expression.over !== null || expression.args.some(looksAround);
    case "case": {
      const parts = expression.branches.flatMap(({ when, then }) => [when, then]);
      return [...parts, ...(expression.otherwise === null ? [] : [expression.otherwise])].some(looksAround);
    }
    default:
      return expression satisfies never;
  }
}

/** A sample is drawn by the numbers of the rows in their source, which change when others are left out. */
function drawsByRowNumber(plan: Plan, source: NodeId): boolean {
  const after = new Set([source]);
  // Nodes come after their inputs.
  for (const { id, inputs, op } of plan.nodes) {
    if (!inputs.some((input) => after.has(input))) continue;
    if (isSample(op)) return true;
    after.add(id);
  }
  return false;
}

const isSample = (op: PlanNode["op"]): boolean => op.kind === "step" && op.step.kind === "sample";
