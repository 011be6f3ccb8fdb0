// The problem of scikit-learn's MLPClassifier and MLPRegressor: mean loss of a row (log-loss of softmax scores, or half the
// squared error) plus l2 / 2 times the squared weights per row of a batch.
import {
  ComponentError,
  type FitContext,
  type FittedState,
  type Prediction,
  type TabularData,
  type TabularImplementation,
} from "../../../runtime/component.ts";
import type { FrameColumn } from "../../../runtime/frame/frame.ts";
import { type Kernels, openKernels } from "../../../runtime/kernels/kernels.ts";
import { permutation } from "../../../runtime/numeric/random.ts";
import { meanAndVariance } from "../../../runtime/numeric/statistics.ts";
import { requireTwoClasses } from "../class-weight.ts";
import { requireRows, rowMajorMatrix } from "../design-matrix.ts";
import { lossOf, softmax, type Target, weightOf } from "./loss.ts";
import type { MlpParams } from "./mlp.decl.ts";
import {
  createLayers,
  createNetwork,
  createTrainedNetwork,
  type Layer,
  type Network,
  type TrainedNetwork,
} from "./network.ts";
import { clipNorm, createOptimizer } from "./optimizer.ts";

export type MlpState = {
  readonly layers: readonly Layer[];
  /** 0 for numbers. */
  readonly classes: number;
  /** Of the label of a regression. */
  readonly centre: number;
  readonly spread: number;
};

interface Rows extends Target {
  readonly count: number;
  /** Row after row. */
  readonly inputs: Float64Array;
}

/** Rows that are scored at a time where none is learned from. */
const SCORED = 1024;

function rowsOf(data: TabularData, centre: number, spread: number): Rows {
  const label = data.classes === null ? data.label.map((value) => (value - centre) / spread) : data.label;
  return { count: data.rows, inputs: rowMajorMatrix(data.features, data.rows, "mlp"), label, weight: data.weight };
}

/** Mean and deviation, also of numbers whose squares no number holds: a power of two takes nothing from them. */
function locationOf(label: Float64Array): { readonly centre: number; readonly spread: number } {
  const largest = label.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const unit = largest === 0 ? 1 : 2 ** Math.floor(Math.log2(largest));
  const { mean, variance } = meanAndVariance(label.map((value) => value / unit));
  return { centre: mean * unit, spread: Math.sqrt(variance) * unit || 1 };
}

/** Weights, each with its slope and what the optimiser keeps of it: about 2 GB, half of what the kernels can address. */
const MOST_WEIGHTS = 50_000_000;

function requireRoom(sizes: readonly number[]): void {
  const weights = sizes.slice(1).reduce((sum, outputs, i) => sum + outputs * (sizes[i]! + 1), 0);
  if (weights <= MOST_WEIGHTS) return;
  throw new ComponentError(
    "run/too-many-weights",
    `\`mlp\` would have ${weights.toLocaleString("en")} weights, more than ${MOST_WEIGHTS.toLocaleString("en")}`,
    "take fewer or smaller layers (`hidden:`), or fewer features (`onehot(max:)`, `select_k`)",
  );
}

const everyRow = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

function fit(data: TabularData, params: MlpParams, context: FitContext): FittedState<MlpState> {
  requireRows(data.rows, "mlp");
  if (data.classes !== null) requireTwoClasses(data.label, data.classes, "mlp");
  const classes = data.classes?.length ?? 0;
  const { centre, spread } = classes === 0 ? locationOf(data.label) : { centre: 0, spread: 1 };
  const rows = rowsOf(data, centre, spread);
  const judged = context.validate === null ? null : rowsOf(context.validate, centre, spread);
  const sizes = [data.features.length, ...params.hidden, Math.max(1, classes)];
  requireRoom(sizes);
  const layers = createLayers(sizes, params.activation, context.random.derive("weights"));
  const kernels = openKernels();
  const mark = kernels.mark();
  kernels.setBudget(context.threads ?? null);
  try {
    const trained = train(kernels, layers, rows, judged, classes, params, context);
    return { state: { layers: trained.layers, classes, centre, spread }, rounds: trained.epochs };
  } finally {
    kernels.setBudget(null);
    kernels.release(mark);
  }
}

function train(
  kernels: Kernels,
  layers: readonly Layer[],
  rows: Rows,
  judged: Rows | null,
  classes: number,
  params: MlpParams,
  { random, patience }: FitContext,
): { readonly layers: readonly Layer[]; readonly epochs: number } {
  const { activation, learning_rate, schedule, epochs } = params;
  const size = Math.min(params.batch_size, rows.count);
  const network = createTrainedNetwork(kernels, layers, activation, size, areMostlyZeros(rows.inputs));
  const optimizer = createOptimizer(kernels, params.optimizer, network.parameters, network.gradients);
  let best: { loss: number; epoch: number; layers: readonly Layer[] } | null = null;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const rate =
      schedule === "cosine" ? (learning_rate * (1 + Math.cos((Math.PI * (epoch - 1)) / epochs))) / 2 : learning_rate;
    const order = permutation(rows.count, random.derive(`epoch ${epoch}`));
    for (let start = 0; start < rows.count; start += size) {
      setGradients(network, rows, order.subarray(start, start + size), classes, params);
      optimizer.step(rate);
    }
    if (!network.parameters.layers.every(({ bias }) => bias.values.every(Number.isFinite))) throw diverged(epoch);
    if (judged === null || judged.count === 0) continue;
    const loss = meanLoss(network, size, judged, classes);
    if (loss < (best?.loss ?? Number.POSITIVE_INFINITY)) best = { loss, epoch, layers: network.layers() };
    else if (patience !== null && epoch - (best?.epoch ?? epochs) >= patience) break;
  }
  const last = best ?? { epoch: epochs, layers: network.layers() };
  const judge = createNetwork(kernels, last.layers, activation, SCORED);
  requireLearned(meanLoss(judge, SCORED, rows, classes), rows, classes, last.epoch);
  return { layers: last.layers, epochs: last.epoch };
}

