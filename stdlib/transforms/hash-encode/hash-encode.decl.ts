import type { TransformDeclaration } from "../../../specs/component.ts";
import { bool, int, type ValuesOf } from "../../../specs/parameter.ts";

export const hashEncode = {
  family: "transform",
  name: "hash_encode",
  doc: "One column per bin, in which a level is found by a hash of its name (Weinberger et al., 2009). Use it for columns of very many or changing levels: nothing is learned, so a new level is no special case. Different levels may share a bin; a missing value is 0 in all of them.",
  params: {
    bins: int({ doc: "Number of columns per encoded column.", default: 32, min: 2, max: 10_000 }),
    signed: bool({
      doc: "Half of the levels count as -1, so that levels that share a bin cancel out on average.",
      default: false,
    }),
  },
  accepts: ["string", "category"],
  learns: "nothing",
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

export type HashEncodeParams = ValuesOf<typeof hashEncode.params>;
