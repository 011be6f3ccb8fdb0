// LightGBM, XGBoost and CatBoost by their own parameter names and defaults. Each is gradient_boosting underneath: a preset
// says what its parameters mean there (presets.impl.ts).
import type { ModelDeclaration } from "../../../specs/component.ts";
import { anyOf, float, int, list, map, oneOf, type ValuesOf } from "../../../specs/parameter.ts";
import { boostingConstraints, gradientBoosting } from "./gradient-boosting.decl.ts";

const { class_weight, objective, monotone, quantile, huber_delta } = gradientBoosting.params;
const { family, tasks, input, acceptsMissing, acceptsCategories, ignoresFeatures, invariantToMonotone, probabilities } =
  gradientBoosting;
const common = {
  family,
  tasks,
  input,
  acceptsMissing,
  acceptsCategories,
  ignoresFeatures,
  invariantToMonotone,
  probabilities,
} as const;

const share = (doc: string) => float({ doc, default: 1, min: 0, max: 1, openMin: true });
const penalty = (doc: string, fallback: number) => float({ doc, default: fallback, min: 0 });
const rate = (fallback: number) =>
  float({ doc: "Shrinkage of each tree.", default: fallback, min: 0, openMin: true, scale: "log" });

export const lightgbm = {
  ...common,
  name: "lightgbm",
  doc: "`gradient_boosting` with LightGBM's parameter names and defaults (LGBMClassifier and LGBMRegressor of version 4). Use it to carry parameters over from there.",
  params: {
    n_estimators: int({ doc: "Number of trees.", default: 100, min: 1, max: 100_000 }),
    learning_rate: rate(0.1),
    num_leaves: int({ doc: "Most leaves of a tree.", default: 31, min: 2, max: 65_536 }),
    max_depth: int({ doc: "Most levels below the root; -1 means none.", default: -1, min: -1 }),
    min_child_samples: int({ doc: "Fewest training rows in a leaf.", default: 20, min: 1 }),
    min_child_weight: penalty("Smallest sum of second derivatives in a leaf.", 1e-3),
    min_split_gain: penalty("Smallest gain of a split.", 0),
    reg_alpha: penalty("L1 penalty on leaf values.", 0),
    reg_lambda: penalty("L2 penalty on leaf values.", 0),
    subsample: share("Share of rows that each tree sees; works with `subsample_freq` above 0 only, as there."),
    subsample_freq: int({ doc: "Rows are drawn when above 0.", default: 0, min: 0 }),
    colsample_bytree: share("Share of features that each tree sees."),
    max_bin: int({ doc: "Most bins per feature.", default: 255, min: 2, max: 255, searchable: false }),
    data_sample_strategy: oneOf(["bagging", "goss"], { doc: "How rows are drawn for a tree.", default: "bagging" }),
    top_rate: float({
      doc: "`goss`: share of rows with the largest gradients, all kept.",
      default: 0.2,
      min: 0,
      max: 1,
    }),
    other_rate: float({ doc: "`goss`: share of rows drawn from the others.", default: 0.1, min: 0, max: 1 }),
    cat_smooth: penalty("Smoothing of a level's gradient statistics when levels are sorted.", 10),
    cat_l2: penalty("Extra L2 penalty of splits on sets of levels.", 10),
    max_cat_threshold: int({ doc: "Most levels on the smaller side of a set split.", default: 32, min: 1 }),
    max_cat_to_onehot: int({ doc: "Features with fewer levels are split one against the rest.", default: 4, min: 1 }),
    max_delta_step: penalty("Largest value of a leaf before shrinkage; 0 for no limit.", 0),
    objective,
    quantile,
    huber_delta,
    monotone,
    class_weight,
  },
  constraints: [
    ...boostingConstraints,
    {
      kind: "sum",
      parameters: ["top_rate", "other_rate"],
      most: 1,
      when: { parameter: "data_sample_strategy", is: "goss" },
    },
    { kind: "classes", parameter: "class_weight" },
  ],
  rounds: "n_estimators",
} as const satisfies ModelDeclaration;

