import type { TransformDeclaration } from "../../../specs/component.ts";
import { int, type ValuesOf } from "../../../specs/parameter.ts";

export const knnImpute = {
  family: "transform",
  name: "knn_impute",
  doc: "Fills a missing number with the mean of the k most similar training rows that have it. Use it where columns explain each other; scale them first. Rows are compared by the columns that both have.",
  params: {
    k: int({ doc: "Number of similar rows.", default: 5, min: 1 }),
  },
  accepts: ["int", "float"],
  learns: "features",
  rows: "map",
  copies: false,
  outOfFold: false,
  fillsMissing: true,
  causal: true,
  monotone: false,
  invertible: false,
  output: "numeric",
  keepsNames: true,
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type KnnImputeParams = ValuesOf<typeof knnImpute.params>;
