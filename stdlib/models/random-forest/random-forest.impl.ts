import type {
  FitContext,
  NamedLevels,
  Prediction,
  TabularData,
  TabularImplementation,
} from "../../../runtime/component.ts";
import { numbersIn, takeColumn } from "../../../runtime/frame/column-rows.ts";
import type { FrameColumn } from "../../../runtime/frame/frame.ts";
import { openKernels } from "../../../runtime/kernels/kernels.ts";
import type { Range } from "../../../runtime/numeric/summary.ts";
import { requireTwoClasses, rowWeights } from "../class-weight.ts";
import { requireRows } from "../design-matrix.ts";
import { binFeatures } from "../trees/bin-cache.ts";
import { drawTree } from "../trees/draw-tree.ts";
import { contributionsOf, importanceOf } from "../trees/explain.ts";
import { type Forest, type InputMapper, rawInputs } from "../trees/forest.ts";
import { requireSquarableLabels } from "../trees/label-range.ts";
import { addForest } from "../trees/predict-forest.ts";
import type { DecisionTreeParams, ExtraTreesParams, RandomForestParams } from "./random-forest.decl.ts";
import { growRandomTrees, type RandomTreeOptions } from "./random-trees.ts";

export type RandomForestState = {
  /** 0 for numbers. */
  readonly classes: number;
  readonly mappers: readonly InputMapper[];
  /** Leaves are means (two classes: the share of the second; more: the share of each), divided by the number of trees. */
  readonly forest: Forest;
};

type Implementation<P> = TabularImplementation<P, RandomForestState>;

function drawnFeatures(given: RandomForestParams["max_features"], features: number, classes: number): number {
  if (given === null || (given === "auto" && classes === 0)) return features;
  if (given === "auto" || given === "sqrt") return Math.max(1, Math.floor(Math.sqrt(features)));
  if (given === "log2") return Math.max(1, Math.floor(Math.log2(features)));
  const share = typeof given === "number" ? given : Number(given);
  // A whole number counts features; 1 alone could be either, and means all as the share that it also is.
  if (Number.isInteger(share) && share > 1) return Math.min(features, share);
  return Math.max(1, Math.floor(share * features));
}

function optionsOf(
  model: string,
  params: DecisionTreeParams,
  rest: { readonly trees: number; readonly bootstrap: boolean; readonly randomCuts: boolean },
  features: number,
  classes: number,
): RandomTreeOptions {
  return {
    ...rest,
    model,
    drawn: drawnFeatures(params.max_features, features, classes),
    maxDepth: params.max_depth,
    minSplit: params.min_split,
    minLeaf: params.min_leaf,
    minDecrease: params.min_decrease,
  };
}

/** A bootstrap of rows that all weigh nothing has no mean: such rows are left out before any is drawn. */
function rowsThatCount({ features, label }: TabularData, weight: Float64Array | null) {
  if (weight === null || weight.every((own) => own > 0)) return { features, label, weight };
  const rows = Int32Array.from(weight.keys()).filter((row) => weight[row]! > 0);
  return {
    features: features.map((column) => takeColumn(column, rows)),
    label: Float64Array.from(rows, (row) => label[row]!),
    weight: Float64Array.from(rows, (row) => weight[row]!),
  };
}

function fitTrees(
  model: string,
  data: TabularData,
  params: DecisionTreeParams,
  rest: { readonly trees: number; readonly bootstrap: boolean; readonly randomCuts: boolean },
  context: FitContext,
) {
  requireRows(data.rows, model);
  const levels = context.task === "classify" ? requireTwoClasses(data.label, data.classes, model) : null;
  const counted = rowsThatCount(
    data,
    levels === null ? data.weight : rowWeights(data.label, levels, data.weight, params.class_weight),
  );
  if (levels === null) requireSquarableLabels(counted.label, counted.weight, model);
  const kernels = openKernels();
  kernels.setBudget(context.threads ?? null);
  const features = binFeatures(counted.features, { maxBin: params.max_bin, categoriesAsCodes: true });
  const classes = levels?.length ?? 0;
  const options = optionsOf(model, params, rest, features.length, classes);
  const ranges = rest.randomCuts ? counted.features.map(rangeOf) : [];
  const forest = growRandomTrees(
    kernels,
    { features, ranges, label: counted.label, weight: counted.weight, classes },
    options,
    context.random,
  );
  const mappers = features.map(({ mapper }): InputMapper => ({ kind: "number", name: mapper.name }));
  return { state: { classes, mappers, forest }, rounds: null };
}

function rangeOf(column: FrameColumn): Range | null {
  if (column.kind !== "number") return null;
  const range = numbersIn(column).range();
  return Number.isFinite(range.min) && Number.isFinite(range.max) ? range : null;
}

function predict(features: readonly FrameColumn[], rows: number, state: RandomForestState): Prediction {
  const { classes, forest, mappers } = state;
  const sums = new Float64Array(rows * forest.width);
  addForest(openKernels(), forest, rawInputs(features, mappers), rows, 1, sums);
  if (classes === 0) return { kind: "values", values: sums };
  if (classes > 2) return { kind: "probabilities", probabilities: sums, classes };
  const probabilities = new Float64Array(2 * rows);
  for (let row = 0; row < rows; row++) {
    probabilities[2 * row] = 1 - sums[row]!;
    probabilities[2 * row + 1] = sums[row]!;
  }
  return { kind: "probabilities", probabilities, classes };
}

/** Two classes: contributions to the share of the second. */
const explained = {
  importance: {
    measure: "gain" as const,
    of: ({ mappers, forest }: RandomForestState, kind?: "gain" | "split") => importanceOf(forest, mappers, kind),
  },
  contributions: (features: readonly FrameColumn[], rows: number, { mappers, forest }: RandomForestState) =>
    contributionsOf(forest, mappers, rawInputs(features, mappers), rows, new Float64Array(forest.width)),
  tree: ({ mappers, forest }: RandomForestState, features: readonly NamedLevels[]) => {
    const trees = forest.roots.length;
    return drawTree(forest, mappers, features, { combined: trees === 1 ? "alone" : "mean", trees, scale: trees });
  },
};

export const randomForestImplementation: Implementation<RandomForestParams> = {
  input: "tabular",
  fit: (data, params, context) => {
    const rest = { trees: params.trees, bootstrap: params.bootstrap, randomCuts: false };
    return fitTrees("random_forest", data, params, rest, context);
  },
  predict,
  ...explained,
};

export const extraTreesImplementation: Implementation<ExtraTreesParams> = {
  input: "tabular",
  fit: (data, params, context) => {
    const rest = { trees: params.trees, bootstrap: params.bootstrap, randomCuts: true };
    return fitTrees("extra_trees", data, params, rest, context);
  },
  predict,
  ...explained,
};

export const decisionTreeImplementation: Implementation<DecisionTreeParams> = {
  input: "tabular",
  fit: (data, params, context) => {
    return fitTrees("decision_tree", data, params, { trees: 1, bootstrap: false, randomCuts: false }, context);
  },
  predict,
  ...explained,
};
