import type { ModelDeclaration } from "../../../specs/component.ts";
import { float, oneOf, type ValuesOf, value } from "../../../specs/parameter.ts";

export const dummy = {
  family: "model",
  name: "dummy",
  doc: "Ignores the features and predicts from the labels alone. The baseline for regression and classification.",
  params: {
    strategy: oneOf(
      ["auto", "mean", "median", "quantile", "constant", "prior", "most_frequent", "stratified", "uniform"],
      {
        doc: "Regression: `mean`, `median`, `quantile`, `constant`. Classification: `prior` (class shares), `most_frequent`, `stratified` (a random class by its share), `uniform`, `constant`. `auto` is `mean` or `prior`.",
        default: "auto",
      },
    ),
    quantile: float({ doc: "Level of the `quantile` strategy.", default: 0.5, min: 0, max: 1 }),
    constant: value({ doc: "The value or class of the `constant` strategy.", default: null }),
  },
  constraints: [
    { kind: "needs", parameter: "strategy", is: "constant", other: "constant" },
    {
      kind: "labels",
      parameter: "strategy",
      values: {
        mean: ["numbers"],
        median: ["numbers"],
        quantile: ["numbers"],
        prior: ["two classes", "classes"],
        most_frequent: ["two classes", "classes"],
        stratified: ["two classes", "classes"],
        uniform: ["two classes", "classes"],
      },
    },
  ],
  tasks: ["regress", "classify", "forecast"],
  input: "tabular",
  acceptsMissing: true,
  acceptsCategories: true,
  ignoresFeatures: true,
  invariantToMonotone: true,
  rounds: null,
  obviousFor: ["regress", "classify"],
  probabilities: true,
} as const satisfies ModelDeclaration;

export type DummyParams = ValuesOf<typeof dummy.params>;
