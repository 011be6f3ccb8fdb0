// Tree-structured Parzen estimator (Bergstra and others, 2011; Watanabe, 2023) with Optuna's defaults. Parameters that
// are always active are modelled jointly (one kernel per trial), conditional ones each by itself where they were active.

import type { SamplerImplementation, TrialRecord } from "../../../runtime/component.ts";
import type { Random } from "../../../runtime/numeric/random.ts";
import { isActive } from "../../../runtime/search/space.ts";
import type { Json } from "../../../specs/json.ts";
import type { Assignment, OpenParameter, SearchSpace } from "../../../specs/search.ts";
import { drawRandom } from "../random/random.impl.ts";
import { type Dimension, estimate } from "./parzen.ts";

export interface TpeParams {
  /** Random trials before the model is used. */
  readonly startup_trials: number;
  /** Candidates of which the most promising is taken. */
  readonly candidates: number;
}

type Direction = "minimize" | "maximize";

export const tpeImplementation: SamplerImplementation<TpeParams> = {
  suggest: (space, history, pending, params, { random, direction }) => {
    const usable = history.filter((trial) => trial.state !== "failed");
    if (usable.length < params.startup_trials) return drawRandom(space, random);
    const { good, bad } = divide(usable, direction);
    // A pending trial counts as a bad one ("constant liar"), so that a batch spreads out.
    const others = [...bad, ...pending];
    const assignment: Record<string, Json> = {};
    const joint = space.filter((parameter) => parameter.when === null);
    if (joint.length > 0) Object.assign(assignment, propose(joint, good, others, params.candidates, random));
    for (const parameter of space) {
      if (parameter.when === null || !isActive(parameter, space, assignment)) continue;
      Object.assign(assignment, propose([parameter], good, others, params.candidates, random));
    }
    return assignment;
  },
};

/** The best min(⌈n / 10⌉, 25) trials, and the rest; pruned trials stand behind complete ones, those that came far first. */
function divide(
  trials: readonly TrialRecord[],
  direction: Direction,
): { readonly good: readonly Assignment[]; readonly bad: readonly Assignment[] } {
  const sign = direction === "minimize" ? 1 : -1;
  const rank = (trial: TrialRecord): readonly number[] => {
    const value = trial.value ?? meanOf(trial.scores);
    const worth = Number.isNaN(value) ? Number.POSITIVE_INFINITY : sign * value;
    return trial.state === "complete" ? [0, 0, worth] : [1, -trial.scores.length, worth];
  };
  const ranked = trials
    .map((trial) => ({ trial, rank: rank(trial) }))
    .sort((a, b) => compareRanks(a.rank, b.rank) || a.trial.number - b.trial.number);
  const count = Math.min(Math.ceil(0.1 * trials.length), 25);
  // Kernels are weighted by age, so each side goes back into the order of the trials.
  const inOrder = (part: typeof ranked): readonly Assignment[] =>
    part.sort((a, b) => a.trial.number - b.trial.number).map(({ trial }) => trial.assignment);
  return { good: inOrder(ranked.slice(0, count)), bad: inOrder(ranked.slice(count)) };
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    if (a[i]! < b[i]!) return -1;
    if (a[i]! > b[i]!) return 1;
  }
  return 0;
}

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;

/** The candidate, drawn from the good trials' density, with the largest ratio of good to bad density. */
function propose(
  parameters: SearchSpace,
  good: readonly Assignment[],
  bad: readonly Assignment[],
  candidates: number,
  random: Random,
): Assignment {
  const better = createMixture(parameters, good);
  const worse = createMixture(parameters, bad);
  let best: Assignment = {};
  let bestGain = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < candidates; i++) {
    const candidate = better.draw(random);
    const gain = better.logDensity(candidate) - worse.logDensity(candidate);
    if (gain > bestGain) {
      bestGain = gain;
      best = candidate;
    }
  }
  return best;
}

interface Mixture {
  readonly draw: (random: Random) => Assignment;
  readonly logDensity: (assignment: Assignment) => number;
}

function createMixture(parameters: readonly OpenParameter[], assignments: readonly Assignment[]): Mixture {
  const known = assignments.filter((assignment) => parameters.every(({ path }) => assignment[path] !== undefined));
  const bandwidth = parameters.length === 1 ? null : 0.2 * Math.max(known.length, 1) ** (-1 / (parameters.length + 4));
  const dimensions: readonly Dimension[] = parameters.map(({ path, distribution }) =>
    estimate(
      distribution,
      known.map((assignment) => assignment[path]!),
      bandwidth,
    ),
  );
  const weights = kernelWeights(known.length);
  return {
    draw: (random) => {
      let left = random.uniform();
      let kernel = 0;
      while (kernel < weights.length - 1 && left >= weights[kernel]!) left -= weights[kernel++]!;
      return Object.fromEntries(parameters.map(({ path }, d) => [path, dimensions[d]!.draw(kernel, random)]));
    },
    logDensity: (assignment) => {
      const terms = weights.map(
        (weight, kernel) =>
          Math.log(weight) +
          parameters.reduce((sum, { path }, d) => sum + dimensions[d]!.logDensity(kernel, assignment[path]!), 0),
      );
      const largest = Math.max(...terms);
      return largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0));
    },
  };
}

/** The latest 25 trials and the prior weigh 1; older ones ramp down to 1/n (Optuna's default weights). Sums to 1. */
function kernelWeights(count: number): readonly number[] {
  const old = Math.max(0, count - 25);
  const raw = Array.from({ length: count }, (_, i) =>
    i >= old ? 1 : old === 1 ? 1 / count : 1 / count + (i / (old - 1)) * (1 - 1 / count),
  );
  raw.push(1);
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return raw.map((weight) => weight / total);
}
