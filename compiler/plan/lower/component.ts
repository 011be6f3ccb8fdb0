// Component calls become plain parameters: durations turn into row counts where the table has a regular step, and open
// parameters into `{"$open": path}`.
import type { ComponentDeclaration } from "../../../specs/component.ts";
import type { Duration } from "../../../specs/data-type.ts";
import type { Over } from "../../../specs/expression.ts";
import type { Json } from "../../../specs/json.ts";
import type { ParameterKind } from "../../../specs/parameter.ts";
import type { ComponentSpec } from "../../../specs/plan.ts";
import { invariant } from "../../base/invariant.ts";
import type { Argument, ComponentCall } from "../../types/typed.ts";
import { lowerExpression } from "./expression.ts";

type Declared = Exclude<ComponentDeclaration, { family: "function" }>;
type Step = Over["every"];

export interface ComponentScope {
  readonly declaration: (name: string) => Declared | null;
  readonly step: Step;
  /** The path of an open parameter, or null where nothing may be open. */
  readonly openPath: ((parameter: string) => string) | null;
}

export function lowerCall(call: ComponentCall, scope: ComponentScope): ComponentSpec {
  const declared = scope.declaration(call.component);
  const params: Record<string, Json> = {};
  for (const [name, argument] of Object.entries(call.args)) {
    const kind = declared?.params[name]?.kind ?? null;
    params[name] = lowerArgument(name, argument, kind, scope);
  }
  return { component: call.component, params };
}

function lowerArgument(name: string, argument: Argument, kind: ParameterKind | null, scope: ComponentScope): Json {
  const { value } = argument;
  switch (value.kind) {
    case "json":
      return toRows(value.json, kind, scope.step);
    case "open":
    case "open-component":
      invariant(scope.openPath !== null, `parameter ${name} is open where nothing may be`);
      return { $open: scope.openPath(name) };
    case "component":
      return specJson(lowerCall(value.call, scope));
    case "expression":
      // Expressions are plain JSON by contract.
      return lowerExpression(value.expression) as unknown as Json;
    default:
      return value satisfies never;
  }
}

export const specJson = (spec: ComponentSpec): Json => ({ component: spec.component, params: spec.params });

function toRows(json: Json, kind: ParameterKind | null, step: Step): Json {
  if (kind?.kind !== "duration" || !kind.rows || step === null || !isDuration(json)) return json;
  return durationInSteps(json, step) ?? json;
}

function isDuration(json: Json): json is { readonly months: number; readonly milliseconds: number } {
  return (
    typeof json === "object" && json !== null && !Array.isArray(json) && "months" in json && "milliseconds" in json
  );
}

/** How many steps a duration holds; null when it is no whole number of them (checked earlier where it matters). */
export function durationInSteps(duration: Duration, step: NonNullable<Step>): number | null {
  const ratio =
    step.months > 0 && duration.milliseconds === 0
      ? duration.months / step.months
      : step.months === 0 && duration.months === 0
        ? duration.milliseconds / step.milliseconds
        : Number.NaN;
  return Number.isInteger(ratio) ? ratio : null;
}
