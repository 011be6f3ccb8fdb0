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
import { WRITTEN_HERE, XGBOOST_OBJECTIVES } from "./write-xgboost.ts";
import { boosterOf, faultOf, type XgboostBooster, type XgboostLearner, type XgboostTree } from "./xgboost-format.ts";

export interface XgboostModel {
  readonly state: GradientBoostingState;
  readonly features: readonly FittedFeature[];
}

/** Throws a `ComponentError` for other files and for models that `gradient_boosting` has no form of. */
export function readXgboost(text: string, path: string): XgboostModel {
  const learner = learnerOf(text, path);
  const booster = boosterOf(learner.gradient_booster);
  if (booster === null)
    throw unreadable(path, `holds a \`${learner.gradient_booster.name}\` booster, not \`gbtree\` or \`dart\``);
  const objective = objectiveOf(learner.objective.name, path);
  const params = learner.learner_model_param;
  const outputs = objective === "softmax" ? Number(params.num_class) : 1;
  const trees = treesOf(learner, booster, outputs);
  if (trees === null) throw unreadable(path, "is damaged: its trees are not shared out among its classes");
  const mappers = mappersOf(learner, booster.model.trees, Number(params.num_feature), booster.model.cats, path);
  const start = startOf(params.base_score ?? "0.5", objective, outputs);
  if (!start.every(Number.isFinite)) throw unreadable(path, "is damaged: its base score is no number");
  const twice = repeatedName(mappers);
  if (twice !== null) throw unreadable(path, `has two features of the name \`${twice}\``);
  const builder = createForest();
  for (const { tree, weight } of trees) addTree(builder, tree, weight, mappers, path);
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
    "save a booster of trees again with XGBoost's `save_model`, as JSON, with names of levels in plain letters",
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

/** Objectives that are not trained here, and the one that makes predictions of scores as they do. */
const LIKE: ReadonlyMap<string, ObjectiveName> = new Map([
  ["multi:softmax", "softmax"],
  ["reg:squaredlogerror", "squared"],
  ["reg:gamma", "poisson"],
  ["reg:tweedie", "poisson"],
]);

function objectiveOf(name: string, path: string): ObjectiveName {
  const known = Object.entries(XGBOOST_OBJECTIVES).find(([, own]) => own.name === name)?.[0];
  // `known` is a key of the record above.
  const found = LIKE.get(name) ?? (known as ObjectiveName | undefined);
  if (found === undefined)
    throw unreadable(path, `has the objective \`${name}\`, which \`gradient_boosting\` does not have`);
  return found;
}

interface WeightedTree {
  readonly tree: XgboostTree;
  /** What `dart` has left of it. */
  readonly weight: number;
}

/**
 * Trees in rounds of one per output, as our forests have them; null when outputs have unlike numbers of them. Several trees of
 * one output in a round (`num_parallel_tree`) are only summed, so they may as well stand in rounds of their own. XGBoost's
 * estimators of scikit-learn predict with the rounds up to the best one, its boosters with all.
 */
function treesOf(
  { attributes, learner_model_param: { num_class } }: XgboostLearner,
  { model, weights }: XgboostBooster,
  outputs: number,
): readonly WeightedTree[] | null {
  const perRound = Math.max(1, Number(num_class)) * Number(model.gbtree_model_param?.num_parallel_tree ?? "1");
  const best = attributes?.scikit_learn === undefined ? undefined : attributes.best_iteration;
  const kept = best === undefined ? model.trees.length : (Number(best) + 1) * perRound;
  const all = model.trees.map((tree, i): WeightedTree => ({ tree, weight: weights?.[i] ?? 1 })).slice(0, kept);
  const own = Array.from({ length: outputs }, (_, k) => all.filter((_, i) => model.tree_info[i] === k));
  const rounds = own[0]?.length ?? 0;
  if (outputs * rounds !== all.length || own.some(({ length }) => length !== rounds)) return null;
  return Array.from({ length: all.length }, (_, i) => own[i % outputs]![Math.floor(i / outputs)]!);
}

/** Margins from base scores, which stand in the units of predictions for one output; `[a,b]` or one number for all. */
function startOf(text: string, objective: ObjectiveName, outputs: number): Float64Array {
  const given = text.replaceAll(/[[\]]/g, "").split(",").map(Number);
  const start = Float64Array.from({ length: outputs }, (_, k) => given[given.length === 1 ? 0 : k]!);
  if (objective === "logistic") return start.map((p) => Math.log(p / (1 - p)));
  return objective === "poisson" ? start.map(Math.log) : start;
}

/** In the sets of a split, beside what is missing or unknown. */
const MOST_LEVELS = SET_BYTES * 8 - 1;

type Categories = NonNullable<XgboostBooster["model"]["cats"]>;

/** Levels by name where the file has them (version 3.1 and newer), else by their numbers. */
function mappersOf(
  learner: XgboostLearner,
  trees: readonly XgboostTree[],
  count: number,
  cats: Categories | undefined,
  path: string,
): readonly InputMapper[] {
  const used = new Int32Array(count).fill(-1);
  const isMissingRight = new Uint8Array(count);
  for (const tree of trees)
    tree.categories_nodes.forEach((node, i) => {
      const start = tree.categories_segments[i]!;
      const own = tree.categories.slice(start, start + tree.categories_sizes[i]!);
      const feature = tree.split_indices[node]!;
      used[feature] = own.reduce((most, level) => Math.max(most, level), used[feature]!);
      if (Number(tree.default_left[node]) !== 1) isMissingRight[feature] = 1;
    });
  return Array.from({ length: count }, (_, f): InputMapper => {
    const name = learner.feature_names?.[f] ?? `f${f}`;
    if (learner.feature_types?.[f] !== "c" && used[f]! < 0) return { kind: "number", name };
    const named = levelNames(cats?.enc[f], learner.attributes?.pipec === WRITTEN_HERE, name, path);
    const levels = named ?? Array.from({ length: used[f]! + 1 }, (_, code) => String(code));
    // Levels behind the last one of any set always go left: with what is missing, where that does, and then they need no name.
    const isCut = levels.length > MOST_LEVELS && isMissingRight[f] === 0;
    return { kind: "category", name, levels: isCut ? levels.slice(0, used[f]! + 1) : levels };
  });
}

/**
 * XGBoost's reader of pandas frames counts letters where it cuts bytes: behind the first letter beyond ASCII all names are
 * wrong, and nothing in the file says so. What was written here is cut right.
 */
function levelNames(
  encoded: Categories["enc"][number] | undefined,
  isTrusted: boolean,
  name: string,
  path: string,
): readonly string[] | null {
  if (encoded === undefined || encoded.values.length === 0) return null;
  const { offsets } = encoded;
  if (offsets === undefined) return encoded.values.map(String);
  const bytes = Uint8Array.from(encoded.values);
  if (!isTrusted && bytes.some((byte) => byte > 127))
    throw unreadable(path, `has levels of \`${name}\` with letters beyond ASCII, whose names XGBoost may have cut`);
  const decoder = new TextDecoder();
  return offsets.slice(1).map((end, i) => decoder.decode(bytes.subarray(offsets[i]!, end)));
}

function addTree(
  forest: ForestBuilder,
  tree: XgboostTree,
  weight: number,
  mappers: readonly InputMapper[],
  path: string,
): void {
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
      forest.leaves.push(weight * tree.split_conditions[node]!);
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
  if (levels > MOST_LEVELS) throw unreadable(path, `has a feature of more than ${MOST_LEVELS} levels`);
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
