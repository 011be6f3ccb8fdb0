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
import { permutation } from "../../../runtime/numeric/random.ts";
import { meanAndVariance } from "../../../runtime/numeric/statistics.ts";
import { requireTwoClasses } from "../class-weight.ts";
import { requireRows, rowMajorMatrix } from "../design-matrix.ts";
import type { MlpParams } from "./mlp.decl.ts";
import { backward, createLayers, forward, type Layer } from "./network.ts";
import { clipNorm, createOptimizer } from "./optimizer.ts";

export type MlpState = {
  readonly layers: readonly Layer[];
  /** 0 for numbers. */
  readonly classes: number;
  /** Of the label of a regression. */
  readonly centre: number;
  readonly spread: number;
};

interface Rows {
  readonly count: number;
  readonly inputs: Float64Array;
  /** Class index, or standardised value. */
  readonly label: Float64Array;
  readonly weight: Float64Array | null;
}

/** Loss per unit of weight; `gradient`, where given, is filled with that of the scores. */
function lossOf(rows: Rows, places: Int32Array, scores: Float64Array, classes: number, gradient: Float64Array | null) {
  const width = Math.max(1, classes);
  let total = 0;
  let loss = 0;
  for (const place of places) total += rows.weight?.[place] ?? 1;
  places.forEach((place, i) => {
    const share = (rows.weight?.[place] ?? 1) / total;
    const own = scores.subarray(i * width, (i + 1) * width);
    const label = rows.label[place]!;
    if (classes === 0) {
      const error = own[0]! - label;
      loss += (share * error * error) / 2;
      if (gradient !== null) gradient[i] = share * error;
      return;
    }
    const shares = softmax(own);
    loss -= share * Math.log(Math.max(shares[label]!, Number.MIN_VALUE));
    if (gradient === null) return;
    for (let k = 0; k < width; k++) gradient[i * width + k] = share * (shares[k]! - (k === label ? 1 : 0));
  });
  return loss;
}

function softmax(scores: Float64Array): Float64Array {
  const top = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const shares = scores.map((score) => Math.exp(score - top));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

function rowsOf(data: TabularData, centre: number, spread: number): Rows {
  const label = data.classes === null ? data.label.map((value) => (value - centre) / spread) : data.label;
  return { count: data.rows, inputs: rowMajorMatrix(data.features, data.rows, "mlp"), label, weight: data.weight };
}

/** Weights, each with its slope and what the optimiser keeps of it: about 4 GB. */
const MOST_WEIGHTS = 100_000_000;

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
  const moments = meanAndVariance(data.label);
  const centre = classes === 0 ? moments.mean : 0;
  const spread = classes === 0 ? Math.sqrt(moments.variance) || 1 : 1;
  const rows = rowsOf(data, centre, spread);
  const judged = context.validate === null ? null : rowsOf(context.validate, centre, spread);
  const sizes = [data.features.length, ...params.hidden, Math.max(1, classes)];
  requireRoom(sizes);
  const layers = createLayers(sizes, params.activation, context.random.derive("weights"));
  const trained = train(layers, rows, judged, classes, params, context);
  return { state: { layers: trained.layers, classes, centre, spread }, rounds: trained.epochs };
}