export const xgboost = {
  ...common,
  name: "xgboost",
  doc: "`gradient_boosting` with XGBoost's parameter names and defaults (XGBClassifier and XGBRegressor of version 3, `hist`). Use it to carry parameters over from there. Features have at most 255 bins.",
  params: {
    n_estimators: int({ doc: "Number of trees.", default: 100, min: 1, max: 100_000 }),
    learning_rate: float({
      doc: "Shrinkage of each tree.",
      default: 0.3,
      min: 0,
      openMin: true,
      scale: "log",
      aliases: ["eta"],
    }),
    max_depth: int({ doc: "Most levels below the root; 0 means none.", default: 6, min: 0 }),
    max_leaves: int({ doc: "Most leaves of a tree; 0 means none.", default: 0, min: 0, max: 65_536 }),
    grow_policy: oneOf(["depthwise", "lossguide"], { doc: "Which leaf is split next.", default: "depthwise" }),
    min_child_weight: penalty("Smallest sum of second derivatives in a leaf.", 1),
    gamma: float({ doc: "Smallest gain of a split.", default: 0, min: 0, aliases: ["min_split_loss"] }),
    reg_alpha: float({ doc: "L1 penalty on leaf values.", default: 0, min: 0, aliases: ["alpha"] }),
    reg_lambda: float({ doc: "L2 penalty on leaf values.", default: 1, min: 0, aliases: ["lambda"] }),
    subsample: share("Share of rows that each tree sees."),
    colsample_bytree: share("Share of features that each tree sees."),
    max_delta_step: penalty("Largest value of a leaf before shrinkage; 0 for no limit.", 0),
    max_bin: int({ doc: "Most bins per feature.", default: 255, min: 2, max: 255, searchable: false }),
    scale_pos_weight: float({
      doc: "Weight of the rows of the second of two classes.",
      default: 1,
      min: 0,
      openMin: true,
    }),
    max_cat_to_onehot: int({ doc: "Features with fewer levels are split one against the rest.", default: 4, min: 1 }),
    max_cat_threshold: int({ doc: "Most levels on the smaller side of a set split.", default: 64, min: 1 }),
    objective,
    quantile,
    huber_delta,
    monotone,
  },
  constraints: [...boostingConstraints, { kind: "classes", parameter: "scale_pos_weight", neutral: 1 }],
  rounds: "n_estimators",
} as const satisfies ModelDeclaration;

export const catboost = {
  ...common,
  name: "catboost",
  doc: "`gradient_boosting` with CatBoost's parameter names and defaults: symmetric trees, its learning rate, categories as ordered statistics. Use it to carry parameters over from there, or where categories have many levels. Its random strength, its sampling by gradients and combinations of categories are not taken over.",
  params: {
    iterations: int({ doc: "Number of trees.", default: 1000, min: 1, max: 100_000, aliases: ["n_estimators"] }),
    learning_rate: float({
      doc: "Shrinkage of each tree. Left out, it follows from the numbers of rows and trees as in CatBoost, for squared errors and classes where `l2_leaf_reg` is 3; otherwise it is 0.03.",
      default: null,
      min: 0,
      openMin: true,
      scale: "log",
    }),
    depth: int({ doc: "Levels of a tree.", default: 6, min: 1, max: 16 }),
    l2_leaf_reg: penalty("L2 penalty on leaf values.", 3),
    min_data_in_leaf: int({ doc: "Fewest training rows in a leaf; not for symmetric trees.", default: 1, min: 1 }),
    grow_policy: oneOf(["SymmetricTree", "Depthwise", "Lossguide"], {
      doc: "Which leaf is split next; symmetric trees split all leaves of a level alike.",
      default: "SymmetricTree",
    }),
    max_leaves: int({ doc: "Most leaves of a tree (`Lossguide`).", default: 31, min: 2, max: 65_536 }),
    subsample: share("Share of rows that each tree sees, all drawn alike (`bootstrap_type: Bernoulli` there)."),
    rsm: float({
      doc: "Share of features that each tree sees (there each level of it).",
      default: 1,
      min: 0,
      max: 1,
      openMin: true,
      aliases: ["colsample_bylevel"],
    }),
    border_count: int({ doc: "Most bins per feature.", default: 254, min: 2, max: 255, searchable: false }),
    class_weights: anyOf(
      [
        list(float({ doc: "Weight", min: 0 }), { doc: "In the order of the classes" }),
        map(float({ doc: "Weight", min: 0 }), { doc: "Per class" }),
      ],
      { doc: "Weight of each class.", default: null, searchable: false },
    ),
    auto_class_weights: oneOf(["None", "Balanced"], { doc: "Weights from the counts of classes.", default: "None" }),
    objective,
    quantile,
    huber_delta,
    monotone,
  },
  constraints: [
    ...boostingConstraints,
    { kind: "classes", parameter: "class_weights" },
    { kind: "classes", parameter: "auto_class_weights", neutral: "None" },
  ],
  rounds: "iterations",
} as const satisfies ModelDeclaration;

export type LightgbmParams = ValuesOf<typeof lightgbm.params>;
export type XgboostParams = ValuesOf<typeof xgboost.params>;
export type CatboostParams = ValuesOf<typeof catboost.params>;
