// All column functions and operators. `holiday` is left out until a calendar of public holidays ships with the library.
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
