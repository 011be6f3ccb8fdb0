// Steps along the gradient: Adam (Kingma and Ba, 2015), or stochastic gradient descent with momentum.

export interface Optimizer {
  /** Changes `values` by one step; `rate` is the size of the step. */
  readonly step: (gradients: readonly Float64Array[], rate: number) => void;
}

const MOMENTUM = 0.9;
const SECOND = 0.999;
const LEAST = 1e-8;

export function createOptimizer(kind: "adam" | "sgd", values: readonly Float64Array[]): Optimizer {
  const means = values.map((array) => new Float64Array(array.length));
  const squares = kind === "adam" ? values.map((array) => new Float64Array(array.length)) : [];
  let count = 0;
  return {
    step: (gradients, rate) => {
      count++;
      const correction = Math.sqrt(1 - SECOND ** count) / (1 - MOMENTUM ** count);
      values.forEach((array, k) => {
        const gradient = gradients[k]!;
        const mean = means[k]!;
        const square = squares[k];
        for (let i = 0; i < array.length; i++) {
          const slope = gradient[i]!;
          if (square === undefined) {
            mean[i] = MOMENTUM * mean[i]! - rate * slope;
            array[i] = array[i]! + mean[i]!;
            continue;
          }
          mean[i] = MOMENTUM * mean[i]! + (1 - MOMENTUM) * slope;
          square[i] = SECOND * square[i]! + (1 - SECOND) * slope * slope;
          array[i] = array[i]! - (rate * correction * mean[i]!) / (Math.sqrt(square[i]!) + LEAST);
        }
      });
    },
  };
}

/** Shortens the gradient to `longest`, all arrays together (Pascanu, Mikolov and Bengio, 2013). */
export function clipNorm(gradients: readonly Float64Array[], longest: number): void {
  const squares = gradients.reduce((sum, array) => sum + array.reduce((part, value) => part + value * value, 0), 0);
  const length = Math.sqrt(squares);
  if (!(length > longest)) return;
  for (const array of gradients) for (let i = 0; i < array.length; i++) array[i] = (array[i]! * longest) / length;
}
