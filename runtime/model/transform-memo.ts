// Transforms that were fitted on the same rows with the same parameters and seed give the same columns: the steps of a
// horizon and the trials of a search share them. Kept only as long as the rows themselves are in use.
import type { FittedTransform } from "./fitted.ts";
import type { ModelRows } from "./model-rows.ts";
import type { TransformFit } from "./transform-chain.ts";

/** More chains than this per fold are searched over, not shared. */
const KEPT = 4;

const fits = new WeakMap<ModelRows, Map<string, TransformFit>>();
const rowsOf = new WeakMap<FittedTransform, WeakMap<ModelRows, ModelRows>>();

export function onceForRows(rows: ModelRows, key: string, make: () => TransformFit): TransformFit {
  let known = fits.get(rows);
  if (known === undefined) {
    known = new Map();
    fits.set(rows, known);
  }
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  const oldest = known.keys().next();
  if (known.size >= KEPT && oldest.done !== true) known.delete(oldest.value);
  known.set(key, made);
  return made;
}

export function onceForTransform(fitted: FittedTransform, rows: ModelRows, apply: () => ModelRows): ModelRows {
  let known = rowsOf.get(fitted);
  if (known === undefined) {
    known = new WeakMap();
    rowsOf.set(fitted, known);
  }
  const found = known.get(rows);
  if (found !== undefined) return found;
  const made = apply();
  known.set(rows, made);
  return made;
}
