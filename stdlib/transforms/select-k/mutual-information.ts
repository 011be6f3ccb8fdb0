// Mutual information from the distances to nearest neighbours, in nats: Kraskov, Stögbauer and Grassberger (2004, first
// estimator) for numbers, Ross (2014) for classes; three neighbours, as scikit-learn. Values get a little noise first, so
// that equal values have an order.
import type { Random } from "../../../runtime/numeric/random.ts";

const NEIGHBOURS = 3;

/** Standard deviation 1, plus noise of 1e-10 of the size of the values. */
export function jittered(values: Float64Array, random: Random): Float64Array {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n) || 1;
  const scaled = values.map((value) => value / spread);
  const size = Math.max(1, scaled.reduce((sum, value) => sum + Math.abs(value), 0) / n);
  return scaled.map((value) => value + 1e-10 * size * random.normal());
}

export function withNumbers(x: Float64Array, y: Float64Array): number {
  const n = x.length;
  if (n <= NEIGHBOURS) return 0;
  const byX = Int32Array.from(x.keys()).sort((a, b) => x[a]! - x[b]!);
  const sortedX = x.slice().sort();
  const sortedY = y.slice().sort();
  let sum = 0;
  for (let place = 0; place < n; place++) {
    const i = byX[place]!;
    const radius = jointRadius(place, byX, x, y);
    sum += digamma(countWithin(sortedX, x[i]!, radius)) + digamma(countWithin(sortedY, y[i]!, radius));
  }
  return Math.max(0, digamma(n) + digamma(NEIGHBOURS) - sum / n);
}

/** Largest coordinate distance to the third neighbour, just below it; walks outwards in x as long as that can help. */
function jointRadius(place: number, byX: Int32Array, x: Float64Array, y: Float64Array): number {
  const i = byX[place]!;
  const nearest = new Float64Array(NEIGHBOURS).fill(Number.POSITIVE_INFINITY);
  let left = place - 1;
  let right = place + 1;
  for (;;) {
    const toLeft = left >= 0 ? x[i]! - x[byX[left]!]! : Number.POSITIVE_INFINITY;
    const toRight = right < byX.length ? x[byX[right]!]! - x[i]! : Number.POSITIVE_INFINITY;
    const step = Math.min(toLeft, toRight);
    if (step === Number.POSITIVE_INFINITY || step >= nearest[NEIGHBOURS - 1]!) break;
    const j = toLeft <= toRight ? byX[left--]! : byX[right++]!;
    insert(nearest, Math.max(step, Math.abs(y[i]! - y[j]!)));
  }
  return below(nearest[NEIGHBOURS - 1]!);
}

/** `classes`: class index per row. Classes of a single row are left out. */
export function withClasses(x: Float64Array, classes: Float64Array): number {
  const members = new Map<number, number[]>();
  classes.forEach((label, row) => {
    const rows = members.get(label) ?? [];
    rows.push(row);
    members.set(label, rows);
  });
  const groups = [...members.values()].filter((rows) => rows.length > 1);
  const kept = groups.flat();
  if (kept.length === 0) return 0;
  const sorted = Float64Array.from(kept, (row) => x[row]!).sort();
  let sum = 0;
  for (const rows of groups) {
    const own = Float64Array.from(rows, (row) => x[row]!).sort();
    const k = Math.min(NEIGHBOURS, rows.length - 1);
    for (let place = 0; place < own.length; place++) {
      const radius = below(neighbourDistance(own, place, k));
      sum += digamma(k) - digamma(rows.length) - digamma(countWithin(sorted, own[place]!, radius));
    }
  }
  return Math.max(0, digamma(kept.length) + sum / kept.length);
}

/** Distance to the k-th neighbour in rising values. */
function neighbourDistance(sorted: Float64Array, place: number, k: number): number {
  let left = place - 1;
  let right = place + 1;
  let distance = 0;
  for (let found = 0; found < k; found++) {
    const toLeft = left >= 0 ? sorted[place]! - sorted[left]! : Number.POSITIVE_INFINITY;
    const toRight = right < sorted.length ? sorted[right]! - sorted[place]! : Number.POSITIVE_INFINITY;
    distance = Math.min(toLeft, toRight);
    if (toLeft <= toRight) left--;
    else right++;
  }
  return distance;
}

/** The next smaller double, for distances. */
const below = (distance: number): number => distance * (1 - Number.EPSILON);

function insert(nearest: Float64Array, distance: number): void {
  let at = nearest.length - 1;
  if (distance >= nearest[at]!) return;
  for (; at > 0 && nearest[at - 1]! > distance; at--) nearest[at] = nearest[at - 1]!;
  nearest[at] = distance;
}

/** How many rising values stand within the radius, the value itself included. */
function countWithin(sorted: Float64Array, value: number, radius: number): number {
  return firstFrom(sorted, (other) => other - value > radius) - firstFrom(sorted, (other) => value - other <= radius);
}

function firstFrom(sorted: Float64Array, isReached: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isReached(sorted[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Recurrence up to 10, then the asymptotic series (Abramowitz and Stegun, 6.3.18). */
export function digamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < 10; at++) shift -= 1 / at;
  const square = 1 / (at * at);
  const series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))));
  return shift + Math.log(at) - 1 / (2 * at) - series;
}
