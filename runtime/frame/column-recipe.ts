// How to get the values of a column that is not in memory. Equal recipes are one object, so that what is found out about a
// column is found out once.
import type { ColumnFile } from "../columns/column-file.ts";
import type { ValueChange } from "./value-change.ts";

export type ColumnRecipe = StoredRecipe | TakenRecipe | MappedRecipe;

export interface StoredRecipe {
  readonly kind: "stored";
  readonly length: number;
  readonly file: ColumnFile;
  readonly column: string;
}

/** Rows of another column; ascending ones are picked in one pass. */
export interface TakenRecipe {
  readonly kind: "taken";
  readonly length: number;
  readonly of: ColumnRecipe;
  readonly rows: Int32Array;
}

export interface MappedRecipe {
  readonly kind: "mapped";
  readonly length: number;
  readonly of: ColumnRecipe;
  readonly change: ValueChange;
}

const stored = new WeakMap<ColumnFile, Map<string, StoredRecipe>>();
const taken = new WeakMap<ColumnRecipe, WeakMap<Int32Array, TakenRecipe>>();
const mapped = new WeakMap<ColumnRecipe, Map<string, MappedRecipe>>();

export function storedRecipe(file: ColumnFile, column: string): StoredRecipe {
  const known = madeOnce(stored, file, () => new Map<string, StoredRecipe>());
  let recipe = known.get(column);
  if (recipe === undefined) {
    recipe = { kind: "stored", length: file.rows, file, column };
    known.set(column, recipe);
  }
  return recipe;
}

export function takenRecipe(of: ColumnRecipe, rows: Int32Array): TakenRecipe {
  const known = madeOnce(taken, of, () => new WeakMap<Int32Array, TakenRecipe>());
  let recipe = known.get(rows);
  if (recipe === undefined) {
    recipe = { kind: "taken", length: rows.length, of, rows };
    known.set(rows, recipe);
  }
  return recipe;
}

export function mappedRecipe(of: ColumnRecipe, change: ValueChange): MappedRecipe {
  const key = keyOf(change);
  const fresh: MappedRecipe = { kind: "mapped", length: of.length, of, change };
  if (key === null) return fresh;
  const known = madeOnce(mapped, of, () => new Map<string, MappedRecipe>());
  const recipe = known.get(key) ?? fresh;
  known.set(key, recipe);
  return recipe;
}

/** Null for a change that only its own function describes. */
function keyOf(change: ValueChange): string | null {
  switch (change.kind) {
    case "fill":
      return `fill ${change.value}`;
    case "scale":
      return `scale ${change.center} ${change.scale}`;
    case "each":
      return null;
    default:
      return change satisfies never;
  }
}

function madeOnce<Key extends object, Value>(map: WeakMap<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
