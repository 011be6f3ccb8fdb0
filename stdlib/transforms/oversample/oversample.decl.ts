import type { TransformDeclaration } from "../../../specs/component.ts";
import { float, type ValuesOf } from "../../../specs/parameter.ts";

export const oversample = {
  family: "transform",
  name: "oversample",
  doc: "Draws rows of the rarer classes again until every class has enough. Use it where a rare class matters and the model takes no class weights. It acts in fitting only: judged and predicted rows stay as they are.",
  params: {
    ratio: float({
      doc: "Rows of a class, as a share of those of the most frequent class.",
      default: 1,
      min: 0,
      max: 1,
      openMin: true,
    }),
  },
  accepts: ["int", "float", "bool", "string", "category", "date", "timestamp", "duration"],
  learns: "features+target",
  rows: "resample",
  copies: true,
  outOfFold: false,
  causal: true,
  monotone: false,
  invertible: false,
  output: "same",
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type OversampleParams = ValuesOf<typeof oversample.params>;
