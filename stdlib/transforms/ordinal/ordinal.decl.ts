import type { TransformDeclaration } from "../../../specs/component.ts";
import { oneOf, type ValuesOf } from "../../../specs/parameter.ts";

export const ordinal = {
  family: "transform",
  name: "ordinal",
  doc: "Replaces each level by its index among the sorted training levels. Use it for trees, or for levels whose names sort in a meaningful order. Missing values stay missing.",
  params: {
    unknown: oneOf(["missing", "error"], {
      doc: "A level not seen in training becomes missing, or stops the run.",
      default: "missing",
      searchable: false,
    }),
  },
  accepts: ["string", "category"],
  learns: "features",
  rows: "map",
  copies: false,
  outOfFold: false,
  causal: true,
  monotone: false,
  invertible: false,
  output: "int",
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type OrdinalParams = ValuesOf<typeof ordinal.params>;
