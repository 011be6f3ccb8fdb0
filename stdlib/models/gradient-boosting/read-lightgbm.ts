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
  const names = (header.get("feature_names") ?? "").split(" ");
  const levels = levelsOf(header.get("feature_infos")?.split(" ") ?? [], text);
  const mappers = names.map((name, f): InputMapper => {
    const own = levels[f] ?? null;
    return own === null ? { kind: "number", name } : { kind: "category", name, levels: own };
  });
  const sections = text.slice(text.indexOf("\nTree=") + 1, text.indexOf("\nend of trees")).split(/^(?=Tree=)/m);
  const builder = createForest();
  for (const section of sections) if (section.startsWith("Tree=")) addTree(builder, fieldsOf(section), mappers, path);
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

function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split("\n")) {
    const at = line.indexOf("=");
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 1));
  }
  return fields;
}

function objectiveOf(text: string, path: string): ObjectiveName {
  const [name = "", ...options] = text.split(" ");
  const known = Object.entries(OBJECTIVES).find(([, own]) => own.split(" ")[0] === name)?.[0];
  if (known === undefined)
    throw unreadable(path, `has the objective \`${name}\`, which \`gradient_boosting\` does not have`);
  const sigmoid = options.find((option) => option.startsWith("sigmoid:"));
  if (sigmoid !== undefined && Number(sigmoid.slice(8)) !== 1) throw unreadable(path, "has a sigmoid other than 1");
  // `known` is a key of the record above.
  return known as ObjectiveName;
}

/** Levels per feature; null for numbers. Names come from the data frame that it was trained on, else the codes themselves. */
function levelsOf(infos: readonly string[], text: string): readonly (readonly string[] | null)[] {
  const line = /^pandas_categorical:(.*)$/m.exec(text)?.[1] ?? "null";
  const named = (JSON.parse(line) ?? []) as readonly (readonly unknown[])[];
  let next = 0;
  return infos.map((info) => {
    if (info.startsWith("[") || info === "none") return null;
    const own = named[next++];
    if (own !== undefined) return own.map(String);
    const codes = info.split(":").map(Number);
    return Array.from({ length: Math.max(...codes) + 1 }, (_, code) => String(code));
  });
}

/** Levels beyond the first 255 share the bin of unknown ones, as in a fitted forest. */
const MOST_LEVELS = SET_BYTES * 8 - 1;

function addTree(
  forest: ForestBuilder,
  fields: ReadonlyMap<string, string>,
  mappers: readonly InputMapper[],
  path: string,
): void {
  const numbers = (name: string): readonly number[] => {
    const text = fields.get(name) ?? "";
    return text === "" ? [] : text.split(" ").map(Number);
  };
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
  forest.leaves.push(...numbers("leaf_value"));
  const counts = numbers("leaf_count");
  forest.leafRows.push(...numbers("leaf_value").map((_, i) => counts[i] ?? 0));
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
