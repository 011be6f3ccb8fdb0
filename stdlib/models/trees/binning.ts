// Features cut into at most 255 bins, once per column: boosting then works on bytes. Numbers: LightGBM's greedy
// equal-count binning, in which frequent values get bins of their own (Ke and others, 2017). Categories: one bin per
// level by falling frequency.

import type { CategoryColumn, FrameColumn, NumberColumn } from "../../../runtime/frame/frame.ts";
import { type Kernels, openKernels } from "../../../runtime/kernels/kernels.ts";
import { CALL, ROW_BLOCK, TASK_ASSIGN_BINS } from "../../../runtime/kernels/memory-map.ts";

export type BinMapper =
  | {
      readonly kind: "number";
      readonly name: string;
      /** Upper bound of each bin but the last; a value belongs to the first bin whose bound is not below it. */
      readonly bounds: Float64Array;
      /** Bin of missing values, after the others; -1 when training had none. */
      readonly missingBin: number;
      readonly bins: number;
    }
  | {
      readonly kind: "category";
      readonly name: string;
      /** Level of bin i + 1; bin 0 holds missing, rare and unseen levels. */
      readonly levels: readonly string[];
      readonly bins: number;
    };

export interface BinnedColumn {
  readonly mapper: BinMapper;
  /** Bin per row. */
  readonly bins: Uint8Array;
}

export interface BinOptions {
  readonly maxBin: number;
  /** Category columns as level codes in the order of the sorted levels. */
  readonly categoriesAsCodes: boolean;
}

/** Rows that the bounds are found from, evenly spread over the column (LightGBM's bin_construct_sample_cnt). */
const SAMPLE = 200_000;
/** Fewest sampled rows of a bin (LightGBM's min_data_in_bin). */
const MIN_IN_BIN = 3;
/** Levels beyond this share of the rows have no bin of their own. */
const COVERED = 0.99;

/** Pure: the same column and options give the same bins. */
export function binColumn(column: FrameColumn, options: BinOptions): BinnedColumn {
  if (column.kind === "number") return binNumbers(column, options.maxBin);
  return options.categoriesAsCodes ? binNumbers(levelCodes(column), options.maxBin) : binLevels(column, options.maxBin);
}

/** Level codes in sorted order of the levels, so that they do not depend on the order of rows. */
export function levelCodes(column: CategoryColumn): NumberColumn {
  const sorted = [...column.levels].sort();
  const rank = new Map(sorted.map((level, i) => [level, i]));
  const ranks = Float64Array.from(column.levels, (level) => rank.get(level)!);
  const values = Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : ranks[code]!));
  return { kind: "number", name: column.name, type: "int", values };
}

function binNumbers({ name, values }: NumberColumn, maxBin: number): BinnedColumn {
  const kernels = openKernels();
  const mark = kernels.mark();
  const rows = values.length;
  const place = kernels.allocate(8 * rows);
  kernels.numbers.set(values, place >> 3);
  const missing = kernels.functions.hasMissing(place, rows) === 1;
  const bounds = boundsOfColumn(kernels, place, rows, missing ? maxBin - 1 : maxBin);
  const valueBins = bounds.length + 1;
  const missingBin = missing ? valueBins : -1;
  const mapper = { kind: "number", name, bounds, missingBin, bins: valueBins + (missing ? 1 : 0) } as const;
  const bins = assignBins(kernels, place, rows, bounds, Math.max(0, missingBin));
  kernels.release(mark);
  return { mapper, bins };
}

function assignBins(
  kernels: Kernels,
  values: number,
  rows: number,
  bounds: Float64Array,
  missingBin: number,
): Uint8Array {
  const [bins, boundsAt] = [kernels.allocate(rows), kernels.allocate(8 * 256)];
  const { numbers, words, bytes } = kernels;
  numbers.fill(Number.POSITIVE_INFINITY, boundsAt >> 3, (boundsAt >> 3) + 256);
  numbers.set(bounds, boundsAt >> 3);
  const halvings = Math.ceil(Math.log2(bounds.length + 1));
  words.set([values, bins, boundsAt, rows, missingBin, halvings], CALL >> 2);
  kernels.run(TASK_ASSIGN_BINS, Math.ceil(rows / ROW_BLOCK), 8 * rows);
  return bytes.slice(bins, bins + rows);
}

