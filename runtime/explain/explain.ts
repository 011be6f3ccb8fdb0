// Door of the explanations: what a judged model makes of its features. All of it is bounded by counts, never by a clock, so
// that it is the same on every machine.
import type { Explanation, PermutationEffects, ShapSummary } from "../../specs/explanation.ts";
import type { EvaluateOperation } from "../../specs/plan.ts";
import { readColumns } from "../model/beside-read.ts";
import { featureReaders, type TabularModel } from "../model/feature-readers.ts";
import type { AnyTabular, Library } from "../model/library.ts";
import { dependenceOn, GRID } from "./dependence.ts";
import { permutationEffects, REPEATS } from "./permute.ts";
import { highestRanked } from "./ranking.ts";
import { type ExplainedModel, sampleRows } from "./sample.ts";
import { shapSummary } from "./shap.ts";
import { unlessRefused } from "./unless-refused.ts";

const MOST_ROWS = 2_000;
const FEWEST_ROWS = 100;
/** How many features are shuffled where all would be too many. */
const MANY_FEATURES = 100;
/** Predictions that shuffling may ask for: what is left of the sample when there are many features or steps. */
const MOST_PREDICTIONS = 100_000;
/** Steps that models may take whose predictions cost as much as their training rows are many. */
const MOST_WORK = 1_000_000_000;
const DEPENDENCE_ROWS = 300;
const DEPENDENCE_FEATURES = 6;

export interface ExplainInput extends ExplainedModel {
  readonly origins: Int32Array;
  readonly metrics: EvaluateOperation["metrics"];
  readonly seed: number;
  /** Features whose values must not be shown. */
  readonly personal: ReadonlySet<string>;
}

/** Null for a model without features, and where nothing can be told in reasonable time. */
export function explainModel(input: ExplainInput): Explanation | null {
  const { model, task, origins, library } = input;
  const readers = featureReaders(model, library);
  if (readers.length === 0 || task.features.length === 0) return null;
  const affordable = MOST_WORK / workPerRow(readers, library);
  const names = readColumns(model, task, library).map(({ name }) => name);
  const steps = task.spec.horizon ?? 1;
  const rowsFor = (features: number): number =>
    Math.floor(Math.min(MOST_ROWS, MOST_PREDICTIONS / (features * REPEATS * steps), affordable / (features * REPEATS)));
  const only =
    rowsFor(names.length) >= FEWEST_ROWS
      ? null
      : highestRanked(model, library, names, Math.max(1, Math.floor(MANY_FEATURES / steps)));
  const most = rowsFor(only?.size ?? names.length);
  const rows = sampleRows(input, origins, Math.max(most, FEWEST_ROWS));
  const permutation = most < FEWEST_ROWS ? null : permutationEffects(rows, input.metrics, input.seed, only);
  const shap = unlessRefused(() => shapSummary(rows, input.personal));
  const top = rankedBy(permutation, shap)
    .filter((feature) => !input.personal.has(feature))
    .slice(0, DEPENDENCE_FEATURES);
  const perDependence = Math.floor(Math.min(DEPENDENCE_ROWS, affordable / (DEPENDENCE_FEATURES * GRID)));
  const isDrawn = task.spec.kind !== "forecast" && perDependence >= FEWEST_ROWS && top.length > 0;
  const fewer = isDrawn ? sampleRows(input, rows.judged.origins, perDependence) : null;
  const dependence = fewer === null ? [] : top.map((feature) => unlessRefused(() => dependenceOn(fewer, feature)));
  const found = dependence.filter((one) => one !== null);
  if (permutation === null && shap === null && found.length === 0) return null;
  return { rows: rows.judged.origins.length, permutation, dependence: found, shap };
}

/** What the predictions rest on, most first. */
const rankedBy = (permutation: PermutationEffects | null, shap: ShapSummary | null): readonly string[] =>
  permutation === null
    ? (shap?.features ?? []).map(({ feature }) => feature)
    : permutation.features.filter(({ value }) => value > 0).map(({ feature }) => feature);

/** Work of predicting one row beyond what every model needs. */
function workPerRow(readers: readonly TabularModel[], library: Library): number {
  return readers.reduce((sum, { component, state }) => {
    const implementation = library.model(component).implementation as AnyTabular;
    return sum + (implementation.workPerRow?.(state) ?? 0);
  }, 1);
}
