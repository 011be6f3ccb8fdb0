// The parts of histogram trees against plain definitions: bins, exact sums, partitions, and the best split by trying all.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openKernels } from "../../../../runtime/kernels/kernels.ts";
import { createThreadBudget } from "../../../../runtime/kernels/thread-budget.ts";
import { binFeatures } from "../../../../stdlib/models/trees/bin-cache.ts";
import { binColumns } from "../../../../stdlib/models/trees/binning.ts";
import { addTree, emptyForest, IS_SET, joinForests, MISSING_LEFT } from "../../../../stdlib/models/trees/forest.ts";
import { addForest } from "../../../../stdlib/models/trees/predict-forest.ts";
import { scoredOf } from "../../../../stdlib/models/trees/scored-forest.ts";
import { type GrowRules, SET_BYTES } from "../../../../stdlib/models/trees/split.ts";
import { levels, numbers } from "../../../reference/columns.ts";
import { growOn, numberBins, plainRules } from "../../../reference/grown-tree.ts";
import { createSequence } from "../../../reference/sequence.ts";

const options = { maxBin: 255, categoriesAsCodes: false };

/** LightGBM's greedy rule, as it is written down: at least three rows per bin, frequent values alone. */
function plainBounds(sorted: Float64Array, maxBin: number): Float64Array {
  const sizes = new Map<number, number>();
  for (const value of sorted) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  const entries = [...sizes];
  const isFew = entries.length <= maxBin;
  const most = isFew ? maxBin : Math.max(1, Math.min(maxBin, Math.floor(sorted.length / 3)));
  const isBig = (i: number): boolean => !isFew && entries[i]![1] >= sorted.length / most;
  const small = entries.filter((_, i) => !isBig(i));
  let restBins = most - (entries.length - small.length);
  let restRows = small.reduce((sum, [, size]) => sum + size, 0);
  let full = isFew ? 3 : restRows / restBins;
  const bounds: number[] = [];
  let inBin = 0;
  for (let i = 0; i + 1 < entries.length && bounds.length < most - 1; i++) {
    const [value, size] = entries[i]!;
    if (!isBig(i)) restRows -= size;
    inBin += size;
    if (!isBig(i) && !(inBin >= full) && !(isBig(i + 1) && inBin >= Math.max(1, full / 2))) continue;
    const middle = value / 2 + entries[i + 1]![0] / 2;
    bounds.push(middle < entries[i + 1]![0] ? middle : value);
    inBin = 0;
    if (isFew || isBig(i)) continue;
    restBins--;
    full = restRows / restBins;
  }
  return Float64Array.from(bounds);
}