/** Room for counts of all bytes of a number (sortNumbers). */
const COUNTS_BYTES = 8 * 256 * 4;

/** Bounds between bins of about equal count, for the values at an address. */
function boundsOfColumn(kernels: Kernels, place: number, rows: number, maxBin: number): Float64Array {
  const mark = kernels.mark();
  const stride = Math.max(1, Math.ceil(rows / SAMPLE));
  const sampled = Math.ceil(rows / stride);
  const sample = kernels.allocate(8 * sampled);
  const spare = kernels.allocate(8 * sampled);
  const counts = kernels.allocate(COUNTS_BYTES);
  const sizes = kernels.allocate(4 * sampled);
  const { functions, numbers, words } = kernels;
  const kept = functions.drawSample(place, rows, stride, sample);
  const sorted = functions.sortNumbers(sample, spare, counts, kept);
  const distinct = sorted === sample ? spare : sample;
  const found = functions.countDistinct(sorted, kept, distinct, sizes);
  const bounds = greedyBounds(
    numbers.subarray(distinct >> 3, (distinct >> 3) + found),
    words.subarray(sizes >> 2, (sizes >> 2) + found),
    kept,
    maxBin,
  );
  kernels.release(mark);
  return bounds;
}

function greedyBounds(distinct: Float64Array, counts: Int32Array, total: number, maxBin: number): Float64Array {
  if (distinct.length <= maxBin) return boundsOfFew(distinct, counts);
  const most = Math.max(1, Math.min(maxBin, Math.floor(total / MIN_IN_BIN)));
  return boundsOfMany(distinct, counts, total, most);
}

/** Halfway, and never rounded up to the upper value. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle < high ? middle : low;
}

function boundsOfFew(distinct: Float64Array, counts: Int32Array): Float64Array {
  const bounds: number[] = [];
  let inBin = 0;
  for (let i = 0; i + 1 < distinct.length; i++) {
    inBin += counts[i]!;
    if (inBin < MIN_IN_BIN) continue;
    bounds.push(between(distinct[i]!, distinct[i + 1]!));
    inBin = 0;
  }
  return Float64Array.from(bounds);
}

function boundsOfMany(distinct: Float64Array, counts: Int32Array, total: number, maxBin: number): Float64Array {
  const big = total / maxBin;
  const isBig = (i: number): boolean => counts[i]! >= big;
  let restBins = maxBin;
  let restRows = 0;
  for (let i = 0; i < counts.length; i++) {
    if (isBig(i)) restBins--;
    else restRows += counts[i]!;
  }
  let size = restRows / restBins;
  const bounds: number[] = [];
  let inBin = 0;
  for (let i = 0; i + 1 < distinct.length && bounds.length < maxBin - 1; i++) {
    if (!isBig(i)) restRows -= counts[i]!;
    inBin += counts[i]!;
    const full = isBig(i) || inBin >= size || (isBig(i + 1) && inBin >= Math.max(1, size / 2));
    if (!full) continue;
    bounds.push(between(distinct[i]!, distinct[i + 1]!));
    inBin = 0;
    if (isBig(i)) continue;
    restBins--;
    size = restRows / restBins;
  }
  return Float64Array.from(bounds);
}

function binLevels({ name, codes, levels }: CategoryColumn, maxBin: number): BinnedColumn {
  const counts = new Float64Array(levels.length);
  let present = 0;
  for (let i = 0; i < codes.length; i++) {
    if (codes[i]! < 0) continue;
    counts[codes[i]!] = counts[codes[i]!]! + 1;
    present++;
  }
  const ranked = levels.map((level, code) => ({ level, code, count: counts[code]! })).filter(({ count }) => count > 0);
  ranked.sort((a, b) => b.count - a.count || (a.level < b.level ? -1 : 1));
  const kept: string[] = [];
  const binOf = new Uint8Array(levels.length);
  let covered = 0;
  for (const { level, code, count } of ranked) {
    if (kept.length >= maxBin - 1 || covered >= COVERED * present) break;
    kept.push(level);
    binOf[code] = kept.length;
    covered += count;
  }
  const bins = new Uint8Array(codes.length);
  for (let i = 0; i < codes.length; i++) bins[i] = codes[i]! < 0 ? 0 : binOf[codes[i]!]!;
  return { mapper: { kind: "category", name, levels: kept, bins: kept.length + 1 }, bins };
}
