import type { TransformDeclaration } from "../../../specs/component.ts";
import type { ValuesOf } from "../../../specs/parameter.ts";

export const frequencyEncode = {
  family: "transform",
  name: "frequency_encode",
  doc: "Replaces each level by its share of the training rows. Use it when how common a level is matters more than which one it is. Unseen levels get 0; missing values count as a level.",
  params: {},
  accepts: ["string", "category"],
  learns: "features",
  rows: "map",
  copies: false,
  outOfFold: false,
  causal: true,
  monotone: false,
  invertible: false,
  output: "numeric",
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type FrequencyEncodeParams = ValuesOf<typeof frequencyEncode.params>;
