// Parzen estimators of one dimension of a search space: a mixture with one kernel per observation and one wide prior
// kernel (Bergstra and others, 2011). Numbers are truncated normals on the distribution's own scale (log where it says
// so); discrete ones carry the probability mass of their step. Choices are smoothed counts.
import type { Random } from "../../../runtime/numeric/random.ts";
import { same, snapInt } from "../../../runtime/search/space.ts";
import type { Json } from "../../../specs/json.ts";
import type { Distribution } from "../../../specs/search.ts";

export interface Dimension {
  /** Draws from one kernel of the mixture; the last kernel is the prior. */
  readonly draw: (kernel: number, random: Random) => Json;
  readonly logDensity: (kernel: number, value: Json) => number;
}

const PRIOR_WEIGHT = 1;

/**
 * `bandwidth` null: from the distances between neighbours, as for independent parameters; else this share of the range,
 * for joint kernels. Kernels 0..n-1 belong to the observations, kernel n to the prior.
 */
export function estimate(distribution: Distribution, observed: readonly Json[], bandwidth: number | null): Dimension {
  return distribution.kind === "choice"
    ? estimateChoice(distribution.options, observed)
    : estimateNumber(distribution, observed, bandwidth);
}

function estimateChoice(options: readonly Json[], observed: readonly Json[]): Dimension {
  const total = 1 + PRIOR_WEIGHT;
  const indices = observed.map((value) => options.findIndex((option) => same(option, value)));
  const probability = (kernel: number, option: number): number => {
    const prior = PRIOR_WEIGHT / options.length;
    if (kernel >= indices.length || indices[kernel] === -1) return 1 / options.length;
    return (prior + (indices[kernel] === option ? 1 : 0)) / total;
  };
  return {
    draw: (kernel, random) => {
      let left = random.uniform();
      for (let option = 0; option < options.length - 1; option++) {
        left -= probability(kernel, option);
        if (left < 0) return options[option]!;
      }
      return options.at(-1)!;
    },
    logDensity: (kernel, value) =>
      Math.log(
        probability(
          kernel,
          options.findIndex((option) => same(option, value)),
        ),
      ),
  };
}

type NumberDistribution = Exclude<Distribution, { kind: "choice" }>;

function estimateNumber(
  distribution: NumberDistribution,
  observed: readonly Json[],
  bandwidth: number | null,
): Dimension {
  const { log } = distribution;
  const half = distribution.step === null ? 0 : distribution.step / 2;
  const scale = (value: number): number => (log ? Math.log(value) : value);
  const low = scale(distribution.low - (log && distribution.kind === "float" ? 0 : half));
  const high = scale(distribution.high + (log && distribution.kind === "float" ? 0 : half));
  const discrete = distribution.step !== null && !(log && distribution.kind === "float");
  const centres = observed.map((value) => scale(typeof value === "number" ? value : distribution.low));
  const means = [...centres, (low + high) / 2];
  const deviations = kernelWidths(centres, low, high, bandwidth);
  return {
    draw: (kernel, random) => {
      const value = truncatedNormal(means[kernel]!, deviations[kernel]!, low, high, random);
      return toDistribution(log ? Math.exp(value) : value, distribution);
    },
    logDensity: (kernel, value) => {
      const at = typeof value === "number" ? value : distribution.low;
      const mean = means[kernel]!;
      const deviation = deviations[kernel]!;
      const mass = normalMass((low - mean) / deviation, (high - mean) / deviation);
      if (discrete) {
        const from = scale(at - half);
        const to = scale(at + half);
        return Math.log(normalMass((from - mean) / deviation, (to - mean) / deviation) + 1e-300) - Math.log(mass);
      }
      const z = (scale(at) - mean) / deviation;
      return -0.5 * z * z - Math.log(deviation * Math.sqrt(2 * Math.PI)) - Math.log(mass);
    },
  };
}

function toDistribution(value: number, distribution: NumberDistribution): number {
  if (distribution.kind === "int") return snapInt(value, distribution);
  const { low, high, step } = distribution;
  if (step === null || distribution.log) return Math.min(high, Math.max(low, value));
  const last = Math.floor((high - low) / step + 1e-9);
  return low + step * Math.min(last, Math.max(0, Math.round((value - low) / step)));
}

/** Optuna's widths: neighbour distances (or one bandwidth), kept within the "magic clip" [range / min(100, n + 2), range]. */
function kernelWidths(
  centres: readonly number[],
  low: number,
  high: number,
  bandwidth: number | null,
): readonly number[] {
  const range = high - low || 1;
  const smallest = range / Math.min(100, centres.length + 2);
  const clip = (width: number): number => Math.min(range, Math.max(smallest, width));
  if (bandwidth !== null) return [...centres.map(() => clip(bandwidth * range)), range];
  const all = [...centres, (low + high) / 2];
  const order = all.map((_, i) => i).sort((a, b) => all[a]! - all[b]! || a - b);
  const widths = new Array<number>(all.length).fill(range);
  order.forEach((kernel, at) => {
    const left = at === 0 ? low : all[order[at - 1]!]!;
    const right = at === order.length - 1 ? high : all[order[at + 1]!]!;
    const before = all[kernel]! - left;
    const after = right - all[kernel]!;
    // At the ends the distance to the bound would be too wide; Optuna takes the inner neighbour only.
    const width =
      order.length < 2 ? range : at === 0 ? after : at === order.length - 1 ? before : Math.max(before, after);
    widths[kernel] = clip(width);
  });
  widths[centres.length] = range;
  return widths;
}

/** Rejection: the mean lies inside the bounds and the deviation is at most their distance, so most draws are kept. */
function truncatedNormal(mean: number, deviation: number, low: number, high: number, random: Random): number {
  for (;;) {
    const value = mean + deviation * random.normal();
    if (value >= low && value <= high) return value;
  }
}

const normalMass = (from: number, to: number): number =>
  from > 0 ? normalCdf(-from) - normalCdf(-to) : normalCdf(to) - normalCdf(from);

/** Complementary error function by W. J. Cody's rational form in Numerical Recipes 6.2.2 (relative error 1.2e-7). */
function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * x);
  const series =
    -1.26551223 +
    t *
      (1.00002368 +
        t *
          (0.37409196 +
            t *
              (0.09678418 +
                t *
                  (-0.18628806 +
                    t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
  const tail = 0.5 * t * Math.exp(-x * x + series);
  return z >= 0 ? 1 - tail : tail;
}
