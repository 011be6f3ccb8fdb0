import type { TransformDeclaration } from "../../../specs/component.ts";
import { int, oneOf, type ValuesOf } from "../../../specs/parameter.ts";

export const onehot = {
  family: "transform",
  name: "onehot",
  doc: "One 0/1 column per level, named `city=Paris`, in the order of the level names. Use it for models that take numbers only. Levels beyond the `max` most frequent share `city=other`; missing values seen in training are the level `city=missing`.",
  params: {
    max: int({ doc: "Most levels that get their own column; null keeps all.", default: null, min: 1 }),
    unknown: oneOf(["ignore", "other", "error"], {
      doc: "A level not seen in training: `ignore` sets `other` where that column exists, else no column; `other` always makes that column; `error` stops.",
      default: "ignore",
      searchable: false,
    }),
  },
  accepts: ["string", "category"],
  learns: "features",
  rows: "map",
  copies: false,
  outOfFold: false,
  fillsMissing: true,
  causal: true,
  monotone: false,
  invertible: false,
  output: "numeric",
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type OnehotParams = ValuesOf<typeof onehot.params>;
