// The parts of boosting against plain definitions: bins, exact packed sums, and the best split by trying all.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binFeatures } from "../../../../stdlib/models/gradient-boosting/bin-cache.ts";
import { binColumn } from "../../../../stdlib/models/gradient-boosting/binning.ts";
import { findSplit } from "../../../../stdlib/models/gradient-boosting/find-split.ts";
import {
  createLayout,
  fillHistogram,
  subtractHistogram,
  useFeatures,
} from "../../../../stdlib/models/gradient-boosting/histogram.ts";
import { createPacked, packGradients } from "../../../../stdlib/models/gradient-boosting/pack-gradients.ts";
import { createSplit, type SplitRules, scaledRules } from "../../../../stdlib/models/gradient-boosting/split.ts";
import { levels, numbers } from "../../../reference/columns.ts";
import { createSequence } from "../../../reference/sequence.ts";

const options = { maxBin: 255, categoriesAsCodes: false };

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
          const { mapper, bins } = binColumn(numbers("x", values), { ...options, maxBin });
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
  it("spreads many values evenly and gives a frequent one its own bin", () => {
    const values = [...createSequence(7).uniforms(5000), ...new Array<number>(5000).fill(0.5)];
    const { mapper, bins } = binColumn(numbers("x", values), { ...options, maxBin: 50 });
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
    const { mapper, bins } = binColumn(levels("c", names), options);
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

const rules: SplitRules = {
  minLeaf: 2,
  minHessian: 0.1,
  minGain: 0,
  l1: 0,
  l2: 0.5,
  catSmooth: 10,
  catRows: 10,
  catL2: 10,
  maxCatThreshold: 32,
  maxCatOnehot: 4,
};
const setup = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  rows: fc.integer({ min: 4, max: 60 }),
  features: fc.integer({ min: 1, max: 11 }),
  unit: fc.boolean(),
});

function build({
  seed,
  rows,
  features,
  unit,
}: {
  readonly seed: number;
  readonly rows: number;
  readonly features: number;
  readonly unit: boolean;
}) {
  const s = createSequence(seed);
  const bins = Array.from({ length: features }, () => Uint8Array.from(s.uniforms(rows), (u) => Math.floor(8 * u)));
  const gradient = s.uniforms(rows).map((u) => u - 0.5);
  const hessian = unit ? new Float64Array(rows).fill(1) : s.uniforms(rows).map((u) => 0.2 + u);
  const order = Int32Array.from({ length: rows }, (_, i) => rows - 1 - i);
  const layout = createLayout(bins, new Int32Array(features).fill(8));
  const packed = createPacked(rows);
  packGradients(packed, gradient, hessian, order, rows);
  const fill = (start: number, count: number): Float64Array => {
    const histogram = new Float64Array(layout.size);
    const gathered = Float64Array.from(order.subarray(start, start + count), (row) => packed.packed[row]!);
    const used = useFeatures(Int32Array.from(bins.keys()));
    fillHistogram(layout, used, order, start, count, gathered, histogram);
    return histogram;
  };
  return { bins, gradient, hessian, layout, packed, fill };
}

describe("histograms of packed gradients", () => {
  it("hold the sums of both derivatives", () => {
    fc.assert(
      fc.property(setup, (given) => {
        const { bins, gradient, hessian, layout, packed, fill } = build(given);
        const histogram = fill(0, given.rows);
        for (const [f, column] of bins.entries()) {
          for (let bin = 0; bin < 8; bin++) {
            const rows = [...column.keys()].filter((row) => column[row] === bin);
            const value = histogram[layout.offsets[f]! + bin]!;
            const g = Math.floor(value / packed.unit);
            const h = value - g * packed.unit;
            expect(g / packed.gradientScale).toBeCloseTo(
              rows.reduce((sum, row) => sum + gradient[row]!, 0),
              5,
            );
            expect(h / packed.hessianScale).toBeCloseTo(
              rows.reduce((sum, row) => sum + hessian[row]!, 0),
              4,
            );
          }
        }
      }),
    );
  });
  it("give the sibling exactly by subtraction", () => {
    fc.assert(
      fc.property(setup, (given) => {
        const { fill, layout } = build(given);
        const parent = fill(0, given.rows);
        const cut = given.rows >> 1;
        subtractHistogram(parent, fill(0, cut));
        const features = layout.size - 1;
        expect(parent.subarray(0, features)).toEqual(fill(cut, given.rows - cut).subarray(0, features));
      }),
    );
  });
});

it("the best split is the best of all", () => {
  fc.assert(
    fc.property(setup, (given) => {
      const { bins, gradient, hessian, layout, packed, fill } = build(given);
      const total = (values: Float64Array, keep: (row: number) => boolean): number =>
        values.reduce((sum, value, row) => sum + (keep(row) ? value : 0), 0);
      const score = (g: number, h: number): number => (g * g) / (h + rules.l2);
      const [g, h] = [total(gradient, () => true), total(hessian, () => true)];
      let best = 0;
      const perHessian = given.rows / h;
      for (const column of bins) {
        for (let bin = 0; bin < 8; bin++) {
          const left = (row: number): boolean => column[row]! <= bin;
          const [lg, lh] = [total(gradient, left), total(hessian, left)];
          if (Math.min(lh, h - lh) * perHessian < rules.minLeaf - 0.5 || Math.min(lh, h - lh) < rules.minHessian)
            continue;
          best = Math.max(best, score(lg, lh) + score(g - lg, h - lh) - score(g, h));
        }
      }
      const split = createSplit();
      const all = Int32Array.from(bins.keys());
      const sums = {
        unit: packed.unit,
        gradient: Math.round(g * packed.gradientScale),
        hessian: Math.round(h * packed.hessianScale),
        rowsPerHessian: given.rows / (h * packed.hessianScale),
      };
      const none = {
        layout,
        isCategory: new Uint8Array(bins.length),
        missingBins: new Int32Array(bins.length).fill(-1),
      };
      findSplit(
        fill(0, given.rows),
        none,
        all,
        sums,
        scaledRules(rules, packed.gradientScale, packed.hessianScale),
        split,
      );
      const gain = Math.max(0, split.gain) * (packed.hessianScale / packed.gradientScale ** 2);
      expect(Math.abs(gain - best)).toBeLessThan(1e-4 * (1 + best));
    }),
  );
});
