import type { SamplerDeclaration } from "../../../specs/component.ts";
import { int } from "../../../specs/parameter.ts";
import { samplerParameters } from "../shared-parameters.ts";

export const grid = {
  family: "sampler",
  name: "grid",
  doc: "Tries every combination of the open parameters, in order. Float ranges need `step`, or `points`.",
  pointsParameter: "points",
  params: {
    ...samplerParameters,
    trials: int({
      doc: "At most so many combinations; all of them by default.",
      min: 1,
      max: 1_000_000,
      default: 1_000_000,
      searchable: false,
    }),
    points: int({
      doc: "Points per float range without `step`, evenly spaced (on its log scale where it is `log`).",
      min: 2,
      default: null,
      searchable: false,
    }),
  },
} as const satisfies SamplerDeclaration;
