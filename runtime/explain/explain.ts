// Door of the explanations: what a judged model makes of its features. All of it is bounded by counts, never by a clock, so
// that it is the same on every machine.
import type { Explanation } from "../../specs/explanation.ts";
import type { EvaluateOperation } from "../../specs/plan.ts";
import type { FittedModel } from "../model/fitted.ts";
import type { Library } from "../model/library.ts";
import { dependenceOn } from "./dependence.ts";
import { permutationEffects, REPEATS } from "./permute.ts";
import { type ExplainedModel, sampleRows } from "./sample.ts";
import { shapSummary } from "./shap.ts";

const MOST_ROWS = 2_000;
const FEWEST_ROWS = 100;
/** Predictions that shuffling may ask for: what is left of the sample when there are many features or steps. */
const MOST_PREDICTIONS = 100_000;
const DEPENDENCE_ROWS = 300;
const DEPENDENCE_FEATURES = 6;

export interface ExplainInput extends ExplainedModel {
  readonly origins: Int32Array;
  readonly metrics: EvaluateOperation["metrics"];
  readonly seed: number;
  /** Features whose values must not be shown. */
  readonly personal: ReadonlySet<string>;
}

/** Null for a model without features, and where there are so many that shuffling each would take too long. */
export function explainModel(input: ExplainInput): Explanation | null {
  const { model, task, origins } = input;
  if (!readsFeatures(model, input.library) || task.features.length === 0) return null;
  const perRow = task.features.length * REPEATS * (task.spec.horizon ?? 1);
  const most = Math.min(MOST_ROWS, Math.floor(MOST_PREDICTIONS / perRow));
  if (most < FEWEST_ROWS) return null;
  const rows = sampleRows(input, origins, most);
  const permutation = permutationEffects(rows, input.metrics, input.seed);
  const top = (permutation?.features ?? [])
    .filter(({ feature, value }) => value > 0 && !input.personal.has(feature))
    .slice(0, DEPENDENCE_FEATURES);
  const fewer = sampleRows(input, rows.judged.origins, DEPENDENCE_ROWS);
  return {
    rows: rows.judged.origins.length,
    permutation,
    dependence:
      task.spec.kind === "forecast"
        ? []
        : top.map(({ feature }) => dependenceOn(fewer, feature)).filter((found) => found !== null),
    shap: shapSummary(rows),
  };
}

function readsFeatures(model: FittedModel, library: Library): boolean {
  switch (model.kind) {
    case "tabular":
      return !library.model(model.component).declaration.ignoresFeatures;
    case "series":
      return false;
    case "pipeline":
    case "threshold":
    case "calibrated":
      return readsFeatures(model.model, library);
    case "direct":
      return model.steps.some((step) => readsFeatures(step.model, library));
    case "mean":
    case "median":
      return model.members.some((member) => readsFeatures(member, library));
    case "per_series":
      return model.models.some((entry) => readsFeatures(entry.model, library));
    default:
      return model satisfies never;
  }
}
