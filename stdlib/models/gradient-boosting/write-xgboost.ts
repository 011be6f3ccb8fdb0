// Trees of `gradient_boosting` in XGBoost's JSON format. XGBoost compares 32-bit floats, left when strictly below, so a
// threshold becomes the next 32-bit float above it: values that are exact in 32 bits go the same way.
//
// Levels are numbers there, the place of the level; a level in the list of a split goes right, every other one left.
import { ComponentError } from "../../../runtime/component.ts";
import type { FittedFeature } from "../../../runtime/model/fitted.ts";
import { type Forest, type InputMapper, IS_SET, MISSING_LEFT } from "../trees/forest.ts";
import { SET_BYTES } from "../trees/split.ts";
import type { GradientBoostingState } from "./gradient-boosting-state.ts";
import type { ObjectiveName } from "./objectives.ts";

/** Names, the field of their options, and the base score whose margin is 0. */
export const XGBOOST_OBJECTIVES = {
  squared: { name: "reg:squarederror", base: 0 },
  absolute: { name: "reg:absoluteerror", base: 0 },
  huber: { name: "reg:pseudohubererror", base: 0 },
  quantile: { name: "reg:quantileerror", base: 0 },
  poisson: { name: "count:poisson", base: 1 },
  logistic: { name: "binary:logistic", base: 0.5 },
  softmax: { name: "multi:softprob", base: 0 },
} as const satisfies Record<ObjectiveName, { readonly name: string; readonly base: number }>;

/** The attribute `pipec` of a file whose level names end where they say. */
export const WRITTEN_HERE = "names of levels in UTF-8";

/** Parent of the root. */
const NO_PARENT = 2147483647;

/** `features`: of the state, in their order. XGBoost's data frames take no `[ ] <` in names. */
export function writeXgboost(state: GradientBoostingState, features: readonly FittedFeature[]): string {
  const { forest, start, mappers, objective } = state;
  for (const mapper of mappers) {
    const isText = features.some(({ name, levels }) => name === mapper.name && levels !== null);
    if (isText && mapper.kind !== "category") throw encodedLevels(mapper.name);
  }
  const outputs = start.length;
  const count = Math.max(forest.roots.length, outputs);
  const trees = Array.from({ length: count }, (_, tree) =>
    // The starting scores stand in the leaves of the first tree of every output; a model without rounds is only them.
    treeOf(forest, tree, mappers, tree < outputs ? start[tree]! : 0),
  );
  const numClass = String(objective === "softmax" ? outputs : 0);
  const numFeature = String(mappers.length);
  const { name, base } = XGBOOST_OBJECTIVES[objective];
  const model = {
    version: [3, 1, 0],
    learner: {
      attributes: { pipec: WRITTEN_HERE },
      feature_names: mappers.map((mapper) => mapper.name.replaceAll(/[[\]<]/g, "_")),
      feature_types: mappers.map(({ kind }) => (kind === "category" ? "c" : "float")),
      gradient_booster: {
        name: "gbtree",
        model: {
          cats: categoriesOf(mappers.map((mapper) => levelsOf(mapper, features))),
          gbtree_model_param: { num_trees: String(count), num_parallel_tree: "1" },
          iteration_indptr: Array.from({ length: count / outputs + 1 }, (_, round) => round * outputs),
          tree_info: trees.map((_, tree) => tree % outputs),
          trees: trees.map((tree, id) => ({
            ...tree,
            id,
            tree_param: {
              num_deleted: "0",
              num_feature: numFeature,
              num_nodes: String(tree.left_children.length),
              size_leaf_vector: "1",
            },
          })),
        },
      },
      learner_model_param: {
        base_score: String(base),
        boost_from_average: "1",
        num_class: numClass,
        num_feature: numFeature,
        num_target: "1",
      },
      objective: { name, ...OPTIONS[objective](numClass) },
    },
  };
  return toJson(model);
}

