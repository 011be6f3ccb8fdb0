// What must hold between the arguments of one call (specs/constraint.ts).
import { brokenBy, type Constraint, isValueConstraint } from "../../../specs/constraint.ts";
import type { Json } from "../../../specs/json.ts";
import { joinNames } from "../../base/suggest.ts";
import type { TypeContext } from "../context.ts";
import { params as messages } from "../param.diagnostics.ts";
import type { ComponentCall } from "../typed.ts";

/** False after a message, which stands at the last written argument that it is about. */
export function holdTogether(call: ComponentCall, constraints: readonly Constraint[], context: TypeContext): boolean {
  if (constraints.length === 0) return true;
  const values: Record<string, Json> = {};
  for (const [name, { value }] of Object.entries(call.args)) {
    if (value.kind === "json") values[name] = value.json;
    // A form stands for its word: `constant(0)` for `constant`.
    if (value.kind === "component") values[name] = value.call.component;
  }
  let fine = true;
  for (const constraint of constraints) {
    const broken = isValueConstraint(constraint) ? brokenBy(constraint, values) : null;
    if (broken === null) continue;
    fine = false;
    const { rule, found, parameters } = broken;
    const given = parameters.map((name) => call.args[name]).filter((argument) => argument?.given === true);
    const last = given.reduce((a, b) => ((b?.span.start ?? 0) > (a?.span.start ?? -1) ? b : a), undefined);
    const holes = { component: call.component, rule, found, parameters: joinNames(parameters, "or") };
    context.report(messages["values-disagree"](last?.span ?? call.nameSpan, holes));
  }
  return fine;
}
