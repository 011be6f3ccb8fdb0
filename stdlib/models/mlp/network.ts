// Fully connected layers: forward and backward passes over a batch, in the memory of the kernels (runtime/kernels/multiply.as.ts).
// Arrays are row-major; sums run in a fixed order.
import { type Kernels, numbersAt } from "../../../runtime/kernels/kernels.ts";
import { CALL, MULTIPLY_ROWS, TASK_MULTIPLY } from "../../../runtime/kernels/memory-map.ts";
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

/** Some numbers in the memory. */
export interface Place {
  readonly at: number;
  readonly values: Float64Array;
}

/** What all layers have in one stretch of numbers: weights and bias of each in turn. */
interface Slices extends Place {
  readonly layers: readonly { readonly weights: Place; readonly bias: Place }[];
}

export interface Network {
  /** Room for `most` rows: what goes in, what comes out. */
  readonly batch: Float64Array;
  readonly scores: Float64Array;
  readonly parameters: Slices;
  /** From the first rows of the batch to their scores; the last layer is linear. */
  readonly forward: (rows: number) => void;
  /** The layers as they are now. */
  readonly layers: () => readonly Layer[];
}

export interface TrainedNetwork extends Network {
  /** Of the scores: to be filled before `backward`. */
  readonly scoresGradient: Float64Array;
  readonly gradients: Slices;
  /** From the gradient of the scores of the last `forward` to that of the parameters. */
  readonly backward: (rows: number) => void;
}

const place = (kernels: Kernels, count: number): Place => {
  const at = kernels.allocate(8 * count);
  return { at, values: numbersAt(kernels, at, count) };
};

function placeSlices(kernels: Kernels, layers: readonly Layer[]): Slices {
  const count = layers.reduce((sum, { weights, bias }) => sum + weights.length + bias.length, 0);
  const all = place(kernels, count);
  let from = 0;
  const next = (length: number): Place => {
    const slice = { at: all.at + 8 * from, values: all.values.subarray(from, from + length) };
    from += length;
    return slice;
  };
  return {
    ...all,
    layers: layers.map(({ weights, bias }) => ({ weights: next(weights.length), bias: next(bias.length) })),
  };
}

/** A matrix: where it begins, and how far it is to the next row and to the next number of a row. */
interface Left {
  readonly at: number;
  readonly rowBytes: number;
  readonly stepBytes: number;
}

const rowsAt = (at: number, width: number): Left => ({ at, rowBytes: 8 * width, stepBytes: 8 });
const columnsAt = (at: number, width: number): Left => ({ at, rowBytes: 8, stepBytes: 8 * width });

interface Product {
  readonly left: Left;
  readonly right: number;
  readonly to: number;
  /** Rows, numbers of a sum, columns. */
  readonly sizes: readonly [number, number, number];
  /** What every row begins with. */
  readonly start?: number;
  /** What is below 0 becomes 0. */
  readonly isRectified?: boolean;
  /** 0 where nothing of this matrix is above 0. */
  readonly mask?: number;
}

/** `to` (rows x columns) = start + left (rows x inner) · right (inner x columns). */
function multiply(kernels: Kernels, { left, right, to, sizes, start, isRectified, mask }: Product): void {
  const [rows, inner, columns] = sizes;
  const mark = kernels.mark();
  const items = Math.ceil(rows / MULTIPLY_ROWS);
  const room = kernels.allocate(16 * inner * items);
  const { at, rowBytes, stepBytes } = left;
  kernels.words.set([at, rowBytes, stepBytes, inner, right, columns, to, rows], CALL >>> 2);
  kernels.words.set([start ?? 0, room, isRectified === true ? 1 : 0, mask ?? 0], (CALL + 32) >>> 2);
  kernels.run(TASK_MULTIPLY, items, (rows * inner * columns) / 2);
  kernels.release(mark);
}

/** Copies of layers, with room for so many rows. */
export function createNetwork(
  kernels: Kernels,
  layers: readonly Layer[],
  activation: Activation,
  most: number,
): Network {
  return placeNetwork(kernels, layers, activation, most).network;
}

