import type { ModelDeclaration } from "../../../specs/component.ts";
import { anyOf, bool, float, int, map, oneOf, type ValuesOf } from "../../../specs/parameter.ts";

const maxFeatures = (fallback: string | null) =>
  anyOf(
    [
      oneOf(["auto", "sqrt", "log2"], { doc: "`auto`: the square root for classes, all for numbers" }),
      int({ doc: "A number of features", min: 1 }),
      float({ doc: "A share of the features", min: 0, max: 1, openMin: true }),
    ],
    { doc: "Features that are looked at in each node; null looks at all.", default: fallback, searchable: true },
  );

const shape = {
  max_depth: int({ doc: "Most levels below the root; -1 means none.", default: -1, min: -1 }),
  min_split: int({ doc: "Fewest rows of a node that is split.", default: 2, min: 2, aliases: ["min_samples_split"] }),
  min_leaf: int({ doc: "Fewest training rows in a leaf.", default: 1, min: 1, aliases: ["min_samples_leaf"] }),
  min_decrease: float({
    doc: "Smallest weighted decrease of impurity of a split.",
    default: 0,
    min: 0,
    aliases: ["min_impurity_decrease"],
  }),
  max_bin: int({ doc: "Most bins per feature.", default: 255, min: 2, max: 255, searchable: false }),
  class_weight: anyOf(
    [
      oneOf(["balanced"], { doc: "Inverse to the class counts" }),
      map(float({ doc: "Weight", min: 0 }), { doc: "Per class" }),
    ],
    {
      doc: "Weight of each class: `balanced` or a map from class to weight; null weighs all rows alike.",
      default: null,
      searchable: true,
    },
  ),
} as const;

const trees = int({ doc: "Number of trees.", default: 100, min: 1, max: 100_000, aliases: ["n_estimators"] });

const common = {
  family: "model",
  tasks: ["regress", "classify", "forecast"],
  input: "tabular",
  acceptsMissing: true,
  acceptsCategories: true,
  ignoresFeatures: false,
  invariantToMonotone: true,
  rounds: null,
  probabilities: true,
  constraints: [{ kind: "classes", parameter: "class_weight" }],
} as const;

export const randomForest = {
  ...common,
  name: "random_forest",
  doc: "The mean of many deep trees, each on a bootstrap of the rows (Breiman, 2001). Use it when there is no time to tune: its defaults are hard to get wrong. Defaults are scikit-learn's.",
  params: {
    trees,
    max_features: maxFeatures("auto"),
    ...shape,
    bootstrap: bool({ doc: "Each tree sees as many rows as there are, drawn with replacement.", default: true }),
  },
} as const satisfies ModelDeclaration;

export const extraTrees = {
  ...common,
  name: "extra_trees",
  doc: "The mean of many deep trees with random cuts (Geurts and others, 2006). Use it where a random forest still follows noise. Defaults are scikit-learn's.",
  // A cut is drawn between values, so it moves when values are stretched.
  invariantToMonotone: false,
  params: {
    trees,
    max_features: maxFeatures("auto"),
    ...shape,
    bootstrap: bool({ doc: "Each tree sees as many rows as there are, drawn with replacement.", default: false }),
  },
} as const satisfies ModelDeclaration;

export const decisionTree = {
  ...common,
  name: "decision_tree",
  doc: "One tree, grown until its leaves are pure unless it is limited (Breiman and others, 1984). Use it to be read; forests and boosting predict better. Defaults are scikit-learn's.",
  params: { max_features: maxFeatures(null), ...shape },
} as const satisfies ModelDeclaration;

export type RandomForestParams = ValuesOf<typeof randomForest.params>;
export type ExtraTreesParams = ValuesOf<typeof extraTrees.params>;
export type DecisionTreeParams = ValuesOf<typeof decisionTree.params>;
