import type { PrunerDeclaration } from "../../../specs/component.ts";
import { int } from "../../../specs/parameter.ts";

export const median = {
  family: "pruner",
  name: "median",
  doc: "Stops a trial whose mean score over the folds so far is worse than the median of the earlier trials at the same fold.",
  params: {
    warmup: int({ doc: "Trials that must be complete before any is stopped.", min: 0, default: 5, searchable: false }),
    warmup_folds: int({
      doc: "Folds of a trial after which it may first be stopped.",
      min: 0,
      default: 0,
      searchable: false,
    }),
  },
} as const satisfies PrunerDeclaration;
