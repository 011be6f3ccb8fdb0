// What the parameters of LightGBM, XGBoost and CatBoost mean for gradient_boosting.
import { ComponentError, type TabularImplementation } from "../../../runtime/component.ts";
import { type GradientBoostingParams, gradientBoosting } from "./gradient-boosting.decl.ts";
import { gradientBoostingImplementation } from "./gradient-boosting.impl.ts";
import type { GradientBoostingState } from "./gradient-boosting-state.ts";
import type { CatboostParams, LightgbmParams, XgboostParams } from "./presets.decl.ts";

type Meaning<P> = (params: P, classes: readonly string[] | null) => Partial<GradientBoostingParams>;

// Every parameter of gradient_boosting has a default.
const defaults = Object.fromEntries(
  Object.entries(gradientBoosting.params).map(([name, parameter]) => [name, parameter.default]),
) as unknown as GradientBoostingParams;

function presetOf<P>(meaning: Meaning<P>): TabularImplementation<P, GradientBoostingState> {
  const { predict, importance, contributions, tree } = gradientBoostingImplementation;
  return {
    input: "tabular",
    fit: (data, params, context) =>
      gradientBoostingImplementation.fit(data, { ...defaults, ...meaning(params, data.classes) }, context),
    predict: (features, rows, state) => predict(features, rows, state, defaults),
    ...(importance === undefined ? {} : { importance }),
    ...(contributions === undefined ? {} : { contributions }),
    ...(tree === undefined ? {} : { tree }),
  };
}

const MOST_LEAVES = 65_536;

export const lightgbmImplementation = presetOf<LightgbmParams>((params) => ({
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

export const xgboostImplementation = presetOf<XgboostParams>((params, classes) => {
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

export const catboostImplementation = presetOf<CatboostParams>((params, classes) => {
  const growth = { SymmetricTree: "symmetric", Depthwise: "depthwise", Lossguide: "leafwise" } as const;
  return {
    rounds: params.iterations,
    learning_rate: params.learning_rate,
    leaves: params.grow_policy === "Lossguide" ? params.max_leaves : 2 ** params.depth,
    max_depth: params.depth,
    growth: growth[params.grow_policy],
    min_leaf: params.grow_policy === "SymmetricTree" ? 1 : params.min_data_in_leaf,
    min_hessian: 0,
    l2: params.l2_leaf_reg,
    subsample: params.subsample,
    colsample: params.rsm,
    max_bin: params.border_count,
    categorical: "ordered",
    objective: params.objective,
    quantile: params.quantile,
    huber_delta: params.huber_delta,
    monotone: params.monotone,
    class_weight: weightsOf(params, classes),
  };
});

function weightsOf(params: CatboostParams, classes: readonly string[] | null): GradientBoostingParams["class_weight"] {
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
