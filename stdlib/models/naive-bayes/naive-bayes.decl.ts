import type { ModelDeclaration } from "../../../specs/component.ts";
import { float, type ValuesOf } from "../../../specs/parameter.ts";

export const naiveBayes = {
  family: "model",
  name: "naive_bayes",
  doc: "Class probabilities as if features were independent within a class: numbers normally distributed, levels by their shares. Use it as a quick baseline, with many weak features or few rows. A missing value says nothing; so does a level that training has not seen.",
  params: {
    smoothing: float({
      doc: "Added to every variance, as a share of the largest variance of a feature.",
      default: 1e-9,
      min: 0,
      openMin: true,
      scale: "log",
    }),
    alpha: float({ doc: "Rows that every level of a class is given in advance.", default: 1, min: 0, openMin: true }),
  },
  tasks: ["classify"],
  input: "tabular",
  acceptsMissing: true,
  acceptsCategories: true,
  ignoresFeatures: false,
  invariantToMonotone: false,
  rounds: null,
  probabilities: true,
} as const satisfies ModelDeclaration;

export type NaiveBayesParams = ValuesOf<typeof naiveBayes.params>;
