import type { TransformDeclaration } from "../../../specs/component.ts";
import { bool, int, type ValuesOf } from "../../../specs/parameter.ts";

export const tfidf = {
  family: "transform",
  name: "tfidf",
  doc: "Weights of the words of a text: how often a word stands in the row, against the number of training rows that have it; one column per word, `text=word`. Use it to give linear models short texts. Rows have length 1; unknown words do not count; a missing text has no words.",
  params: {
    max_features: int({ doc: "Number of words to keep, the most frequent first.", default: 1000, min: 1 }),
    min_rows: int({ doc: "Fewest training rows that must have a word.", default: 1, min: 1 }),
    pairs: bool({ doc: "Pairs of neighbouring words count as words, too.", default: false }),
  },
  accepts: ["string"],
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

export type TfidfParams = ValuesOf<typeof tfidf.params>;
