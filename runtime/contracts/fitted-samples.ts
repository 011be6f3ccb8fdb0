// Closed transforms fitted on a sample of their part, for contracts about what transforms do.
import type { TransformSpec } from "../../specs/plan.ts";
import { transformInput } from "../model/fit-model.ts";
import type { FittedTransform } from "../model/fitted.ts";
import type { Library } from "../model/library.ts";
import { type ModelRows, takeModelRows, trainableRows } from "../model/model-rows.ts";
import { fitTransform } from "../model/transform-chain.ts";
import { createRandom } from "../numeric/random.ts";
import type { TaskData } from "../task/task-data.ts";
import type { ContractInput } from "./contract.ts";
import { takeEvenly } from "./sample.ts";
import { cellsOf } from "./sampled-cells.ts";

/** Rows that a transform is fitted on for a contract. */
export const FIT_ROWS = 5_000;

export interface FittedSample {
  readonly fitted: FittedTransform;
  readonly rows: ModelRows;
}

const known = new WeakMap<Int32Array, Int32Array>();

/** Of the rows of a part those that transforms are fitted on here. */
export function fitRows(task: TaskData, part: Int32Array): Int32Array {
  let rows = known.get(part);
  if (rows === undefined) {
    rows = takeEvenly(trainableRows(task, part), FIT_ROWS);
    known.set(part, rows);
  }
  return rows;
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
  const taken = { ...takeModelRows(task, origins), columns };
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
    case "block":
      return fitted.entries.flatMap((entry) => componentNames(entry.fitted));
    default:
      return fitted satisfies never;
  }
}
