import {
  ComponentError,
  type FitContext,
  type Prediction,
  type TabularData,
  type TabularImplementation,
} from "../../../runtime/component.ts";
import type { FrameColumn } from "../../../runtime/frame/frame.ts";
import { openKernels } from "../../../runtime/kernels/kernels.ts";
import { requireTwoClasses, rowWeights } from "../class-weight.ts";
import { requireRows } from "../design-matrix.ts";
import { binFeatures } from "../trees/bin-cache.ts";
import type { BinMapper } from "../trees/binning.ts";
import { addTree, type Forest, type InputMapper, rawInputs } from "../trees/forest.ts";
import { type BoostOptions, boost, type Watch } from "./boost.ts";
import type { GradientBoostingParams } from "./gradient-boosting.decl.ts";
import { createObjective, linkScores, type ObjectiveName } from "./objectives.ts";

export type GradientBoostingState = {
  readonly objective: ObjectiveName;
  readonly classes: number;
  readonly mappers: readonly InputMapper[];
  /** Starting score per output. */
  readonly start: Float64Array;
  readonly forest: Forest;
};

function objectiveOf({ objective }: GradientBoostingParams, data: TabularData): ObjectiveName {
  const classes = data.classes?.length ?? 0;
  const automatic = data.classes === null ? "squared" : classes > 2 ? "softmax" : "logistic";
  const name = objective === "auto" ? automatic : objective;
  const forClasses = name === "softmax" || name === "logistic";
  if (forClasses !== (data.classes !== null) || (name === "logistic" && classes > 2)) {
    throw new ComponentError(
      "param/objective-mismatch",
      `the objective \`${name}\` does not fit a label of ${data.classes === null ? "numbers" : `${classes} classes`}`,
      `leave \`objective:\` out, or use \`${automatic}\``,
    );
  }
  if (name === "poisson" && data.label.some((value) => value < 0)) {
    throw new ComponentError(
      "data/negative-counts",
      "the objective `poisson` needs labels of 0 or more",
      "use `squared`, or look at the negative labels",
    );
  }
  return name;
}

function optionsOf(params: GradientBoostingParams): BoostOptions {
  return {
    rounds: params.rounds,
    learningRate: params.learning_rate,
    subsample: params.subsample,
    colsample: params.colsample,
    rules: {
      leaves: params.leaves,
      maxDepth: params.max_depth,
      growth: params.growth,
      minLeaf: params.min_leaf,
      minHessian: params.min_hessian,
      minGain: params.min_gain,
      l1: params.l1,
      l2: params.l2,
      maxStep: 0,
      catSmooth: params.cat_smooth,
      catRows: params.cat_smooth,
      catL2: params.cat_l2,
      maxCatThreshold: params.max_cat_threshold,
      maxCatOnehot: params.max_cat_onehot,
    },
  };
}

const storedMapper = (mapper: BinMapper): InputMapper =>
  mapper.kind === "number"
    ? { kind: "number", name: mapper.name }
    : { kind: "category", name: mapper.name, levels: mapper.levels };

function watchOf({ validate, patience }: FitContext, mappers: readonly InputMapper[]): Watch | null {
  if (validate === null || validate.rows === 0) return null;
  return { inputs: rawInputs(validate.features, mappers), label: validate.label, weight: validate.weight, patience };
}

function predict(features: readonly FrameColumn[], rows: number, state: GradientBoostingState): Prediction {
  const { forest, start, objective, classes } = state;
  const inputs = rawInputs(features, state.mappers);
  const outputs = start.length;
  const scores = new Float64Array(rows * outputs);
  start.forEach((value, k) => {
    scores.fill(value, k * rows, (k + 1) * rows);
  });
  for (let tree = 0; tree < forest.roots.length; tree++) {
    addTree(forest, tree, inputs, rows, scores, (tree % outputs) * rows);
  }
  const linked = linkScores(objective, scores, rows, classes);
  return classes === 0 ? { kind: "values", values: linked } : { kind: "probabilities", probabilities: linked, classes };
}

export const gradientBoostingImplementation: TabularImplementation<GradientBoostingParams, GradientBoostingState> = {
  input: "tabular",
  fit: (data, params, context) => {
    requireRows(data.rows, "gradient_boosting");
    const classes =
      context.task === "classify" ? requireTwoClasses(data.label, data.classes, "gradient_boosting") : null;
    const name = objectiveOf(params, data);
    const weight = classes === null ? data.weight : rowWeights(data.label, classes, data.weight, params.class_weight);
    const objective = createObjective(name, classes?.length ?? 0, {
      quantile: params.quantile,
      huberDelta: params.huber_delta,
    });
    const features = binFeatures(data.features, {
      maxBin: params.max_bin,
      categoriesAsCodes: params.categorical === "codes",
    });
    const mappers = features.map(({ mapper }) => storedMapper(mapper));
    const kernels = openKernels();
    kernels.setBudget(context.threads ?? null);
    const boosted = boost(
      kernels,
      { features, inputs: rawInputs(data.features, mappers), label: data.label, weight },
      objective,
      optionsOf(params),
      watchOf(context, mappers),
      context.random,
    );
    const state: GradientBoostingState = {
      objective: name,
      classes: classes?.length ?? 0,
      mappers,
      start: boosted.start,
      forest: boosted.forest,
    };
    return { state, rounds: boosted.rounds };
  },
  predict,
  importance: ({ mappers, forest }) => {
    const gains = new Float64Array(mappers.length);
    forest.feature.forEach((feature, node) => {
      gains[feature] = gains[feature]! + forest.gain[node]!;
    });
    return Object.fromEntries(mappers.map(({ name }, f) => [name, gains[f]!]));
  },
};
