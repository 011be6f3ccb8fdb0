import type { ModelDeclaration } from "../../../specs/component.ts";
import { bool, float, int, type ValuesOf } from "../../../specs/parameter.ts";

export const lasso = {
  family: "model",
  name: "lasso",
  doc: "Least squares with a penalty on the absolute coefficients, which sets many of them to 0. Use it to find the few features that matter; scale them first. The intercept is not penalised.",
  params: {
    alpha: float({
      doc: "Weight of the penalty, against half the mean squared error.",
      default: 1,
      min: 0,
      openMin: true,
      scale: "log",
    }),
    intercept: bool({ doc: "Fit an intercept.", default: true, searchable: false }),
    max_iter: int({ doc: "Most rounds through the coefficients.", default: 10_000, min: 1, searchable: false }),
    tol: float({
      doc: "Largest duality gap at which the fit has converged, as a share of the sum of squares of the label.",
      default: 1e-6,
      min: 0,
      openMin: true,
      searchable: false,
    }),
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

export type LassoParams = ValuesOf<typeof lasso.params>;
