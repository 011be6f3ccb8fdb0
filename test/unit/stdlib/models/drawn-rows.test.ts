// Trees that see a part of the rows: which rows those are, and the scores of the others, against plain definitions.
import fc from "fast-check";
import { expect, it } from "vitest";
import { numbersAt, openKernels } from "../../../../runtime/kernels/kernels.ts";
import { LEAF_ROWS } from "../../../../runtime/kernels/memory-map.ts";
import { createThreadBudget } from "../../../../runtime/kernels/thread-budget.ts";
import { createRandom, permutation, type Random } from "../../../../runtime/numeric/random.ts";
import { boost } from "../../../../stdlib/models/gradient-boosting/boost.ts";
import { derive, placeScores } from "../../../../stdlib/models/gradient-boosting/derivatives.ts";
import {
  drawByGradient,
  drawFeatures,
  drawRows,
  type RowSampling,
} from "../../../../stdlib/models/gradient-boosting/draw-rows.ts";
import { createObjective, type Objective } from "../../../../stdlib/models/gradient-boosting/objectives.ts";
import { placeTable, useFeatures } from "../../../../stdlib/models/trees/binned-table.ts";
import { type BinnedColumn, binColumns } from "../../../../stdlib/models/trees/binning.ts";
import {
  addTree,
  createForest,
  EMPTY_MARK,
  type Forest,
  markOf,
  packForest,
  rawInputs,
} from "../../../../stdlib/models/trees/forest.ts";
import { createGrower, growTree, leafOf } from "../../../../stdlib/models/trees/grow-tree.ts";
import type { GrowRules } from "../../../../stdlib/models/trees/split.ts";
import { levels, numbers } from "../../../reference/columns.ts";
import { createSequence } from "../../../reference/sequence.ts";

const kernels = openKernels();

const plainRows = (rows: number, share: number, random: Random): Int32Array =>
  permutation(rows, random)
    .slice(0, Math.max(1, Math.round(share * rows)))
    .sort();

/** Null for all. Changes the derivatives, outputs x rows. */
function plainByGradient(
  gradient: Float64Array,
  hessian: Float64Array,
  rows: number,
  { top, other }: RowSampling,
  random: Random,
): Int32Array | null {
  const topCount = Math.floor(top * rows);
  const otherCount = Math.min(rows - topCount, Math.floor(other * rows));
  if (topCount + otherCount === 0 || topCount + otherCount >= rows) return null;
  const size = new Float64Array(rows);
  gradient.forEach((g, i) => {
    size[i % rows] = size[i % rows]! + Math.abs(g * hessian[i]!);
  });
  const bound = size.toSorted()[rows - topCount] ?? Number.POSITIVE_INFINITY;
  const kept: number[] = [];
  const rest: number[] = [];
  for (let row = 0; row < rows; row++) (size[row]! >= bound && kept.length < topCount ? kept : rest).push(row);
  const drawn = Array.from(permutation(rest.length, random).subarray(0, otherCount), (place) => rest[place]!);
  for (const row of drawn) {
    for (let at = row; at < gradient.length; at += rows) {
      gradient[at] = gradient[at]! * (rest.length / Math.max(1, otherCount));
      hessian[at] = hessian[at]! * (rest.length / Math.max(1, otherCount));
    }
  }
  return Int32Array.from([...kept, ...drawn]).sort();
}

const seed = fc.integer({ min: 1, max: 1e6 });
const share = fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true }));
const rowsDrawn = (marks: number, rows: number): Int32Array =>
  Int32Array.from({ length: rows }, (_, row) => row).filter((row) => kernels.bytes[marks + row] === 1);

it("rows are drawn as a plain definition draws them, and divided with the others behind them", () => {
  fc.assert(
    fc.property(seed, fc.integer({ min: 1, max: 300 }), share, (given, rows, part) => {
      const mark = kernels.mark();
      const room = { rows, marks: kernels.allocate(rows), list: kernels.allocate(4 * rows) };
      const count = drawRows(kernels, room, part, createRandom(given));
      const expected = plainRows(rows, part, createRandom(given));
      expect(count).toBe(expected.length);
      if (part < 1) {
        expect(rowsDrawn(room.marks, rows)).toEqual(expected);
        kernels.functions.divideRows(room.list, room.marks, rows, count);
        const isDrawn = new Set(expected);
        const others = Array.from({ length: rows }, (_, row) => row).filter((row) => !isDrawn.has(row));
        const order = kernels.words.slice(room.list >>> 2, (room.list >>> 2) + rows);
        expect(Array.from(order)).toEqual([...expected, ...others]);
      }
      kernels.release(mark);
    }),
  );
});

