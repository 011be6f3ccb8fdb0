import type { TransformDeclaration } from "../../../specs/component.ts";
import { float, type ValuesOf } from "../../../specs/parameter.ts";

export const clip = {
  family: "transform",
  name: "clip",
  doc: "Holds values between two fixed bounds. Use it for physical limits that are known beforehand; missing values stay missing.",
  params: {
    low: float({ doc: "Lower bound in the units of the column; null for none.", default: null }),
    high: float({ doc: "Upper bound in the units of the column; null for none.", default: null }),
  },
  constraints: [{ kind: "below", parameters: ["low", "high"], orEqual: true }],
  accepts: ["int", "float"],
  learns: "nothing",
  rows: "map",
  copies: false,
  outOfFold: false,
  causal: true,
  monotone: false,
  invertible: false,
  output: "same",
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type ClipParams = ValuesOf<typeof clip.params>;