describe("binning", () => {
  it("keeps the order of values, and gives missing ones a bin of their own", () => {
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: 0, max: 5 }),
      fc.constant(null),
    );
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 4, max: 40 }),
        (values, maxBin) => {
          const { mapper, bins } = binColumns([numbers("x", values)], { ...options, maxBin })[0]!;
          expect(mapper.bins).toBeLessThanOrEqual(maxBin);
          if (mapper.kind !== "number") return;
          for (const [i, item] of values.entries()) {
            expect(bins[i]).toBeLessThan(mapper.bins);
            const [low, high] = [mapper.bounds[bins[i]! - 1] ?? -Infinity, mapper.bounds[bins[i]!] ?? Infinity];
            if (item === null) expect(bins[i]).toBe(mapper.missingBin);
            else expect(item > low && item <= high).toBe(true);
          }
        },
      ),
    );
  });
  it("finds the bounds of a plain definition, for all kinds of numbers and columns that wait together", () => {
    const { uniforms } = createSequence(11);
    const kinds: readonly ((u: number) => number)[] = [
      (u) => Math.floor(7 * u) - 3,
      (u) => Math.floor(70_000 * u * u) - 500,
      (u) => Math.floor(3e9 * u ** 4),
      (u) => Math.floor(2e12 * u) - 1e12,
      (u) => (u < 0.4 ? -0 : u - 0.5),
      (u) => 1 / (u - 0.3),
      (u) => (u < 0.1 ? Number.NEGATIVE_INFINITY : Math.floor(4 * u)),
      () => Number.NaN,
      () => 12,
    ];
    for (const rows of [1, 37, 5001, 250_001]) {
      const columns = kinds.flatMap((kind, k) =>
        [0, 0.05].map((missing) => {
          const values = Float64Array.from(uniforms(rows), kind);
          uniforms(rows).forEach((u, i) => {
            if (u < missing) values[i] = Number.NaN;
          });
          return { kind: "number", type: "float", name: `${k} ${missing}`, values } as const;
        }),
      );
      const stride = Math.ceil(rows / 200_000);
      binColumns(columns, options).forEach(({ mapper, bins }, c) => {
        const { name, values } = columns[c]!;
        const hasMissing = values.some(Number.isNaN);
        const sample = values.filter((value, i) => i % stride === 0 && !Number.isNaN(value)).map((value) => value + 0);
        const bounds = plainBounds(sample.sort(), hasMissing ? 254 : 255);
        const expected = { kind: "number", name, bounds, missingBin: hasMissing ? bounds.length + 1 : -1 };
        expect(mapper).toEqual({ ...expected, bins: bounds.length + (hasMissing ? 2 : 1) });
        const wrong = values.findIndex((value, i) => {
          if (Number.isNaN(value)) return bins[i] !== expected.missingBin;
          const bin = bins[i]!;
          return (
            bin > bounds.length ||
            !(value > (bounds[bin - 1] ?? -Infinity) || bin === 0) ||
            value > (bounds[bin] ?? Infinity)
          );
        });
        expect(wrong).toBe(-1);
      });
    }
  });
  it("spreads many values evenly and gives a frequent one its own bin", () => {
    const values = [...createSequence(7).uniforms(5000), ...new Array<number>(5000).fill(0.5)];
    const { mapper, bins } = binColumns([numbers("x", values)], { ...options, maxBin: 50 })[0]!;
    const counts = new Int32Array(mapper.bins);
    for (const bin of bins) counts[bin] = counts[bin]! + 1;
    const [first, ...rest] = Array.from(counts).sort((a, b) => b - a);
    expect(first).toBeGreaterThanOrEqual(5000);
    // Up to half a bin of smaller values may stand before it (LightGBM's rule).
    expect(first).toBeLessThan(5060);
    expect(rest[0]! / rest[rest.length - 1]!).toBeLessThan(2.5);
  });
  it("numbers levels by frequency; rare and missing ones share bin 0", () => {
    const names = [...new Array<string>(150).fill("often"), ...new Array<string>(149).fill("also"), "once", null];
    const { mapper, bins } = binColumns([levels("c", names)], options)[0]!;
    expect(mapper.kind === "category" && mapper.levels).toEqual(["often", "also"]);
    expect([bins[0], bins[150], bins[299], bins[300]]).toEqual([1, 2, 0, 0]);
  });
  it("is done once per column in memory", () => {
    const column = numbers("x", [1, 2, 3]);
    const [once] = binFeatures([column], options);
    expect(binFeatures([{ ...column }], options)[0]).toBe(once);
    expect(binFeatures([column], { ...options, maxBin: 2 })[0]).not.toBe(once);
    expect(binFeatures([{ ...column, name: "y" }], options)[0]?.mapper.name).toBe("y");
  });
});

const rules: GrowRules = { ...plainRules, leaves: 2, minLeaf: 2, minHessian: 0.1, l2: 0.5 };
const setup = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  rows: fc.integer({ min: 4, max: 60 }),
  features: fc.integer({ min: 1, max: 19 }),
  bins: fc.constantFrom(8, 32, 40, 100, 255),
  unit: fc.boolean(),
});
type Setup = typeof setup extends fc.Arbitrary<infer T> ? T : never;

const kernels = openKernels();