function train(
  layers: readonly Layer[],
  rows: Rows,
  judged: Rows | null,
  classes: number,
  params: MlpParams,
  { random, patience }: FitContext,
): { readonly layers: readonly Layer[]; readonly epochs: number } {
  const { activation, optimizer, learning_rate, schedule, epochs } = params;
  const stepper = createOptimizer(
    optimizer,
    layers.flatMap(({ weights, bias }) => [weights, bias]),
  );
  let best = { loss: Number.POSITIVE_INFINITY, epoch: epochs, layers };
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const rate =
      schedule === "cosine" ? (learning_rate * (1 + Math.cos((Math.PI * (epoch - 1)) / epochs))) / 2 : learning_rate;
    const order = permutation(rows.count, random.derive(`epoch ${epoch}`));
    const size = Math.min(params.batch_size, rows.count);
    for (let start = 0; start < rows.count; start += size) {
      stepper.step(gradientsOf(layers, rows, order.subarray(start, start + size), classes, params), rate);
    }
    if (layers.some(({ bias }) => !bias.every(Number.isFinite))) throw diverged(epoch);
    if (judged === null || judged.count === 0) continue;
    const scores = forward(layers, judged.inputs, judged.count, activation).at(-1)!;
    const loss = lossOf(judged, everyRow(judged.count), scores, classes, null);
    if (loss < best.loss) best = { loss, epoch, layers: structuredClone(layers) };
    else if (patience !== null && epoch - best.epoch >= patience) break;
  }
  requireLearned(best.layers, rows, classes, activation, best.epoch);
  return { layers: best.layers, epochs: best.epoch };
}

/** Weights may stay finite and still be no use: the same answer for every row does better by far. A short training may do a little worse than that. */
const WORSE_THAN_NOTHING = 50;

function requireLearned(
  layers: readonly Layer[],
  rows: Rows,
  classes: number,
  activation: MlpParams["activation"],
  epoch: number,
): void {
  const places = everyRow(rows.count);
  const scores = forward(layers, rows.inputs, rows.count, activation).at(-1)!;
  const constant = new Float64Array(scores.length);
  if (classes > 0) {
    const shares = new Float64Array(classes);
    for (const place of places) shares[rows.label[place]!]! += rows.weight?.[place] ?? 1;
    const total = shares.reduce((sum, share) => sum + share, 0);
    constant.forEach((_, i) => {
      constant[i] = Math.log(Math.max(shares[i % classes]! / total, Number.MIN_VALUE));
    });
  }
  const [reached, without] = [scores, constant].map((own) => lossOf(rows, places, own, classes, null));
  // Where one class is rare, or all labels are equal, that is a loss which a network that has hardly begun is far from, and not diverged.
  const start = Math.max(without!, classes > 0 ? Math.log(classes) : 0.5);
  if (!(reached! <= WORSE_THAN_NOTHING * start + Number.EPSILON)) throw diverged(epoch);
}

function gradientsOf(
  layers: readonly Layer[],
  rows: Rows,
  places: Int32Array,
  classes: number,
  { activation, l2, clip_norm }: MlpParams,
): readonly Float64Array[] {
  const width = layers[0]!.inputs;
  const batch = new Float64Array(places.length * width);
  places.forEach((place, i) => {
    batch.set(rows.inputs.subarray(place * width, (place + 1) * width), i * width);
  });
  const outputs = forward(layers, batch, places.length, activation);
  const scores = outputs.at(-1)!;
  const last = new Float64Array(scores.length);
  lossOf(rows, places, scores, classes, last);
  const gradients = backward(layers, batch, outputs, last, places.length, activation);
  const arrays = gradients.flatMap(({ weights, bias }, i) => {
    const own = layers[i]!.weights;
    for (let at = 0; at < weights.length; at++) weights[at] = weights[at]! + (l2 * own[at]!) / places.length;
    return [weights, bias];
  });
  if (clip_norm !== null) clipNorm(arrays, clip_norm);
  return arrays;
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
  const scores = forward(state.layers, rowMajorMatrix(features, rows, "mlp"), rows, activation).at(-1)!;
  const { classes, centre, spread } = state;
  if (classes === 0) return { kind: "values", values: scores.map((value) => value * spread + centre) };
  const probabilities = new Float64Array(scores.length);
  for (let row = 0; row < rows; row++) {
    probabilities.set(softmax(scores.subarray(row * classes, (row + 1) * classes)), row * classes);
  }
  return { kind: "probabilities", probabilities, classes };
}

export const mlpImplementation: TabularImplementation<MlpParams, MlpState> = { input: "tabular", fit, predict };
