import type { ModelDeclaration } from "../../../specs/component.ts";
import { int, oneOf, type ValuesOf } from "../../../specs/parameter.ts";

export const knn = {
  family: "model",
  name: "knn",
  doc: "The mean label, or the shares of the classes, of the k most similar training rows. Use it on few scaled numbers, as a baseline or where similar rows are what counts.",
  params: {
    k: int({ doc: "Number of similar rows.", default: 5, min: 1 }),
    weights: oneOf(["uniform", "distance"], {
      doc: "`uniform`: all k rows count alike; `distance`: by the inverse of their distance.",
      default: "uniform",
    }),
    metric: oneOf(["euclidean", "manhattan"], { doc: "How distance is measured.", default: "euclidean" }),
  },
  tasks: ["regress", "classify", "forecast"],
  input: "tabular",
  acceptsMissing: false,
  acceptsCategories: false,
  ignoresFeatures: false,
  invariantToMonotone: false,
  rounds: null,
  probabilities: true,
} as const satisfies ModelDeclaration;

export type KnnParams = ValuesOf<typeof knn.params>;
