// Files in LightGBM's text format as the state of `gradient_boosting`.
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
import { CATEGORICAL, DEFAULT_LEFT, OBJECTIVES } from "./lightgbm-format.ts";
import type { ObjectiveName } from "./objectives.ts";

export interface LightgbmModel {
  readonly state: GradientBoostingState;
  readonly features: readonly FittedFeature[];
}

/** Throws a `ComponentError` for files of other versions and for models that `gradient_boosting` has no form of. */
export function readLightgbm(text: string, path: string): LightgbmModel {
  const header = fieldsOf(text.slice(0, text.indexOf("\nTree=") + 1));
  const version = header.get("version");
  if (!text.startsWith("tree\n") || version === undefined)
    throw unreadable(path, "is no model of LightGBM in text form");
  if (version !== "v3" && version !== "v4") throw unreadable(path, `has the version ${version}, not v3 or v4`);
  const objective = objectiveOf(header.get("objective") ?? "", path);
  const outputs = Number(header.get("num_tree_per_iteration") ?? "1");
  if (!Number.isInteger(outputs) || outputs < 1 || outputs > 10_000)
    throw unreadable(path, `has ${header.get("num_tree_per_iteration")} trees per iteration`);
  if (outputs !== Number(header.get("num_class") ?? outputs))
    throw unreadable(path, `is damaged: it has ${outputs} trees per iteration for ${header.get("num_class")} classes`);
  if (!text.includes("\nend of trees")) throw unreadable(path, "is cut off: the end of its trees is missing");
  const names = (header.get("feature_names") ?? "").split(" ");
  const levels = levelsOf(header.get("feature_infos")?.split(" ") ?? [], text, path);
  const mappers = names.map((name, f): InputMapper => {
    const own = levels[f] ?? null;
    return own === null ? { kind: "number", name } : { kind: "category", name, levels: own };
  });
  const twice = repeatedName(mappers);
  if (twice !== null) throw unreadable(path, `has two features of the name \`${twice}\``);
  const sections = text.slice(text.indexOf("\nTree=") + 1, text.indexOf("\nend of trees")).split(/^(?=Tree=)/m);
  const trees = sections.filter((section) => section.startsWith("Tree="));
  requireWhole(header, names, trees, outputs, path);
  const builder = createForest();
  // Boosting of the kind `rf` takes the mean of its trees.
  const share = /^average_output$/m.test(text.slice(0, text.indexOf("\nTree="))) ? outputs / trees.length : 1;
  for (const tree of trees) addTree(builder, fieldsOf(tree), share, mappers, path);
  const state: GradientBoostingState = {
    objective,
    classes: objective === "logistic" ? 2 : objective === "softmax" ? outputs : 0,
    mappers,
    start: new Float64Array(outputs),
    forest: packForest(builder, EMPTY_MARK, markOf(builder)),
  };
  const features = mappers.map(
    (mapper): FittedFeature => ({
      name: mapper.name,
      type: mapper.kind === "number" ? "float" : "category",
      levels: mapper.kind === "number" ? null : mapper.levels,
    }),
  );
  return { state, features };
}

const unreadable = (path: string, reason: string): ComponentError =>
  new ComponentError(
    "data/unreadable-model",
    `\`${path}\` ${reason}`,
    "save it again with LightGBM's `save_model`, from a booster without linear trees",
  );

/** As many features and trees as the header says, each tree in its place and of its length: a lost line shows in no other way. */
function requireWhole(
  header: ReadonlyMap<string, string>,
  names: readonly string[],
  trees: readonly string[],
  outputs: number,
  path: string,
): void {
  const damaged = (what: string): ComponentError => unreadable(path, `is damaged: ${what}`);
  const features = Number(header.get("max_feature_idx")) + 1;
  const infos = header.get("feature_infos")?.split(" ").length ?? 0;
  if (names.length !== features || infos !== features)
    throw damaged(`it names ${names.length} features and describes ${infos}, where its header says ${features}`);
  const sizes = header.get("tree_sizes")?.split(" ").map(Number);
  if (sizes === undefined) throw damaged("the sizes of its trees are missing");
  const expected = sizes[0] === 0 && trees.length === 0 ? 0 : sizes.length;
  if (trees.length !== expected || trees.length % outputs !== 0)
    throw damaged(`it holds ${trees.length} trees, where its header says ${expected}`);
  for (const [i, tree] of trees.entries()) {
    // The mark behind the last tree begins with its line end.
    const size = new TextEncoder().encode(tree).length + (i === trees.length - 1 ? 1 : 0);
    if (!tree.startsWith(`Tree=${i}\n`) || size !== sizes[i])
      throw damaged(`tree ${i} is not as its header says, ${sizes[i]} bytes in its place`);
  }
}

