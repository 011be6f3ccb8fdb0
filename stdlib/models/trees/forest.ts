// Fitted trees as flat arrays, all trees one after the other: plain data, which exporters read. See docs/decisions.
import { ComponentError } from "../../../runtime/component.ts";
import type { FrameColumn } from "../../../runtime/frame/frame.ts";
import { levelCodes } from "./binning.ts";
import { applyStatistics, type LevelStatistics } from "./ordered-statistics.ts";
import { SET_BYTES } from "./split.ts";

export type Forest = {
  /** Values per leaf: 1, or one per class. */
  readonly width: number;
  /** Node of each tree's root; -1 - leaf where the tree is a single leaf. */
  readonly roots: Int32Array;
  readonly feature: Int32Array;
  /** Numbers go left when not above it. Splits on sets hold the index of their set here. */
  readonly threshold: Float64Array;
  /** Bit 0: missing values go left. Bit 1: a split on a set. */
  readonly flags: Uint8Array;
  /** Child node, or -1 - leaf. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** What the split of a node gained, and how many training rows came through it. */
  readonly gain: Float64Array;
  readonly rows: Float64Array;
  /** `width` values per leaf, shrinkage included. */
  readonly leaves: Float64Array;
  readonly leafRows: Float64Array;
  /** Sets of bins of a category feature, 32 bytes each: bit b is set when bin b goes left. */
  readonly sets: Uint8Array;
};

/** The threshold of a split that parts missing values from all others. */
export const ALL_LEFT = Number.POSITIVE_INFINITY;

export const MISSING_LEFT = 1;
export const IS_SET = 2;

/**
 * What prediction needs to know of a feature; thresholds of numbers stand in the trees. A level of a category is in bin
 * i + 1 when it is `levels[i]`, else in bin 0, which also holds missing values.
 */
export type InputMapper =
  | { readonly kind: "number"; readonly name: string }
  | { readonly kind: "category"; readonly name: string; readonly levels: readonly string[] }
  /** Levels stand for numbers; a column may have several such features (one per class). */
  | ({ readonly kind: "statistic"; readonly name: string } & LevelStatistics);

