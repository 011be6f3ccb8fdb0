// How an ensemble weighs its members from their predictions on rows that none of them was fitted on.
import { dot } from "../numeric/dot.ts";

/** Higher is better when `maximize`; `combined` is the prediction of the weighted members. */
export type WeightScore = (weights: readonly number[]) => number;

/**
 * Greedy selection with replacement (Caruana and others, 2004): in every round the member that helps most is added, and
 * the best prefix of rounds is kept. Weights sum to 1.
 */
export function greedyWeights(
  members: number,
  rounds: number,
  score: WeightScore,
  direction: "minimize" | "maximize",
): readonly number[] {
  const sign = direction === "minimize" ? 1 : -1;
  const counts = new Array<number>(members).fill(0);
  let best: { readonly loss: number; readonly weights: readonly number[] } | null = null;
  for (let round = 1; round <= rounds; round++) {
    let chosen = 0;
    let lowest = Number.POSITIVE_INFINITY;
    for (let m = 0; m < members; m++) {
      const loss = sign * score(counts.map((count, i) => (count + (i === m ? 1 : 0)) / round));
      if (loss < lowest) {
        lowest = loss;
        chosen = m;
      }
    }
    counts[chosen]!++;
    if (best === null || lowest < best.loss) best = { loss: lowest, weights: counts.map((count) => count / round) };
  }
  return best?.weights ?? counts.map(() => 1 / members);
}

/**
 * Least squares of the target on the members' predictions without intercept, by coordinate descent on the normal
 * equations; `positive` keeps weights at 0 or above (stacked regressions, Breiman, 1996).
 */
export function stackedWeights(
  predictions: readonly Float64Array[],
  target: Float64Array,
  positive: boolean,
): readonly number[] {
  const members = predictions.length;
  const gram = predictions.map((a) => predictions.map((b) => dot(a, b)));
  const moment = predictions.map((a) => dot(a, target));
  const weights = new Array<number>(members).fill(1 / members);
  for (let sweep = 0; sweep < 10_000; sweep++) {
    let largest = 0;
    for (let j = 0; j < members; j++) {
      const diagonal = gram[j]![j]!;
      if (diagonal === 0) continue;
      const rest = gram[j]!.reduce((sum, value, k) => (k === j ? sum : sum + value * weights[k]!), 0);
      const free = (moment[j]! - rest) / diagonal;
      const next = positive ? Math.max(0, free) : free;
      largest = Math.max(largest, Math.abs(next - weights[j]!));
      weights[j] = next;
    }
    if (largest < 1e-12) break;
  }
  return weights;
}