function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split("\n")) {
    const at = line.indexOf("=");
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 1));
  }
  return fields;
}

/** Objectives that are not trained here, and the one that makes predictions of scores as they do. */
const LIKE: ReadonlyMap<string, ObjectiveName> = new Map([
  ["fair", "squared"],
  ["mape", "squared"],
  ["gamma", "poisson"],
  ["tweedie", "poisson"],
]);

function objectiveOf(text: string, path: string): ObjectiveName {
  const [name = "", ...options] = text.split(" ");
  const known = LIKE.get(name) ?? Object.entries(OBJECTIVES).find(([, own]) => own.split(" ")[0] === name)?.[0];
  if (known === undefined)
    throw unreadable(path, `has the objective \`${name}\`, which \`gradient_boosting\` does not have`);
  if (options.includes("sqrt")) throw unreadable(path, "was trained on square roots of its labels (`reg_sqrt`)");
  const sigmoid = options.find((option) => option.startsWith("sigmoid:"));
  if (sigmoid !== undefined && Number(sigmoid.slice(8)) !== 1) throw unreadable(path, "has a sigmoid other than 1");
  // `known` is a key of the record above.
  return known as ObjectiveName;
}

/** Levels per feature; null for numbers. Names come from the data frame that it was trained on, else the codes themselves. */
function levelsOf(infos: readonly string[], text: string, path: string): readonly (readonly string[] | null)[] {
  const line = /^pandas_categorical:(.*)$/m.exec(text)?.[1] ?? "null";
  const named = namesOf(line, path);
  const described = infos.flatMap((info, f) => (info.startsWith("[") || info === "none" ? [] : [f]));
  const places = named.length === 0 ? described : placesOf(named.length, described, infos, text, path);
  return infos.map((info, f) => {
    const place = places.indexOf(f);
    if (place < 0) return null;
    const own = named[place];
    if (own !== undefined) return own.map(String);
    const most = info.split(":").reduce((found, code) => Math.max(found, Number(code)), 0);
    if (!Number.isInteger(most) || most > MOST_CODES)
      throw unreadable(path, `has levels that are no codes: ${info.slice(0, 40)}`);
    return Array.from({ length: most + 1 }, (_, code) => String(code));
  });
}

/** The features that the lists of levels are of. One that is the same in all rows is not described, but stands in the parameters. */
function placesOf(
  lists: number,
  described: readonly number[],
  infos: readonly string[],
  text: string,
  path: string,
): readonly number[] {
  if (described.length === lists) return described;
  const given = /^\[categorical_feature: ([\d,]*)\]$/m.exec(text)?.[1]?.split(",").map(Number) ?? [];
  const isUnsaid = (f: number): boolean => infos[f] === "none" || described.includes(f);
  const found = given.length === lists ? given : infos.flatMap((_, f) => (isUnsaid(f) ? [f] : []));
  if (found.length === lists && found.every(isUnsaid) && described.every((f) => found.includes(f)))
    return found.toSorted((a, b) => a - b);
  throw unreadable(path, `has lists of levels for ${lists} features, and ${described.length} features of levels`);
}

const MOST_CODES = 1_000_000;

function namesOf(line: string, path: string): readonly (readonly unknown[])[] {
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(line);
  } catch {
    throw unreadable(path, "is cut off in its list of levels");
  }
  if (parsed === null) return [];
  if (Array.isArray(parsed) && parsed.every((own) => Array.isArray(own))) return parsed;
  throw unreadable(path, "has a list of levels that is none");
}

/** Levels beyond the first 255 share the bin of unknown ones, as in a fitted forest. */
const MOST_LEVELS = SET_BYTES * 8 - 1;

const numbersIn = (text: string): readonly number[] =>
  text === "" ? [] : text.split(" ").map((word) => Number(word.replace(/^(-?)inf$/, "$1Infinity")));

