// The columns of a table as the features that trees are grown on, and what prediction has to know of them.
import { ComponentError, type TabularData } from "../../../runtime/component.ts";
import type { FrameColumn, NumberColumn } from "../../../runtime/frame/frame.ts";
import type { Random } from "../../../runtime/numeric/random.ts";
import { binFeatures } from "../trees/bin-cache.ts";
import type { BinnedColumn } from "../trees/binning.ts";
import type { InputMapper } from "../trees/forest.ts";
import { orderLevels } from "../trees/ordered-statistics.ts";
import type { GradientBoostingParams } from "./gradient-boosting.decl.ts";

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
  random: Random,
): BoostingFeatures {
  const isOrdered =
    params.categorical === "ordered" || (params.categorical === "native" && params.growth === "symmetric");
  const bin = (columns: readonly FrameColumn[]): readonly BinnedColumn[] =>
    binFeatures(columns, { maxBin: params.max_bin, categoriesAsCodes: params.categorical === "codes" });
  const ordered = isOrdered ? orderedColumns(data, weight, random) : null;
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

/** Category columns as statistics of the label: of the second class for two, of each for more. */
function orderedColumns(data: TabularData, weight: Float64Array | null, random: Random): readonly OrderedFeature[] {
  const count = data.classes?.length ?? 0;
  const labels =
    count > 2 ? Array.from({ length: count }, (_, k) => data.label.map((code) => (code === k ? 1 : 0))) : [data.label];
  return data.features.flatMap((column): readonly OrderedFeature[] => {
    if (column.kind === "number") return [{ column, mapper: null }];
    const draw = random.derive(`levels of ${column.name}`);
    return labels.map((label, k) => {
      const { train, statistics } = orderLevels(column, label, weight, draw.derive(`class ${k}`));
      return { column: train, mapper: { kind: "statistic", name: column.name, ...statistics } };
    });
  });
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
