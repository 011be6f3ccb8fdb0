// One tree on given bins and derivatives, grown by the kernels, with all that can be seen of it.
import { openKernels } from "../../runtime/kernels/kernels.ts";
import { PER_UNIT } from "../../runtime/kernels/memory-map.ts";
import { createThreadBudget } from "../../runtime/kernels/thread-budget.ts";
import { placeTable } from "../../stdlib/models/trees/binned-table.ts";
import type { BinnedColumn } from "../../stdlib/models/trees/binning.ts";
import { createForest, EMPTY_MARK, markOf, packForest } from "../../stdlib/models/trees/forest.ts";
import { createGrower, growTree, leafOf } from "../../stdlib/models/trees/grow-tree.ts";
import type { GrowRules } from "../../stdlib/models/trees/split.ts";

export interface DerivedRows {
  readonly columns: readonly BinnedColumn[];
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

export const plainRules: GrowRules = {
  leaves: 31,
  maxDepth: -1,
  growth: "leafwise",
  minLeaf: 1,
  minHessian: 0,
  minGain: 0,
  l1: 0,
  l2: 0,
  maxStep: 0,
  catSmooth: 10,
  catRows: 10,
  catL2: 10,
  maxCatThreshold: 32,
  maxCatOnehot: 4,
};

/** Bins of numbers that are their own values; a missing one comes last. */
export const numberBins = (name: string, bins: Uint8Array, count: number, hasMissing = false): BinnedColumn => ({
  mapper: {
    kind: "number",
    name,
    bounds: Float64Array.from({ length: count - (hasMissing ? 2 : 1) }, (_, bin) => bin),
    missingBin: hasMissing ? count - 1 : -1,
    bins: count,
  },
  bins,
});

/** Bin 0 holds missing levels. */
export const levelBins = (name: string, bins: Uint8Array, count: number): BinnedColumn => ({
  mapper: { kind: "category", name, levels: Array.from({ length: count - 1 }, (_, k) => `l${k}`), bins: count },
  bins,
});

export function growOn(
  { columns, gradient, hessian }: DerivedRows,
  rules: GrowRules,
  threads = 1,
  direction: Int32Array = new Int32Array(columns.length),
) {
  const kernels = openKernels();
  kernels.setBudget(createThreadBudget(threads));
  const rows = gradient.length;
  const mark = kernels.mark();
  const grower = createGrower(kernels, placeTable(kernels, columns, rows, direction), rules, direction);
  const { memory } = grower;
  const derivatives = { gradient: kernels.allocate(8 * rows), hessian: kernels.allocate(8 * rows) };
  kernels.numbers.set(gradient, derivatives.gradient >>> 3);
  kernels.numbers.set(hessian, derivatives.hessian >>> 3);
  kernels.functions.listRows(memory.order, rows);
  const builder = createForest();
  const count = growTree(grower, derivatives, rows, builder, 0);
  const order = kernels.words.slice(memory.order >>> 2, (memory.order >>> 2) + rows);
  const leaves = Array.from({ length: count }, (_, k) => leafOf(grower, k));
  builder.leaves.push(...leaves.map(({ value }) => value));
  const units = { gradient: kernels.numbers[PER_UNIT >>> 3]!, hessian: kernels.numbers[(PER_UNIT >>> 3) + 1]! };
  kernels.release(mark);
  return { order, leaves, units, forest: packForest(builder, EMPTY_MARK, markOf(builder)) };
}
