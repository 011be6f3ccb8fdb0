import type { ModelDeclaration } from "../../../specs/component.ts";
import { bool, float, type ValuesOf } from "../../../specs/parameter.ts";

export const ridge = {
  family: "model",
  name: "ridge",
  doc: "Least squares with a penalty on the squared coefficients. Use it when features are many or correlated; scale them first. The intercept is not penalised.",
  params: {
    alpha: float({
      doc: "Weight of the penalty, against the plain sum of squared errors.",
      default: 1,
      min: 0,
      scale: "log",
    }),
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

export type RidgeParams = ValuesOf<typeof ridge.params>;
