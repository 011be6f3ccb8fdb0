import type { ModelDeclaration } from "../../../specs/component.ts";
import type { ValuesOf } from "../../../specs/parameter.ts";

export const naive = {
  family: "model",
  name: "naive",
  doc: "Repeats the last observed value. The baseline that every forecast has to beat.",
  params: {},
  tasks: ["forecast"],
  input: "series",
  acceptsMissing: true,
  acceptsCategories: true,
  ignoresFeatures: true,
  invariantToMonotone: true,
  rounds: null,
  obviousFor: ["forecast"],
  probabilities: false,
} as const satisfies ModelDeclaration;

export type NaiveParams = ValuesOf<typeof naive.params>;
