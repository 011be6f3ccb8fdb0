import type { TransformDeclaration } from "../../../specs/component.ts";
import { float, type ValuesOf } from "../../../specs/parameter.ts";

export const undersample = {
  family: "transform",
  name: "undersample",
  doc: "Leaves out rows of the more frequent classes, at random. Use it on large tables where a rare class matters. It acts in fitting only: judged and predicted rows stay as they are.",
  params: {
    ratio: float({
      doc: "Rows of the rarest class, as a share of the most that any class may have.",
      default: 1,
      min: 0,
      max: 1,
      openMin: true,
    }),
  },
  accepts: ["int", "float", "bool", "string", "category", "date", "timestamp", "duration"],
  learns: "features+target",
  rows: "resample",
  copies: false,
  outOfFold: false,
  causal: true,
  monotone: false,
  invertible: false,
  output: "same",
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type UndersampleParams = ValuesOf<typeof undersample.params>;