function addTree(
  forest: ForestBuilder,
  fields: ReadonlyMap<string, string>,
  share: number,
  mappers: readonly InputMapper[],
  path: string,
): void {
  const numbers = (name: string): readonly number[] => numbersIn(fields.get(name) ?? "");
  requireTree(fields, mappers.length, path);
  if (fields.get("is_linear") === "1") throw unreadable(path, "has linear trees");
  const nodesBefore = forest.feature.length;
  const leavesBefore = forest.leaves.length;
  const child = (at: number): number => (at >= 0 ? at + nodesBefore : at - leavesBefore);
  const feature = numbers("split_feature");
  const decisions = numbers("decision_type");
  const threshold = numbers("threshold");
  const boundaries = numbers("cat_boundaries");
  const words = numbers("cat_threshold");
  const [left, right, gain, rows] = ["left_child", "right_child", "split_gain", "internal_count"].map(numbers);
  forest.roots.push(feature.length === 0 ? -1 - leavesBefore : nodesBefore);
  feature.forEach((f, node) => {
    const decision = decisions[node]!;
    const isSet = (decision & CATEGORICAL) !== 0;
    const missing = decision >> 2;
    forest.feature.push(f);
    forest.left.push(child(left![node]!));
    forest.right.push(child(right![node]!));
    forest.gain.push(gain?.[node] ?? 0);
    forest.rows.push(rows?.[node] ?? 0);
    if (isSet) {
      const set = words.slice(boundaries[threshold[node]!]!, boundaries[threshold[node]! + 1]!);
      forest.threshold.push(forest.sets.length / SET_BYTES);
      forest.flags.push(IS_SET);
      forest.sets.push(...setOf(set, mappers[f]!, path));
      return;
    }
    if (missing === 1) throw unreadable(path, "treats zeros as missing (`zero_as_missing`)");
    // Without a kind of missing value NaN counts as 0 there.
    const goesLeft = missing === 2 ? (decision & DEFAULT_LEFT) !== 0 : threshold[node]! >= 0;
    forest.threshold.push(threshold[node]!);
    forest.flags.push(goesLeft ? MISSING_LEFT : 0);
  });
  forest.leaves.push(...numbers("leaf_value").map((value) => share * value));
  const counts = numbers("leaf_count");
  forest.leafRows.push(...numbers("leaf_value").map((_, i) => counts[i] ?? 0));
}

/** Two bits, and one of three kinds of missing values. */
const MOST_DECISIONS = 12;

/** Every list as long as the tree says, all numbers, every feature there, and every node and leaf below exactly one other. */
function requireTree(fields: ReadonlyMap<string, string>, features: number, path: string): void {
  const leaves = Number(fields.get("num_leaves"));
  const name = `tree ${fields.get("Tree") ?? "?"}`;
  const damaged = (what: string): ComponentError => unreadable(path, `is damaged: ${name} has ${what}`);
  if (!Number.isInteger(leaves) || leaves < 1) throw damaged("no number of leaves");
  const list = (key: string, length: number): readonly number[] => {
    const values = numbersIn(fields.get(key) ?? "");
    // The threshold between numbers and what is missing is infinite.
    const isValue = key === "threshold" ? (value: number) => !Number.isNaN(value) : Number.isFinite;
    if (values.length !== length || !values.every(isValue))
      throw damaged(`a list \`${key}\` that is not of ${length} numbers`);
    return values;
  };
  list("leaf_value", leaves);
  if (leaves === 1) return;
  const nodes = leaves - 1;
  const isPlace = (value: number, end: number): boolean => Number.isInteger(value) && value >= 0 && value < end;
  if (!list("split_feature", nodes).every((f) => isPlace(f, features)))
    throw damaged("a split on a feature that is not there");
  const decisions = list("decision_type", nodes);
  const sets = Number(fields.get("num_cat") ?? 0);
  const boundaries = sets > 0 ? list("cat_boundaries", sets + 1) : [];
  const cuts = list("threshold", nodes);
  if (decisions.some((decision, i) => (decision & CATEGORICAL) !== 0 && !isPlace(cuts[i]!, sets)))
    throw damaged("a split on a set that is not there");
  if (!decisions.every((decision) => isPlace(decision, MOST_DECISIONS))) throw damaged("a split of no known kind");
  if (boundaries.some((end, i) => !Number.isInteger(end) || (i === 0 ? end !== 0 : end <= boundaries[i - 1]!)))
    throw damaged("sets of levels that overlap");
  if (sets > 0 && !list("cat_threshold", boundaries.at(-1)!).every((word) => isPlace(word, 2 ** 32)))
    throw damaged("sets of levels that are none");
  const optional = { split_gain: nodes, internal_count: nodes, leaf_count: leaves };
  for (const [key, length] of Object.entries(optional)) if (fields.has(key)) list(key, length);
  const below = new Set<number>();
  const [left, right] = [list("left_child", nodes), list("right_child", nodes)];
  for (const child of [...left, ...right]) {
    if (!isPlace(child < 0 ? -1 - child : child, child < 0 ? leaves : nodes) || child === 0 || below.has(child))
      throw damaged("nodes that form no tree");
    below.add(child);
  }
}

function setOf(words: readonly number[], mapper: InputMapper, path: string): Uint8Array {
  const bytes = new Uint8Array(SET_BYTES);
  const levels = mapper.kind === "category" ? mapper.levels.length : 0;
  if (levels > MOST_LEVELS) throw unreadable(path, `has a feature of more than ${MOST_LEVELS} levels`);
  for (let i = 0; i < levels; i++) {
    if (((words[i >> 5] ?? 0) >>> (i & 31)) % 2 === 1) bytes[(i + 1) >> 3]! |= 1 << ((i + 1) & 7);
  }
  return bytes;
}
