// Closed transforms fitted on a sample of their part, for contracts about what transforms do.
import type { TransformSpec } from "../../specs/plan.ts";
import { transformInput } from "../model/fit-model.ts";
import type { FittedTransform } from "../model/fitted.ts";
import type { Library } from "../model/library.ts";
import { takeModelRows, trainableRows } from "../model/model-rows.ts";
import { fitTransform } from "../model/transform-chain.ts";
import { createRandom } from "../numeric/random.ts";
import type { ContractInput } from "./contract.ts";
import { takeEvenly } from "./sample.ts";

/** Rows that a transform is fitted on for a contract. */
export const FIT_ROWS = 5_000;

export interface FittedSample {
  readonly fitted: FittedTransform;
  readonly origins: Int32Array;
}

/** Null for a part without rows that can be learned from. */
export function fitSample(
  { task, seed }: Pick<ContractInput, "task" | "seed">,
  { transform, rows }: { readonly transform: TransformSpec; readonly rows: Int32Array },
  library: Library,
): FittedSample | null {
  const origins = takeEvenly(trainableRows(task, rows), FIT_ROWS);
  if (origins.length === 0) return null;
  const taken = takeModelRows(task, origins);
  const { fitted } = fitTransform(
    transform,
    transformInput(task, taken, [], library),
    library,
    createRandom(seed, "contract"),
  );
  return { fitted, origins };
}

export function componentNames(fitted: FittedTransform): readonly string[] {
  switch (fitted.kind) {
    case "component":
      return [fitted.component];
    case "chain":
      return fitted.steps.flatMap(componentNames);
    case "block":
      return fitted.entries.flatMap((entry) => componentNames(entry.fitted));
    default:
      return fitted satisfies never;
  }
}
