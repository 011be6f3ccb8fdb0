// A split that the data already holds, and a split inside a split.
import type { SplitDeclaration } from "../../specs/component.ts";
import { column, reference } from "../../specs/parameter.ts";
import { task } from "./shared-parameters.ts";

export const givenSplitDeclarations = [
  {
    family: "split",
    name: "predefined",
    doc: "The part of each row stands in a column, as `train`, `val`, `test` or `calib`; rows with other values are in none.",
    params: { task, column: column({ doc: "The column with the names of the parts." }) },
    folds: "one",
    separates: "given",
    trainsAfterJudged: true,
  },
  {
    family: "split",
    name: "nested",
    doc: "Cuts the training rows of each outer fold again with the inner split, to judge the choosing itself.",
    params: {
      outer: reference(["split"], { doc: "The split that judges." }),
      inner: reference(["split"], { doc: "The split that chooses, cut again inside each outer training part." }),
    },
    folds: "many",
    separates: "outer",
    trainsAfterJudged: true,
  },
] as const satisfies readonly SplitDeclaration[];
