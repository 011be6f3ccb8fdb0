// `calibrated` and `threshold`: what they learn, they learn from predictions for rows that the model did not see: of a fitted
// value those of rows of its own, else those of the training rows in five folds; the model is then fitted on all of them.
import { ComponentError, type Prediction } from "../component.ts";
import { sharedFloats } from "../frame/frame.ts";
import { createRandom, permutation } from "../numeric/random.ts";
import { findExtra, type TaskData } from "../task/task-data.ts";
import { fitIsotonic, fitSigmoid, moveThreshold } from "./calibration.ts";
import { numbersOf } from "./combine-predictions.ts";
import type { CalibrationMap, FittedModel } from "./fitted.ts";
import type { Library, Params } from "./library.ts";
import { labelsAt, type ModelRows, subset } from "./model-rows.ts";
import { predictModel } from "./predict-model.ts";

export const FOLDS = 5;
const MOST_THRESHOLDS = 200;

export type Wrapper = "threshold" | "calibrated";
type Probabilities = Extract<Prediction, { readonly kind: "probabilities" }>;
type FitInner = (rows: ModelRows, part: string) => FittedModel;

export function fitWrapper(
  component: Wrapper,
  params: Params,
  data: { readonly task: TaskData; readonly fit: ModelRows },
  options: { readonly library: Library; readonly seed: number; readonly label: string },
  fitInner: FitInner,
): FittedModel {
  const { task, fit } = data;
  assertClassifier(component, task);
  const prediction = outOfFold(task, fit, options, fitInner);
  return learnWrapper(component, params, prediction, fitInner(fit, "whole"), { task, rows: fit }, options.library);
}

/** Around a value that was fitted on other rows. */
export function wrapperAround(
  component: Wrapper,
  model: FittedModel,
  params: Params,
  data: { readonly task: TaskData; readonly rows: ModelRows },
  library: Library,
): FittedModel {
  assertClassifier(component, data.task);
  const prediction = probabilitiesOf(predictModel(model, data.task, data.rows, library));
  return learnWrapper(component, params, prediction, model, data, library);
}

function assertClassifier(component: Wrapper, task: TaskData): void {
  if (task.spec.kind === "classify" && task.classes !== null) return;
  throw new ComponentError("run/not-a-classifier", `\`${component}\` needs a classification task`, "leave it out");
}

function probabilitiesOf(prediction: Prediction): Probabilities {
  if (prediction.kind === "probabilities") return prediction;
  throw new ComponentError(
    "run/no-probabilities",
    "the model inside gives no probabilities",
    "wrap a model that gives probabilities",
  );
}

/** `prediction`: for the rows, by models that did not see them. */
function learnWrapper(
  component: Wrapper,
  params: Params,
  prediction: Probabilities,
  model: FittedModel,
  { task, rows }: { readonly task: TaskData; readonly rows: ModelRows },
  library: Library,
): FittedModel {
  const closed = library.params("combinator", component, params);
  const { weight } = rows;
  const labels = labelsAt(task, rows.origins, 0);
  const counted = labels.filter((_, row) => weight === null || weight[row]! > 0);
  if (counted.every((label) => label === counted[0])) {
    throw new ComponentError(
      "data/one-class",
      `\`${component}\` was given rows of the class \`${task.classes?.[counted[0]!] ?? ""}\` only`,
      "stratify the split, or take more rows for it to learn from",
    );
  }
  if (component === "calibrated") {
    const isotonic = closed.method === "isotonic";
    return { kind: "calibrated", model, maps: calibrationMaps(prediction, { labels, weight }, isotonic) };
  }
  const { positive } = task;
  if (positive === null || prediction.classes !== 2) {
    throw new ComponentError(
      "run/no-positive-class",
      "`threshold` needs two classes, one of them positive",
      "give the task `positive:`",
    );
  }
  const threshold = bestThreshold(prediction, { labels, weight }, task, positive, closed.maximize, library);
  return { kind: "threshold", model, threshold, positive };
}

function outOfFold(
  task: TaskData,
  fit: ModelRows,
  options: { readonly library: Library; readonly seed: number; readonly label: string },
  fitInner: FitInner,
): Probabilities {
  const foldOf = assignFolds(task, fit, options.seed, `${options.label}/folds`);
  const classes = task.classes!.length;
  const probabilities = sharedFloats(fit.origins.length * classes);
  for (let fold = 0; fold < FOLDS; fold++) {
    const inside: number[] = [];
    const outside: number[] = [];
    for (const [i, own] of foldOf.entries()) (own === fold ? outside : inside).push(i);
    if (outside.length === 0 || inside.length === 0) continue;
    const model = fitInner(subset(fit, Int32Array.from(inside)), `fold ${fold}`);
    const judged = subset(fit, Int32Array.from(outside));
    const predicted = probabilitiesOf(predictModel(model, task, judged, options.library));
    outside.forEach((row, i) => {
      for (let c = 0; c < classes; c++) probabilities[row * classes + c] = predicted.probabilities[i * classes + c]!;
    });
  }
  return { kind: "probabilities", probabilities, classes };
}

