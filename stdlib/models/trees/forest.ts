// Fitted trees as flat arrays, all trees one after the other: plain data, which exporters read. See docs/decisions.
import type { FrameColumn } from "../../../runtime/frame/frame.ts";
import { levelCodes } from "./binning.ts";
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

export const MISSING_LEFT = 1;
export const IS_SET = 2;

/**
 * What prediction needs to know of a feature; thresholds of numbers stand in the trees. A level of a category is in bin
 * i + 1 when it is `levels[i]`, else in bin 0, which also holds missing values.
 */
export type InputMapper =
  | { readonly kind: "number"; readonly name: string }
  | { readonly kind: "category"; readonly name: string; readonly levels: readonly string[] };

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
  return features.map((column, f) => {
    const mapper = mappers[f]!;
    if (column.kind === "number") return column.values;
    if (mapper.kind === "number") return levelCodes(column).values;
    const binOf = new Map(mapper.levels.map((level, i) => [level, i + 1]));
    const bins = Float64Array.from(column.levels, (level) => binOf.get(level) ?? 0);
    return Float64Array.from(column.codes, (code) => (code < 0 ? 0 : bins[code]!));
  });
}

/** Adds the leaf value of `tree` to `scores[offset + row]` for every row. */
export function addTree(
  forest: Forest,
  tree: number,
  inputs: readonly Float64Array[],
  rows: number,
  scores: Float64Array,
  offset: number,
): void {
  const { feature, threshold, flags, left, right, leaves, sets } = forest;
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
    scores[offset + row] = scores[offset + row]! + leaves[-1 - node]!;
  }
}
