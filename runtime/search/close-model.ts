// Puts the values of an assignment into an open model: `{"$open": path}` becomes the value, a choice becomes its option.
import type { Json } from "../../specs/json.ts";
import type { ModelSpec, TransformSpec } from "../../specs/plan.ts";
import type { Assignment } from "../../specs/search.ts";

export function closeModel(spec: ModelSpec, assignment: Assignment): ModelSpec {
  switch (spec.kind) {
    case "estimator":
      return { ...spec, params: closeParams(spec.params, assignment) };
    case "pipeline":
      return {
        kind: "pipeline",
        transform: closeTransform(spec.transform, assignment),
        model: closeModel(spec.model, assignment),
      };
    case "combinator":
      return {
        ...spec,
        params: closeParams(spec.params, assignment),
        model: closeModel(spec.model, assignment),
      };
    case "choice": {
      const option = spec.options[indexAt(spec.path, assignment)];
      return option === undefined ? spec : closeModel(option, assignment);
    }
    default:
      return spec satisfies never;
  }
}

export function closeTransform(spec: TransformSpec, assignment: Assignment): TransformSpec {
  switch (spec.kind) {
    case "chain":
      return { kind: "chain", steps: spec.steps.map((step) => closeTransform(step, assignment)) };
    case "component":
      return { ...spec, params: closeParams(spec.params, assignment) };
    case "take":
      return spec;
    case "block":
      return {
        kind: "block",
        entries: spec.entries.map((entry) => ({
          selector: entry.selector,
          transform: closeTransform(entry.transform, assignment),
        })),
      };
    case "choice": {
      const option = spec.options[indexAt(spec.path, assignment)];
      return option === undefined ? spec : closeTransform(option, assignment);
    }
    default:
      return spec satisfies never;
  }
}

const indexAt = (path: string, assignment: Assignment): number => {
  const index = assignment[path];
  return typeof index === "number" ? index : 0;
};

/** An inactive parameter is left out, so that the component's default holds. */
function closeParams(params: Readonly<Record<string, Json>>, assignment: Assignment): Readonly<Record<string, Json>> {
  const closed: Record<string, Json> = {};
  for (const [name, value] of Object.entries(params)) {
    const path = openPath(value);
    if (path === null) closed[name] = closeValue(value, assignment);
    else if (assignment[path] !== undefined) closed[name] = assignment[path];
  }
  return closed;
}

function closeValue(value: Json, assignment: Assignment): Json {
  if (typeof value !== "object" || value === null) return value;
  const path = openPath(value);
  if (path !== null) return assignment[path] ?? null;
  if (isList(value)) return value.map((item) => closeValue(item, assignment));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, closeValue(item, assignment)]));
}

function openPath(value: Json): string | null {
  if (typeof value !== "object" || value === null || isList(value)) return null;
  return typeof value.$open === "string" ? value.$open : null;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
