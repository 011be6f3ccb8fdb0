// Bins of a column are found once and shared by all trials, classes and horizon steps that use the same column in memory.
import type { FrameColumn } from "../../../runtime/frame/frame.ts";
import { type BinnedColumn, type BinOptions, binColumn } from "./binning.ts";

interface CachedBins {
  readonly name: string;
  readonly levels: readonly string[] | null;
  readonly options: BinOptions;
  readonly binned: BinnedColumn;
}

/** Keyed by the values in memory, which never change; entries go when the column goes. */
const cache = new WeakMap<Float64Array | Int32Array, CachedBins[]>();

export function binFeatures(features: readonly FrameColumn[], options: BinOptions): readonly BinnedColumn[] {
  return features.map((column) => cachedColumn(column, options));
}

function cachedColumn(column: FrameColumn, options: BinOptions): BinnedColumn {
  const key = column.kind === "number" ? column.values : column.codes;
  const levels = column.kind === "number" ? null : column.levels;
  const entries = cache.get(key) ?? [];
  const found = entries.find(
    (entry) =>
      entry.name === column.name &&
      entry.levels === levels &&
      entry.options.maxBin === options.maxBin &&
      entry.options.categoriesAsCodes === options.categoriesAsCodes,
  );
  if (found !== undefined) return found.binned;
  const binned = binColumn(column, options);
  cache.set(key, [...entries, { name: column.name, levels, options, binned }]);
  return binned;
}
