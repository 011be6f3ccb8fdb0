// Files in XGBoost's JSON format as the state of `gradient_boosting`: see write-xgboost.ts for how the two count. A 32-bit
// threshold c stands for the doubles that round to less than c: those up to halfway to the float below.
import { ComponentError } from "../../../runtime/component.ts";
import type { FittedFeature } from "../../../runtime/model/fitted.ts";
import {
  createForest,
  EMPTY_MARK,
  type ForestBuilder,
  type InputMapper,
  IS_SET,
  MISSING_LEFT,
  markOf,
  packForest,
  repeatedName,
} from "../trees/forest.ts";
import { SET_BYTES } from "../trees/split.ts";
import type { GradientBoostingState } from "./gradient-boosting-state.ts";
import type { ObjectiveName } from "./objectives.ts";
import { XGBOOST_OBJECTIVES } from "./write-xgboost.ts";
import { faultOf, type XgboostLearner, type XgboostTree } from "./xgboost-format.ts";

export interface XgboostModel {
  readonly state: GradientBoostingState;
  readonly features: readonly FittedFeature[];
}

/** Throws a `ComponentError` for other files and for models that `gradient_boosting` has no form of. */
export function readXgboost(text: string, path: string): XgboostModel {
  const learner = learnerOf(text, path);
  const { name } = learner.gradient_booster;
  if (name !== "gbtree") throw unreadable(path, `holds a \`${name}\` booster, not \`gbtree\``);
  const objective = objectiveOf(learner.objective.name, path);
  const params = learner.learner_model_param;
  const outputs = objective === "softmax" ? Number(params.num_class) : 1;
  const { trees, tree_info: outputOf, cats } = learner.gradient_booster.model;
  if (!(outputs >= 1) || !trees.every((_, tree) => outputOf[tree] !== undefined))
    throw unreadable(path, "is damaged: which class a tree is for is missing");
  if (outputOf.some((output, tree) => output !== tree % outputs))
    throw unreadable(path, "grows several trees per round");
  const mappers = mappersOf(learner, Number(params.num_feature), cats);
  const start = startOf(params.base_score ?? "0.5", objective, outputs);
  if (!start.every(Number.isFinite)) throw unreadable(path, "is damaged: its base score is no number");
  const twice = repeatedName(mappers);
  if (twice !== null) throw unreadable(path, `has two features of the name \`${twice}\``);
  const builder = createForest();
  for (const tree of trees) addTree(builder, tree, mappers, path);
  const state: GradientBoostingState = {
    objective,
    classes: objective === "logistic" ? 2 : objective === "softmax" ? outputs : 0,
    mappers,
    start,
    forest: packForest(builder, EMPTY_MARK, markOf(builder)),
  };
  const features = mappers.map(
    (mapper): FittedFeature => ({
      name: mapper.name,
      type: mapper.kind === "category" ? "category" : "float",
      levels: mapper.kind === "category" ? mapper.levels : null,
    }),
  );
  return { state, features };
}

const unreadable = (path: string, reason: string): ComponentError =>
  new ComponentError(
    "data/unreadable-model",
    `\`${path}\` ${reason}`,
    "save a `gbtree` booster again with XGBoost's `save_model`, as JSON",
  );

function learnerOf(text: string, path: string): XgboostLearner {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw unreadable(path, "is no JSON");
  }
  const fault = faultOf(parsed);
  if (fault !== null) throw unreadable(path, fault);
  // Everything that is read was looked at.
  return (parsed as { readonly learner: XgboostLearner }).learner;
}

function objectiveOf(name: string, path: string): ObjectiveName {
  if (name === "multi:softmax") return "softmax";
  const known = Object.entries(XGBOOST_OBJECTIVES).find(([, own]) => own.name === name)?.[0];
  if (known === undefined)
    throw unreadable(path, `has the objective \`${name}\`, which \`gradient_boosting\` does not have`);
  // `known` is a key of the record above.
  return known as ObjectiveName;
}

/** Margins from base scores, which stand in the units of predictions for one output; `[a,b]` or one number for all. */
function startOf(text: string, objective: ObjectiveName, outputs: number): Float64Array {
  const given = text.replaceAll(/[[\]]/g, "").split(",").map(Number);
  const start = Float64Array.from({ length: outputs }, (_, k) => given[given.length === 1 ? 0 : k]!);
  if (objective === "logistic") return start.map((p) => Math.log(p / (1 - p)));
  return objective === "poisson" ? start.map(Math.log) : start;
}

type Categories = NonNullable<XgboostLearner["gradient_booster"]["model"]["cats"]>["enc"];

