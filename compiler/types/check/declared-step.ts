// Steps whose arguments are those that their component declares, and whose columns have rules of their own.
import type { Duration, Schema } from "../../../specs/data-type.ts";
import type { Over } from "../../../specs/expression.ts";
import type { Json } from "../../../specs/json.ts";
import { elaborateArguments } from "../arguments/call.ts";
import type { TypeContext } from "../context.ts";
import { params } from "../param.diagnostics.ts";
import { tables } from "../table.diagnostics.ts";
import type { ComponentCall } from "../typed.ts";
import { types } from "../types.diagnostics.ts";
import { overOf } from "./column-scope.ts";
import type { StepCall, StepForm } from "./step-arguments.ts";

/** Null after an error in the form of the call or in an argument. */
export function declaredCall(
  call: StepCall,
  form: StepForm,
  schema: Schema,
  context: TypeContext,
): ComponentCall | null {
  const step = call.name.name;
  const fail = (problem: string, hint: string): null => {
    context.report(tables["step-form"](call.span, { step, problem, form: form.text, hint }));
    return null;
  };
  if (form.block && call.block === null) return fail("lacks its block", "say in `{ }` which columns it makes");
  if (!form.block && call.block !== null) return fail("takes no block", "remove the block");
  const declared = context.registry.find("table-step", step);
  if (declared === null) return null;
  const head = { name: call.name, args: call.args, span: call.span };
  return elaborateArguments(head, declared, context, { schema });
}

export const jsonOf = (call: ComponentCall, name: string): Json => {
  const value = call.args[name]?.value;
  return value?.kind === "json" ? value.json : null;
};

/** The order of the rows; null after a message where the table has no `@time`. */
export function orderOf(
  call: StepCall,
  schema: Schema,
  context: TypeContext,
): (Over & { readonly order: string }) | null {
  const over = overOf(schema);
  if (over !== null && over.order !== null) return { ...over, order: over.order };
  context.report(types["no-order"](call.name.span, { function: call.name.name }));
  return null;
}

/** A length of time above 0; null after a message. */
export function positiveDuration(call: ComponentCall, name: string, context: TypeContext): Duration | null {
  const json = jsonOf(call, name);
  const duration = isDuration(json) ? json : null;
  if (duration === null || duration.months + duration.milliseconds > 0) return duration;
  const doc = context.registry.find("table-step", call.component)?.params[name]?.doc ?? "a length of time";
  const holes = { name, component: call.component, range: "above 0", found: "not", doc };
  context.report(params["out-of-range"](call.args[name]?.span ?? call.span, holes));
  return null;
}

export function isDuration(json: Json): json is Json & Duration {
  if (json === null || typeof json !== "object" || Array.isArray(json)) return false;
  return "months" in json && "milliseconds" in json;
}
