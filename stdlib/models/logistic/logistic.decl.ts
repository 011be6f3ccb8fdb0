import type { ModelDeclaration } from "../../../specs/component.ts";
import { anyOf, bool, float, int, map, oneOf, type ValuesOf } from "../../../specs/parameter.ts";

export const logistic = {
  family: "model",
  name: "logistic",
  doc: "Logistic regression with an L2 penalty, binary or multinomial. Use it for calibrated, readable classification; scale the features first. The intercept is not penalised.",
  params: {
    c: float({
      doc: "Inverse of the penalty: smaller is more regularised.",
      default: 1,
      min: 0,
      openMin: true,
      scale: "log",
    }),
    class_weight: anyOf(
      [
        oneOf(["balanced"], { doc: "Inverse to the class counts" }),
        map(float({ doc: "Weight", min: 0 }), { doc: "Per class" }),
      ],
      {
        doc: "Weight of each class: `balanced` (rows / (classes x rows of the class), rows counted by their weights) or a map from class to weight; null weighs all rows alike.",
        default: null,
        searchable: true,
      },
    ),
    intercept: bool({ doc: "Fit an intercept.", default: true, searchable: false }),
    max_iter: int({ doc: "Most Newton steps.", default: 100, min: 1, searchable: false }),
    tol: float({
      doc: "Largest gradient component, per row, at which the fit has converged.",
      default: 1e-8,
      min: 0,
      openMin: true,
      searchable: false,
    }),
  },
  constraints: [{ kind: "classes", parameter: "class_weight" }],
  tasks: ["classify"],
  input: "tabular",
  acceptsMissing: false,
  acceptsCategories: false,
  ignoresFeatures: false,
  invariantToMonotone: false,
  rounds: null,
  probabilities: true,
} as const satisfies ModelDeclaration;

export type LogisticParams = ValuesOf<typeof logistic.params>;
