// Closed transforms fitted on a sample of their part, for contracts about what transforms do.
import type { TransformSpec } from "../../specs/plan.ts";
import { transformInput } from "../model/fit-model.ts";
import type { FittedTransform } from "../model/fitted.ts";
import type { Library } from "../model/library.ts";
import { besideIn, type ModelRows, takeModelRows } from "../model/model-rows.ts";
import { fitTransform } from "../model/transform-chain.ts";
import { createRandom } from "../numeric/random.ts";
import type { ContractInput } from "./contract.ts";
import { fitRows } from "./fit-rows.ts";
import { cellsOf } from "./sampled-cells.ts";

export interface FittedSample {
  readonly fitted: FittedTransform;
  readonly rows: ModelRows;
}

/** Null for a part without rows that can be learned from. */
export function fitSample(
  input: ContractInput,
  { transform, rows }: { readonly transform: TransformSpec; readonly rows: Int32Array },
  library: Library,
): FittedSample | null {
  const { task, seed } = input;
  const origins = fitRows(task, rows);
  if (origins.length === 0) return null;
  const columns = task.features.map((column) => cellsOf(input, column, origins));
  const beside = besideIn(task).map((column) => cellsOf(input, column, origins));
  const taken = { ...takeModelRows(task, origins), columns, beside };
  const { fitted } = fitTransform(
    transform,
    transformInput(task, taken, [], library),
    library,
    createRandom(seed, "contract"),
  );
  return { fitted, rows: taken };
}

export function componentNames(fitted: FittedTransform): readonly string[] {
  switch (fitted.kind) {
    case "component":
      return [fitted.component];
    case "chain":
      return fitted.steps.flatMap(componentNames);
    case "take":
      return [];
    case "block":
      return fitted.entries.flatMap((entry) => componentNames(entry.fitted));
    default:
      return fitted satisfies never;
  }
}
