import type { ModelDeclaration } from "../../../specs/component.ts";
import type { Constraint } from "../../../specs/constraint.ts";
import { anyOf, float, int, map, oneOf, type ValuesOf } from "../../../specs/parameter.ts";

/** Of `monotone` and `objective`, which the presets have, too. */
export const boostingConstraints = [
  // Their leaves take quantiles of the residuals, which no bound of a split holds; LightGBM refuses them, too.
  { kind: "not-beside", parameter: "monotone", other: "objective", values: ["absolute", "quantile"] },
  { kind: "features", parameter: "monotone", ordered: true },
  {
    kind: "labels",
    parameter: "objective",
    values: {
      squared: ["numbers"],
      absolute: ["numbers"],
      huber: ["numbers"],
      quantile: ["numbers"],
      poisson: ["numbers"],
      logistic: ["two classes"],
      softmax: ["two classes", "classes"],
    },
  },
] as const satisfies readonly Constraint[];

export const gradientBoosting = {
  family: "model",
  name: "gradient_boosting",
  doc: "Boosted decision trees on histograms (Friedman, 2001; Ke and others, 2017). Use it as the strong default for tables of mixed features. Missing values and categories are handled natively; defaults are LightGBM's.",
  params: {
    rounds: int({
      doc: "Number of trees (per class for several classes).",
      default: 100,
      min: 1,
      max: 100_000,
      aliases: ["n_estimators"],
    }),
    learning_rate: float({ doc: "Shrinkage of each tree.", default: 0.1, min: 0, openMin: true, scale: "log" }),
    leaves: int({ doc: "Most leaves of a tree.", default: 31, min: 2, max: 65_536 }),
    max_depth: int({ doc: "Most levels below the root; -1 means none.", default: -1, min: -1 }),
    min_leaf: int({ doc: "Fewest training rows in a leaf.", default: 20, min: 1 }),
    min_hessian: float({ doc: "Smallest sum of second derivatives in a leaf.", default: 1e-3, min: 0 }),
    min_gain: float({ doc: "Smallest gain of a split.", default: 0, min: 0 }),
    l1: float({ doc: "L1 penalty on leaf values.", default: 0, min: 0 }),
    l2: float({ doc: "L2 penalty on leaf values.", default: 0, min: 0 }),
    subsample: float({
      doc: "Share of rows that each tree sees, drawn without replacement.",
      default: 1,
      min: 0,
      max: 1,
      openMin: true,
    }),
    colsample: float({ doc: "Share of features that each tree sees.", default: 1, min: 0, max: 1, openMin: true }),
    max_bin: int({ doc: "Most bins per feature.", default: 255, min: 2, max: 255, searchable: false }),
    sampling: oneOf(["uniform", "gradient"], {
      doc: "How rows are drawn for a tree: `subsample` of all alike, or all with large gradients and some of the others (GOSS of Ke and others, 2017).",
      default: "uniform",
    }),
    top_rate: float({
      doc: "`gradient` sampling: share of rows with the largest gradients.",
      default: 0.2,
      min: 0,
      max: 1,
    }),
    other_rate: float({
      doc: "`gradient` sampling: share of rows drawn from the others.",
      default: 0.1,
      min: 0,
      max: 1,
    }),
    max_step: float({ doc: "Largest value of a leaf before shrinkage; 0 for no limit.", default: 0, min: 0 }),
    monotone: map(int({ doc: "1: rises with the feature, -1: falls, 0: free", min: -1, max: 1 }), {
      doc: "Features that the prediction must rise or fall with, by name: `monotone: {income: 1}`; not with the objectives `absolute` and `quantile`.",
      default: {},
    }),
    growth: oneOf(["leafwise", "depthwise", "symmetric"], {
      doc: "Which leaf is split next: the one with the largest gain, or level by level; `symmetric` splits all leaves of a level alike (`max_depth` levels, 6 where it has no limit).",
      default: "leafwise",
    }),
    categorical: oneOf(["native", "codes", "ordered"], {
      doc: "Category columns: splits on sets of levels, on level codes as numbers, or on ordered statistics of the label (Prokhorenkova and others, 2018). Symmetric trees take `native` as `ordered`.",
      default: "native",
    }),
    cat_smooth: float({
      doc: "Smoothing of a level's gradient statistics when levels are sorted.",
      default: 10,
      min: 0,
    }),
    cat_l2: float({ doc: "Extra L2 penalty of splits on sets of levels.", default: 10, min: 0 }),
    max_cat_threshold: int({ doc: "Most levels on the smaller side of a set split.", default: 32, min: 1 }),
    max_cat_onehot: int({
      doc: "Features with fewer levels are split one level against the rest.",
      default: 4,
      min: 1,
    }),
    objective: oneOf(["auto", "squared", "absolute", "huber", "quantile", "poisson", "logistic", "softmax"], {
      doc: "Loss. `auto` is `squared` for numbers, `logistic` for two classes, `softmax` for more.",
      default: "auto",
    }),
    quantile: float({
      doc: "Level of the `quantile` objective.",
      default: 0.5,
      min: 0,
      max: 1,
      openMin: true,
      openMax: true,
    }),
    huber_delta: float({
      doc: "Error from which the `huber` objective is linear.",
      default: 0.9,
      min: 0,
      openMin: true,
    }),
    class_weight: anyOf(
      [
        oneOf(["balanced"], { doc: "Inverse to the class counts" }),
        map(float({ doc: "Weight", min: 0 }), { doc: "Per class" }),
      ],
      {
        doc: "Weight of each class: `balanced` (rows / (classes x rows of the class), rows counted by their weights) or a map from class to weight; null weighs all rows alike.",
        default: null,
        searchable: true,
      },
    ),
  },
  constraints: [
    ...boostingConstraints,
    {
      kind: "sum",
      parameters: ["top_rate", "other_rate"],
      most: 1,
      when: { parameter: "sampling", is: "gradient" },
    },
    { kind: "classes", parameter: "class_weight" },
  ],
  tasks: ["regress", "classify", "forecast"],
  input: "tabular",
  acceptsMissing: true,
  acceptsCategories: true,
  ignoresFeatures: false,
  invariantToMonotone: true,
  rounds: "rounds",
  probabilities: true,
} as const satisfies ModelDeclaration;

export type GradientBoostingParams = ValuesOf<typeof gradientBoosting.params>;
