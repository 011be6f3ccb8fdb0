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
import { drawTree } from "../trees/draw-tree.ts";
import { contributionsOf, importanceOf } from "../trees/explain.ts";
import { type InputMapper, rawInputs } from "../trees/forest.ts";
import { requireSquarableLabels } from "../trees/label-range.ts";
import { addForest } from "../trees/predict-forest.ts";
import { type BoostOptions, boost } from "./boost.ts";
import { boostingFeatures } from "./boosting-features.ts";
import type { GradientBoostingParams } from "./gradient-boosting.decl.ts";
import type { GradientBoostingState } from "./gradient-boosting-state.ts";
import { type Habits, LIGHTGBM } from "./habits.ts";
import { createObjective, linkScores, type ObjectiveName, objectiveFor } from "./objectives.ts";
import type { Watch } from "./watch.ts";

/** Objectives whose gradients are as large as the labels. */
const SQUARED_SUMS: ReadonlySet<ObjectiveName> = new Set(["squared", "poisson"]);

function objectiveOf({ objective }: GradientBoostingParams, data: TabularData): ObjectiveName {
  const classes = data.classes?.length ?? 0;
  const name = objectiveFor(objective, classes);
  const forClasses = name === "softmax" || name === "logistic";
  if (forClasses !== (data.classes !== null) || (name === "logistic" && classes > 2)) {
    throw new ComponentError(
      "param/objective-mismatch",
      `the objective \`${name}\` does not fit a label of ${data.classes === null ? "numbers" : `${classes} classes`}`,
      `leave \`objective:\` out, or use \`${objectiveFor("auto", classes)}\``,
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

function optionsOf(params: GradientBoostingParams, direction: Int32Array): BoostOptions {
  return {
    rounds: params.rounds,
    learningRate: params.learning_rate,
    sampling: {
      kind: params.sampling,
      share: params.subsample,
      top: params.top_rate,
      other: params.other_rate,
    },
    colsample: params.colsample,
    direction,
    rules: {
      leaves: params.leaves,
      maxDepth: params.max_depth,
      growth: params.growth,
      minLeaf: params.min_leaf,
      minHessian: params.min_hessian,
      minGain: params.min_gain,
      l1: params.l1,
      l2: params.l2,
      maxStep: params.max_step,
      catSmooth: params.cat_smooth,
      catRows: params.cat_smooth,
      catL2: params.cat_l2,
      maxCatThreshold: params.max_cat_threshold,
      maxCatOnehot: params.max_cat_onehot,
    },
  };
}

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
  addForest(openKernels(), forest, inputs, rows, outputs, scores);
  const linked = linkScores(objective, scores, rows, classes);
  return classes === 0 ? { kind: "values", values: linked } : { kind: "probabilities", probabilities: linked, classes };
}

type Implementation = TabularImplementation<GradientBoostingParams, GradientBoostingState>;

const fitWith =
  (habits: Habits): Implementation["fit"] =>
  (data, params, context) => {
    requireRows(data.rows, "gradient_boosting");
    const classes =
      context.task === "classify" ? requireTwoClasses(data.label, data.classes, "gradient_boosting") : null;
    const name = objectiveOf(params, data);
    const weight = classes === null ? data.weight : rowWeights(data.label, classes, data.weight, params.class_weight);
    if (SQUARED_SUMS.has(name)) requireSquarableLabels(data.label, weight, "gradient_boosting");
    const objective = createObjective(name, classes?.length ?? 0, {
      quantile: params.quantile,
      huberDelta: params.huber_delta,
      softmaxCurvature: habits.softmaxCurvature(classes?.length ?? 0),
    });
    const kernels = openKernels();
    kernels.setBudget(context.threads ?? null);
    const { binned, mappers, direction } = boostingFeatures(data, weight, params, habits.statistics, context.random);
    const boosted = boost(
      kernels,
      { features: binned, label: data.label, weight },
      objective,
      optionsOf(params, direction),
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
  };

/** Boosting with the habits of one of the tools. */
export const boostingWith = (habits: Habits): Implementation => ({
  input: "tabular",
  fit: fitWith(habits),
  predict,
  importance: { measure: "gain", of: ({ mappers, forest }, kind) => importanceOf(forest, mappers, kind) },
  tree: ({ mappers, forest, start }, features) =>
    drawTree(forest, mappers, features, { combined: "sum", trees: forest.roots.length / start.length, scale: 1 }),
  contributions: (features, rows, { mappers, forest, start }) =>
    contributionsOf(forest, mappers, rawInputs(features, mappers), rows, start),
});

export const gradientBoostingImplementation = boostingWith(LIGHTGBM);