/** Random bins and derivatives, and a tree grown on them. */
function grow({ seed, rows, features, bins: most, unit }: Setup, changed: Partial<GrowRules> = {}, threads = 1) {
  const s = createSequence(seed);
  const columns = Array.from({ length: features }, (_, f) =>
    numberBins(
      `x${f}`,
      Uint8Array.from(s.uniforms(rows), (u) => Math.floor(most * u)),
      most,
    ),
  );
  const gradient = s.uniforms(rows).map((u) => u - 0.5);
  const hessian = unit ? new Float64Array(rows).fill(1) : s.uniforms(rows).map((u) => 0.2 + u);
  const given = { columns, gradient, hessian };
  return { ...given, ...growOn(given, { ...rules, ...changed }, threads) };
}

describe("a tree of kernels", () => {
  it("splits at the best of all cuts", () => {
    fc.assert(
      fc.property(setup, (given) => {
        const { columns, gradient, hessian, forest } = grow(given);
        const total = (values: Float64Array, keep: (row: number) => boolean): number =>
          values.reduce((sum, value, row) => sum + (keep(row) ? value : 0), 0);
        const score = (g: number, h: number): number => (g * g) / (h + rules.l2);
        const [g, h] = [total(gradient, () => true), total(hessian, () => true)];
        let best = 0;
        const perHessian = given.rows / h;
        for (const { bins } of columns) {
          for (let bin = 0; bin < given.bins; bin++) {
            const left = (row: number): boolean => bins[row]! <= bin;
            const [lg, lh] = [total(gradient, left), total(hessian, left)];
            const smaller = Math.min(lh, h - lh);
            if (smaller * perHessian < rules.minLeaf - 0.5 || smaller < rules.minHessian) continue;
            best = Math.max(best, score(lg, lh) + score(g - lg, h - lh) - score(g, h));
          }
        }
        expect(Math.abs((forest.gain[0] ?? 0) - best)).toBeLessThan(1e-6 * (1 + best));
      }),
    );
  });

  it("keeps rows in order within leaves, each leaf with the exact sums of its rows", () => {
    fc.assert(
      fc.property(setup, (given) => {
        const { gradient, hessian, order, leaves, units } = grow(given, { leaves: 12 });
        expect([...order].sort((a, b) => a - b)).toEqual([...order.keys()]);
        for (const { start, count, gradient: g, hessian: h } of leaves) {
          const rows = [...order.subarray(start, start + count)];
          expect(rows).toEqual([...rows].sort((a, b) => a - b));
          const sum = (values: Float64Array, unit: number): number =>
            rows.reduce((total, row) => total + Math.round(values[row]! / unit), 0);
          // Halves round to even in the kernel and up here.
          expect(Math.abs(g - sum(gradient, units.gradient))).toBeLessThanOrEqual(rows.length);
          expect(Math.abs(h - sum(hessian, units.hessian))).toBeLessThanOrEqual(rows.length);
        }
      }),
    );
  });

  it("routes rows to the leaves they are in", () => {
    fc.assert(
      fc.property(setup, (given) => {
        const { columns, order, leaves, forest } = grow(given, { leaves: 9 });
        for (const [k, { start, count }] of leaves.entries()) {
          for (const row of order.subarray(start, start + count)) {
            let node = forest.roots[0]!;
            while (node >= 0) {
              const isLeft = columns[forest.feature[node]!]!.bins[row]! <= forest.threshold[node]!;
              node = (isLeft ? forest.left : forest.right)[node]!;
            }
            expect(-1 - node).toBe(k);
          }
        }
      }),
    );
  });

  it("reads no bin behind the memory", () => {
    const given: Setup = { seed: 6, rows: 130, features: 1, bins: 32, unit: true };
    // So large a ridge that all cuts are searched exactly, two bins at a time from the second one on.
    const changed = { minLeaf: 6, l2: 1e13 };
    const { forest } = grow(given, changed);
    const mark = kernels.mark();
    kernels.allocate(kernels.bytes.length - mark);
    const end = kernels.mark();
    // In one of these places the histogram ends with the memory.
    for (let before = 0; before <= 65_536; before += 64) {
      kernels.allocate(before);
      expect(grow(given, changed).forest).toEqual(forest);
      kernels.release(end);
    }
    kernels.release(mark);
  });

  it("is the same above the first half of the memory", () => {
    const given: Setup = { seed: 8, rows: 3000, features: 5, bins: 100, unit: false };
    const { forest } = grow(given, { leaves: 15 });
    const predict = (): Float64Array => {
      const s = createSequence(4);
      const scores = new Float64Array(100);
      addForest(
        kernels,
        forest,
        Array.from({ length: 5 }, () => s.uniforms(100)),
        100,
        1,
        scores,
      );
      return scores;
    };
    const predicted = predict();
    const mark = kernels.mark();
    kernels.allocate(2 ** 31);
    expect(grow(given, { leaves: 15 }).forest).toEqual(forest);
    expect(predict()).toEqual(predicted);
    kernels.release(mark);
  });

  it("is the same for any number of threads", () => {
    const given: Setup = { seed: 5, rows: 40_000, features: 23, bins: 255, unit: false };
    const one = grow(given, { leaves: 31, minLeaf: 20 }, 1);
    const three = grow(given, { leaves: 31, minLeaf: 20 }, 3);
    expect(three.forest).toEqual(one.forest);
    expect(three.order).toEqual(one.order);
  });
});

