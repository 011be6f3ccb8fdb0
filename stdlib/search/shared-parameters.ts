// What every sampler takes.
import { component, int } from "../../specs/parameter.ts";

export const samplerParameters = {
  models: component(["model", "combinator"], {
    doc: "The models to search, by name; several models compete in one search.",
    required: true,
    variadic: true,
  }),
  trials: int({ doc: "How many trials are proposed.", min: 1, max: 1_000_000, default: 30, searchable: false }),
  seed: int({
    doc: "Seed of the proposals; the seed of the spec by default.",
    min: 0,
    default: null,
    searchable: false,
  }),
} as const;
