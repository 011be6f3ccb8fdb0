// Which operations read the time of the run, by what functions and rules declare. Their values belong to that moment.
import type { ComponentDeclaration } from "../../specs/component.ts";
import type { Json } from "../../specs/json.ts";
import type { Operation } from "../../specs/plan.ts";

export function createClockReader(declarations: readonly ComponentDeclaration[]): (op: Operation) => boolean {
  const functions = new Set<string>();
  const rules = new Set<string>();
  for (const declared of declarations) {
    if (declared.family === "function" && declared.reach.kind === "clock") functions.add(declared.name);
    if (declared.family === "rule" && declared.readsClock === true) rules.add(declared.name);
  }
  const calls = (value: Json): boolean => {
    if (value === null || typeof value !== "object") return false;
    if (Array.isArray(value)) return value.some(calls);
    const { kind, function: name } = value as { readonly kind?: Json; readonly function?: Json };
    return (kind === "call" && typeof name === "string" && functions.has(name)) || Object.values(value).some(calls);
  };
  return (op) => {
    if (op.kind === "check" && op.rules.some(({ rule }) => rules.has(rule))) return true;
    // Operations are plain JSON by contract; TypeScript cannot see that interfaces without index signatures are.
    return (op.kind === "step" || op.kind === "check") && calls(op as unknown as Json);
  };
}
