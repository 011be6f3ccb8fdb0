import type { ModelDeclaration } from "../../../specs/component.ts";
import { bool, type ValuesOf } from "../../../specs/parameter.ts";

export const linear = {
  family: "model",
  name: "linear",
  doc: "Ordinary least squares with an intercept. Use it as the plain reference for regression. Collinear features get the solution of least norm.",
  params: {
    intercept: bool({ doc: "Fit an intercept.", default: true, searchable: false }),
  },
  tasks: ["regress", "forecast"],
  input: "tabular",
  acceptsMissing: false,
  acceptsCategories: false,
  ignoresFeatures: false,
  invariantToMonotone: false,
  rounds: null,
  probabilities: false,
} as const satisfies ModelDeclaration;

export type LinearParams = ValuesOf<typeof linear.params>;
