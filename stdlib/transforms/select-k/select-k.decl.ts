import type { TransformDeclaration } from "../../../specs/component.ts";
import { int, oneOf, type ValuesOf } from "../../../specs/parameter.ts";

export const selectK = {
  family: "transform",
  name: "select_k",
  doc: "Keeps the k columns that say most about the target, each on its own. Use it to thin out many features. The choice sees labels, so it must be part of the model chain. A missing value counts as the mean of its column.",
  params: {
    k: int({ doc: "Number of columns to keep.", default: 10, min: 1 }),
    by: oneOf(["f_score", "mutual_info"], {
      doc: "`f_score`: the F statistic of a linear relation, or of a difference between class means; `mutual_info`: any relation, by nearest neighbours.",
      default: "f_score",
    }),
  },
  accepts: ["int", "float", "bool"],
  learns: "features+target",
  rows: "map",
  copies: false,
  outOfFold: false,
  causal: true,
  monotone: false,
  invertible: false,
  output: "same",
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type SelectKParams = ValuesOf<typeof selectK.params>;
