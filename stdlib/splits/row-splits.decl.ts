// Splits that cut rows or groups of rows into folds; each fold is judged once.
import type { SplitDeclaration } from "../../specs/component.ts";
import { bool, column } from "../../specs/parameter.ts";
import { commonParameters, embargo, folds, gap, task, test } from "./shared-parameters.ts";

const shuffle = bool({
  doc: "Shuffles before cutting; true by default where the table has no `@time`.",
  default: null,
  searchable: false,
});

export const rowSplitDeclarations = [
  {
    family: "split",
    name: "kfold",
    doc: "Cuts the rows into folds of equal size.",
    params: { task, folds, shuffle, test, ...commonParameters },
    folds: "many",
    separates: "rows",
    trainsAfterJudged: true,
  },
  {
    family: "split",
    name: "stratified_kfold",
    doc: "Like `kfold`, with the shares of the classes alike in all folds; `stratify` is the target by default.",
    params: { task, folds, shuffle, test, ...commonParameters },
    folds: "many",
    separates: "rows",
    trainsAfterJudged: true,
  },
  {
    family: "split",
    name: "group_kfold",
    doc: "Cuts groups of rows: every value of `by` is in one fold only. Folds are balanced by their number of rows.",
    params: {
      task,
      by: column({ doc: "The column whose values are kept together." }),
      folds,
      shuffle,
      test,
      calib: commonParameters.calib,
      stratify: commonParameters.stratify,
      seed: commonParameters.seed,
    },
    folds: "many",
    separates: "groups",
    trainsAfterJudged: true,
  },
  {
    family: "split",
    name: "purged_kfold",
    doc: "Contiguous blocks of time; training rows whose labels or look-back reach into the judged block are removed on both sides.",
    params: { task, folds, embargo, gap, test, ...commonParameters },
    folds: "many",
    separates: "blocks",
    trainsAfterJudged: true,
  },
] as const satisfies readonly SplitDeclaration[];
