import type { TransformDeclaration } from "../../../specs/component.ts";
import { anyOf, float, int, oneOf, type ValuesOf } from "../../../specs/parameter.ts";

export const targetEncode = {
  family: "transform",
  name: "target_encode",
  doc: "Replaces each level by the mean of the target over its training rows, shrunk towards the overall mean. Use it for categories with many levels. Training rows get the encoding of folds that do not hold them, so no row sees its own label. More than two classes give one column per class, `city_class`.",
  params: {
    folds: int({ doc: "Folds of the out-of-fold encoding of training rows.", default: 5, min: 2, searchable: false }),
    smooth: anyOf([oneOf(["auto"], { doc: "Empirical Bayes" }), float({ doc: "Pseudo-rows", min: 0 })], {
      doc: "Rows that the overall mean counts for; `auto` estimates it per level from the variances (Micci-Barreca, 2001).",
      default: "auto",
      searchable: true,
    }),
  },
  accepts: ["string", "category"],
  learns: "features+target",
  rows: "map",
  copies: false,
  outOfFold: true,
  encodesTarget: true,
  fillsMissing: true,
  causal: true,
  monotone: false,
  invertible: false,
  output: "numeric",
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type TargetEncodeParams = ValuesOf<typeof targetEncode.params>;
