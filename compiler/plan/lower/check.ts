// A check becomes one node over its table and the other tables that its rules name (`foreign_key`).
import type { Json } from "../../../specs/json.ts";
import type { CheckOperation, NodeId } from "../../../specs/plan.ts";
import type { TypedDeclaration } from "../../types/typed.ts";
import { lowerCall } from "./component.ts";
import { componentOf, type LowerContext, nodesOf } from "./context.ts";
import { lowerPerFold } from "./table.ts";

type TypedCheck = Extract<TypedDeclaration, { kind: "check" }>;

/** The first input is the checked table; a parameter that names another table becomes the id of the input that holds it. */
export function lowerCheck({ id, span, rules, ...check }: TypedCheck, context: LowerContext): readonly NodeId[] {
  const tables = lowerPerFold(check.table, id, `${id}/rows`, context);
  const others = new Set<NodeId>();
  const named = (json: Json): Json => {
    const to = referenceOf(json);
    if (to === null) return json;
    const node = nodesOf(context, to)[0]!;
    others.add(node);
    return node;
  };
  const op: CheckOperation = {
    kind: "check",
    rules: rules.map((rule) => {
      const declared = componentOf(context, "rule", rule.call.component);
      const spec = lowerCall(rule.call, { declaration: () => declared, step: null, openPath: null });
      const params = Object.fromEntries(Object.entries(spec.params).map(([name, json]) => [name, named(json)]));
      return { rule: spec.component, params, severity: rule.severity, span: rule.span };
    }),
  };
  return tables.map((table, fold) => {
    const node = tables.length === 1 ? id : `${id}[${fold}]`;
    return context.builder.add({ id: node, declaration: id, inputs: [table, ...others], op, span, influences: [] });
  });
}

const referenceOf = (json: Json): string | null =>
  typeof json === "object" && json !== null && "$ref" in json && typeof json.$ref === "string" ? json.$ref : null;
