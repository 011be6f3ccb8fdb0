// Levels of a category as the mean label of their rows. A training row sees only rows before it in a random order, so its
// own label never reaches its own feature; other rows see all of them (Prokhorenkova and others, 2018).
import type { CategoryColumn, NumberColumn } from "../../../runtime/frame/frame.ts";
import { permutation, type Random } from "../../../runtime/numeric/random.ts";

/** What rows outside the training get. */
export type LevelStatistics = {
  readonly levels: readonly string[];
  /** Per level. */
  readonly values: Float64Array;
  /** Of levels that training did not have, and of missing ones. */
  readonly other: number;
};

export interface OrderedColumn {
  readonly train: NumberColumn;
  readonly statistics: LevelStatistics;
}

/** How many rows of the prior stand before the rows of each level. */
const PRIOR_ROWS = 1;

export interface StatisticRule {
  /** Label of what stands before the rows of each level; null for the mean of all labels. */
  readonly prior: number | null;
  /** Statistics of labels between 0 and 1 are cut off to a multiple of 1 / steps; null leaves them as they are. */
  readonly steps: number | null;
}

export const MEAN_LABEL: StatisticRule = { prior: null, steps: null };

/** `label`: numbers, or 1 for the rows of one class and 0 for others. */
export function orderLevels(
  column: CategoryColumn,
  label: Float64Array,
  weight: Float64Array | null,
  rule: StatisticRule,
  random: Random,
): OrderedColumn {
  const { codes, levels, name } = column;
  const weightOf = (row: number): number => (weight === null ? 1 : weight[row]!);
  let sum = 0;
  let all = 0;
  for (let row = 0; row < label.length; row++) {
    sum += weightOf(row) * label[row]!;
    all += weightOf(row);
  }
  const prior = rule.prior ?? (all > 0 ? sum / all : 0);
  // Missing values are a level of their own, after the others.
  const sums = new Float64Array(levels.length + 1);
  const weights = new Float64Array(levels.length + 1);
  const placeOf = (row: number): number => (codes[row]! < 0 ? levels.length : codes[row]!);
  const statistic = (place: number): number =>
    cutOff((sums[place]! + PRIOR_ROWS * prior) / (weights[place]! + PRIOR_ROWS), rule.steps);
  const values = new Float64Array(label.length);
  for (const row of permutation(label.length, random)) {
    const place = placeOf(row);
    values[row] = statistic(place);
    sums[place] = sums[place]! + weightOf(row) * label[row]!;
    weights[place] = weights[place]! + weightOf(row);
  }
  const statistics = {
    levels,
    values: Float64Array.from(levels, (_, place) => statistic(place)),
    other: statistic(levels.length),
  };
  return { train: { kind: "number", name, type: "float", values }, statistics };
}

const cutOff = (value: number, steps: number | null): number =>
  steps === null ? value : Math.floor(value * steps) / steps;

/** How often each level occurs beside the most frequent one, which is below 1 for all: no label has a part in it. */
export function countLevels({ codes, levels, name }: CategoryColumn, steps: number): OrderedColumn {
  const counts = new Float64Array(levels.length + 1);
  const places = codes.map((code) => (code < 0 ? levels.length : code));
  for (const place of places) counts[place] = counts[place]! + 1;
  const most = counts.reduce((top, count) => Math.max(top, count), 0);
  const statistics = counts.map((count) => cutOff(count / (most + 1), steps));
  return {
    train: { kind: "number", name, type: "float", values: Float64Array.from(places, (place) => statistics[place]!) },
    statistics: { levels, values: statistics.slice(0, levels.length), other: statistics[levels.length]! },
  };
}

export function applyStatistics(column: CategoryColumn, { levels, values, other }: LevelStatistics): Float64Array {
  const statisticOf = new Map(levels.map((level, i) => [level, values[i]!]));
  const byCode = Float64Array.from(column.levels, (level) => statisticOf.get(level) ?? other);
  return Float64Array.from(column.codes, (code) => (code < 0 ? other : byCode[code]!));
}
