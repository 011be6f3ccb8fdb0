// One unit of work, the same function in a worker thread and in the main thread: fit a closed model on the rows of a fold
// and predict the fold's score rows. Everything that influences the result stands in the unit, so it does not matter who
// carries it out.
import type { ModelSpec } from "../../specs/plan.ts";
import { ComponentError, type Prediction } from "../component.ts";
import type { ThreadBudget } from "../kernels/thread-budget.ts";
import { type FitData, fitModel } from "../model/fit-model.ts";
import { type FittedModel, keptRounds } from "../model/fitted.ts";
import type { Library } from "../model/library.ts";
import type { ModelRows } from "../model/model-rows.ts";
import { predictModel } from "../model/predict-model.ts";
import { allocationFailure } from "./allocation-failure.ts";

export interface FoldData extends FitData {
  readonly score: ModelRows | null;
}

export interface FitUnit {
  /** Key of the FoldData. */
  readonly data: string;
  readonly model: ModelSpec;
  readonly steps: readonly number[] | null;
  readonly rounds: readonly number[] | null;
  readonly patience: number | null;
  readonly seed: number;
  readonly label: string;
  /** Searches only need the predictions; a state may be large. */
  readonly keepModel: boolean;
}

export type UnitResult =
  | {
      readonly kind: "done";
      readonly model: FittedModel | null;
      readonly prediction: Prediction | null;
      readonly rounds: readonly number[] | null;
    }
  | { readonly kind: "failed"; readonly id: string; readonly message: string; readonly help: string };

export function runUnit(unit: FitUnit, data: FoldData, library: Library, threads: ThreadBudget | null): UnitResult {
  try {
    const model = fitModel(unit.model, data, {
      library,
      seed: unit.seed,
      label: unit.label,
      patience: unit.patience,
      rounds: unit.rounds,
      steps: unit.steps,
      threads,
    });
    const prediction = data.score === null ? null : predictModel(model, data.task, data.score, library);
    return { kind: "done", model: unit.keepModel ? model : null, prediction, rounds: keptRounds(model) };
  } catch (error) {
    return failureOf(error);
  }
}

/** Errors of implementations cross the thread as data; anything else is our own bug and keeps its stack for the report. */
export function failureOf(error: unknown): Extract<UnitResult, { kind: "failed" }> {
  const known = error instanceof ComponentError ? error : allocationFailure(error);
  if (known !== null) return { kind: "failed", id: known.id, message: known.message, help: known.help };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: "failed", id: "run/internal", message: text, help: "" };
}

/** The steps of a direct forecast are put together again, each unit having predicted its own columns. */
export function mergePredictions(parts: readonly Prediction[]): Prediction {
  const first = parts[0]!;
  if (parts.length === 1 || first.kind !== "values") return first;
  const width = parts.length;
  const rows = first.values.length;
  const values = new Float64Array(new SharedArrayBuffer(rows * width * 8));
  parts.forEach((part, step) => {
    if (part.kind !== "values") return;
    for (let i = 0; i < rows; i++) values[i * width + step] = part.values[i]!;
  });
  return { kind: "values", values };
}