/** Of all rows, some at a time. */
function meanLoss(network: Network, most: number, rows: Rows, classes: number): number {
  const places = everyRow(rows.count);
  const total = weightOf(rows, places);
  let loss = 0;
  forwardAll(network, most, rows, (from, count) => {
    loss += lossOf(rows, places.subarray(from, from + count), total, network.scores, classes, null);
  });
  return loss;
}

function forwardAll(
  network: Network,
  most: number,
  { count, inputs }: Pick<Rows, "count" | "inputs">,
  use: (from: number, count: number) => void,
): void {
  const width = inputs.length / count;
  for (let from = 0; from < count; from += most) {
    const own = Math.min(most, count - from);
    network.batch.set(inputs.subarray(from * width, (from + own) * width));
    network.forward(own);
    use(from, own);
  }
}

/** Weights may stay finite and still be no use: the same answer for every row does better by far. A short training may do a little worse than that. */
const WORSE_THAN_NOTHING = 50;

function requireLearned(reached: number, rows: Rows, classes: number, epoch: number): void {
  const places = everyRow(rows.count);
  const constant = new Float64Array(rows.count * Math.max(1, classes));
  if (classes > 0) {
    const shares = new Float64Array(classes);
    for (const place of places) shares[rows.label[place]!]! += rows.weight?.[place] ?? 1;
    const total = shares.reduce((sum, share) => sum + share, 0);
    constant.forEach((_, i) => {
      constant[i] = Math.log(Math.max(shares[i % classes]! / total, Number.MIN_VALUE));
    });
  }
  const without = lossOf(rows, places, weightOf(rows, places), constant, classes, null);
  // Where one class is rare, or all labels are equal, that is a loss which a network that has hardly begun is far from, and not diverged.
  const start = Math.max(without, classes > 0 ? Math.log(classes) : 0.5);
  if (!(reached <= WORSE_THAN_NOTHING * start + Number.EPSILON)) throw diverged(epoch);
}

/** The gradient of the loss of a batch and of the penalty on weights. */
function setGradients(
  network: TrainedNetwork,
  rows: Rows,
  places: Int32Array,
  classes: number,
  { l2, clip_norm }: MlpParams,
): void {
  const { batch, scores, scoresGradient, gradients, parameters } = network;
  const width = rows.inputs.length / rows.count;
  gather(rows.inputs, width, places, batch);
  network.forward(places.length);
  lossOf(rows, places, weightOf(rows, places), scores, classes, scoresGradient);
  network.backward(places.length);
  gradients.layers.forEach(({ weights }, i) => {
    addPenalty(weights.values, parameters.layers[i]!.weights.values, l2, places.length);
  });
  if (clip_norm !== null) clipNorm(gradients.values, clip_norm);
}

function areMostlyZeros(values: Float64Array): boolean {
  let zeros = 0;
  for (let i = 0; i < values.length; i++) if (values[i] === 0) zeros++;
  return 2 * zeros > values.length;
}

/** A loop: rows are too short for a call each. */
function gather(inputs: Float64Array, width: number, places: Int32Array, to: Float64Array): void {
  for (let i = 0; i < places.length; i++) {
    const from = places[i]! * width;
    for (let k = 0; k < width; k++) to[i * width + k] = inputs[from + k]!;
  }
}

function addPenalty(gradient: Float64Array, weights: Float64Array, l2: number, rows: number): void {
  for (let at = 0; at < weights.length; at++) gradient[at] = gradient[at]! + (l2 * weights[at]!) / rows;
}

const diverged = (epoch: number): ComponentError =>
  new ComponentError(
    "run/not-converged",
    `\`mlp\` diverged: after epoch ${epoch} its weights are beyond use`,
    "scale the features (`standardize()`), lower `learning_rate:`, or set `clip_norm:`",
  );

function predict(
  features: readonly FrameColumn[],
  rows: number,
  state: MlpState,
  { activation }: MlpParams,
): Prediction {
  const { classes, centre, spread } = state;
  const inputs = rowMajorMatrix(features, rows, "mlp");
  const result = new Float64Array(rows * Math.max(1, classes));
  const kernels = openKernels();
  const mark = kernels.mark();
  try {
    const network = createNetwork(kernels, state.layers, activation, Math.min(rows, SCORED));
    forwardAll(network, SCORED, { count: rows, inputs }, (from, count) => {
      for (let i = 0; i < count; i++) {
        if (classes === 0) result[from + i] = network.scores[i]! * spread + centre;
        else softmax(network.scores, i * classes, classes, result, (from + i) * classes);
      }
    });
  } finally {
    kernels.release(mark);
  }
  return classes === 0 ? { kind: "values", values: result } : { kind: "probabilities", probabilities: result, classes };
}

export const mlpImplementation: TabularImplementation<MlpParams, MlpState> = { input: "tabular", fit, predict };
