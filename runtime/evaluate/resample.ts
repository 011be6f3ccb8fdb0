// Bootstrap resamples as integer row weights, so that metrics prepare once and compute for any resample. Independent rows are
// drawn one by one (Efron, 1979), very many of them in bundles, rows of one entity together, and rows in time as circular blocks
// of consecutive origins (Politis and Romano, 1992): errors of neighbouring forecasts overlap, and single draws would claim too much.

import { takeFloats } from "../model/take-rows.ts";
import { risingCodesOf } from "../numeric/distinct-codes.ts";
import { createRandom, permutation } from "../numeric/random.ts";
import type { TaskData } from "../task/task-data.ts";
import { findExtra } from "../task/task-data.ts";

export interface ResamplePlan {
  readonly unit: "rows" | "blocks" | "entities";
  /** Length of a block in distinct times. */
  readonly block: number | null;
  /** Group of each origin; groups are drawn, or for blocks runs of consecutive groups. */
  readonly groupOf: Int32Array;
  readonly groups: number;
}

/** Percentile intervals of fewer independent rows or entities are far too narrow: two rows already "prove" anything. */
const FEWEST_UNITS = 10;
/** Fewer distinct times than this leave nothing to draw blocks from. */
const FEWEST_TIMES = 6;

/** True when the resamples of all folds together say something about how much the scores vary. */
export function isEnough(plans: readonly ResamplePlan[]): boolean {
  const groups = plans.reduce((sum, plan) => sum + plan.groups, 0);
  return groups >= (plans[0]?.unit === "blocks" ? FEWEST_TIMES : FEWEST_UNITS);
}

/** Fewer blocks than this would make all resamples of a circle alike and claim a certainty that is not there. */
const FEWEST_BLOCKS = 3;

/**
 * Blocks default to the horizon, at least the square root of the number of distinct times: long enough to hold the
 * dependence of overlapping forecasts. On a short test they are shorter, so that at least three are drawn; intervals are
 * then too narrow rather than without width, and the record names the length.
 */
export function planResamples(task: TaskData, origins: Int32Array, block: number | null): ResamplePlan {
  if (task.times !== null) {
    const { groupOf, groups } = groupByNumber(takeFloats(task.times, origins));
    const length = block ?? Math.max(task.spec.horizon ?? 1, Math.ceil(Math.sqrt(groups)));
    return {
      unit: "blocks",
      block: Math.max(1, Math.min(length, Math.floor(groups / FEWEST_BLOCKS))),
      groupOf,
      groups,
    };
  }
  const entity = task.spec.entity === null ? undefined : findExtra(task, task.spec.entity);
  if (entity !== undefined) {
    const keys = Float64Array.from(origins, (row) =>
      entity.kind === "number" ? entity.values[row]! : entity.codes[row]!,
    );
    const { groupOf, groups } = groupByNumber(keys);
    const bundles = bundled(groups);
    for (let i = 0; i < groupOf.length; i++) groupOf[i] = bundles.groupOf[groupOf[i]!]!;
    return { unit: "entities", block: null, groupOf, groups: bundles.groups };
  }
  return { unit: "rows", block: null, ...bundled(origins.length) };
}

/**
 * Independent rows, or entities, in bundles of equal size put together at random: the sums of bundles vary as those of rows do, and a
 * resample of millions of rows costs no more than one of so many.
 */
const MOST_BUNDLES = 10_000;

function bundled(rows: number): { readonly groupOf: Int32Array; readonly groups: number } {
  if (rows <= MOST_BUNDLES) return { groupOf: Int32Array.from({ length: rows }, (_, i) => i), groups: rows };
  const groupOf = permutation(rows, createRandom(0, "bundles of rows"));
  for (let i = 0; i < rows; i++) groupOf[i]! %= MOST_BUNDLES;
  return { groupOf, groups: MOST_BUNDLES };
}

/** Groups in the order of their numbers. */
function groupByNumber(keys: Float64Array): { readonly groupOf: Int32Array; readonly groups: number } {
  const { codes, values } = risingCodesOf(keys);
  return { groupOf: codes, groups: values.length };
}

/** How often each group is drawn in one resample. */
export function drawCounts(plan: ResamplePlan, seed: number, label: string): Float64Array {
  const random = createRandom(seed, label);
  const counts = new Float64Array(plan.groups);
  const length = plan.block ?? 1;
  for (let drawn = 0; drawn < plan.groups; drawn += length) {
    const start = random.below(plan.groups);
    const end = Math.min(length, plan.groups - drawn);
    for (let i = 0; i < end; i++) counts[(start + i) % plan.groups]!++;
  }
  return counts;
}

/** Of what belongs to these groups. */
export function weightsOf(counts: Float64Array, groupOf: Int32Array): Float64Array {
  const weights = new Float64Array(groupOf.length);
  for (let i = 0; i < weights.length; i++) weights[i] = counts[groupOf[i]!]!;
  return weights;
}

/** Percentile interval; null when fewer than half of the resamples give a number. */
export function percentileInterval(
  values: readonly number[],
  level: number,
): { readonly low: number; readonly high: number; readonly level: number } | null {
  const sorted = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
  if (sorted.length === 0 || sorted.length * 2 < values.length) return null;
  const at = (share: number): number => {
    // The rank (B + 1) x share of Efron and Tibshirani (1993, section 12.5): unbiased for few resamples.
    const position = Math.min(sorted.length - 1, Math.max(0, share * (sorted.length + 1) - 1));
    const below = Math.floor(position);
    const low = sorted[below]!;
    return low + ((sorted[below + 1] ?? low) - low) * (position - below);
  };
  return { low: at((1 - level) / 2), high: at((1 + level) / 2), level };
}
