// Declarations and implementations of components, looked up together: effects from the one, functions from the other.
import type {
  ComponentDeclaration,
  Family,
  MetricDeclaration,
  ModelDeclaration,
  TransformDeclaration,
} from "../../specs/component.ts";
import { brokenBy, type Constraint, isValueConstraint } from "../../specs/constraint.ts";
import type { Json } from "../../specs/json.ts";
import type { Parameters } from "../../specs/parameter.ts";
import type {
  Implementations,
  MetricImplementation,
  SeriesImplementation,
  State,
  TabularImplementation,
  TransformImplementation,
} from "../component.ts";
import { ComponentError } from "../component.ts";

export type Params = Readonly<Record<string, Json>>;

/**
 * Implementations with their parameter types forgotten in the other direction: here they take any validated parameters
 * and any state. Sound because the plan's parameters fit the declaration and a state only returns to its own component.
 */
export type AnyTransform = TransformImplementation<Params, State>;
export type AnyTabular = TabularImplementation<Params, State>;
export type AnySeries = SeriesImplementation<Params, State>;
export type AnyMetric = MetricImplementation<Params>;

export interface Library {
  readonly implementations: Implementations;
  readonly transform: (name: string) => {
    readonly declaration: TransformDeclaration;
    readonly implementation: AnyTransform;
  };
  readonly model: (name: string) => {
    readonly declaration: ModelDeclaration;
    readonly implementation: AnyTabular | AnySeries;
  };
  readonly metric: (name: string) => { readonly declaration: MetricDeclaration; readonly implementation: AnyMetric };
  /** Parameters as the plan gives them, with the declaration's defaults for those that are absent. */
  readonly params: (family: Family, name: string, given: Params) => Params;
}

export function createLibrary(
  implementations: Implementations,
  declarations: readonly ComponentDeclaration[],
): Library {
  const byName = new Map(declarations.map((declaration) => [`${declaration.family}/${declaration.name}`, declaration]));
  function find<F extends Family>(family: F, name: string): Extract<ComponentDeclaration, { family: F }> {
    const declaration = byName.get(`${family}/${name}`);
    if (declaration === undefined) throw unknownComponent(family, name);
    // The key holds the family, so the declaration is of that family.
    return declaration as Extract<ComponentDeclaration, { family: F }>;
  }
  return {
    implementations,
    transform: (name) => ({
      declaration: find("transform", name),
      implementation: implemented("transform", name, implementations.transforms) as unknown as AnyTransform,
    }),
    model: (name) => ({
      declaration: find("model", name),
      implementation: implemented("model", name, implementations.models) as unknown as AnyTabular | AnySeries,
    }),
    metric: (name) => ({
      declaration: find("metric", name),
      implementation: implemented("metric", name, implementations.metrics) as unknown as AnyMetric,
    }),
    params: (family, name, given) => {
      const declaration = byName.get(`${family}/${name}`);
      if (declaration === undefined || !("params" in declaration)) return given;
      const params = withDefaults(declaration.params, given);
      requireConstraints(name, declaration.constraints ?? [], params);
      return params;
    },
  };
}

/** Values that stand in a spec were judged there; those that a search has drawn are judged here. */
function requireConstraints(component: string, constraints: readonly Constraint[], params: Params): void {
  for (const constraint of constraints) {
    const broken = isValueConstraint(constraint) ? brokenBy(constraint, params) : null;
    if (broken === null) continue;
    throw new ComponentError(
      "param/values-disagree",
      `\`${component}\` needs ${broken.rule}, not ${broken.found}`,
      `change ${broken.parameters.map((name) => `\`${name}\``).join(" or ")}, or their ranges`,
    );
  }
}

function withDefaults(declared: Parameters, given: Params): Params {
  const values: Record<string, Json> = { ...given };
  for (const [name, parameter] of Object.entries(declared)) {
    if (values[name] === undefined && parameter.default !== undefined) values[name] = parameter.default;
  }
  return values;
}

function implemented<T>(family: string, name: string, table: Readonly<Record<string, T>>): T {
  const implementation = Object.hasOwn(table, name) ? table[name] : undefined;
  if (implementation === undefined) throw unknownComponent(family, name);
  return implementation;
}

const unknownComponent = (family: string, name: string): ComponentError =>
  new ComponentError(
    "run/unknown-component",
    `this build has no implementation of the ${family} \`${name}\``,
    "install the version of pipec that made this plan, or the plugin that brings the component",
  );
