// All column functions and operators that have an implementation. `holiday` is left out: see CONTEXT.md.
import type { FunctionDeclaration } from "../../specs/component.ts";
import { aggregateDeclarations } from "./aggregate.decl.ts";
import { arithmeticDeclarations } from "./arithmetic.decl.ts";
import { calendarDeclarations } from "./calendar.decl.ts";
import { comparisonAndLogicDeclarations } from "./comparison-and-logic.decl.ts";
import { textDeclarations } from "./text.decl.ts";
import { windowDeclarations } from "./window.decl.ts";

export const functionDeclarations: readonly FunctionDeclaration[] = [
  ...arithmeticDeclarations,
  ...comparisonAndLogicDeclarations,
  ...textDeclarations,
  ...calendarDeclarations,
  ...windowDeclarations,
  ...aggregateDeclarations,
];
