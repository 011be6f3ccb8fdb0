// Probabilities that mean what they say: maps from the scores of a classifier, and the threshold of the positive class.
import type { Prediction } from "../component.ts";
import { sharedFloats } from "../frame/frame.ts";
import type { CalibrationMap } from "./fitted.ts";

/** Null: each row counts once. */
type RowWeights = Float64Array | null;

const weightOf = (weights: RowWeights, row: number): number => (weights === null ? 1 : weights[row]!);

/**
 * Platt (1999) on the log-odds, with his targets that keep probabilities off 0 and 1; Newton's method with a search along the
 * line, without which it runs away from scores that are far off (Lin, Lin and Weng, 2007). A row of weight 2 is two rows.
 */
export function fitSigmoid(scores: Float64Array, truth: Uint8Array, weights: RowWeights): CalibrationMap {
  let positives = 0;
  let negatives = 0;
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] === 1) positives += weightOf(weights, i);
    else negatives += weightOf(weights, i);
  }
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  const logits = scores.map(logit);
  const targets = Float64Array.from(truth, (value) => (value === 1 ? high : low));
  let slope = 1;
  let shift = 0;
  let loss = lossOf(logits, targets, weights, slope, shift);
  for (let iteration = 0; iteration < 100; iteration++) {
    let [gradientSlope, gradientShift, ss, sb, bb] = [0, 0, 1e-12, 0, 1e-12];
    for (let i = 0; i < logits.length; i++) {
      const own = weightOf(weights, i);
      const p = sigmoid(slope * logits[i]! + shift);
      const difference = own * (p - targets[i]!);
      const weight = own * p * (1 - p);
      gradientSlope += difference * logits[i]!;
      gradientShift += difference;
      ss += weight * logits[i]! * logits[i]!;
      sb += weight * logits[i]!;
      bb += weight;
    }
    const determinant = ss * bb - sb * sb;
    if (!(Math.abs(determinant) > 1e-300)) break;
    const stepSlope = (bb * gradientSlope - sb * gradientShift) / determinant;
    const stepShift = (ss * gradientShift - sb * gradientSlope) / determinant;
    const descent = gradientSlope * stepSlope + gradientShift * stepShift;
    let share = 1;
    let next = lossOf(logits, targets, weights, slope - stepSlope, shift - stepShift);
    while (!(next <= loss - 1e-4 * share * descent) && share > 1e-10) {
      share /= 2;
      next = lossOf(logits, targets, weights, slope - share * stepSlope, shift - share * stepShift);
    }
    if (share <= 1e-10) break;
    slope -= share * stepSlope;
    shift -= share * stepShift;
    loss = next;
    if (Math.abs(stepSlope) + Math.abs(stepShift) < 1e-10) break;
  }
  return { kind: "sigmoid", slope, shift };
}

/** Minus the log-likelihood; log(1 + exp(z)) - target z, without overflow. */
function lossOf(
  logits: Float64Array,
  targets: Float64Array,
  weights: RowWeights,
  slope: number,
  shift: number,
): number {
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    const z = slope * logits[i]! + shift;
    sum += weightOf(weights, i) * (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - targets[i]! * z);
  }
  return sum;
}

/**
 * Pool adjacent violators (Ayer and others, 1955): the rising step function of weighted least squares, one point per block.
 * Rows of weight 0 have no part in it.
 */
export function fitIsotonic(scores: Float64Array, truth: Uint8Array, weights: RowWeights): CalibrationMap {
  const order = Array.from(scores, (_, i) => i)
    .filter((i) => weightOf(weights, i) > 0)
    .sort((a, b) => scores[a]! - scores[b]! || a - b);
  const blocks: { low: number; high: number; sum: number; count: number }[] = [];
  for (const i of order) {
    const last = blocks.at(-1);
    const own = weightOf(weights, i);
    if (last !== undefined && last.high === scores[i]) {
      last.sum += own * truth[i]!;
      last.count += own;
    } else blocks.push({ low: scores[i]!, high: scores[i]!, sum: own * truth[i]!, count: own });
    while (blocks.length > 1) {
      const upper = blocks.at(-1)!;
      const lower = blocks.at(-2)!;
      if (lower.sum / lower.count < upper.sum / upper.count) break;
      blocks.pop();
      lower.high = upper.high;
      lower.sum += upper.sum;
      lower.count += upper.count;
    }
  }
  const ends = blocks.flatMap(({ low, high, sum, count }) =>
    low === high
      ? [[low, sum / count] as const]
      : ([
          [low, sum / count],
          [high, sum / count],
        ] as const),
  );
  return {
    kind: "isotonic",
    scores: Float64Array.from(ends, ([score]) => score),
    probabilities: Float64Array.from(ends, ([, probability]) => probability),
  };
}

export function calibrate(prediction: Prediction, maps: readonly CalibrationMap[]): Prediction {
  if (prediction.kind !== "probabilities") return prediction;
  const { classes } = prediction;
  const rows = prediction.probabilities.length / classes;
  const probabilities = sharedFloats(prediction.probabilities.length);
  for (let row = 0; row < rows; row++) {
    const at = row * classes;
    if (classes === 2) {
      probabilities[at + 1] = applyMap(maps[0]!, prediction.probabilities[at + 1]!);
      probabilities[at] = 1 - probabilities[at + 1]!;
      continue;
    }
    let total = 0;
    for (let c = 0; c < classes; c++) {
      probabilities[at + c] = applyMap(maps[c]!, prediction.probabilities[at + c]!);
      total += probabilities[at + c]!;
    }
    for (let c = 0; c < classes; c++)
      probabilities[at + c] = total === 0 ? 1 / classes : probabilities[at + c]! / total;
  }
  return { kind: "probabilities", probabilities, classes };
}

function applyMap(map: CalibrationMap, score: number): number {
  // A row that was not predicted stays so.
  if (Number.isNaN(score)) return Number.NaN;
  if (map.kind === "sigmoid") return sigmoid(map.slope * logit(score) + map.shift);
  const { scores, probabilities } = map;
  let low = 0;
  let high = scores.length - 1;
  if (!(score > scores[low]!)) return probabilities[low]!;
  if (score >= scores[high]!) return probabilities[high]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (scores[middle]! <= score) low = middle;
    else high = middle;
  }
  const share = (score - scores[low]!) / (scores[high]! - scores[low]!);
  return probabilities[low]! + share * (probabilities[high]! - probabilities[low]!);
}

/**
 * Bends the probabilities of two classes so that the threshold lies at 0.5, where every metric of classes cuts. Their order
 * is kept, so rankings do not change; as probabilities they are no longer calibrated.
 */
export function moveThreshold(prediction: Prediction, threshold: number, positive: number): Prediction {
  if (prediction.kind !== "probabilities" || prediction.classes !== 2) return prediction;
  const probabilities = sharedFloats(prediction.probabilities.length);
  for (let at = 0; at < probabilities.length; at += 2) {
    const p = prediction.probabilities[at + positive]!;
    const moved =
      p < threshold ? (0.5 * p) / threshold : 0.5 + (0.5 * (p - threshold)) / Math.max(1 - threshold, 1e-12);
    probabilities[at + positive] = Math.min(1, moved);
    probabilities[at + 1 - positive] = 1 - probabilities[at + positive]!;
  }
  return { kind: "probabilities", probabilities, classes: 2 };
}

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

const logit = (probability: number): number => {
  const clipped = Math.min(1 - 1e-15, Math.max(1e-15, probability));
  return Math.log(clipped / (1 - clipped));
};
