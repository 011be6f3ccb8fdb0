// Features cut into at most 255 bins, once per column: boosting then works on bytes. Numbers: bins of about equal count, by the
// kernels. Categories: one bin per level by falling frequency.

import type { CategoryColumn, FrameColumn, NumberColumn } from "../../../runtime/frame/frame.ts";
import { type Kernels, withRoom } from "../../../runtime/kernels/kernels.ts";
import {
  BIN_BOUNDS,
  BIN_COLUMN_BYTES,
  BIN_COUNTS_BYTES,
  CALL,
  TASK_BIN_COLUMNS,
} from "../../../runtime/kernels/memory-map.ts";

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
/** Columns that lie in the memory of the kernels at a time: fresh memory costs more than the work on what lies there. */
const BATCH = 8;
/** About nanoseconds per row of a column. */
const ROW_WORK = 15;
/** Levels beyond this share of the rows have no bin of their own. */
const COVERED = 0.99;

/** Pure: the same column and options give the same bins, whatever stands beside it. */
export function binColumns(columns: readonly FrameColumn[], options: BinOptions): readonly BinnedColumn[] {
  const asNumbers = columns.map((column) => {
    if (column.kind === "number") return column;
    return options.categoriesAsCodes ? levelCodes(column) : null;
  });
  const numbers = binNumbers(
    asNumbers.filter((column) => column !== null),
    options.maxBin,
  );
  let next = 0;
  return columns.map((column, i) =>
    column.kind === "category" && asNumbers[i] === null ? binLevels(column, options.maxBin) : numbers[next++]!,
  );
}

/** Level codes in sorted order of the levels, so that they do not depend on the order of rows. */
export function levelCodes(column: CategoryColumn): NumberColumn {
  const sorted = [...column.levels].sort();
  const rank = new Map(sorted.map((level, i) => [level, i]));
  const ranks = Float64Array.from(column.levels, (level) => rank.get(level)!);
  const values = new Float64Array(column.codes.length);
  for (let i = 0; i < values.length; i++) values[i] = column.codes[i]! < 0 ? Number.NaN : ranks[column.codes[i]!]!;
  return { kind: "number", name: column.name, type: "int", values };
}

function binNumbers(columns: readonly NumberColumn[], maxBin: number): readonly BinnedColumn[] {
  const binned: BinnedColumn[] = [];
  for (let from = 0; from < columns.length; from += BATCH) {
    binned.push(...binBatch(columns.slice(from, from + BATCH), maxBin));
  }
  return binned;
}

/** Columns of equally many rows. There are as many lanes as columns; how many of them find any to do, and use their room, is open. */
function binBatch(columns: readonly NumberColumn[], maxBin: number): readonly BinnedColumn[] {
  return withRoom(BIN_COLUMN_BYTES * columns.length, (table, kernels) => binAt(kernels, table, columns, maxBin));
}

function binAt(
  kernels: Kernels,
  table: number,
  columns: readonly NumberColumn[],
  maxBin: number,
): readonly BinnedColumn[] {
  const rows = columns[0]!.values.length;
  const stride = Math.max(1, Math.ceil(rows / SAMPLE));
  const roomBytes = 64 * Math.ceil((20 * Math.ceil(rows / stride) + 16 + BIN_COUNTS_BYTES) / 64);
  const places = columns.map(() => ({
    values: kernels.allocate(8 * rows),
    bins: kernels.allocate(rows),
    bounds: kernels.allocate((8 + 1 / 2) * BIN_BOUNDS),
  }));
  const rooms = kernels.allocate(columns.length * roomBytes);
  const { numbers, words, bytes } = kernels;
  const recordOf = (column: number): number => (table + column * BIN_COLUMN_BYTES) >>> 2;
  places.forEach(({ values, bins, bounds }, i) => {
    numbers.set(columns[i]!.values, values >>> 3);
    words.set([values, bins, bounds], recordOf(i));
  });
  words.set([table, columns.length, 0, rows, stride, maxBin, rooms, roomBytes], CALL >>> 2);
  kernels.run(TASK_BIN_COLUMNS, columns.length, ROW_WORK * rows * columns.length);
  return places.map(({ bins, bounds }, i): BinnedColumn => {
    const [count, missing] = [words[recordOf(i) + 3]!, words[recordOf(i) + 4]!];
    const mapper = {
      kind: "number",
      name: columns[i]!.name,
      bounds: numbers.slice(bounds >>> 3, (bounds >>> 3) + count),
      missingBin: missing === 1 ? count + 1 : -1,
      bins: count + 1 + missing,
    } as const;
    return { mapper, bins: bytes.slice(bins, bins + rows) };
  });
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
