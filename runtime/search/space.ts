// Questions about a search space that every sampler asks. Samplers draw parameters in the order of the space, so that a
// condition finds the value it refers to already drawn.
import type { Json } from "../../specs/json.ts";
import { canonicalJson } from "../../specs/json.ts";
import type { Assignment, Condition, Distribution, OpenParameter, SearchSpace } from "../../specs/search.ts";

/** True when the parameter plays a part, given what stands in the assignment so far. */
export function isActive(parameter: OpenParameter, space: SearchSpace, assignment: Assignment): boolean {
  if (parameter.when === null) return true;
  const folder = parameter.path.slice(0, parameter.path.lastIndexOf(".") + 1);
  return holds(parameter.when, (name) => {
    const sibling = `${folder}${name}`;
    const path = space.some((open) => open.path === sibling) ? sibling : name;
    // An inactive sibling has no value, and no condition on it holds.
    return assignment[path];
  });
}

function holds(condition: Condition, find: (name: string) => Json | undefined): boolean {
  switch (condition.kind) {
    case "and":
      return holds(condition.left, find) && holds(condition.right, find);
    case "or":
      return holds(condition.left, find) || holds(condition.right, find);
    case "not":
      return !holds(condition.inner, find);
    case "in": {
      const value = find(condition.parameter);
      return value !== undefined && condition.values.some((item) => same(item, value));
    }
    case "compare":
      return compare(find(condition.parameter), condition.operator, condition.value);
    default:
      return condition satisfies never;
  }
}

function compare(
  value: Json | undefined,
  operator: Extract<Condition, { kind: "compare" }>["operator"],
  other: Json,
): boolean {
  if (value === undefined) return false;
  if (operator === "==") return same(value, other);
  if (operator === "!=") return !same(value, other);
  if (typeof value !== "number" || typeof other !== "number") return false;
  switch (operator) {
    case "<":
      return value < other;
    case "<=":
      return value <= other;
    case ">":
      return value > other;
    case ">=":
      return value >= other;
    default:
      return operator satisfies never;
  }
}

export const same = (a: Json, b: Json): boolean => canonicalJson(a) === canonicalJson(b);

/** Uniform (in the log where the distribution says so); steps are equally likely. `u` is uniform in [0, 1). */
export function drawUniform(distribution: Distribution, u: number): Json {
  switch (distribution.kind) {
    case "choice":
      return distribution.options[
        Math.min(distribution.options.length - 1, Math.floor(u * distribution.options.length))
      ]!;
    case "int": {
      const { low, high, step, log } = distribution;
      if (log)
        return snapInt(Math.exp(Math.log(low - 0.5) + u * (Math.log(high + 0.5) - Math.log(low - 0.5))), distribution);
      const count = Math.floor((high - low) / step) + 1;
      return low + step * Math.min(count - 1, Math.floor(u * count));
    }
    case "float": {
      const { low, high, step, log } = distribution;
      if (log) return Math.min(high, Math.max(low, Math.exp(Math.log(low) + u * (Math.log(high) - Math.log(low)))));
      if (step === null) return low + u * (high - low);
      const count = Math.floor((high - low) / step + 1e-9) + 1;
      return low + step * Math.min(count - 1, Math.floor(u * count));
    }
    default:
      return distribution satisfies never;
  }
}

export function snapInt(value: number, distribution: Extract<Distribution, { kind: "int" }>): number {
  const { low, high, step } = distribution;
  const last = low + step * Math.floor((high - low) / step);
  return Math.min(last, Math.max(low, low + step * Math.round((value - low) / step)));
}

/** All values of a distribution that has finitely many; null for a continuous one. */
export function enumerate(distribution: Distribution): readonly Json[] | null {
  switch (distribution.kind) {
    case "choice":
      return distribution.options;
    case "int":
    case "float": {
      const { low, high, step } = distribution;
      if (step === null) return null;
      const count = Math.floor((high - low) / step + 1e-9) + 1;
      return Array.from({ length: count }, (_, i) => low + step * i);
    }
    default:
      return distribution satisfies never;
  }
}
