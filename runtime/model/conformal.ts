// Prediction intervals from errors out of fold: the training rows are predicted by models that did not see them (five folds, as
// for `calibrated`), and the interval is as wide as the quantile of these errors, with the correction for finitely many rows
// (Vovk, Gammerman, Shafer 2005; cross-conformal: Barber, Candès, Ramdas, Tibshirani 2021). The model itself is fitted on all rows.
import { ComponentError } from "../component.ts";
import type { TaskData } from "../task/task-data.ts";
import type { FittedModel } from "./fitted.ts";
import type { Library, Params } from "./library.ts";
import { labelsAt, type ModelRows, stepsOf, subset } from "./model-rows.ts";
import { numbersOf, predictModel } from "./predict-model.ts";
import { assignFolds, FOLDS } from "./wrap-classifier.ts";

export function fitConformal(
  params: Params,
  { task, fit }: { readonly task: TaskData; readonly fit: ModelRows },
  options: { readonly library: Library; readonly seed: number; readonly label: string },
  fitInner: (rows: ModelRows, part: string) => FittedModel,
): FittedModel {
  const { level } = options.library.params("combinator", "conformal", params);
  if (typeof level !== "number") throw new TypeError("`level` has a default");
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
    const predicted = numbersOf(predictModel(model, task, judged, options.library));
    steps.forEach((step, j) => {
      const labels = labelsAt(task, judged.origins, step);
      labels.forEach((label, i) => {
        const error = Math.abs(label - predicted[i * steps.length + j]!);
        if (!Number.isNaN(error)) errors[j]!.push(error);
      });
    });
  }
  const widths = Float64Array.from(errors, (own) => quantileOfErrors(own, level));
  return { kind: "conformal", model: fitInner(fit, "whole"), level, widths };
}

/** With n errors the ⌈(n + 1) level⌉-th smallest; too few rows for the level are said, not papered over. */
function quantileOfErrors(errors: readonly number[], level: number): number {
  const rank = Math.ceil((errors.length + 1) * level - 1e-9);
  const width = errors.toSorted((a, b) => a - b)[rank - 1];
  if (width !== undefined) return width;
  throw new ComponentError(
    "data/too-few-rows",
    `\`conformal\` at level ${level} needs ${Math.ceil(level / (1 - level) - 1e-9)} rows that are predicted out of fold, and has ${errors.length}`,
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
