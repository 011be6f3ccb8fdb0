// Why a value has to be computed, in a few words.
import type { Cause, Change, MissReason } from "../../runtime/exec/why-missing.ts";
import { hideCredentials } from "../../specs/credential.ts";
import type { Expression, LiteralValue } from "../../specs/expression.ts";
import type { Json } from "../../specs/json.ts";

export function printReason(reason: MissReason): string {
  switch (reason.kind) {
    case "first-run":
      return "first run";
    case "not-kept":
      return "no longer in the cache";
    case "version":
      return `pipec ${reason.from} → ${reason.to}`;
    case "seed":
      return `seed ${reason.from} → ${reason.to}`;
    case "data":
      return `data: ${some(reason.files.map(({ path, change }) => `${shortPath(path)} ${change}`))}`;
    case "changed":
      return some(reason.changes.map(printChange));
    case "input":
      return some(reason.causes.map(printCause));
    case "clock":
      return "reads the time of the run";
    default:
      return reason satisfies never;
  }
}

const printCause = ({ node, reason }: Cause): string =>
  reason.kind === "first-run" ? `\`${node}\` is new` : `\`${node}\`: ${printReason(reason)}`;

function printChange({ path, from, to }: Change): string {
  // What stands around every operation says nothing.
  const name = path
    .replace(/^(task|split|step|params)\./, "")
    .replace(/^columns\./, "")
    .replaceAll(/\.(expression|params)\b/g, "");
  if (from === null || from === "") return `${name}: ${printJson(to)} is new`;
  return to === null || to === ""
    ? `${name}: ${printJson(from)} is gone`
    : `${name} ${printJson(from)} → ${printJson(to)}`;
}

const SHOWN = 3;

const some = (texts: readonly string[]): string =>
  texts.length <= SHOWN ? texts.join("; ") : `${texts.slice(0, SHOWN).join("; ")} and ${texts.length - SHOWN} more`;

const shortPath = (path: string): string => path.split(/[/\\]/).slice(-2).join("/");

const LONGEST = 60;

function printJson(value: Json): string {
  const text = hideCredentials(isExpression(value) ? printExpression(value) : plainText(value));
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function plainText(value: Json): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(plainText).join(", ")}]`;
  const fields = value as { readonly [key: string]: Json };
  if ("months" in fields && "milliseconds" in fields)
    return printDuration(Number(fields.months), Number(fields.milliseconds));
  if ("rows" in fields && Object.keys(fields).length === 1) return `${String(fields.rows)} rows`;
  if (typeof fields.name === "string") return fields.name;
  if (typeof fields.component === "string") return fields.component;
  return JSON.stringify(value);
}

const isExpression = (value: Json): boolean =>
  typeof value === "object" &&
  value !== null &&
  "kind" in value &&
  ("function" in value || "literal" in value || "branches" in value || ("name" in value && "type" in value));

/** The value was an expression of the plan before it became JSON; only the TypeScript type was lost. */
const printExpression = (value: Json): string => expressionText(value as unknown as Expression);

function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case "column":
      return expression.name;
    case "literal":
      return literalText(expression.literal);
    case "case":
      return `case { ${expression.branches.map(({ when, then }) => `${expressionText(when)}: ${expressionText(then)}`).join(", ")} }`;
    case "call": {
      const args = expression.args
        .filter((arg) => arg.kind !== "literal" || arg.literal.kind !== "null")
        .map(expressionText);
      return /^\W+$/.test(expression.function) && args.length === 2
        ? `${args[0]} ${expression.function} ${args[1]}`
        : `${expression.function}(${args.join(", ")})`;
    }
    default:
      return expression satisfies never;
  }
}

function literalText(literal: LiteralValue): string {
  switch (literal.kind) {
    case "null":
      return "null";
    case "duration":
      return printDuration(literal.months, literal.milliseconds);
    case "list":
      return `[${literal.items.map(literalText).join(", ")}]`;
    case "string":
      return `"${literal.value}"`;
    case "bool":
    case "int":
    case "float":
    case "date":
    case "timestamp":
      return String(literal.value);
    default:
      return literal satisfies never;
  }
}

const STEPS = [
  [604_800_000, "w"],
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
  [1, "ms"],
] as const;

function printDuration(months: number, milliseconds: number): string {
  const parts = months === 0 ? [] : [`${months}mo`];
  const [size, unit] = STEPS.find(([step]) => milliseconds % step === 0) ?? [1, "ms"];
  if (milliseconds !== 0 || parts.length === 0) parts.push(`${milliseconds / size}${milliseconds === 0 ? "s" : unit}`);
  return parts.join(" ");
}
