// Prediction intervals from errors on rows that a model did not see: the interval is as wide as the quantile of these errors,
// with the correction for finitely many rows (Vovk, Gammerman, Shafer 2005). A fitted value is judged on rows of its own; else the
// training rows are predicted in five folds (cross-conformal: Barber, Candès, Ramdas, Tibshirani 2021), and the model is fitted on all.
import { ComponentError } from "../component.ts";
import type { TaskData } from "../task/task-data.ts";
import { numbersOf } from "./combine-predictions.ts";
import type { FittedModel } from "./fitted.ts";
import type { Library, Params } from "./library.ts";
import { labelsAt, type ModelRows, stepsOf, subset } from "./model-rows.ts";
import { predictModel } from "./predict-model.ts";
import { assignFolds, FOLDS } from "./wrap-classifier.ts";

export function fitConformal(
  params: Params,
  { task, fit }: { readonly task: TaskData; readonly fit: ModelRows },
  options: { readonly library: Library; readonly seed: number; readonly label: string },
  fitInner: (rows: ModelRows, part: string) => FittedModel,
): FittedModel {
  const level = levelOf(params, options.library);
  const steps = stepsOf(task);
  const errors: number[][] = steps.map(() => []);
  const foldOf = assignFolds(task, fit, options.seed, `${options.label}/folds`);
  for (let fold = 0; fold < FOLDS; fold++) {
    const outside = placesWhere(foldOf, (own) => own === fold);
    const inside = apart(
      task,
      fit,
      placesWhere(foldOf, (own) => own !== fold),
      outside,
      steps.at(-1)!,
    );
    if (outside.length === 0 || inside.length === 0) continue;
    const judged = subset(fit, outside);
    const model = fitInner(subset(fit, inside), `fold ${fold}`);
    addErrors(errors, model, task, judged, options.library);
  }
  return {
    kind: "conformal",
    model: fitInner(fit, "whole"),
    level,
    widths: widthsOf(errors, level, "that are predicted out of fold"),
  };
}

/** Around a value that was fitted on other rows (split conformal). */
export function conformalAround(
  model: FittedModel,
  params: Params,
  { task, rows }: { readonly task: TaskData; readonly rows: ModelRows },
  library: Library,
): FittedModel {
  const level = levelOf(params, library);
  const errors: number[][] = stepsOf(task).map(() => []);
  addErrors(errors, model, task, rows, library);
  return { kind: "conformal", model, level, widths: widthsOf(errors, level, "with a label") };
}

function levelOf(params: Params, library: Library): number {
  const { level } = library.params("combinator", "conformal", params);
  if (typeof level !== "number") throw new TypeError("`level` has a default");
  return level;
}

/** `errors`: one list per step. */
function addErrors(
  errors: readonly number[][],
  model: FittedModel,
  task: TaskData,
  judged: ModelRows,
  library: Library,
): void {
  const steps = stepsOf(task);
  const predicted = numbersOf(predictModel(model, task, judged, library));
  steps.forEach((step, j) => {
    labelsAt(task, judged.origins, step).forEach((label, i) => {
      const error = Math.abs(label - predicted[i * steps.length + j]!);
      if (!Number.isNaN(error)) errors[j]!.push(error);
    });
  });
}

const widthsOf = (errors: readonly number[][], level: number, which: string): Float64Array =>
  Float64Array.from(errors, (own) => quantileOfErrors(own, level, which));

/** With n errors the ⌈(n + 1) level⌉-th smallest; too few rows for the level are said, not papered over. */
function quantileOfErrors(errors: readonly number[], level: number, which: string): number {
  const rank = Math.ceil((errors.length + 1) * level - 1e-9);
  const width = errors.toSorted((a, b) => a - b)[rank - 1];
  if (width !== undefined) return width;
  throw new ComponentError(
    "data/too-few-rows",
    `\`conformal\` at level ${level} needs ${Math.ceil(level / (1 - level) - 1e-9)} rows ${which}, and has ${errors.length}`,
    "give it more rows, or a lower `level:`",
  );
}

const placesWhere = (foldOf: Int32Array, fits: (fold: number) => boolean): Int32Array =>
  Int32Array.from(foldOf.keys()).filter((place) => fits(foldOf[place]!));

/** Labels of a forecast reach over rows: training rows whose labels would overlap judged ones are left out. */
function apart(task: TaskData, fit: ModelRows, inside: Int32Array, outside: Int32Array, reach: number): Int32Array {
  if (reach === 0) return inside;
  const near = new Uint8Array(task.rows);
  for (const place of outside) {
    const row = fit.origins[place]!;
    near.fill(1, Math.max(0, row - reach), Math.min(task.rows, row + reach + 1));
  }
  const kept = inside.filter((place) => near[fit.origins[place]!] === 0);
  return kept.length === 0 ? inside : kept;
}
