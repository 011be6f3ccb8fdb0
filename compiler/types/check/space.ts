// The open hyperparameters of a model in one flat list. Paths say where a parameter stands and do not change when others
// are opened or closed: `model.max_depth`; `steps.0.n` in the first step of the transform; `direct.model.alpha` inside a
// combinator; `choice` and `choice.1.model.alpha` in a choice of models.

import type { Span } from "../../../specs/diagnostic.ts";
import type { Condition } from "../../../specs/search.ts";
import type { Argument, ComponentCall, ModelTerm, OpenParameterTerm, TransformTerm } from "../typed.ts";

/**
 * In an order in which a parameter comes after those that its condition reads; conditions name whole paths. A place in
 * the spec is one dimension, also when the model that holds it is used twice.
 */
export function modelSpace(model: ModelTerm): readonly OpenParameterTerm[] {
  return ordered(unique(walkModel(model, "", null)));
}

export function transformSpace(transform: TransformTerm): readonly OpenParameterTerm[] {
  return ordered(unique(walkTransform(transform, "steps", null)));
}

const join = (prefix: string, name: string | number): string => (prefix === "" ? String(name) : `${prefix}.${name}`);

function walkModel(model: ModelTerm, prefix: string, when: Condition | null): readonly OpenParameterTerm[] {
  switch (model.kind) {
    case "reference":
      return walkModel(model.model, prefix, when);
    case "estimator":
      return callSpace(model.call, join(prefix, "model"), when);
    case "pipeline":
      return [
        ...walkTransform(model.transform, join(prefix, "steps"), when),
        ...walkModel(model.model, isPipeline(model.model) ? join(prefix, "model") : prefix, when),
      ];
    case "combinator": {
      const path = join(prefix, model.call.component);
      return [...callSpace(model.call, path, when), ...walkModel(model.model, path, when)];
    }
    case "choice":
      return choiceSpace(model.options, join(prefix, "choice"), model.span, when, walkModel);
    case "wrapped-fitted":
      return callSpace(model.call, join(prefix, model.call.component), when);
    case "best":
      return [];
    default:
      return model satisfies never;
  }
}

/** A second chain of steps inside the first needs a place of its own. */
const isPipeline = (model: ModelTerm): boolean =>
  model.kind === "reference" ? isPipeline(model.model) : model.kind === "pipeline";

function walkTransform(transform: TransformTerm, prefix: string, when: Condition | null): readonly OpenParameterTerm[] {
  switch (transform.kind) {
    case "reference":
      return walkTransform(transform.transform, prefix, when);
    case "component":
      return callSpace(transform.call, join(prefix, 0), when);
    case "chain":
      return transform.steps.flatMap((step, i) =>
        step.kind === "component"
          ? callSpace(step.call, join(prefix, i), when)
          : walkTransform(step, join(prefix, i), when),
      );
    case "block":
      return transform.entries.flatMap((entry, i) => walkTransform(entry.transform, join(prefix, i), when));
    case "choice":
      return choiceSpace(transform.options, join(prefix, "choice"), transform.span, when, walkTransform);
    default:
      return transform satisfies never;
  }
}

/** The choice itself by index, and what is open in an option only under that index. */
function choiceSpace<Term>(
  options: readonly Term[],
  path: string,
  span: Span,
  when: Condition | null,
  walk: (term: Term, prefix: string, when: Condition | null) => readonly OpenParameterTerm[],
): readonly OpenParameterTerm[] {
  const distribution = { kind: "choice", options: options.map((_, i) => i) } as const;
  const inner = options.flatMap((option, i) => {
    const chosen: Condition = { kind: "compare", parameter: path, operator: "==", value: i };
    return walk(option, join(path, i), both(when, chosen));
  });
  return [{ path, distribution, when, span }, ...inner];
}

const both = (left: Condition | null, right: Condition | null): Condition | null =>
  left === null ? right : right === null ? left : { kind: "and", left, right };

function callSpace(call: ComponentCall, prefix: string, when: Condition | null): readonly OpenParameterTerm[] {
  return Object.entries(call.args).flatMap(([name, { value, span }]) => {
    if (value.kind !== "open") return [];
    const own = value.when === null ? true : onPaths(value.when, call.args, prefix);
    if (own === false) return [];
    const condition = both(when, own === true ? null : own);
    return [{ path: join(prefix, name), distribution: value.distribution, when: condition, span }];
  });
}

/** Conditions on fixed parameters are decided here; the rest speaks of paths. */
function onPaths(condition: Condition, args: Readonly<Record<string, Argument>>, prefix: string): Condition | boolean {
  switch (condition.kind) {
    case "compare":
    case "in": {
      const value = args[condition.parameter]?.value;
      if (value?.kind === "json") return decide(condition, JSON.stringify(value.json), value.json);
      return { ...condition, parameter: join(prefix, condition.parameter) };
    }
    case "not": {
      const inner = onPaths(condition.inner, args, prefix);
      return typeof inner === "boolean" ? !inner : { kind: "not", inner };
    }
    case "and":
    case "or": {
      const left = onPaths(condition.left, args, prefix);
      const right = onPaths(condition.right, args, prefix);
      const absorbing = condition.kind === "or";
      if (left === absorbing || right === absorbing) return absorbing;
      if (typeof left === "boolean") return right;
      return typeof right === "boolean" ? left : { kind: condition.kind, left, right };
    }
    default:
      return condition satisfies never;
  }
}

function decide(
  condition: Extract<Condition, { readonly kind: "compare" | "in" }>,
  text: string,
  value: unknown,
): boolean {
  if (condition.kind === "in") return condition.values.some((one) => JSON.stringify(one) === text);
  const { operator, value: compared } = condition;
  if (operator === "==") return JSON.stringify(compared) === text;
  if (operator === "!=") return JSON.stringify(compared) !== text;
  if (typeof value !== "number" || typeof compared !== "number") return false;
  if (operator === "<") return value < compared;
  if (operator === "<=") return value <= compared;
  return operator === ">" ? value > compared : value >= compared;
}

function unique(space: readonly OpenParameterTerm[]): readonly OpenParameterTerm[] {
  const seen = new Set<string>();
  return space.filter(({ span }) => {
    const key = `${span.file}:${span.start}:${span.end}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Samplers draw in this order, so what a condition reads comes first. Conditions in a circle keep their places. */
function ordered(space: readonly OpenParameterTerm[]): readonly OpenParameterTerm[] {
  const paths = new Set(space.map(({ path }) => path));
  const placed = new Set<string>();
  const result: OpenParameterTerm[] = [];
  let left = [...space];
  while (left.length > 0) {
    const ready = left.find(({ when }) => readPaths(when).every((path) => placed.has(path) || !paths.has(path)));
    const next = ready ?? left[0];
    if (next === undefined) break;
    result.push(next);
    placed.add(next.path);
    left = left.filter((one) => one !== next);
  }
  return result;
}

function readPaths(condition: Condition | null): readonly string[] {
  switch (condition?.kind) {
    case "compare":
    case "in":
      return [condition.parameter];
    case "and":
    case "or":
      return [...readPaths(condition.left), ...readPaths(condition.right)];
    case "not":
      return readPaths(condition.inner);
    default:
      return [];
  }
}
