// Fully connected layers: forward and backward passes over a batch. Arrays are row-major; sums run in a fixed order.
import type { Random } from "../../../runtime/numeric/random.ts";

export type Activation = "relu" | "tanh" | "logistic";

export type Layer = {
  readonly inputs: number;
  readonly outputs: number;
  /** inputs x outputs. */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
};

/** Weights uniform within ±√(6 / (inputs + outputs)), or ±√(2 / …) for `logistic` (Glorot and Bengio, 2010). */
export function createLayers(sizes: readonly number[], activation: Activation, random: Random): readonly Layer[] {
  return sizes.slice(1).map((outputs, i) => {
    const inputs = sizes[i]!;
    const bound = Math.sqrt((activation === "logistic" ? 2 : 6) / (inputs + outputs));
    const draw = (): number => (2 * random.uniform() - 1) * bound;
    return {
      inputs,
      outputs,
      weights: Float64Array.from({ length: inputs * outputs }, draw),
      bias: Float64Array.from({ length: outputs }, draw),
    };
  });
}

/** What every layer gives for a batch of `rows`; the last is linear. */
export function forward(layers: readonly Layer[], batch: Float64Array, rows: number, activation: Activation) {
  const outputs: Float64Array[] = [];
  let input = batch;
  layers.forEach((layer, i) => {
    const output = affine(layer, input, rows);
    if (i < layers.length - 1) activate(output, activation);
    outputs.push(output);
    input = output;
  });
  return outputs;
}

function affine({ inputs, outputs, weights, bias }: Layer, input: Float64Array, rows: number): Float64Array {
  const result = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    const own = result.subarray(row * outputs, (row + 1) * outputs);
    own.set(bias);
    for (let i = 0; i < inputs; i++) {
      const value = input[row * inputs + i]!;
      // Half of the units behind a relu are 0.
      if (value === 0) continue;
      const start = i * outputs;
      for (let j = 0; j < outputs; j++) own[j] = own[j]! + value * weights[start + j]!;
    }
  }
  return result;
}

function activate(values: Float64Array, activation: Activation): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (activation === "relu") values[i] = Math.max(value, 0);
    else values[i] = activation === "tanh" ? Math.tanh(value) : 1 / (1 + Math.exp(-value));
  }
}

/** Slope of the activation, from its own value. */
function slope(value: number, activation: Activation): number {
  if (activation === "relu") return value > 0 ? 1 : 0;
  return activation === "tanh" ? 1 - value * value : value * (1 - value);
}

/** Gradients of the layers, given that of the last output. `outputs` are those of `forward`. */
export function backward(
  layers: readonly Layer[],
  batch: Float64Array,
  outputs: readonly Float64Array[],
  lastGradient: Float64Array,
  rows: number,
  activation: Activation,
): readonly { readonly weights: Float64Array; readonly bias: Float64Array }[] {
  const gradients: { readonly weights: Float64Array; readonly bias: Float64Array }[] = [];
  let gradient = lastGradient;
  for (let i = layers.length - 1; i >= 0; i--) {
    const layer = layers[i]!;
    const input = i === 0 ? batch : outputs[i - 1]!;
    gradients.unshift(layerGradient(layer, input, gradient, rows));
    if (i > 0) gradient = inputGradient(layer, input, gradient, rows, activation);
  }
  return gradients;
}

function layerGradient({ inputs, outputs }: Layer, input: Float64Array, gradient: Float64Array, rows: number) {
  const weights = new Float64Array(inputs * outputs);
  const bias = new Float64Array(outputs);
  for (let row = 0; row < rows; row++) {
    const own = gradient.subarray(row * outputs, (row + 1) * outputs);
    for (let j = 0; j < outputs; j++) bias[j] = bias[j]! + own[j]!;
    for (let i = 0; i < inputs; i++) {
      const value = input[row * inputs + i]!;
      if (value === 0) continue;
      const start = i * outputs;
      for (let j = 0; j < outputs; j++) weights[start + j] = weights[start + j]! + value * own[j]!;
    }
  }
  return { weights, bias };
}

function inputGradient(
  { inputs, outputs, weights }: Layer,
  input: Float64Array,
  gradient: Float64Array,
  rows: number,
  activation: Activation,
): Float64Array {
  const result = new Float64Array(rows * inputs);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < inputs; i++) {
      const at = row * inputs + i;
      const factor = slope(input[at]!, activation);
      if (factor === 0) continue;
      let sum = 0;
      for (let j = 0; j < outputs; j++) sum += gradient[row * outputs + j]! * weights[i * outputs + j]!;
      result[at] = sum * factor;
    }
  }
  return result;
}