/** Levels by name where the file has them (version 3.1 and newer), else by their numbers. */
function mappersOf(
  learner: XgboostLearner,
  count: number,
  cats: { readonly enc: Categories } | undefined,
): readonly InputMapper[] {
  const used = new Int32Array(count).fill(-1);
  for (const tree of learner.gradient_booster.model.trees)
    tree.categories_nodes.forEach((node, i) => {
      const start = tree.categories_segments[i]!;
      const own = tree.categories.slice(start, start + tree.categories_sizes[i]!);
      const feature = tree.split_indices[node]!;
      used[feature] = own.reduce((most, level) => Math.max(most, level), used[feature]!);
    });
  return Array.from({ length: count }, (_, f): InputMapper => {
    const name = learner.feature_names?.[f] ?? `f${f}`;
    if (learner.feature_types?.[f] !== "c" && used[f]! < 0) return { kind: "number", name };
    const named = levelNames(cats?.enc[f]);
    return { kind: "category", name, levels: named ?? Array.from({ length: used[f]! + 1 }, (_, code) => String(code)) };
  });
}

function levelNames(encoded: Categories[number] | undefined): readonly string[] | null {
  if (encoded === undefined || encoded.offsets.length < 2) return null;
  const bytes = Uint8Array.from(encoded.values);
  const decoder = new TextDecoder();
  return encoded.offsets.slice(1).map((end, i) => decoder.decode(bytes.subarray(encoded.offsets[i]!, end)));
}

function addTree(forest: ForestBuilder, tree: XgboostTree, mappers: readonly InputMapper[], path: string): void {
  const nodesBefore = forest.feature.length;
  const leavesBefore = forest.leaves.length;
  const places: number[] = [];
  let nodes = 0;
  let leaves = 0;
  for (const left of tree.left_children) {
    if (left >= 0) places.push(nodesBefore + nodes++);
    else places.push(-1 - (leavesBefore + leaves++));
  }
  forest.roots.push(places[0]!);
  const setAt = new Map(tree.categories_nodes.map((node, i) => [node, i]));
  tree.left_children.forEach((left, node) => {
    const count = tree.sum_hessian?.[node] ?? 0;
    if (left < 0) {
      forest.leaves.push(tree.split_conditions[node]!);
      forest.leafRows.push(count);
      return;
    }
    const feature = tree.split_indices[node]!;
    const goesLeft = Number(tree.default_left[node]) === 1;
    forest.feature.push(feature);
    forest.left.push(places[left]!);
    forest.right.push(places[tree.right_children[node]!]!);
    forest.gain.push(tree.loss_changes?.[node] ?? 0);
    forest.rows.push(count);
    const set = setAt.get(node);
    if (set === undefined) {
      forest.threshold.push(belowFloat(tree.split_conditions[node]!));
      forest.flags.push(goesLeft ? MISSING_LEFT : 0);
      return;
    }
    const start = tree.categories_segments[set]!;
    const toRight = new Set(tree.categories.slice(start, start + tree.categories_sizes[set]!));
    forest.threshold.push(forest.sets.length / SET_BYTES);
    forest.flags.push(IS_SET);
    forest.sets.push(...leftSet(mappers[feature]!, toRight, goesLeft, path));
  });
}

function leftSet(mapper: InputMapper, toRight: ReadonlySet<number>, missingLeft: boolean, path: string): Uint8Array {
  const levels = mapper.kind === "category" ? mapper.levels.length : 0;
  if (levels >= SET_BYTES * 8) throw unreadable(path, `has a feature of more than ${SET_BYTES * 8 - 1} levels`);
  const bytes = new Uint8Array(SET_BYTES);
  if (missingLeft) bytes[0] = 1;
  for (let i = 0; i < levels; i++) if (!toRight.has(i)) bytes[(i + 1) >> 3]! |= 1 << ((i + 1) & 7);
  return bytes;
}

/** The largest double that rounds to a 32-bit float below `value`. */
function belowFloat(value: number): number {
  const bits = new Int32Array(1);
  const float = new Float32Array(bits.buffer);
  float[0] = value;
  const at = float[0]!;
  if (at === 0) {
    bits[0] = 1;
    float[0] = -float[0]!;
  } else bits[0] = bits[0]! + (at > 0 ? -1 : 1);
  const halfway = (at + float[0]!) / 2;
  // The middle rounds to the even neighbour; the double before it surely rounds down.
  return Math.fround(halfway) < at ? halfway : halfway - Math.abs(halfway) * Number.EPSILON;
}
