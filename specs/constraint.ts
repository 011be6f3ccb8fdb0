// Contract: what must hold between the parameters of a component, and between one of them and the task it is used for, beyond
// the kind of each. The compiler says it where the values stand in the spec, the runtime where a search has closed them.
import type { Json } from "./json.ts";

/** Between parameters. A value that is null or still open breaks nothing. */
export type ValueConstraint =
  /** The first is below the second, or equal to it where `orEqual` says so. */
  | { readonly kind: "below"; readonly parameters: readonly [string, string]; readonly orEqual?: true }
  /** A list of numbers, each above the one before. */
  | { readonly kind: "rising"; readonly parameter: string }
  /** Together at most `most`; with `when` only where that parameter has that value. */
  | {
      readonly kind: "sum";
      readonly parameters: readonly string[];
      readonly most: number;
      readonly when?: { readonly parameter: string; readonly is: Json };
    }
  /** A flag that is on, or a map that says something (an entry other than 0), stands beside none of these values of the other parameter. */
  | {
      readonly kind: "not-beside";
      readonly parameter: string;
      readonly other: string;
      readonly values: readonly string[];
    }
  /** A date or a time. */
  | { readonly kind: "moment"; readonly parameter: string }
  /** They have different values. */
  | { readonly kind: "differ"; readonly parameters: readonly [string, string] }
  /** Where the parameter has this value, the other one is given. */
  | { readonly kind: "needs"; readonly parameter: string; readonly is: string; readonly other: string };

/** What a label is. `classes`: more than two. */
export type LabelKind = "numbers" | "two classes" | "classes";

/** Between a parameter and the rows of a task. */
export type TaskConstraint =
  /** Keys of the map are features that reach the component, and numbers where `ordered` says so. */
  | { readonly kind: "features"; readonly parameter: string; readonly ordered?: true }
  /** Weighs classes, which the label must have; keys of a map are their names. A value that is `neutral` asks for nothing. */
  | { readonly kind: "classes"; readonly parameter: string; readonly neutral?: Json }
  /** Values that only go with some labels; those that are not named go with all. */
  | {
      readonly kind: "labels";
      readonly parameter: string;
      readonly values: Readonly<Record<string, readonly LabelKind[]>>;
    };

export type Constraint = ValueConstraint | TaskConstraint;

export interface BrokenConstraint {
  /** The parameters that it is about. */
  readonly parameters: readonly string[];
  /** `\`low\` at most \`high\``. */
  readonly rule: string;
  /** What stands there instead. */
  readonly found: string;
}

/** Null where it holds. `values` has every closed value; open ones are absent. */
export function brokenBy(
  constraint: ValueConstraint,
  values: Readonly<Record<string, Json | undefined>>,
): BrokenConstraint | null {
  switch (constraint.kind) {
    case "below": {
      const [low, high] = constraint.parameters;
      const [a, b] = [values[low], values[high]];
      if (typeof a !== "number" || typeof b !== "number" || a < b || (constraint.orEqual === true && a === b))
        return null;
      const relation = constraint.orEqual === true ? "at most" : "below";
      return { parameters: [low, high], rule: `\`${low}\` ${relation} \`${high}\``, found: `${a} and ${b}` };
    }
    case "rising": {
      const list = values[constraint.parameter];
      if (!Array.isArray(list)) return null;
      const at = list.findIndex((value, i) => i > 0 && !(Number(value) > Number(list[i - 1])));
      if (at < 0) return null;
      const rule = `\`${constraint.parameter}\` in rising order, each value once`;
      return { parameters: [constraint.parameter], rule, found: `${list[at]} after ${list[at - 1]}` };
    }
    case "sum": {
      const { parameters, most, when } = constraint;
      if (when !== undefined && values[when.parameter] !== when.is) return null;
      const parts = parameters.map((name) => values[name]);
      if (!parts.every((part) => typeof part === "number")) return null;
      const sum = parts.reduce((total, part) => total + part, 0);
      if (sum <= most * (1 + Number.EPSILON * parts.length)) return null;
      const names = parameters.map((name) => `\`${name}\``).join(" and ");
      return { parameters, rule: `${names} together at most ${most}`, found: parts.join(" and ") };
    }
    case "not-beside": {
      const { parameter, other, values: words } = constraint;
      const [map, word] = [values[parameter], values[other]];
      const says =
        map === true || (typeof map === "object" && map !== null && Object.values(map).some((entry) => entry !== 0));
      if (!says || typeof word !== "string" || !words.includes(word)) return null;
      const rule = `\`${parameter}\` and \`${other}: ${word}\` not together`;
      return { parameters: [parameter, other], rule, found: "both" };
    }
    case "moment": {
      const value = values[constraint.parameter];
      const isMoment = typeof value === "string" && /^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value));
      if (value === undefined || value === null || isMoment) return null;
      const rule = `\`${constraint.parameter}\` as a date or a time, such as 2024-06-30`;
      return { parameters: [constraint.parameter], rule, found: JSON.stringify(value) };
    }
    case "differ": {
      const [a, b] = constraint.parameters;
      if (values[a] === undefined || values[a] === null || values[a] !== values[b]) return null;
      const rule = `\`${a}\` and \`${b}\` different`;
      return { parameters: constraint.parameters, rule, found: `\`${String(values[a])}\` for both` };
    }
    case "needs": {
      const { parameter, is, other } = constraint;
      if (values[parameter] !== is || values[other] !== null) return null;
      return { parameters: [parameter], rule: `\`${other}\` beside \`${parameter}: ${is}\``, found: "none" };
    }
    default:
      return constraint satisfies never;
  }
}

export const isValueConstraint = (constraint: Constraint): constraint is ValueConstraint =>
  constraint.kind !== "features" && constraint.kind !== "classes" && constraint.kind !== "labels";