describe("kernels against plain TypeScript", () => {
  const value = fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -3, max: 3 }), fc.float({ noNaN: true }));

  it("sorts numbers", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 400 }), (given) => {
        const values = Float64Array.from(given, (item) => item + 0);
        const mark = kernels.mark();
        const places = [kernels.allocate(8 * values.length), kernels.allocate(8 * values.length)] as const;
        const counts = kernels.allocate(8 * 256 * 4);
        kernels.numbers.set(values, places[0] >>> 3);
        const at = kernels.functions.sortNumbers(...places, counts, values.length) >>> 3;
        const sorted = kernels.numbers.slice(at, at + values.length);
        kernels.release(mark);
        expect(sorted).toEqual(Float64Array.from(values).sort());
      }),
    );
  });

  it("lays eight columns of bytes side by side", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 1e6 }), (rows, seed) => {
        const stride = 16 * Math.ceil(rows / 16);
        const columns = createSequence(seed)
          .uniforms(8 * stride)
          .map((u) => Math.floor(256 * u));
        const mark = kernels.mark();
        const [lanes, to] = [kernels.allocate(8 * stride), kernels.allocate(8 * stride)] as const;
        kernels.bytes.set(columns, lanes);
        kernels.functions.layLanes(lanes, stride, rows, to);
        const laid = kernels.bytes.slice(to, to + 8 * rows);
        kernels.release(mark);
        expect(laid).toEqual(laid.map((_, i) => columns[stride * (i % 8) + Math.floor(i / 8)]!));
      }),
    );
  });

  it.each([
    { size: "small", fewest: 1, most: 64 },
    { size: "large", fewest: 65, most: 150 },
  ])("predicts as the walk of one row through each of some $size trees", ({ size, fewest, most }) => {
    const leaves = fc.integer({ min: fewest, max: most });
    let scoredForests = 0;
    fc.assert(
      fc.property(
        setup,
        fc.array(leaves, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 1300 }),
        fc.integer({ min: 1, max: 2 }),
        (given, sizes, outputs, count, threads) => {
          const forest = joinForests(
            sizes.map((leafCount, k) => {
              const tree = { ...given, seed: given.seed + k, rows: given.rows + 2 * most };
              return grow(tree, { leaves: leafCount, minLeaf: 1, minHessian: 0 }, threads).forest;
            }),
          );
          const s = createSequence(given.seed + 1);
          const bins = Array.from({ length: Math.ceil(given.features / 2) }, () =>
            s.uniforms(count).map((u) => Math.floor((u < 0.5 ? 2 * given.bins : 256) * u)),
          );
          const numbers = Array.from({ length: given.features - bins.length }, () =>
            s.uniforms(count).map((u) => {
              if (u < 0.2) return [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY][Math.floor(15 * u)]!;
              // Half of the values lie at a threshold.
              return u < 0.6 ? Math.floor(given.bins * u) : given.bins * u;
            }),
          );
          const inputs = [...bins, ...numbers];
          const isOnSet = (node: number): boolean =>
            given.seed % 2 === 1 && forest.feature[node]! < bins.length && node % 4 > 0;
          const withValues = {
            ...forest,
            leaves: forest.leaves.map((_, k) => k + 0.25),
            // Splits of these features are on a set or on a threshold.
            flags: forest.flags.map((flag, node) => (isOnSet(node) ? IS_SET : flag)),
            threshold: forest.threshold.map((threshold, node) => (isOnSet(node) ? node : threshold)),
            sets: Uint8Array.from(s.uniforms(SET_BYTES * forest.feature.length), (u) => 256 * u),
          };
          const [fast, plain] = [new Float64Array(outputs * count).fill(1), new Float64Array(outputs * count).fill(1)];
          addForest(kernels, withValues, inputs, count, outputs, fast);
          for (const tree of sizes.keys()) addTree(withValues, tree, inputs, count, plain, count * (tree % outputs));
          expect(fast).toEqual(plain);
          if (scoredOf(kernels, withValues, inputs.length) !== null) scoredForests++;
        },
      ),
    );
    if (size === "small") expect(scoredForests).toBe(100);
    else expect(scoredForests).toBeLessThan(100);
  });

  it.each([1, 2])(
    "predicts rows of some blocks by a tree of many levels and values per leaf, on %i threads",
    (threads) => {
      const levels = 5000;
      const forest = {
        ...emptyForest(2, 1, levels, levels + 1, 0),
        threshold: Float64Array.from({ length: levels }, (_, node) => node),
        // Missing values leave at the first level that lets them.
        flags: Uint8Array.from({ length: levels }, (_, node) => (node === 7 ? MISSING_LEFT : 0)),
        left: Int32Array.from({ length: levels }, (_, node) => -1 - node),
        right: Int32Array.from({ length: levels }, (_, node) => (node + 1 < levels ? node + 1 : -1 - levels)),
        leaves: Float64Array.from({ length: 2 * (levels + 1) }, (_, k) => (k % 2 === 0 ? k / 2 : -k)),
      };
      const values = createSequence(3)
        .uniforms(40_000)
        .map((u) => (u < 0.1 ? Number.NaN : 1.1 * levels * u));
      const scores = new Float64Array(2 * values.length);
      kernels.setBudget(createThreadBudget(threads));
      addForest(kernels, forest, [values], values.length, 1, scores);
      kernels.setBudget(null);
      const leafOfRow = (row: number): number => Math.min(Math.ceil(values[row]! || 7), levels);
      expect(scores).toEqual(scores.map((_, at) => (at % 2 === 0 ? leafOfRow(at >> 1) : -2 * leafOfRow(at >> 1) - 1)));
    },
  );

  it.each([254, 255])("predicts with %i thresholds of one feature", (count) => {
    const forest = {
      ...emptyForest(1, count, count, 2 * count, 0),
      roots: Int32Array.from({ length: count }, (_, tree) => tree),
      threshold: Float64Array.from({ length: count }, (_, tree) => tree),
      left: Int32Array.from({ length: count }, (_, tree) => -1 - 2 * tree),
      right: Int32Array.from({ length: count }, (_, tree) => -2 - 2 * tree),
      leaves: Float64Array.from({ length: 2 * count }, (_, leaf) => leaf % 2),
    };
    const values = Float64Array.of(-1, 0, 0.5, 100, 253, 253.5, 254, 300, Number.NaN);
    const scores = new Float64Array(values.length);
    addForest(kernels, forest, [values], values.length, 1, scores);
    expect(scoredOf(kernels, forest, 1) === null).toBe(count > 254);
    // Missing values go right.
    expect(scores).toEqual(values.map((value) => (value <= 0 ? 0 : Math.min(count, Math.ceil(value || count)))));
  });
});
