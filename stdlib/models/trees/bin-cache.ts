// Bins of a column are found once and shared by all trials, classes and horizon steps that use the same column in memory.
import type { FrameColumn } from "../../../runtime/frame/frame.ts";
import { type BinnedColumn, type BinOptions, binColumns } from "./binning.ts";

interface CachedBins {
  readonly name: string;
  readonly levels: readonly string[] | null;
  readonly options: BinOptions;
  readonly binned: BinnedColumn;
}

/** Keyed by the values in memory, which never change; entries go when the column goes. */
const cache = new WeakMap<Float64Array | Int32Array, CachedBins[]>();

export function binFeatures(features: readonly FrameColumn[], options: BinOptions): readonly BinnedColumn[] {
  const known = features.map((column) => cachedBins(column, options));
  const waiting = features.filter((_, f) => known[f] === undefined);
  const found = binColumns(waiting, options);
  waiting.forEach((column, i) => {
    const { name } = column;
    cache.set(valuesOf(column), [
      ...(cache.get(valuesOf(column)) ?? []),
      { name, levels: levelsOf(column), options, binned: found[i]! },
    ]);
  });
  let next = 0;
  return known.map((binned) => binned ?? found[next++]!);
}

const valuesOf = (column: FrameColumn): Float64Array | Int32Array =>
  column.kind === "number" ? column.values : column.codes;
const levelsOf = (column: FrameColumn): readonly string[] | null => (column.kind === "number" ? null : column.levels);

const cachedBins = (column: FrameColumn, options: BinOptions): BinnedColumn | undefined =>
  cache
    .get(valuesOf(column))
    ?.find(
      (entry) =>
        entry.name === column.name &&
        entry.levels === levelsOf(column) &&
        entry.options.maxBin === options.maxBin &&
        entry.options.categoriesAsCodes === options.categoriesAsCodes,
    )?.binned;
