// The boosting loop: gradients of the loss, one tree per output on them, scores moved by its leaves, until the rounds are
// done or the validation rows stop improving.
import { permutation, type Random } from "../../../runtime/numeric/random.ts";
import { weightedQuantile } from "../../../runtime/numeric/statistics.ts";
import type { BinnedColumn } from "./binning.ts";
import {
  addTree,
  createForest,
  EMPTY_MARK,
  type Forest,
  type ForestBuilder,
  type ForestMark,
  markOf,
  packForest,
} from "./forest.ts";
import { createGrower, type Grower, type GrowRules, growTree, leafValue } from "./grow-tree.ts";
import { createLayout, type UsedFeatures, useFeatures } from "./histogram.ts";
import type { Objective } from "./objectives.ts";

export interface BoostOptions {
  readonly rounds: number;
  readonly learningRate: number;
  readonly subsample: number;
  readonly colsample: number;
  readonly rules: GrowRules;
}

export interface Watch {
  readonly inputs: readonly Float64Array[];
  readonly label: Float64Array;
  readonly weight: Float64Array | null;
  /** Rounds without improvement after which it stops; null never stops, but keeps the best round. */
  readonly patience: number | null;
}

export interface Boosted {
  readonly forest: Forest;
  readonly start: Float64Array;
  readonly rounds: number;
  readonly importance: Float64Array;
}

export function boost(
  features: readonly BinnedColumn[],
  label: Float64Array,
  weight: Float64Array | null,
  objective: Objective,
  options: BoostOptions,
  watch: Watch | null,
  trainInputs: readonly Float64Array[],
  random: Random,
): Boosted {
  const rows = label.length;
  const start = objective.start(label, weight);
  const grower = growerOf(features, options.rules, rows);
  const scores = repeated(start, rows);
  const gradient = new Float64Array(scores.length);
  const hessian = new Float64Array(scores.length);
  const forest = createForest();
  const marks: ForestMark[] = [EMPTY_MARK];
  const watcher = watch === null ? null : createWatcher(watch, start, objective);
  let kept = options.rounds;
  for (let round = 0; round < options.rounds; round++) {
    const draw = random.derive(`round ${round}`);
    objective.derivatives(scores, label, gradient, hessian);
    if (weight !== null) weigh(gradient, hessian, weight);
    for (let output = 0; output < objective.outputs; output++) {
      const before = markOf(forest);
      const offset = output * rows;
      // The same stream for every output of a round: its trees see the same rows.
      const bagged = fillOrder(grower.order, options.subsample, draw.derive("rows"));
      const used = drawFeatures(features.length, options.colsample, draw.derive(`features ${output}`));
      const g = gradient.subarray(offset, offset + rows);
      const h = hessian.subarray(offset, offset + rows);
      const leaves = growTree(grower, bagged, used, g, h, forest, before.leaves);
      for (let k = 0; k < leaves; k++) {
        const step = leafStep(grower, k, objective.leafQuantile, scores, label, weight, g, h);
        forest.leaves.push(options.learningRate * step);
      }
      if (bagged === rows) addLeaves(grower, forest, before.leaves, leaves, scores, offset);
      else addTree(packForest(forest, before, markOf(forest)), 0, trainInputs, rows, scores, offset);
    }
    marks.push(markOf(forest));
    if (watcher === null) continue;
    const state = watcher.afterRound(packForest(forest, marks[round]!, marks[round + 1]!), round);
    kept = state.best + 1;
    if (state.stop) break;
  }
  return {
    forest: packForest(forest, EMPTY_MARK, marks[kept]!),
    start,
    rounds: kept,
    importance: grower.importance,
  };
}

