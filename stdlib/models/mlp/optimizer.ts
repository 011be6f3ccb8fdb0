// Steps along the gradient: Adam (Kingma and Ba, 2015), or stochastic gradient descent with momentum (runtime/kernels/descent.as.ts).
import type { Kernels } from "../../../runtime/kernels/kernels.ts";
import { CALL, ROW_BLOCK, TASK_STEP } from "../../../runtime/kernels/memory-map.ts";
import type { Place } from "./network.ts";

export interface Optimizer {
  /** Changes the values by one step; `rate` is the size of the step. */
  readonly step: (rate: number) => void;
}

// As the kernel has them.
const MOMENTUM = 0.9;
const SECOND = 0.999;

export function createOptimizer(kernels: Kernels, kind: "adam" | "sgd", values: Place, gradient: Place): Optimizer {
  const count = values.values.length;
  const zeros = (): number => {
    const at = kernels.allocate(8 * count);
    kernels.numbers.fill(0, at >>> 3, (at >>> 3) + count);
    return at;
  };
  const means = zeros();
  const squares = kind === "adam" ? zeros() : 0;
  let steps = 0;
  return {
    step: (rate) => {
      steps++;
      const correction = kind === "adam" ? Math.sqrt(1 - SECOND ** steps) / (1 - MOMENTUM ** steps) : 1;
      kernels.words.set([values.at, gradient.at, means, squares, count], CALL >>> 2);
      kernels.numbers[(CALL + 24) >>> 3] = rate * correction;
      kernels.run(TASK_STEP, Math.ceil(count / ROW_BLOCK), 3 * count);
    },
  };
}

/** Shortens a gradient to `longest` (Pascanu, Mikolov and Bengio, 2013). */
export function clipNorm(gradient: Float64Array, longest: number): void {
  let squares = 0;
  for (let i = 0; i < gradient.length; i++) squares += gradient[i]! * gradient[i]!;
  const length = Math.sqrt(squares);
  if (!(length > longest)) return;
  for (let i = 0; i < gradient.length; i++) gradient[i] = (gradient[i]! * longest) / length;
}
