import type { TransformDeclaration } from "../../../specs/component.ts";
import { anyOf, bool, component, oneOf, type ValuesOf } from "../../../specs/parameter.ts";

export const impute = {
  family: "transform",
  name: "impute",
  doc:
    "Fills missing values with a statistic of the training rows, a constant, or the last earlier value of the series. " +
    "Use it before models that take no missing values. Category columns take their most frequent level for `mean` and `median`.",
  params: {
    strategy: anyOf(
      [
        oneOf(["mean", "median", "mode", "forward"], { doc: "Statistic" }),
        component(["constant"], { doc: "`constant(v)`" }),
      ],
      {
        doc: "`mean`, `median`, `mode` (most frequent; the smallest of a tie), `forward` (last earlier value of the series) or `constant(v)`.",
        default: "mean",
        searchable: true,
      },
    ),
    indicator: bool({
      doc: "Adds a bool column `x_missing` for every column `x`, true where the value was missing.",
      default: false,
    }),
  },
  accepts: ["int", "float", "bool", "string", "category"],
  learns: "features",
  learnsNothingWith: [{ parameter: "strategy", values: ["forward", "constant"] }],
  rows: "map",
  copies: false,
  outOfFold: false,
  fillsMissing: true,
  causal: true,
  monotone: false,
  invertible: false,
  output: "same",
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type ImputeParams = ValuesOf<typeof impute.params>;