function growerOf(features: readonly BinnedColumn[], rules: GrowRules, rows: number): Grower {
  const binCounts = Int32Array.from(features, ({ mapper }) => mapper.bins);
  const layout = createLayout(
    features.map(({ bins }) => bins),
    binCounts,
  );
  const isCategory = Uint8Array.from(features, ({ mapper }) => (mapper.kind === "category" ? 1 : 0));
  const missingBins = Int32Array.from(features, ({ mapper }) => (mapper.kind === "number" ? mapper.missingBin : -1));
  const bounds = features.map(({ mapper }) => (mapper.kind === "number" ? mapper.bounds : new Float64Array(0)));
  return createGrower({ layout, isCategory, missingBins }, bounds, rules, rows);
}

function repeated(start: Float64Array, rows: number): Float64Array {
  const scores = new Float64Array(start.length * rows);
  start.forEach((value, k) => {
    scores.fill(value, k * rows, (k + 1) * rows);
  });
  return scores;
}

function weigh(gradient: Float64Array, hessian: Float64Array, weight: Float64Array): void {
  for (let i = 0; i < gradient.length; i++) {
    const factor = weight[i % weight.length]!;
    gradient[i] = gradient[i]! * factor;
    hessian[i] = hessian[i]! * factor;
  }
}

/** The rows of the next tree, rising, at the head of `order`; returns how many. */
function fillOrder(order: Int32Array, share: number, random: Random): number {
  const rows = order.length;
  if (share >= 1) {
    for (let i = 0; i < rows; i++) order[i] = i;
    return rows;
  }
  const count = Math.max(1, Math.round(share * rows));
  order.set(permutation(rows, random).subarray(0, count).sort());
  return count;
}

function drawFeatures(count: number, share: number, random: Random): UsedFeatures {
  if (share >= 1 || count < 2) return useFeatures(Int32Array.from({ length: count }, (_, f) => f));
  return useFeatures(
    permutation(count, random)
      .slice(0, Math.max(1, Math.round(share * count)))
      .sort(),
  );
}

function leafStep(
  grower: Grower,
  index: number,
  quantile: number | null,
  scores: Float64Array,
  label: Float64Array,
  weight: Float64Array | null,
  gradient: Float64Array,
  hessian: Float64Array,
): number {
  const leaf = grower.leaves[index]!;
  if (quantile === null) return leafValue(grower, leaf, gradient, hessian);
  const residuals = new Float64Array(leaf.count);
  const parts = weight === null ? null : new Float64Array(leaf.count);
  for (let i = 0; i < leaf.count; i++) {
    const row = grower.order[leaf.start + i]!;
    residuals[i] = label[row]! - scores[row]!;
    if (parts !== null && weight !== null) parts[i] = weight[row]!;
  }
  return weightedQuantile(residuals, parts, quantile);
}

function addLeaves(
  grower: Grower,
  forest: ForestBuilder,
  firstLeaf: number,
  leaves: number,
  scores: Float64Array,
  offset: number,
): void {
  for (let k = 0; k < leaves; k++) {
    const { start, count } = grower.leaves[k]!;
    const value = forest.leaves[firstLeaf + k]!;
    for (let i = start; i < start + count; i++) {
      const row = offset + grower.order[i]!;
      scores[row] = scores[row]! + value;
    }
  }
}

interface Watcher {
  /** Takes the trees of the round. */
  readonly afterRound: (trees: Forest, round: number) => { readonly best: number; readonly stop: boolean };
}

function createWatcher({ inputs, label, weight, patience }: Watch, start: Float64Array, objective: Objective): Watcher {
  const scores = repeated(start, label.length);
  let best = 0;
  let bestLoss = Number.POSITIVE_INFINITY;
  return {
    afterRound: (trees, round) => {
      for (let output = 0; output < objective.outputs; output++) {
        addTree(trees, output, inputs, label.length, scores, output * label.length);
      }
      let loss = 0;
      for (let row = 0; row < label.length; row++) {
        loss += objective.loss(scores, label.length, row, label[row]!) * (weight === null ? 1 : weight[row]!);
      }
      if (loss < bestLoss) {
        bestLoss = loss;
        best = round;
      }
      return { best, stop: patience !== null && round - best >= patience };
    },
  };
}
