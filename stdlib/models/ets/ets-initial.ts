// Starting states of exponential smoothing by the heuristic of Hyndman, Koehler, Ord and Snyder (2008), section 2.6.1:
// seasonal indices from a centred moving average over the first seasons, level and slope from a line through the first
// seasonally adjusted values.
import type { EtsForm } from "./ets-filter.ts";

export interface InitialStates {
  readonly level: number;
  readonly slope: number;
  readonly seasonal: Float64Array;
}

/** Seasons that the indices are averaged over, and values that the line goes through. */
const SEASONS = 4;
const LINE = 10;

export function initialStates(values: Float64Array, form: EtsForm): InitialStates {
  const seasonal = form.season === "none" ? new Float64Array(1) : seasonalIndices(values, form);
  const adjusted = values.map((value, t) => {
    if (form.season === "none") return value;
    const index = seasonal[t % form.period]!;
    return form.season === "multiplicative" ? value / index : value - index;
  });
  const line = throughFirst(adjusted, Math.max(LINE, form.season === "none" ? 0 : 2 * Math.floor(form.period / 2)));
  if (form.trend === "none") return { level: line.mean, slope: 0, seasonal };
  // The states stand before the first row, so the line is read at row -1.
  const level = line.intercept - line.slope;
  const crossesZero = form.error === "multiplicative" && !(level > 0);
  return { level: crossesZero ? line.mean : level, slope: crossesZero ? 0 : line.slope, seasonal };
}

function seasonalIndices(values: Float64Array, { period, season }: EtsForm): Float64Array {
  const used = values.subarray(0, Math.min(values.length, SEASONS * period));
  const half = Math.floor(period / 2);
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  for (let t = half; t + half < used.length; t++) {
    let total = 0;
    for (let k = -half; k <= half; k++) {
      const edge = period % 2 === 0 && Math.abs(k) === half ? 0.5 : 1;
      total += edge * used[t + k]!;
    }
    const trend = total / period;
    const index = season === "multiplicative" ? used[t]! / trend : used[t]! - trend;
    if (!Number.isFinite(index)) continue;
    sums[t % period] = sums[t % period]! + index;
    counts[t % period] = counts[t % period]! + 1;
  }
  const neutral = season === "multiplicative" ? 1 : 0;
  const indices = sums.map((sum, slot) => (counts[slot] === 0 ? neutral : sum / counts[slot]!));
  const mean = indices.reduce((sum, index) => sum + index, 0) / period;
  return indices.map((index) => (season === "multiplicative" ? Math.max(index / mean, 0.01) : index - mean));
}

function throughFirst(
  values: Float64Array,
  count: number,
): { readonly mean: number; readonly intercept: number; readonly slope: number } {
  let n = 0;
  let sumT = 0;
  let sumY = 0;
  let sumTT = 0;
  let sumTY = 0;
  for (let t = 0; t < values.length && n < count; t++) {
    const y = values[t]!;
    if (Number.isNaN(y)) continue;
    n++;
    sumT += t;
    sumY += y;
    sumTT += t * t;
    sumTY += t * y;
  }
  const spread = n * sumTT - sumT * sumT;
  const slope = spread > 0 ? (n * sumTY - sumT * sumY) / spread : 0;
  return { mean: n === 0 ? 0 : sumY / n, intercept: n === 0 ? 0 : (sumY - slope * sumT) / n, slope };
}