/** A name that two features share, as only files made elsewhere can have it; null when each has its own. */
export function repeatedName(mappers: readonly InputMapper[]): string | null {
  const seen = new Set<string>();
  for (const { name } of mappers) {
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return null;
}

/** What the kernels that predict can address, with room for rows: about forty bytes per node. */
export const MOST_NODES = 2 ** 26 - 1;

export const tooManyNodes = (model: string, nodes: number, trees: number, most: number): ComponentError =>
  new ComponentError(
    "run/too-many-nodes",
    `\`${model}\` would have about ${Math.round(nodes).toLocaleString("en")} nodes in ${trees.toLocaleString("en")} trees, more than the ${most.toLocaleString("en")} that can be kept`,
    "take fewer trees, or smaller ones: a larger `min_leaf:`, or a limit of `max_depth:`",
  );

/** Grows by appending; `packForest` makes the arrays. */
export interface ForestBuilder {
  readonly roots: number[];
  readonly feature: number[];
  readonly threshold: number[];
  readonly flags: number[];
  readonly left: number[];
  readonly right: number[];
  readonly gain: number[];
  readonly rows: number[];
  readonly leaves: number[];
  readonly leafRows: number[];
  readonly sets: number[];
}

export const createForest = (): ForestBuilder => ({
  roots: [],
  feature: [],
  threshold: [],
  flags: [],
  left: [],
  right: [],
  gain: [],
  rows: [],
  leaves: [],
  leafRows: [],
  sets: [],
});

/** How far a builder had grown. */
export interface ForestMark {
  readonly trees: number;
  readonly nodes: number;
  readonly leaves: number;
  readonly sets: number;
}

export const EMPTY_MARK: ForestMark = { trees: 0, nodes: 0, leaves: 0, sets: 0 };

export const markOf = ({ roots, feature, leaves, sets }: ForestBuilder): ForestMark => ({
  trees: roots.length,
  nodes: feature.length,
  leaves: leaves.length,
  sets: sets.length / SET_BYTES,
});

/** The trees between two marks as a forest of its own. */
export function packForest(builder: ForestBuilder, from: ForestMark, to: ForestMark): Forest {
  // Nodes count from 0 upwards and leaves from -1 downwards.
  const rebase = (child: number): number => (child >= 0 ? child - from.nodes : child + from.leaves);
  const part = (values: readonly number[]): readonly number[] => values.slice(from.nodes, to.nodes);
  const flags = part(builder.flags);
  return {
    width: 1,
    roots: Int32Array.from(builder.roots.slice(from.trees, to.trees), rebase),
    feature: Int32Array.from(part(builder.feature)),
    threshold: Float64Array.from(part(builder.threshold), (value, node) =>
      (flags[node]! & IS_SET) === 0 ? value : value - from.sets,
    ),
    flags: Uint8Array.from(flags),
    left: Int32Array.from(part(builder.left), rebase),
    right: Int32Array.from(part(builder.right), rebase),
    gain: Float64Array.from(part(builder.gain)),
    rows: Float64Array.from(part(builder.rows)),
    leaves: Float64Array.from(builder.leaves.slice(from.leaves, to.leaves)),
    leafRows: Float64Array.from(builder.leafRows.slice(from.leaves, to.leaves)),
    sets: Uint8Array.from(builder.sets.slice(from.sets * SET_BYTES, to.sets * SET_BYTES)),
  };
}

/** Features as numbers: values as they are, levels as bins of the mapper (0 for missing and unseen) or sorted codes. */
export function rawInputs(features: readonly FrameColumn[], mappers: readonly InputMapper[]): readonly Float64Array[] {
  const byName = new Map(features.map((column) => [column.name, column]));
  return mappers.map((mapper) => {
    const column = byName.get(mapper.name)!;
    if (column.kind === "number") return column.values;
    if (mapper.kind === "statistic") return applyStatistics(column, mapper);
    if (mapper.kind === "number") return levelCodes(column).values;
    const binOf = new Map(mapper.levels.map((level, i) => [level, i + 1]));
    const bins = Float64Array.from(column.levels, (level) => binOf.get(level) ?? 0);
    return Float64Array.from(column.codes, (code) => (code < 0 ? 0 : bins[code]!));
  });
}

/** Adds the leaf values of `tree` to `scores[offset + width x row]` and on for every row. */
export function addTree(
  forest: Forest,
  tree: number,
  inputs: readonly Float64Array[],
  rows: number,
  scores: Float64Array,
  offset: number,
): void {
  const { feature, threshold, flags, left, right, leaves, sets, width } = forest;
  const root = forest.roots[tree]!;
  for (let row = 0; row < rows; row++) {
    let node = root;
    while (node >= 0) {
      const value = inputs[feature[node]!]![row]!;
      const flag = flags[node]!;
      let goesLeft: boolean;
      if ((flag & IS_SET) !== 0) {
        goesLeft = ((sets[threshold[node]! * SET_BYTES + (value >> 3)]! >> (value & 7)) & 1) === 1;
      } else {
        goesLeft = Number.isNaN(value) ? (flag & MISSING_LEFT) !== 0 : value <= threshold[node]!;
      }
      node = goesLeft ? left[node]! : right[node]!;
    }
    const leaf = width * (-1 - node);
    const at = offset + width * row;
    for (let k = 0; k < width; k++) scores[at + k] = scores[at + k]! + leaves[leaf + k]!;
  }
}

/** Room for trees, nodes, leaves and sets, filled with zeros. */
export const emptyForest = (width: number, trees: number, nodes: number, leaves: number, sets: number): Forest => ({
  width,
  roots: new Int32Array(trees),
  feature: new Int32Array(nodes),
  threshold: new Float64Array(nodes),
  flags: new Uint8Array(nodes),
  left: new Int32Array(nodes),
  right: new Int32Array(nodes),
  gain: new Float64Array(nodes),
  rows: new Float64Array(nodes),
  leaves: new Float64Array(width * leaves),
  leafRows: new Float64Array(leaves),
  sets: new Uint8Array(sets * SET_BYTES),
});

/** The trees of several forests of one width, in their order. */
export function joinForests(forests: readonly Forest[]): Forest {
  const sizeOf = (read: (forest: Forest) => { readonly length: number }): number =>
    forests.reduce((sum, forest) => sum + read(forest).length, 0);
  const nodes = sizeOf(({ feature }) => feature);
  const leaves = sizeOf(({ leafRows }) => leafRows);
  const sets = sizeOf((forest) => forest.sets) / SET_BYTES;
  const all = emptyForest(
    forests[0]?.width ?? 1,
    sizeOf(({ roots }) => roots),
    nodes,
    leaves,
    sets,
  );
  const at = { trees: 0, nodes: 0, leaves: 0, sets: 0 };
  for (const forest of forests) {
    appendForest(all, forest, at);
    at.trees += forest.roots.length;
    at.nodes += forest.feature.length;
    at.leaves += forest.leafRows.length;
    at.sets += forest.sets.length / SET_BYTES;
  }
  return all;
}

/** Nodes count from 0 upwards and leaves from -1 downwards. */
function appendForest(all: Forest, forest: Forest, at: ForestMark): void {
  const rebase = (from: Int32Array, to: Int32Array, place: number): void => {
    for (let i = 0; i < from.length; i++) to[place + i] = from[i]! >= 0 ? from[i]! + at.nodes : from[i]! - at.leaves;
  };
  rebase(forest.roots, all.roots, at.trees);
  rebase(forest.left, all.left, at.nodes);
  rebase(forest.right, all.right, at.nodes);
  all.feature.set(forest.feature, at.nodes);
  all.flags.set(forest.flags, at.nodes);
  all.threshold.set(forest.threshold, at.nodes);
  for (let node = 0; node < forest.flags.length; node++) {
    if ((forest.flags[node]! & IS_SET) !== 0) all.threshold[at.nodes + node] = forest.threshold[node]! + at.sets;
  }
  all.gain.set(forest.gain, at.nodes);
  all.rows.set(forest.rows, at.nodes);
  all.leaves.set(forest.leaves, all.width * at.leaves);
  all.leafRows.set(forest.leafRows, at.leaves);
  all.sets.set(forest.sets, SET_BYTES * at.sets);
}