it("rows of large derivatives and some others are drawn and raised as a plain definition says", () => {
  const value = fc.oneof(
    fc.constantFrom(0, -0, 1, -1, Number.MAX_VALUE, Number.POSITIVE_INFINITY, Number.NaN, 5e-324),
    fc.double({ min: -1, max: 1 }),
    fc.integer({ min: -3, max: 3 }),
  );
  const sizes = fc.record({ rows: fc.integer({ min: 1, max: 90 }), outputs: fc.integer({ min: 1, max: 3 }) });
  const filled = sizes.chain(({ rows, outputs }) => {
    const all = fc.array(value, { minLength: rows * outputs, maxLength: rows * outputs });
    return fc.record({ rows: fc.constant(rows), outputs: fc.constant(outputs), gradient: all, hessian: all });
  });
  fc.assert(
    fc.property(seed, filled, share, share, (given, { rows, outputs, gradient, hessian }, top, other) => {
      const sampling: RowSampling = { kind: "gradient", share: 1, top, other };
      const mark = kernels.mark();
      const room = { rows, marks: kernels.allocate(rows), list: kernels.allocate(4 * rows) };
      const gradients = kernels.allocate(8 * rows * outputs);
      const hessians = kernels.allocate(8 * rows * outputs);
      const own = [
        numbersAt(kernels, gradients, rows * outputs),
        numbersAt(kernels, hessians, rows * outputs),
      ] as const;
      own[0].set(gradient);
      own[1].set(hessian);
      const count = drawByGradient(kernels, room, { gradients, hessians, outputs }, sampling, createRandom(given));
      const plain = [Float64Array.from(gradient), Float64Array.from(hessian)] as const;
      const expected = plainByGradient(...plain, rows, sampling, createRandom(given));
      expect(count).toBe(expected?.length ?? rows);
      if (expected !== null) expect(rowsDrawn(room.marks, rows)).toEqual(expected);
      expect(numbersAt(kernels, gradients, rows * outputs)).toEqual(plain[0]);
      expect(numbersAt(kernels, hessians, rows * outputs)).toEqual(plain[1]);
      kernels.release(mark);
    }),
  );
});

interface Boosting {
  readonly features: readonly BinnedColumn[];
  readonly inputs: readonly Float64Array[];
  readonly label: Float64Array;
  readonly objective: Objective;
  readonly sampling: RowSampling;
  readonly rules: GrowRules;
}
const ROUNDS = 5;
const LEARNING_RATE = 0.7;
const COLSAMPLE = 0.6;

/** Every tree moves all scores by the walk of each row through it. */
function plainBoost({ features, inputs, label, objective, sampling, rules }: Boosting, random: Random): Forest {
  const mark = kernels.mark();
  const rows = label.length;
  const direction = new Int32Array(features.length);
  const table = placeTable(kernels, features, rows, direction);
  const grower = createGrower(kernels, table, rules, direction);
  const places = [kernels.allocate(8 * rows), kernels.allocate(8 * rows)] as const;
  const forest = createForest();
  const moved = placeScores(kernels, label, null, objective, objective.start(label, null));
  const count = rows * objective.outputs;
  for (let round = 0; round < ROUNDS; round++) {
    const draw = random.derive(`round ${round}`);
    derive(kernels, moved);
    const [scores, gradient, hessian] = [
      numbersAt(kernels, moved.scores, count),
      numbersAt(kernels, moved.gradients, count).slice(),
      numbersAt(kernels, moved.hessians, count).slice(),
    ];
    const rowsRandom = draw.derive("rows");
    const all = Int32Array.from({ length: rows }, (_, row) => row);
    let chosen: Int32Array | null = null;
    if (sampling.kind === "uniform") chosen = plainRows(rows, sampling.share, rowsRandom);
    else if (round >= 1 / LEARNING_RATE) chosen = plainByGradient(gradient, hessian, rows, sampling, rowsRandom);
    for (let output = 0; output < objective.outputs; output++) {
      const before = markOf(forest);
      kernels.words.set(chosen ?? all, grower.memory.order >>> 2);
      useFeatures(kernels, table, drawFeatures(features.length, COLSAMPLE, draw.derive(`features ${output}`)));
      const [from, to] = [output * rows, (output + 1) * rows];
      numbersAt(kernels, places[0], rows).set(gradient.subarray(from, to));
      numbersAt(kernels, places[1], rows).set(hessian.subarray(from, to));
      const derivatives = { gradient: places[0], hessian: places[1] };
      const leaves = growTree(grower, derivatives, (chosen ?? all).length, forest, before.leaves);
      for (let k = 0; k < leaves; k++) forest.leaves.push(LEARNING_RATE * leafOf(grower, k).value);
      addTree(packForest(forest, before, markOf(forest)), 0, inputs, rows, scores, from);
    }
  }
  kernels.release(mark);
  return packForest(forest, EMPTY_MARK, markOf(forest));
}

