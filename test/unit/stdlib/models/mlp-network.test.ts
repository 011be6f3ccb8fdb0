// Passes and steps of a network against plain definitions, bit for bit: sums run in one order, on any number of threads.
import fc from "fast-check";
import { expect, it } from "vitest";
import { numbersAt, openKernels } from "../../../../runtime/kernels/kernels.ts";
import { createThreadBudget } from "../../../../runtime/kernels/thread-budget.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import {
  type Activation,
  createLayers,
  createTrainedNetwork,
  type Layer,
} from "../../../../stdlib/models/mlp/network.ts";
import { createOptimizer } from "../../../../stdlib/models/mlp/optimizer.ts";
import { createSequence } from "../../../reference/sequence.ts";

const kernels = openKernels();

/** left (rows x inner) · right (inner x columns), each sum from `start` on in the order of its terms. */
function product(left: Float64Array, right: Float64Array, inner: number, columns: number, start: Float64Array) {
  return Float64Array.from({ length: (left.length / inner) * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    let sum = start[column]!;
    for (let k = 0; k < inner; k++) sum += left[row * inner + k]! * right[k * columns + column]!;
    return sum;
  });
}

const turn = (matrix: Float64Array, columns: number): Float64Array => {
  const rows = matrix.length / columns;
  return matrix.map((_, at) => matrix[(at % rows) * columns + Math.floor(at / rows)]!);
};

function plainPasses(layers: readonly Layer[], batch: Float64Array, pull: Float64Array, activation: Activation) {
  const act = { relu: (x: number) => Math.max(x, 0), tanh: Math.tanh, logistic: (x: number) => 1 / (1 + Math.exp(-x)) };
  const slope = {
    relu: (y: number) => (y > 0 ? 1 : 0),
    tanh: (y: number) => 1 - y * y,
    logistic: (y: number) => y * (1 - y),
  };
  const inputs = [batch];
  layers.forEach(({ weights, bias, inputs: inner, outputs }, i) => {
    const sums = product(inputs[i]!, weights, inner, outputs, bias);
    inputs.push(i + 1 < layers.length ? sums.map(act[activation]) : sums);
  });
  const gradients: Float64Array[] = [];
  let gradient = pull;
  for (let i = layers.length - 1; i >= 0; i--) {
    const { weights, inputs: inner, outputs } = layers[i]!;
    const rows = gradient.length / outputs;
    const ones = new Float64Array(rows).fill(1);
    const zeros = new Float64Array(Math.max(inner, outputs));
    gradients.unshift(
      product(turn(inputs[i]!, inner), gradient, rows, outputs, zeros),
      product(ones, gradient, rows, outputs, zeros),
    );
    if (i === 0) break;
    const slopes = inputs[i]!.map(slope[activation]);
    gradient = product(gradient, turn(weights, outputs), outputs, inner, zeros).map((sum, at) =>
      slopes[at] === 0 ? 0 : sum * slopes[at]!,
    );
  }
  return { scores: inputs.at(-1)!, gradients };
}

/** -0 is 0: a product with zero is left out. */
const plus = (values: Float64Array): Float64Array => values.map((value) => value + 0);

it("passes forward and backward as the definition says", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 4 }),
      fc.integer({ min: 1, max: 60 }),
      fc.constantFrom<Activation>("relu", "tanh", "logistic"),
      fc.constantFrom(0, 0.7),
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 1, max: 1e6 }),
      (sizes, rows, activation, zeros, threads, seed) => {
        const { uniforms } = createSequence(seed);
        const layers = createLayers(sizes, activation, createRandom(seed));
        const batch = uniforms(rows * sizes[0]!).map((u) => (u < zeros ? 0 : 4 * u - 2));
        const pull = uniforms(rows * sizes.at(-1)!).map((u) => u - 0.5);
        const mark = kernels.mark();
        kernels.setBudget(createThreadBudget(threads));
        const network = createTrainedNetwork(kernels, layers, activation, rows + 3, zeros > 0.5);
        network.batch.set(batch);
        network.forward(rows);
        network.scoresGradient.set(pull);
        network.backward(rows);
        kernels.setBudget(null);
        const plain = plainPasses(layers, batch, pull, activation);
        expect(plus(network.scores.slice(0, plain.scores.length))).toEqual(plus(plain.scores));
        const gradients = network.gradients.layers.flatMap(({ weights, bias }) => [weights.values, bias.values]);
        expect(gradients.map((values) => plus(values.slice()))).toEqual(plain.gradients.map(plus));
        expect(network.layers()).toEqual(layers);
        kernels.release(mark);
      },
    ),
  );
});

it.each(["adam", "sgd"] as const)("steps as %s says, for an odd number of values and blocks", (kind) => {
  const count = 5001;
  const { uniforms } = createSequence(7);
  const mark = kernels.mark();
  const placed = () => {
    const at = kernels.allocate(8 * count);
    return { at, values: numbersAt(kernels, at, count) };
  };
  const [values, gradient] = [placed(), placed()];
  const start = uniforms(count);
  values.values.set(start);
  const optimizer = createOptimizer(kernels, kind, values, gradient);
  const expected = start.slice();
  const [means, squares] = [new Float64Array(count), new Float64Array(count)];
  for (let step = 1; step <= 3; step++) {
    const slopes = uniforms(count).map((u) => u - 0.5);
    gradient.values.set(slopes);
    optimizer.step(0.01);
    const rate = 0.01 * (kind === "adam" ? Math.sqrt(1 - 0.999 ** step) / (1 - 0.9 ** step) : 1);
    for (let i = 0; i < count; i++) {
      const slope = slopes[i]!;
      means[i] = kind === "adam" ? 0.9 * means[i]! + (1 - 0.9) * slope : 0.9 * means[i]! - rate * slope;
      squares[i] = 0.999 * squares[i]! + (1 - 0.999) * slope * slope;
      expected[i] =
        expected[i]! + (kind === "adam" ? -(rate * means[i]!) / (Math.sqrt(squares[i]!) + 1e-8) : means[i]!);
    }
  }
  expect(values.values.slice()).toEqual(expected);
  kernels.release(mark);
});
