// Trees of `gradient_boosting` in LightGBM's text format: LightGBM predicts the same from it.
import { ComponentError } from "../../../runtime/component.ts";
import type { FittedFeature } from "../../../runtime/model/fitted.ts";
import { type Forest, type InputMapper, IS_SET, MISSING_LEFT } from "../trees/forest.ts";
import { SET_BYTES } from "../trees/split.ts";
import type { GradientBoostingState } from "./gradient-boosting-state.ts";
import { CATEGORICAL, DEFAULT_LEFT, MISSING_NAN, OBJECTIVES } from "./lightgbm-format.ts";

/** `features`: of the state, in their order. */
export function writeLightgbm(state: GradientBoostingState, features: readonly FittedFeature[]): string {
  const { forest, start, objective, mappers } = state;
  mappers.forEach((mapper) => {
    const isText = features.some(({ name, levels }) => name === mapper.name && levels !== null);
    if (isText && mapper.kind !== "category") throw encodedLevels(mapper.name);
  });
  const outputs = start.length;
  const trees = Array.from({ length: forest.roots.length }, (_, tree) =>
    // LightGBM has no starting score: it stands in the leaves of the first tree of every output.
    treeText(forest, tree, mappers, tree < outputs ? start[tree]! : 0),
  );
  // A model that kept no round is its starting score.
  if (trees.length === 0) trees.push(...Array.from(start, (value, k) => leafText(k, value)));
  const categories = mappers.flatMap((mapper) => (mapper.kind === "category" ? [mapper.levels] : []));
  const header = [
    "tree",
    "version=v4",
    `num_class=${outputs}`,
    `num_tree_per_iteration=${outputs}`,
    "label_index=0",
    `max_feature_idx=${mappers.length - 1}`,
    `objective=${OBJECTIVES[objective]}${objective === "softmax" ? ` num_class:${outputs}` : ""}`,
    `feature_names=${features.map(({ name }) => name.replaceAll(/[\s,:[\]{}"]/g, "_")).join(" ")}`,
    `feature_infos=${mappers.map(featureInfo).join(" ")}`,
    `tree_sizes=${trees.map((text) => new TextEncoder().encode(text).length).join(" ")}`,
    "",
    "",
  ];
  const footer = [
    "end of trees",
    "",
    "feature_importances:",
    "",
    "parameters:",
    "end of parameters",
    "",
    `pandas_categorical:${categories.length === 0 ? "null" : JSON.stringify(categories)}`,
    "",
  ];
  return header.join("\n") + trees.join("") + footer.join("\n");
}

const encodedLevels = (name: string): ComponentError =>
  new ComponentError(
    "run/not-exportable",
    `the levels of \`${name}\` stand for numbers inside the model, which LightGBM's format has no place for`,
    "train with `categorical: native`, or export with `--to onnx`",
  );

const featureInfo = (mapper: InputMapper): string =>
  mapper.kind === "number" ? "[-1e308:1e308]" : mapper.levels.map((_, i) => i).join(":") || "none";

/** Shortest decimals that read back as the same double. */
const list = (values: Iterable<number>): string => [...values].map(String).join(" ");

const leafText = (tree: number, value: number): string =>
  `Tree=${tree}\nnum_leaves=1\nnum_cat=0\nleaf_value=${value}\nis_linear=0\nshrinkage=1\n\n\n`;

interface TreeNodes {
  readonly nodes: readonly number[];
  readonly leaves: readonly number[];
}

/** Nodes and leaves of one tree, numbered in the order in which they are met; the root is node 0. */
function collect(forest: Forest, root: number): TreeNodes {
  const nodes: number[] = [];
  const leaves: number[] = [];
  const queue = [root];
  for (const at of queue) {
    if (at < 0) {
      leaves.push(at);
      continue;
    }
    nodes.push(at);
    queue.push(forest.left[at]!, forest.right[at]!);
  }
  return { nodes, leaves };
}

function treeText(forest: Forest, tree: number, mappers: readonly InputMapper[], added: number): string {
  const { nodes, leaves } = collect(forest, forest.roots[tree]!);
  if (nodes.length === 0) return leafText(tree, forest.leaves[-1 - leaves[0]!]! + added);
  const nodePlace = new Map(nodes.map((at, place) => [at, place]));
  const leafPlace = new Map(leaves.map((at, place) => [at, -1 - place]));
  const place = (at: number): number => (at >= 0 ? nodePlace.get(at)! : leafPlace.get(at)!);
  const boundaries = [0];
  const words: number[] = [];
  const rows = nodes.map((at) => {
    const feature = forest.feature[at]!;
    const flags = forest.flags[at]!;
    const mapper = mappers[feature]!;
    const [left, right] = [forest.left[at]!, forest.right[at]!];
    if ((flags & IS_SET) === 0 || mapper.kind === "number") {
      const decision = MISSING_NAN | ((flags & MISSING_LEFT) === 0 ? 0 : DEFAULT_LEFT);
      return { feature, threshold: forest.threshold[at]!, decision, left, right };
    }
    const isLeft = (bin: number): boolean =>
      ((forest.sets[forest.threshold[at]! * SET_BYTES + (bin >> 3)]! >> (bin & 7)) & 1) === 1;
    // Bin 0 holds what is missing or unknown, which there always goes right.
    const isTurned = isLeft(0);
    const members = mapper.levels.flatMap((_, i) => (isLeft(i + 1) !== isTurned ? [i] : []));
    const bits = new Uint32Array((mapper.levels.length >> 5) + 1);
    for (const i of members) bits[i >> 5]! |= 1 << (i & 31);
    words.push(...bits);
    boundaries.push(words.length);
    const threshold = boundaries.length - 2;
    return isTurned
      ? { feature, threshold, decision: CATEGORICAL | MISSING_NAN, left: right, right: left }
      : { feature, threshold, decision: CATEGORICAL | MISSING_NAN, left, right };
  });
  const sets = boundaries.length - 1;
  const counts = leaves.map((at) => forest.leafRows[-1 - at]!);
  return [
    `Tree=${tree}`,
    `num_leaves=${leaves.length}`,
    `num_cat=${sets}`,
    `split_feature=${list(rows.map(({ feature }) => feature))}`,
    `split_gain=${list(nodes.map((at) => forest.gain[at]!))}`,
    `threshold=${list(rows.map(({ threshold }) => threshold))}`,
    `decision_type=${list(rows.map(({ decision }) => decision))}`,
    `left_child=${list(rows.map(({ left }) => place(left)))}`,
    `right_child=${list(rows.map(({ right }) => place(right)))}`,
    `leaf_value=${list(leaves.map((at) => forest.leaves[-1 - at]! + added))}`,
    `leaf_weight=${list(counts)}`,
    `leaf_count=${list(counts.map(Math.round))}`,
    `internal_value=${list(nodes.map(() => 0))}`,
    `internal_weight=${list(nodes.map((at) => forest.rows[at]!))}`,
    `internal_count=${list(nodes.map((at) => Math.round(forest.rows[at]!)))}`,
    ...(sets === 0 ? [] : [`cat_boundaries=${list(boundaries)}`, `cat_threshold=${list(words)}`]),
    "is_linear=0",
    "shrinkage=1",
    "",
    "",
    "",
  ].join("\n");
}
