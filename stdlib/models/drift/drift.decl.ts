import type { ModelDeclaration } from "../../../specs/component.ts";
import type { ValuesOf } from "../../../specs/parameter.ts";

export const drift = {
  family: "model",
  name: "drift",
  doc: "Continues the straight line from the first to the last observed value. The baseline for series with a trend.",
  params: {},
  tasks: ["forecast"],
  input: "series",
  acceptsMissing: true,
  acceptsCategories: true,
  ignoresFeatures: true,
  invariantToMonotone: true,
  rounds: null,
  probabilities: false,
} as const satisfies ModelDeclaration;

export type DriftParams = ValuesOf<typeof drift.params>;
