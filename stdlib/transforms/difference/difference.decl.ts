import type { TransformDeclaration } from "../../../specs/component.ts";
import { duration, type ValuesOf } from "../../../specs/parameter.ts";

export const difference = {
  family: "transform",
  name: "difference",
  doc: "The value minus that of `k` rows (or a duration) earlier in the same series, as the column function `diff` gives it on the whole table of the task: which rows are fitted or judged changes nothing. Use it at the head of a chain for columns with a trend (`k: 1`) or a season (`k: 24`). The first `k` rows of a series are warm-up, as with every window.",
  params: {
    k: duration({
      doc: "Rows back, or with a regular time a duration.",
      default: 1,
      positive: true,
      searchable: false,
    }),
  },
  accepts: ["int", "float"],
  learns: "nothing",
  rows: "map",
  copies: false,
  outOfFold: false,
  window: { function: "diff", parameter: "k" },
  causal: true,
  monotone: false,
  invertible: false,
  output: "same",
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type DifferenceParams = ValuesOf<typeof difference.params>;