/** XGBoost tells 1 from 1.0: Float64Arrays are written with a point or an exponent. */
function toJson(model: object): string {
  const marked = JSON.stringify(model, (_key, value: unknown) =>
    value instanceof Float64Array ? `\u0000${[...value].map(floatText).join(",")}\u0000` : value,
  );
  return marked.replaceAll(/"\\u0000([^"]*)\\u0000"/g, "[$1]");
}

const floatText = (value: number): string =>
  (Number.isInteger(value) ? `${value}.0` : String(value)).replace(/(e.*)\.0$/, "$1");

const weighted = () => ({ reg_loss_param: { scale_pos_weight: "1" } });

const OPTIONS: Readonly<Record<ObjectiveName, (numClass: string) => object>> = {
  squared: weighted,
  absolute: () => ({}),
  huber: () => ({ pseudo_huber_param: { huber_slope: "1" } }),
  quantile: () => ({ quantile_loss_param: { quantile_alpha: "0.5" } }),
  poisson: () => ({ poisson_regression_param: { max_delta_step: "0.7" } }),
  logistic: weighted,
  softmax: (numClass) => ({ softmax_multiclass_param: { num_class: numClass } }),
};

/**
 * Those that splits tell apart, and behind them the rare ones, which stand in no set and go left with what is missing: XGBoost refuses
 * rows of a level that it has no name for.
 */
function levelsOf(mapper: InputMapper, features: readonly FittedFeature[]): readonly string[] {
  if (mapper.kind !== "category") return [];
  const all = features.find(({ name }) => name === mapper.name)?.levels ?? [];
  return [...new Set([...mapper.levels, ...all])];
}

/**
 * Names of levels as UTF-8, feature after feature: what version 3.1 and newer codes columns by. It takes bytes as signed,
 * also where it looks a level up by halving: letters beyond ASCII come first.
 */
function categoriesOf(levels: readonly (readonly string[])[]) {
  const enc = levels.map((own) => {
    const texts = own.map(signedBytes);
    const offsets = own.length === 0 ? [] : [0];
    for (const bytes of texts) offsets.push(offsets.at(-1)! + bytes.length);
    return { offsets, values: texts.flat() };
  });
  const segments = [0];
  for (const own of levels) segments.push(segments.at(-1)! + own.length);
  const sorted = levels.flatMap((own) => {
    const texts = own.map(signedBytes);
    return [...own.keys()].sort((a, b) => inOrder(texts[a]!, texts[b]!));
  });
  return { enc, feature_segments: segments, sorted_idx: sorted };
}

const signedBytes = (level: string): readonly number[] => [...new Int8Array(new TextEncoder().encode(level))];

function inOrder(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? a.length - b.length : a[at]! - (b[at] ?? Number.NEGATIVE_INFINITY);
}

const encodedLevels = (name: string): ComponentError =>
  new ComponentError(
    "run/not-exportable",
    `the levels of \`${name}\` stand for numbers inside the model, which XGBoost's format has no place for`,
    "train with `categorical: native`, or export with `--to onnx`",
  );

