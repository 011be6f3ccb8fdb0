import type { TransformDeclaration } from "../../../specs/component.ts";
import { float, int, list, oneOf, type ValuesOf } from "../../../specs/parameter.ts";

export const bins = {
  family: "transform",
  name: "bins",
  doc: "Replaces a number by the index of its interval, from 0. Use it to let linear models bend. Values outside the training range fall into the first or last interval; missing values stay missing.",
  params: {
    n: int({ doc: "Number of intervals; fewer where quantiles coincide.", default: 5, min: 2, max: 10_000 }),
    edges: list(float({ doc: "Edge" }), {
      doc: "Inner edges in rising order, instead of `n`; a value on an edge belongs to the interval above.",
      default: null,
    }),
    by: oneOf(["quantile", "width"], { doc: "Intervals of equal count or of equal width.", default: "quantile" }),
  },
  constraints: [{ kind: "rising", parameter: "edges" }],
  accepts: ["int", "float"],
  learns: "features",
  learnsNothingWith: [{ parameter: "edges", values: "any" }],
  rows: "map",
  copies: false,
  outOfFold: false,
  causal: true,
  monotone: false,
  invertible: false,
  output: "int",
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type BinsParams = ValuesOf<typeof bins.params>;
