// The boosting loop: gradients of the loss, one tree per output on them, scores moved by its leaves, until the rounds are
// done or the validation rows stop improving.
import { ComponentError } from "../../../runtime/component.ts";
import type { Kernels } from "../../../runtime/kernels/kernels.ts";
import { CALL, LEAF_ROWS, ROW_BLOCK, TASK_ADD_LEAVES, TASK_ADD_UNSEEN } from "../../../runtime/kernels/memory-map.ts";
import type { Random } from "../../../runtime/numeric/random.ts";
import { placeTable, useFeatures } from "../trees/binned-table.ts";
import type { BinnedColumn } from "../trees/binning.ts";
import {
  createForest,
  EMPTY_MARK,
  type Forest,
  type ForestMark,
  markOf,
  packForest,
  tooManyNodes,
} from "../trees/forest.ts";
import { createGrower, type Grower, growTree, leafOf, setValue } from "../trees/grow-tree.ts";
import type { GrowRules } from "../trees/split.ts";
import { derive, placeScores, renewLeaves, type Scores } from "./derivatives.ts";
import { type DrawRoom, drawByGradient, drawFeatures, drawRows, type RowSampling } from "./draw-rows.ts";
import type { Objective } from "./objectives.ts";
import { createWatcher, type Watch } from "./watch.ts";

/** Nodes of a forest that grows: about 80 bytes each in plain lists, of which the engine holds a few gigabytes. */
const MOST_GROWN = 2 ** 24;

export interface BoostOptions {
  readonly rounds: number;
  readonly learningRate: number;
  readonly sampling: RowSampling;
  readonly colsample: number;
  readonly rules: GrowRules;
  /** 1: the prediction rises with the feature, -1: it falls, 0: free. */
  readonly direction: Int32Array;
}

export interface Boosted {
  readonly forest: Forest;
  readonly start: Float64Array;
  readonly rounds: number;
}

export interface BoostData {
  readonly features: readonly BinnedColumn[];
  readonly label: Float64Array;
  readonly weight: Float64Array | null;
}

export function boost(
  kernels: Kernels,
  data: BoostData,
  objective: Objective,
  options: BoostOptions,
  watch: Watch | null,
  random: Random,
): Boosted {
  const mark = kernels.mark();
  try {
    return boostIn(kernels, data, objective, options, watch, random);
  } finally {
    kernels.release(mark);
  }
}

function boostIn(
  kernels: Kernels,
  { features, label, weight }: BoostData,
  objective: Objective,
  options: BoostOptions,
  watch: Watch | null,
  random: Random,
): Boosted {
  const rows = label.length;
  const start = objective.start(label, weight);
  const table = placeTable(kernels, features, rows, options.direction);
  const grower = createGrower(kernels, table, options.rules, options.direction);
  const places = placeScores(kernels, label, weight, objective, start);
  const room = { rows, marks: kernels.allocate(rows), list: grower.memory.order };
  const forest = createForest();
  const marks: ForestMark[] = [EMPTY_MARK];
  const watcher = watch === null ? null : createWatcher(kernels, features, watch, start, objective);
  let kept = options.rounds;
  for (let round = 0; round < options.rounds; round++) {
    const draw = random.derive(`round ${round}`);
    derive(kernels, places);
    const seen = chooseRows(kernels, room, places, objective.outputs, round, options, draw.derive("rows"));
    for (let output = 0; output < objective.outputs; output++) {
      const before = markOf(forest);
      const offset = output * rows;
      fillOrder(grower, room.marks, seen);
      useFeatures(kernels, table, drawFeatures(features.length, options.colsample, draw.derive(`features ${output}`)));
      const derivatives = { gradient: places.gradients + 8 * offset, hessian: places.hessians + 8 * offset };
      const leaves = growTree(grower, derivatives, seen, forest, before.leaves);
      renewLeaves(kernels, places, leaves, seen);
      for (let k = 0; k < leaves; k++) {
        const step = options.learningRate * leafOf(grower, k).value;
        setValue(grower, k, step);
        forest.leaves.push(step);
      }
      addLeaves(kernels, rows, seen, leaves, places.scores + 8 * offset);
    }
    const grown = markOf(forest);
    if (grown.nodes > MOST_GROWN) throw tooManyNodes("gradient_boosting", grown.nodes, grown.trees, MOST_GROWN);
    marks.push(grown);
    if (watcher === null) continue;
    const state = watcher.afterRound(packForest(forest, marks[round]!, marks[round + 1]!), round);
    kept = state.best + 1;
    if (state.stop) break;
  }
  const packed = packForest(forest, EMPTY_MARK, marks[kept]!);
  if (!packed.leaves.every(Number.isFinite)) throw diverged(options.learningRate);
  return { forest: packed, start, rounds: kept };
}

const diverged = (learningRate: number): ComponentError =>
  new ComponentError(
    "run/not-converged",
    `\`gradient_boosting\` diverged: its steps at a learning rate of ${learningRate} grew past what a number holds`,
    "lower `learning_rate:`, or set `max_step:`",
  );

/** Puts the rows that the next tree sees at the head of the order, then all others, both as they come. */
function fillOrder({ kernels: { functions }, memory: { order, rows } }: Grower, marks: number, seen: number): void {
  if (seen === rows) functions.listRows(order, rows);
  else functions.divideRows(order, marks, rows, seen);
}

/** The same rows for every output of a round; returns how many. */
function chooseRows(
  kernels: Kernels,
  room: DrawRoom,
  { gradients, hessians }: Scores,
  outputs: number,
  round: number,
  { sampling, learningRate }: BoostOptions,
  random: Random,
): number {
  if (sampling.kind === "uniform") return drawRows(kernels, room, sampling.share, random);
  // As LightGBM: the first trees see all rows, while all gradients are still large.
  if (round < 1 / learningRate) return room.rows;
  return drawByGradient(kernels, room, { gradients, hessians, outputs }, sampling, random);
}

/** Adds the values of the leaves of the last tree, which saw the first `seen` rows of the order, to the scores of all rows. */
function addLeaves({ words, run }: Kernels, rows: number, seen: number, leaves: number, scores: number): void {
  words.set([scores, leaves, seen, rows], CALL >>> 2);
  run(TASK_ADD_LEAVES, Math.ceil(rows / LEAF_ROWS), rows);
  run(TASK_ADD_UNSEEN, Math.ceil((rows - seen) / ROW_BLOCK), 10 * (rows - seen));
}
