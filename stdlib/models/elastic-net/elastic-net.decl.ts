import type { ModelDeclaration } from "../../../specs/component.ts";
import { bool, float, int, type ValuesOf } from "../../../specs/parameter.ts";

export const elasticNet = {
  family: "model",
  name: "elastic_net",
  doc: "Least squares with a penalty on the absolute and on the squared coefficients. Use it when features are many and correlated, and some should go; scale them first. The intercept is not penalised.",
  params: {
    alpha: float({
      doc: "Weight of the penalties, against half the mean squared error.",
      default: 1,
      min: 0,
      openMin: true,
      scale: "log",
    }),
    l1_ratio: float({
      doc: "Share of the absolute penalty: 1 is `lasso`, near 0 is close to `ridge`.",
      default: 0.5,
      min: 0,
      max: 1,
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

export type ElasticNetParams = ValuesOf<typeof elasticNet.params>;
