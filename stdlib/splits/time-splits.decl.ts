// Splits whose judged rows are later than their training rows.
import type { SplitDeclaration } from "../../specs/component.ts";
import { amount, bool, int } from "../../specs/parameter.ts";
import { commonParameters, embargo, gap, task, test, val } from "./shared-parameters.ts";

const folds = int({ doc: "Number of folds.", min: 1, max: 1000, default: 5, searchable: false });
const step = amount({ doc: "Distance between the starts of two folds; `val` by default.", default: null });

export const timeSplitDeclarations = [
  {
    family: "split",
    name: "holdout",
    doc: "One cut into train, val and test. In time order where the table has `@time`, else at random.",
    params: {
      task,
      test,
      val,
      ...commonParameters,
      gap,
      shuffle: bool({
        doc: "Cuts at random instead of in order; true by default where the table has no `@time`.",
        default: null,
        searchable: false,
      }),
    },
    folds: "one",
    separates: "later",
    trainsAfterJudged: false,
  },
  {
    family: "split",
    name: "expanding",
    doc: "Rolling origin: adjacent val blocks before the test part, each judged by a fit on everything before it.",
    params: { task, folds, val, test, step, gap, embargo, ...commonParameters },
    folds: "many",
    separates: "later",
    trainsAfterJudged: false,
  },
  {
    family: "split",
    name: "sliding",
    doc: "Like `expanding`, but each fold trains on a window of fixed length.",
    params: {
      task,
      folds,
      val,
      test,
      train: amount({ doc: "Length of the training window." }),
      step,
      gap,
      embargo,
      ...commonParameters,
    },
    folds: "many",
    separates: "later",
    trainsAfterJudged: false,
  },
] as const satisfies readonly SplitDeclaration[];
