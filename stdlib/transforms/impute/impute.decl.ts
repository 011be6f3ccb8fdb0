import type { TransformDeclaration } from "../../../specs/component.ts";
import { anyOf, bool, columns, component, oneOf, type ValuesOf } from "../../../specs/parameter.ts";

export const impute = {
  family: "transform",
  name: "impute",
  doc:
    "Fills missing values with a statistic of the training rows, a constant, or the last earlier value of the series. " +
    "With `by`, each group has its own, and what a group has not seen is filled with the one of all rows. " +
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
    by: columns({
      doc: "Columns of the table, selected or not: values are filled from rows of the same group; `forward` goes along each group of a series.",
      default: null,
    }),
  },
  constraints: [
    { kind: "not-beside", parameter: "by", other: "strategy", values: ["constant"] },
    { kind: "not-beside", parameter: "indicator", other: "strategy", values: ["forward"] },
  ],
  window: { function: "fill_forward", when: { parameter: "strategy", is: "forward" } },
  beside: { parameter: "by", accepts: ["int", "bool", "string", "category", "date"] },
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