function placeNetwork(kernels: Kernels, layers: readonly Layer[], activation: Activation, most: number) {
  const batch = place(kernels, most * layers[0]!.inputs);
  const outputs = layers.map((layer) => place(kernels, most * layer.outputs));
  const inputs = [batch, ...outputs];
  const parameters = placeSlices(kernels, layers);
  layers.forEach(({ weights, bias }, i) => {
    parameters.layers[i]!.weights.values.set(weights);
    parameters.layers[i]!.bias.values.set(bias);
  });
  const network: Network = {
    batch: batch.values,
    scores: outputs.at(-1)!.values,
    parameters,
    forward: (rows) => {
      layers.forEach((layer, i) => {
        const { weights, bias } = parameters.layers[i]!;
        const isHidden = i + 1 < layers.length;
        multiply(kernels, {
          left: rowsAt(inputs[i]!.at, layer.inputs),
          right: weights.at,
          to: outputs[i]!.at,
          sizes: [rows, layer.inputs, layer.outputs],
          start: bias.at,
          isRectified: isHidden && activation === "relu",
        });
        if (isHidden && activation !== "relu") activate(outputs[i]!.values, rows * layer.outputs, activation);
      });
    },
    layers: () =>
      layers.map((layer, i) => {
        const { weights, bias } = parameters.layers[i]!;
        return { ...layer, weights: weights.values.slice(), bias: bias.values.slice() };
      }),
  };
  return { network, inputs };
}

/** With room for gradients, too. `areMostlyZeros`: the numbers that go in. */
export function createTrainedNetwork(
  kernels: Kernels,
  layers: readonly Layer[],
  activation: Activation,
  most: number,
  areMostlyZeros: boolean,
): TrainedNetwork {
  const { network, inputs } = placeNetwork(kernels, layers, activation, most);
  const gradients = placeSlices(kernels, layers);
  const outputGradients = layers.map((layer) => place(kernels, most * layer.outputs));
  const turnsFirst = !areMostlyZeros && activation === "relu" && layers.length > 1;
  const turned = layers.map(({ weights }, i) => place(kernels, i > 0 || turnsFirst ? weights.length : 0));
  const one = place(kernels, 1);
  one.values[0] = 1;
  const ones: Left = { at: one.at, rowBytes: 0, stepBytes: 0 };
  const layerBackward = (rows: number, i: number): void => {
    const { inputs: width, outputs } = layers[i]!;
    const input = inputs[i]!;
    const { at: right } = outputGradients[i]!;
    const { weights, bias } = gradients.layers[i]!;
    // The side with more zeros stands on the left: what a relu lets through, one-hot columns, or the gradient behind a relu.
    if (i === 0 && turnsFirst) {
      const left = columnsAt(right, outputs);
      multiply(kernels, { left, right: input.at, to: turned[i]!.at, sizes: [outputs, rows, width] });
      transpose(turned[i]!.values, outputs, width, weights.values);
    } else {
      multiply(kernels, { left: columnsAt(input.at, width), right, to: weights.at, sizes: [width, rows, outputs] });
    }
    multiply(kernels, { left: ones, right, to: bias.at, sizes: [1, rows, outputs] });
    if (i === 0) return;
    transpose(network.parameters.layers[i]!.weights.values, width, outputs, turned[i]!.values);
    const before = outputGradients[i - 1]!;
    multiply(kernels, {
      left: rowsAt(right, outputs),
      right: turned[i]!.at,
      to: before.at,
      sizes: [rows, outputs, width],
      ...(activation === "relu" ? { mask: input.at } : {}),
    });
    if (activation !== "relu") scaleBySlope(before.values, input.values, rows * width, activation);
  };
  return {
    ...network,
    scoresGradient: outputGradients.at(-1)!.values,
    gradients,
    backward: (rows) => {
      for (let i = layers.length - 1; i >= 0; i--) layerBackward(rows, i);
    },
  };
}

function transpose(matrix: Float64Array, rows: number, columns: number, to: Float64Array): void {
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) to[j * rows + i] = matrix[i * columns + j]!;
}

function activate(values: Float64Array, count: number, activation: Exclude<Activation, "relu">): void {
  if (activation === "tanh") for (let i = 0; i < count; i++) values[i] = Math.tanh(values[i]!);
  else for (let i = 0; i < count; i++) values[i] = 1 / (1 + Math.exp(-values[i]!));
}

/** `values` are those of the activation, from which its slope follows. */
function scaleBySlope(
  gradient: Float64Array,
  values: Float64Array,
  count: number,
  activation: Exclude<Activation, "relu">,
): void {
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    gradient[i] = gradient[i]! * (activation === "tanh" ? 1 - value * value : value * (1 - value));
  }
}