/** Rows of one entity stay together; rows in time are cut into blocks; else each class is dealt out in random order. */
export function assignFolds(task: TaskData, fit: ModelRows, seed: number, label: string): Int32Array {
  const count = fit.origins.length;
  const random = createRandom(seed, label);
  if (fit.order !== null) {
    const order = Array.from({ length: count }, (_, i) => i);
    order.sort((a, b) => fit.order!.times[a]! - fit.order!.times[b]! || a - b);
    const foldOf = new Int32Array(count);
    order.forEach((row, at) => {
      foldOf[row] = Math.floor((at * FOLDS) / count);
    });
    return foldOf;
  }
  const entity = task.spec.entity === null ? undefined : findExtra(task, task.spec.entity);
  if (entity !== undefined) {
    const keys = Array.from(fit.origins, (row) =>
      entity.kind === "number" ? entity.values[row]! : entity.codes[row]!,
    );
    const distinct = [...new Set(keys)];
    const place = new Map(Array.from(permutation(distinct.length, random), (to, from) => [distinct[from]!, to]));
    return Int32Array.from(keys, (key) => place.get(key)! % FOLDS);
  }
  const dealt = new Map<number, number>();
  const foldOf = new Int32Array(count);
  for (const i of permutation(count, random)) {
    // Numbers are dealt out as if they were one class.
    const own = task.classes === null ? 0 : task.label[fit.origins[i]!]!;
    const next = dealt.get(own) ?? 0;
    foldOf[i] = next % FOLDS;
    dealt.set(own, next + 1);
  }
  return foldOf;
}

/** What is learned from. */
interface Truth {
  readonly labels: Float64Array;
  readonly weight: Float64Array | null;
}

function calibrationMaps(
  prediction: Prediction,
  { labels, weight }: Truth,
  isotonic: boolean,
): readonly CalibrationMap[] {
  const probabilities = numbersOf(prediction);
  const classes = probabilities.length / labels.length;
  const of = (c: number): CalibrationMap => {
    const scores = Float64Array.from(labels, (_, row) => probabilities[row * classes + c]!);
    const truth = Uint8Array.from(labels, (label) => (label === c ? 1 : 0));
    return isotonic ? fitIsotonic(scores, truth, weight) : fitSigmoid(scores, truth, weight);
  };
  return classes === 2 ? [of(1)] : Array.from({ length: classes }, (_, c) => of(c));
}

function bestThreshold(
  prediction: Prediction,
  { labels, weight }: Truth,
  task: TaskData,
  positive: number,
  metric: Params[string] | undefined,
  library: Library,
): number {
  const { name, params } = metricSpec(metric);
  const { declaration, implementation } = library.metric(name);
  const closed = library.params("metric", name, params);
  const sign = declaration.direction === "minimize" ? -1 : 1;
  const probabilities = numbersOf(prediction);
  const scores = new Set<number>();
  for (let row = 0; row < labels.length; row++) {
    const score = probabilities[row * 2 + positive]!;
    if (score > 0 && score < 1 && (weight === null || weight[row]! > 0)) scores.add(score);
  }
  // Of different scores, so that it does not matter how often a row counts.
  const every = Math.max(1, Math.floor(scores.size / MOST_THRESHOLDS));
  const candidates = new Set([
    0.5,
    ...Float64Array.from(scores)
      .sort()
      .filter((_, i) => i % every === 0),
  ]);
  let best = 0.5;
  let highest = Number.NEGATIVE_INFINITY;
  for (const candidate of candidates) {
    const input = {
      rows: labels.length,
      actual: labels,
      prediction: moveThreshold(prediction, candidate, positive),
      classes: task.classes,
      positive,
      scale: null,
    };
    const score = sign * implementation.prepare(input, closed)(weight);
    if (score > highest) {
      highest = score;
      best = candidate;
    }
  }
  return best;
}

function metricSpec(value: Params[string] | undefined): { readonly name: string; readonly params: Params } {
  if (typeof value === "string") return { name: value, params: {} };
  if (typeof value === "object" && value !== null && "component" in value) {
    const { component, params } = value as { readonly component: string; readonly params?: Params };
    return { name: component, params: params ?? {} };
  }
  return { name: "f1", params: {} };
}