function treeOf(forest: Forest, tree: number, mappers: readonly InputMapper[], added: number) {
  const root = forest.roots[tree];
  // Breadth first; children get the next free numbers.
  const queue: { readonly at: number | null; readonly parent: number }[] = [{ at: root ?? null, parent: NO_PARENT }];
  const rows: Node[] = [];
  for (const { at, parent } of queue) {
    const node = nodeOf(forest, at, mappers, added);
    const left = node.children === null ? -1 : queue.length;
    if (node.children !== null) {
      for (const child of node.children) queue.push({ at: child, parent: rows.length });
    }
    rows.push({ ...node, parent, left });
  }
  const sets = rows.flatMap(({ categories }, node) => (categories === null ? [] : [{ node, categories }]));
  return {
    base_weights: new Float64Array(rows.length),
    categories: sets.flatMap(({ categories }) => categories),
    categories_nodes: sets.map(({ node }) => node),
    categories_segments: sets.map((_, i) =>
      sets.slice(0, i).reduce((sum, { categories }) => sum + categories.length, 0),
    ),
    categories_sizes: sets.map(({ categories }) => categories.length),
    default_left: rows.map(({ defaultLeft }) => (defaultLeft ? 1 : 0)),
    left_children: rows.map(({ left }) => left),
    loss_changes: Float64Array.from(rows, ({ gain }) => gain),
    parents: rows.map(({ parent }) => parent),
    right_children: rows.map(({ left }) => (left < 0 ? -1 : left + 1)),
    split_conditions: Float64Array.from(rows, ({ condition }) => condition),
    split_indices: rows.map(({ feature }) => feature),
    split_type: rows.map(({ categories }) => (categories === null ? 0 : 1)),
    sum_hessian: Float64Array.from(rows, ({ count }) => count),
  };
}

/** The least 32-bit float. */
const LEAST_FLOAT = -(2 - 2 ** -23) * 2 ** 127;

interface Split {
  readonly feature: number;
  /** Value of a leaf; the threshold of a split on a number. */
  readonly condition: number;
  readonly defaultLeft: boolean;
  readonly children: readonly [number, number] | null;
  readonly categories: readonly number[] | null;
  readonly gain: number;
  readonly count: number;
}

interface Node extends Split {
  readonly parent: number;
  readonly left: number;
}

function nodeOf(forest: Forest, at: number | null, mappers: readonly InputMapper[], added: number): Split {
  if (at === null || at < 0) {
    const leaf = at === null ? null : -1 - at;
    const value = (leaf === null ? 0 : forest.leaves[leaf]!) + added;
    const count = leaf === null ? 0 : forest.leafRows[leaf]!;
    return {
      feature: 0,
      condition: Math.fround(value),
      defaultLeft: false,
      children: null,
      categories: null,
      gain: 0,
      count,
    };
  }
  const flags = forest.flags[at]!;
  const feature = forest.feature[at]!;
  const mapper = mappers[feature]!;
  const [left, right] = [forest.left[at]!, forest.right[at]!];
  const common = { feature, gain: Math.fround(forest.gain[at]!), count: forest.rows[at]! };
  if ((flags & IS_SET) === 0 || mapper.kind !== "category") {
    const condition = floatAbove(forest.threshold[at]!);
    const isMissingLeft = (flags & MISSING_LEFT) !== 0;
    // No number is below the least one, and JSON has no infinity.
    const isAllLeft = condition === Number.POSITIVE_INFINITY;
    return {
      ...common,
      condition: isAllLeft ? LEAST_FLOAT : Math.max(condition, LEAST_FLOAT),
      defaultLeft: isMissingLeft !== isAllLeft,
      children: isAllLeft ? [right, left] : [left, right],
      categories: null,
    };
  }
  const isLeft = (bin: number): boolean =>
    ((forest.sets[forest.threshold[at]! * SET_BYTES + (bin >> 3)]! >> (bin & 7)) & 1) === 1;
  // Bin 0 holds what is missing or unknown, which there goes left.
  const isKept = isLeft(0);
  const categories = mapper.levels.flatMap((_, i) => (isLeft(i + 1) === isKept ? [] : [i]));
  return { ...common, condition: 0, defaultLeft: true, children: isKept ? [left, right] : [right, left], categories };
}

/** The smallest 32-bit float above a value. */
export function floatAbove(value: number): number {
  const near = Math.fround(value);
  if (near > value || !Number.isFinite(near)) return near;
  const bits = new Int32Array(1);
  const float = new Float32Array(bits.buffer);
  float[0] = near;
  if (near === 0) bits[0] = 1;
  else bits[0] = bits[0]! + (near > 0 ? 1 : -1);
  return float[0]!;
}
