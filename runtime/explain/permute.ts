// Permutation importance in the unit of a metric of the evaluation.
import type { PermutationEffects } from "../../specs/explanation.ts";
import type { EvaluateOperation } from "../../specs/plan.ts";
import type { FrameColumn } from "../frame/frame.ts";
import { metricInput, scoreOnce } from "../model/judged-rows.ts";
import { permutationImportance } from "../model/permutation-importance.ts";
import { createRandom } from "../numeric/random.ts";
import { type ExplainedRows, predictChanged } from "./sample.ts";
import { unlessRefused } from "./unless-refused.ts";

export const REPEATS = 2;

/**
 * By the first metric that has a better and a worse; null without one, or where it cannot be computed on these rows. A feature whose
 * shuffled values the model refuses, or with which the metric is undefined, is left out. `only`: the features that are shuffled.
 */
export function permutationEffects(
  rows: ExplainedRows,
  metrics: EvaluateOperation["metrics"],
  seed: number,
  only: ReadonlySet<string> | null,
): PermutationEffects | null {
  const judgedBy = metrics.find(({ direction }) => direction !== "none");
  if (judgedBy === undefined) return null;
  const { metric, direction, name } = judgedBy;
  const { implementation } = rows.library.metric(metric.component);
  const params = rows.library.params("metric", metric.component, metric.params);
  const sign = direction === "minimize" ? 1 : -1;
  const loss = (features: readonly FrameColumn[]): number => {
    const prediction = unlessRefused(() => predictChanged(rows, features));
    if (prediction === null) return Number.NaN;
    return sign * scoreOnce(implementation, params, metricInput(rows.task, rows.judged, prediction));
  };
  const origins = new Set(rows.judged.origins);
  const rises = permutationImportance({
    features: rows.features,
    rows: rows.read.length,
    loss,
    repeats: REPEATS,
    random: createRandom(seed, "explain"),
    ...(only === null ? {} : { only }),
    // Rows that are only predicted may lack what no model reads of them: it must not come to rows that are read as a whole.
    kinds: Uint8Array.from(rows.read, (row) => Number(origins.has(row))),
  });
  const features = Object.entries(rises).flatMap(([feature, value]) =>
    Number.isFinite(value) ? [{ feature, value }] : [],
  );
  if (features.length === 0) return null;
  return {
    metric: name,
    repeats: REPEATS,
    ...(only === null ? {} : { of: rows.features.length }),
    features: features.sort((a, b) => b.value - a.value || (a.feature < b.feature ? -1 : 1)),
  };
}
