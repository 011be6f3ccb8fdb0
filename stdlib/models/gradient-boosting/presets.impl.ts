// What the parameters of LightGBM, XGBoost and CatBoost mean for gradient_boosting.
import {
  ComponentError,
  type FitContext,
  type TabularData,
  type TabularImplementation,
} from "../../../runtime/component.ts";
import { type ClassWeight, rowWeights } from "../class-weight.ts";
import { automaticRate, FIXED_RATE } from "./catboost-rate.ts";
import { type GradientBoostingParams, gradientBoosting } from "./gradient-boosting.decl.ts";
import { boostingWith } from "./gradient-boosting.impl.ts";
import type { GradientBoostingState } from "./gradient-boosting-state.ts";
import { CATBOOST, type Habits, LIGHTGBM, XGBOOST } from "./habits.ts";
import { objectiveFor } from "./objectives.ts";
import { type CatboostParams, catboost, type LightgbmParams, type XgboostParams } from "./presets.decl.ts";

type Meaning<P> = (params: P, data: TabularData, context: FitContext) => Partial<GradientBoostingParams>;

// Every parameter of gradient_boosting has a default.
const defaults = Object.fromEntries(
  Object.entries(gradientBoosting.params).map(([name, parameter]) => [name, parameter.default]),
) as unknown as GradientBoostingParams;

function presetOf<P>(habits: Habits, meaning: Meaning<P>): TabularImplementation<P, GradientBoostingState> {
  const boosting = boostingWith(habits);
  const { predict, importance, contributions, tree } = boosting;
  return {
    input: "tabular",
    fit: (data, params, context) => boosting.fit(data, { ...defaults, ...meaning(params, data, context) }, context),
    predict: (features, rows, state) => predict(features, rows, state, defaults),
    ...(importance === undefined ? {} : { importance }),
    ...(contributions === undefined ? {} : { contributions }),
    ...(tree === undefined ? {} : { tree }),
  };
}

const MOST_LEAVES = 65_536;

export const lightgbmImplementation = presetOf<LightgbmParams>(LIGHTGBM, (params) => ({
  rounds: params.n_estimators,
  learning_rate: params.learning_rate,
  leaves: params.num_leaves,
  max_depth: params.max_depth === 0 ? -1 : params.max_depth,
  min_leaf: params.min_child_samples,
  min_hessian: params.min_child_weight,
  min_gain: params.min_split_gain,
  l1: params.reg_alpha,
  l2: params.reg_lambda,
  subsample: params.subsample_freq > 0 ? params.subsample : 1,
  colsample: params.colsample_bytree,
  max_bin: params.max_bin,
  sampling: params.data_sample_strategy === "goss" ? "gradient" : "uniform",
  top_rate: params.top_rate,
  other_rate: params.other_rate,
  cat_smooth: params.cat_smooth,
  cat_l2: params.cat_l2,
  max_cat_threshold: params.max_cat_threshold,
  max_cat_onehot: params.max_cat_to_onehot,
  max_step: params.max_delta_step,
  objective: params.objective,
  quantile: params.quantile,
  huber_delta: params.huber_delta,
  monotone: params.monotone,
  class_weight: params.class_weight,
}));

export const xgboostImplementation = presetOf<XgboostParams>(XGBOOST, (params, { classes }) => {
  const depth = params.max_depth === 0 ? -1 : params.max_depth;
  const byDepth = depth < 0 || depth >= 16 ? MOST_LEAVES : 2 ** depth;
  const second = classes?.length === 2 ? classes[1] : undefined;
  return {
    rounds: params.n_estimators,
    learning_rate: params.learning_rate,
    leaves: params.max_leaves === 0 ? byDepth : Math.max(2, params.max_leaves),
    max_depth: depth,
    growth: params.grow_policy === "depthwise" ? "depthwise" : "leafwise",
    min_leaf: 1,
    min_hessian: params.min_child_weight,
    min_gain: params.gamma,
    l1: params.reg_alpha,
    l2: params.reg_lambda,
    subsample: params.subsample,
    colsample: params.colsample_bytree,
    max_bin: params.max_bin,
    max_step: params.max_delta_step,
    cat_l2: 0,
    cat_smooth: 0,
    max_cat_onehot: params.max_cat_to_onehot,
    max_cat_threshold: params.max_cat_threshold,
    objective: params.objective,
    quantile: params.quantile,
    huber_delta: params.huber_delta,
    monotone: params.monotone,
    class_weight: second !== undefined && params.scale_pos_weight !== 1 ? { [second]: params.scale_pos_weight } : null,
  };
});

export const catboostImplementation = presetOf<CatboostParams>(CATBOOST, (params, data, context) => {
  const growth = { SymmetricTree: "symmetric", Depthwise: "depthwise", Lossguide: "leafwise" } as const;
  const classWeight = weightsOf(params, data.classes);
  return {
    rounds: params.iterations,
    learning_rate: rateOf(params, data, context),
    leaves: params.grow_policy === "Lossguide" ? params.max_leaves : 2 ** params.depth,
    max_depth: params.depth,
    growth: growth[params.grow_policy],
    min_leaf: params.grow_policy === "SymmetricTree" ? 1 : params.min_data_in_leaf,
    min_hessian: 0,
    l2: params.l2_leaf_reg * meanWeight(data, classWeight),
    subsample: params.subsample,
    colsample: params.rsm,
    max_bin: params.border_count,
    categorical: "ordered",
    objective: params.objective,
    quantile: params.quantile,
    huber_delta: params.huber_delta,
    monotone: params.monotone,
    class_weight: classWeight,
  };
});

/**
 * As CatBoost: a penalty that somebody chose is not what its rates were fitted with. Its trees for several classes hold a value for
 * each of them in one structure; a tree for each class follows the labels as many times as fast.
 */
function rateOf(params: CatboostParams, { rows, classes }: TabularData, { validate }: FitContext): number {
  const objective = objectiveFor(params.objective, classes?.length ?? 0);
  const isFitted = params.l2_leaf_reg === catboost.params.l2_leaf_reg.default;
  const automatic = isFitted
    ? automaticRate(objective, rows, params.iterations, (validate?.rows ?? 0) > 0)
    : FIXED_RATE;
  return (params.learning_rate ?? automatic) / (objective === "softmax" ? (classes?.length ?? 1) : 1);
}

/** CatBoost's penalty grows with the weights of the rows: a factor in all of them changes nothing. */
function meanWeight({ label, classes, weight, rows }: TabularData, classWeight: ClassWeight): number {
  const weights = classes === null ? weight : rowWeights(label, classes, weight, classWeight);
  return weights === null ? 1 : weights.reduce((sum, own) => sum + own, 0) / rows;
}

function weightsOf(params: CatboostParams, classes: readonly string[] | null): ClassWeight {
  if (params.auto_class_weights === "Balanced") return "balanced";
  const given = params.class_weights;
  if (!Array.isArray(given)) return given as Readonly<Record<string, number>> | null;
  const weights: readonly number[] = given;
  if (classes !== null && weights.length !== classes.length) {
    throw new ComponentError(
      "param/class-weights",
      `\`class_weights\` lists ${weights.length} weights for ${classes.length} classes`,
      `give one for each of ${classes.map((level) => `\`${level}\``).join(", ")}, in this order`,
    );
  }
  return Object.fromEntries((classes ?? []).map((name, i) => [name, weights[i]!]));
}
