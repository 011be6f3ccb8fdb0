// What a file in XGBoost's JSON format holds, as far as it is read, and whether it does. Files come from anywhere: a damaged one must
// neither be followed in rings nor ask for memory that it does not fill.

import { faultOfTree } from "./xgboost-tree.ts";

export interface XgboostTree {
  readonly left_children: readonly number[];
  readonly right_children: readonly number[];
  readonly split_conditions: readonly number[];
  readonly split_indices: readonly number[];
  readonly default_left: readonly (number | boolean)[];
  readonly categories: readonly number[];
  readonly categories_nodes: readonly number[];
  readonly categories_segments: readonly number[];
  readonly categories_sizes: readonly number[];
  readonly loss_changes?: readonly number[];
  readonly sum_hessian?: readonly number[];
}

interface XgboostModel {
  readonly trees: readonly XgboostTree[];
  readonly tree_info: readonly number[];
  readonly gbtree_model_param?: Readonly<Record<string, string>>;
  /** Texts as UTF-8 between offsets, or numbers. */
  readonly cats?: {
    readonly enc: readonly { readonly offsets?: readonly number[]; readonly values: readonly number[] }[];
  };
}

/** `dart` weighs its trees and holds them in a `gbtree` of its own. */
type GradientBooster =
  | { readonly name: "gbtree"; readonly model: XgboostModel }
  | {
      readonly name: "dart";
      readonly gbtree: { readonly model: XgboostModel };
      readonly weight_drop: readonly number[];
    }
  | { readonly name: "gblinear" };

export interface XgboostLearner {
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly feature_names?: readonly string[];
  readonly feature_types?: readonly string[];
  readonly learner_model_param: Readonly<Record<string, string>>;
  readonly objective: { readonly name: string };
  readonly gradient_booster: GradientBooster;
}

export interface XgboostBooster {
  readonly model: XgboostModel;
  /** Per tree; null for ones that count whole. */
  readonly weights: readonly number[] | null;
}

/** The trees of a booster; null for one that has none. */
export function boosterOf(booster: GradientBooster): XgboostBooster | null {
  if (booster.name === "gbtree") return { model: booster.model, weights: null };
  return booster.name === "dart" ? { model: booster.gbtree.model, weights: booster.weight_drop } : null;
}

const MOST_FEATURES = 1_000_000;
const MOST_LEVELS = 1_000_000;

type Unknown = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");
const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((item) => typeof item === "number");
const isPlace = (value: number | undefined, end: number): boolean =>
  value !== undefined && Number.isInteger(value) && value >= 0 && value < end;

/** From 0 to `end`. */
const isRising = (places: readonly number[], end: number): boolean =>
  places[0] === 0 && places.at(-1) === end && places.every((place, i) => i === 0 || place >= places[i - 1]!);

/** What is wrong with it; null for a learner that can be read. Other boosters are told apart by the reader. */
export function faultOf(parsed: unknown): string | null {
  const learner = isRecord(parsed) ? parsed.learner : null;
  if (!isRecord(learner)) return "is no model of XGBoost";
  const { learner_model_param: params, objective, gradient_booster: booster } = learner;
  if (!isRecord(params) || !isRecord(objective) || typeof objective.name !== "string") return "is no model of XGBoost";
  if (!isRecord(booster) || typeof booster.name !== "string") return "is no model of XGBoost";
  if (booster.name !== "gbtree" && booster.name !== "dart") return null;
  const { model } = booster.name === "dart" && isRecord(booster.gbtree) ? booster.gbtree : booster;
  if (!isRecord(model) || !Array.isArray(model.trees) || !isNumbers(model.tree_info)) return "has no trees";
  const features = Number(params.num_feature);
  if (!isPlace(features, MOST_FEATURES + 1)) return `is damaged: it has ${String(params.num_feature)} features`;
  if (!isPlace(Number(params.num_class), MOST_LEVELS)) return "is damaged: it has no number of classes";
  for (const names of [learner.feature_names, learner.feature_types]) {
    if (names !== undefined && !isTexts(names)) return "is damaged: its features have no names";
    if (names !== undefined && names.length > 0 && names.length !== features)
      return `is damaged: it names ${names.length} of ${features} features`;
  }
  const { attributes } = learner;
  if (isRecord(attributes) && !isPlace(Number(attributes.best_iteration ?? 0), Number.POSITIVE_INFINITY))
    return "is damaged: its best round is none";
  if (Number(params.num_target ?? 1) > 1) return "predicts several labels at once";
  const { gbtree_model_param: own } = model;
  const said = isRecord(own) ? Number(own.num_trees) : model.trees.length;
  if (model.trees.length !== said || model.tree_info.length !== said)
    return `is damaged: it holds ${model.trees.length} trees for ${model.tree_info.length} places, where ${said} are said`;
  const rounds = model.iteration_indptr;
  if (rounds !== undefined && !(isNumbers(rounds) && isRising(rounds, said)))
    return "is damaged: its trees are not shared out among its rounds";
  if (
    booster.name === "dart" &&
    !(
      isNumbers(booster.weight_drop) &&
      booster.weight_drop.length === said &&
      booster.weight_drop.every(Number.isFinite)
    )
  )
    return "is damaged: its trees have no weights";
  if (model.cats !== undefined && !isEncoding(model.cats)) return "is damaged: its levels have no names";
  const isVector = (tree: unknown): boolean =>
    isRecord(tree) && isRecord(tree.tree_param) && Number(tree.tree_param.size_leaf_vector ?? 1) > 1;
  if (model.trees.some(isVector)) return "has a value per class in every leaf (`multi_output_tree`)";
  for (const [i, tree] of model.trees.entries()) {
    const fault = isRecord(tree) ? faultOfTree(tree, features, i) : "is none";
    if (fault !== null) return `is damaged: tree ${i + 1} ${fault}`;
  }
  return null;
}

const isEncoding = (cats: unknown): boolean =>
  isRecord(cats) &&
  Array.isArray(cats.enc) &&
  cats.enc.every(
    (own) => isRecord(own) && (own.offsets === undefined || isNumbers(own.offsets)) && isNumbers(own.values),
  );
