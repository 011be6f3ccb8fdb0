// Limited-memory BFGS with a backtracking line search that keeps the curvature condition by skipping bad pairs
// (Nocedal and Wright, 2006, algorithms 7.4 and 7.5).
import { dot } from "./dot.ts";

/** Writes the gradient at `x` into `gradient` and returns the value. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  readonly maxIterations: number;
  /** Largest absolute gradient component at which it stops. */
  readonly tolerance: number;
  readonly memory?: number;
}

/** Values closer than this share of them are told apart by rounding alone. */
const ROUNDING = 1e-13;

const largest = (a: Float64Array): number => a.reduce((found, value) => Math.max(found, Math.abs(value)), 0);

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly rho: number;
}

function descentDirection(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const alphas = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { step, change, rho } = pairs[k]!;
    const alpha = rho * dot(step, direction);
    alphas[k] = alpha;
    for (let i = 0; i < direction.length; i++) direction[i] = direction[i]! - alpha * change[i]!;
  }
  const latest = pairs[pairs.length - 1];
  if (latest !== undefined) {
    const scale = 1 / (latest.rho * dot(latest.change, latest.change));
    for (let i = 0; i < direction.length; i++) direction[i] = direction[i]! * scale;
  }
  pairs.forEach(({ step, change, rho }, k) => {
    const correction = alphas[k]! - rho * dot(change, direction);
    for (let i = 0; i < direction.length; i++) direction[i] = direction[i]! + correction * step[i]!;
  });
  return direction;
}

export function minimizeLbfgs(objective: Objective, start: Float64Array, options: LbfgsOptions): Float64Array {
  const memory = options.memory ?? 10;
  let x = start.slice();
  let gradient = new Float64Array(x.length);
  let value = objective(x, gradient);
  let pairs: Pair[] = [];
  for (let iteration = 0; iteration < options.maxIterations && largest(gradient) > options.tolerance; iteration++) {
    let direction = descentDirection(gradient, pairs);
    let slope = dot(gradient, direction);
    if (!(slope < 0)) {
      pairs = [];
      direction = gradient.map((part) => -part);
      slope = -dot(gradient, gradient);
    }
    let length = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    const nextGradient = new Float64Array(x.length);
    let next = x;
    let nextValue = value;
    let accepted = false;
    for (let halving = 0; halving < 50; halving++) {
      next = x.map((part, i) => part + length * direction[i]!);
      nextValue = objective(next, nextGradient);
      const isLower = nextValue < value && nextValue <= value + 1e-4 * length * slope;
      // Near the minimum values differ by rounding alone; the gradient still tells which place is better.
      const isFlatter = nextValue <= value + ROUNDING * Math.abs(value) && largest(nextGradient) < largest(gradient);
      if (isLower || isFlatter) {
        accepted = true;
        break;
      }
      length /= 2;
    }
    // No progress is possible in floating point: the gradient is as small as it gets.
    if (!accepted) break;
    const step = next.map((part, i) => part - x[i]!);
    const change = nextGradient.map((part, i) => part - gradient[i]!);
    const curvature = dot(step, change);
    if (curvature > 1e-12 * dot(change, change)) {
      pairs.push({ step, change, rho: 1 / curvature });
      if (pairs.length > memory) pairs.shift();
    }
    x = next;
    value = nextValue;
    gradient = nextGradient;
  }
  return x;
}
