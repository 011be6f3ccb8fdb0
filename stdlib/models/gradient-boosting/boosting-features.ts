// The columns of a table as the features that trees are grown on, and what prediction has to know of them.
import { ComponentError, type TabularData } from "../../../runtime/component.ts";
import type { FrameColumn, NumberColumn } from "../../../runtime/frame/frame.ts";
import type { Random } from "../../../runtime/numeric/random.ts";
import { weightedQuantile } from "../../../runtime/numeric/statistics.ts";
import { binFeatures } from "../trees/bin-cache.ts";
import type { BinnedColumn } from "../trees/binning.ts";
import type { InputMapper } from "../trees/forest.ts";
import { countLevels, MEAN_LABEL, type OrderedColumn, orderLevels } from "../trees/ordered-statistics.ts";
import type { GradientBoostingParams } from "./gradient-boosting.decl.ts";
import type { Habits } from "./habits.ts";

export interface BoostingFeatures {
  readonly binned: readonly BinnedColumn[];
  readonly mappers: readonly InputMapper[];
  /** Of monotone constraints, per feature. */
  readonly direction: Int32Array;
}

export function boostingFeatures(
  data: TabularData,
  weight: Float64Array | null,
  params: GradientBoostingParams,
  statistics: Habits["statistics"],
  random: Random,
): BoostingFeatures {
  const isOrdered =
    params.categorical === "ordered" || (params.categorical === "native" && params.growth === "symmetric");
  const bin = (columns: readonly FrameColumn[]): readonly BinnedColumn[] =>
    binFeatures(columns, { maxBin: params.max_bin, categoriesAsCodes: params.categorical === "codes" });
  const ordered = isOrdered ? orderedColumns(data, weight, statistics, random) : null;
  const binned = bin(ordered === null ? data.features : ordered.map(({ column }) => column));
  const mappers = binned.map(({ mapper }, f): InputMapper => {
    const given = ordered?.[f]?.mapper;
    if (given !== undefined && given !== null) return given;
    return mapper.kind === "number"
      ? { kind: "number", name: mapper.name }
      : { kind: "category", name: mapper.name, levels: mapper.levels };
  });
  return { binned, mappers, direction: directionsOf(params, data.features, mappers) };
}

interface OrderedFeature {
  readonly column: NumberColumn;
  /** Null for columns that were numbers. */
  readonly mapper: InputMapper | null;
}

/** CatBoost's CtrBorderCount and the middle one of its priors: the three of them bring nothing over this one. */
const STEPS = 15;
const SHARE = { prior: 0.5, steps: STEPS } as const;

/** Category columns as statistics of the label: of the second class for two, of each for more. */
function orderedColumns(
  { features, label, classes }: TabularData,
  weight: Float64Array | null,
  statistics: Habits["statistics"],
  random: Random,
): readonly OrderedFeature[] {
  const areShares = statistics === "share and count";
  const labels = labelsOf(label, classes?.length ?? 0, areShares);
  return features.flatMap((column): readonly OrderedFeature[] => {
    if (column.kind === "number") return [{ column, mapper: null }];
    const draw = random.derive(`levels of ${column.name}`);
    // Of one level alone a share says only where in the order a row stands: CatBoost takes no constant columns.
    const told = areShares && column.codes.every((code) => code === column.codes[0]) ? [] : labels;
    const found = told.map((own, k) =>
      orderLevels(column, own, weight, areShares ? SHARE : MEAN_LABEL, draw.derive(`class ${k}`)),
    );
    const all: readonly OrderedColumn[] = areShares ? [...found, countLevels(column, STEPS)] : found;
    return all.map((one) => ({
      column: one.train,
      mapper: { kind: "statistic", name: column.name, ...one.statistics },
    }));
  });
}

/** What the statistics of a level are of. Shares of numbers are those of the upper half of the labels. */
function labelsOf(label: Float64Array, classes: number, areShares: boolean): readonly Float64Array[] {
  if (classes > 2) return Array.from({ length: classes }, (_, k) => label.map((code) => (code === k ? 1 : 0)));
  if (classes === 2 || !areShares) return [label];
  return [upperHalf(label)];
}

/** 1 for the labels above the median, or for it, too, where that is nearer to a half. */
function upperHalf(label: Float64Array): Float64Array {
  const middle = weightedQuantile(label, null, 0.5);
  const above = label.map((value) => (value > middle ? 1 : 0));
  const from = label.map((value) => (value >= middle ? 1 : 0));
  const [fewer, more] = [above, from].map((side) => side.reduce((sum, value) => sum + value, 0));
  return label.length - fewer! > more! ? from : above;
}

function directionsOf(
  { monotone }: GradientBoostingParams,
  features: readonly FrameColumn[],
  mappers: readonly InputMapper[],
): Int32Array {
  for (const name of Object.keys(monotone)) {
    const column = features.find((candidate) => candidate.name === name);
    if (column?.kind === "number") continue;
    throw new ComponentError(
      column === undefined ? "param/unknown-feature" : "param/monotone-category",
      column === undefined
        ? `\`monotone\` names the feature \`${name}\`, which does not exist`
        : `\`monotone\` names \`${name}\`, whose levels have no order`,
      column === undefined
        ? `the features are ${features.map((feature) => `\`${feature.name}\``).join(", ")}`
        : "constrain number features only",
    );
  }
  return Int32Array.from(mappers, ({ name }) => monotone[name] ?? 0);
}