/** Numbers with ties and gaps, levels with gaps, and a column without values. */
function drawColumns(given: number, rows: number) {
  const { uniform } = createSequence(given);
  const level = (): string | null => (uniform() < 0.1 ? null : `level ${Math.floor(30 * uniform() ** 2)}`);
  const columns = [
    numbers("plain", Array.from({ length: rows }, uniform)),
    numbers(
      "gaps",
      Array.from({ length: rows }, () => (uniform() < 0.2 ? null : Math.floor(9 * uniform()))),
    ),
    levels("levels", Array.from({ length: rows }, level)),
    numbers(
      "rare gap",
      Array.from({ length: rows }, (_, row) => (row === 0 ? null : uniform())),
    ),
    numbers("none", new Array<null>(rows).fill(null)),
  ];
  return { columns, noise: Array.from({ length: rows }, uniform) };
}

const LARGE = {
  given: 1,
  rows: 2 * LEAF_ROWS + 9,
  kind: "uniform",
  part: 0.7,
  other: 0,
  growth: "leafwise",
  leaves: 31,
  classes: 0,
  threads: 2,
} as const;

it("a fit is that of trees whose rows walk through them, with any number of threads", () => {
  const setup = fc.record({
    given: seed,
    rows: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 4000, max: 9000 })),
    kind: fc.constantFrom<RowSampling["kind"][]>("uniform", "gradient"),
    part: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    other: fc.double({ min: 0, max: 0.4, noNaN: true }),
    growth: fc.constantFrom<GrowRules["growth"][]>("leafwise", "depthwise", "symmetric"),
    leaves: fc.constantFrom<number[]>(2, 31, 300),
    classes: fc.constantFrom<number[]>(0, 3),
    threads: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(setup, ({ given, rows, kind, part, other, growth, leaves, classes, threads }) => {
      const { columns, noise } = drawColumns(given, rows);
      // Symmetric trees do not split on sets.
      const features = binColumns(columns, { maxBin: 60, categoriesAsCodes: growth === "symmetric" });
      const inputs = rawInputs(
        columns,
        features.map(({ mapper }) =>
          mapper.kind === "number"
            ? { kind: "number", name: mapper.name }
            : { kind: "category", name: mapper.name, levels: mapper.levels },
        ),
      );
      const bins = features.map((feature) => feature.bins);
      const signal = noise.map((u, row) => u + Math.sin(bins[0]![row]!) + (bins[2]![row]! % 3) + (bins[1]![row]! & 1));
      const label = Float64Array.from(signal, (y) => (classes === 0 ? y : Math.floor(y) % classes));
      const rules: GrowRules = {
        leaves,
        maxDepth: growth === "symmetric" ? 5 : -1,
        growth,
        minLeaf: 2,
        minHessian: 1e-3,
        minGain: 0,
        l1: 0,
        l2: 0.1,
        maxStep: 0,
        catSmooth: 1,
        catRows: 2,
        catL2: 1,
        maxCatThreshold: 32,
        maxCatOnehot: 4,
      };
      const objective = createObjective(classes === 0 ? "squared" : "softmax", classes, {
        quantile: 0.5,
        huberDelta: 1,
        softmaxCurvature: 2,
      });
      const sampling: RowSampling = { kind, share: part, top: part, other };
      const plain = plainBoost({ features, inputs, label, objective, sampling, rules }, createRandom(given));
      kernels.setBudget(createThreadBudget(threads));
      const options = {
        rounds: ROUNDS,
        learningRate: LEARNING_RATE,
        sampling,
        colsample: COLSAMPLE,
        rules,
        direction: new Int32Array(features.length),
      };
      const data = { features, label, weight: null };
      expect(boost(kernels, data, objective, options, null, createRandom(given)).forest).toEqual(plain);
      kernels.setBudget(null);
    }),
    // More than two blocks of rows whose scores are moved by leaves.
    { numRuns: 60, examples: [[LARGE]] },
  );
});
