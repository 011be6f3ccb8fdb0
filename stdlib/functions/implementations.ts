// All implementations by name. Each family is typed by its declarations, so none can be missing.
import type { FunctionImplementation } from "../../runtime/component.ts";
import { aggregateImplementations } from "./aggregate.impl.ts";
import { arithmeticImplementations } from "./arithmetic.impl.ts";
import { calendarImplementations } from "./calendar.impl.ts";
import { comparisonAndLogicImplementations } from "./comparison-and-logic.impl.ts";
import { textImplementations } from "./text.impl.ts";
import { windowImplementations } from "./window.impl.ts";

export const functionImplementations: Readonly<Record<string, FunctionImplementation>> = {
  ...arithmeticImplementations,
  ...comparisonAndLogicImplementations,
  ...textImplementations,
  ...calendarImplementations,
  ...windowImplementations,
  ...aggregateImplementations,
};
