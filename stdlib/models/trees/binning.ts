// Features cut into at most 255 bins, once per column: boosting then works on bytes. Numbers: LightGBM's greedy
// equal-count binning, in which frequent values get bins of their own (Ke and others, 2017). Categories: one bin per
// level by falling frequency.
import type { CategoryColumn, FrameColumn, NumberColumn } from "../../../runtime/frame/frame.ts";

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
  const stride = Math.max(1, Math.ceil(values.length / SAMPLE));
  const sample = new Float64Array(Math.ceil(values.length / stride));
  let kept = 0;
  let missing = false;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) missing = true;
    else if (i % stride === 0) sample[kept++] = values[i]!;
  }
  const bounds = greedyBounds(sample.subarray(0, kept).sort(), missing ? maxBin - 1 : maxBin);
  const valueBins = bounds.length + 1;
  const missingBin = missing ? valueBins : -1;
  const bins = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    bins[i] = Number.isNaN(value) ? missingBin : findBin(bounds, value);
  }
  return { mapper: { kind: "number", name, bounds, missingBin, bins: valueBins + (missing ? 1 : 0) }, bins };
}

function findBin(bounds: Float64Array, value: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value <= bounds[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Bounds between bins of about equal count; `sorted` has no NaN. */
function greedyBounds(sorted: Float64Array, maxBin: number): Float64Array {
  const distinct: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < sorted.length; i++) {
    const last = distinct.length - 1;
    if (last >= 0 && distinct[last] === sorted[i]) counts[last] = counts[last]! + 1;
    else {
      distinct.push(sorted[i]!);
      counts.push(1);
    }
  }
  return distinct.length <= maxBin
    ? boundsOfFew(distinct, counts)
    : boundsOfMany(
        distinct,
        counts,
        sorted.length,
        Math.max(1, Math.min(maxBin, Math.floor(sorted.length / MIN_IN_BIN))),
      );
}

/** Halfway, and never rounded up to the upper value. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle < high ? middle : low;
}

function boundsOfFew(distinct: readonly number[], counts: readonly number[]): Float64Array {
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

function boundsOfMany(
  distinct: readonly number[],
  counts: readonly number[],
  total: number,
  maxBin: number,
): Float64Array {
  const big = counts.map((count) => count >= total / maxBin);
  let restBins = maxBin - big.filter(Boolean).length;
  let restRows = counts.reduce((sum, count, i) => sum + (big[i] ? 0 : count), 0);
  let size = restRows / restBins;
  const bounds: number[] = [];
  let inBin = 0;
  for (let i = 0; i + 1 < distinct.length && bounds.length < maxBin - 1; i++) {
    if (!big[i]) restRows -= counts[i]!;
    inBin += counts[i]!;
    const full = big[i] || inBin >= size || (big[i + 1] && inBin >= Math.max(1, size / 2));
    if (!full) continue;
    bounds.push(between(distinct[i]!, distinct[i + 1]!));
    inBin = 0;
    if (big[i]) continue;
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
