// The parameters that every split takes.
import { amount, column, int, reference } from "../../specs/parameter.ts";

export const task = reference(["task"], { doc: "The task whose rows are cut." });

export const test = amount({
  doc: "The sealed part: a percentage, a duration, a number of rows or the date on which it begins. Cut off first.",
  default: null,
});

export const val = amount({ doc: "The part that choices are made on, cut off what is left.", default: null });

export const commonParameters = {
  calib: amount({
    doc: "A part of its own for calibration and conformal intervals, cut off the end of training.",
    default: null,
  }),
  by: column({ doc: "Keeps all rows that share a value of this column on one side.", default: null }),
  stratify: column({ doc: "Keeps the shares of this column's values alike in all parts.", default: null }),
  seed: int({
    doc: "Seed of random cuts; the seed of the pipeline by default.",
    min: 0,
    default: null,
    searchable: false,
  }),
} as const;

export const gap = amount({
  doc: "Time or rows strictly between the last training and the first judged origin, at least what horizon and label delay ask for.",
  default: null,
});

export const embargo = amount({
  doc: "Time or rows after judged rows in which no training row may stand.",
  default: null,
});

export const folds = int({ doc: "Number of folds.", min: 2, max: 1000, default: 5, searchable: false });
