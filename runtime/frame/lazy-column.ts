// Columns of numbers that are not in memory: what to do to get their values, chunk by chunk. Tasks whose columns together
// would fill the memory have such columns. Who reads `values` gets the whole column, from a small cache or made anew; who
// can do with one pass over chunks (statistics, most transforms) never holds more than a page of it.
import { type ColumnFile, PAGE_ROWS, readPages } from "../columns/column-file.ts";
import { CachedColumns } from "./cached-columns.ts";
import type { NumberColumn } from "./frame.ts";

export type ColumnRecipe =
  | { readonly kind: "stored"; readonly length: number; readonly file: ColumnFile; readonly column: string }
  /** Rows of another column; `ascending` ones can be picked in one pass. */
  | {
      readonly kind: "taken";
      readonly length: number;
      readonly of: ColumnRecipe;
      readonly rows: Int32Array;
      readonly ascending: boolean;
    }
  | {
      readonly kind: "mapped";
      readonly length: number;
      readonly of: ColumnRecipe;
      readonly change: (value: number) => number;
    };

/** The chunk is only valid during the call. */
export type VisitChunk = (chunk: Float64Array, start: number) => void;

const recipes = new WeakMap<NumberColumn, ColumnRecipe>();
const cached = new CachedColumns<ColumnRecipe>();

/** How much memory whole columns may stay in, of those that could be made again. */
export const limitCachedColumns = (bytes: number): void => cached.limit(bytes);

/** Null for a column in memory. */
export const recipeOf = (column: NumberColumn): ColumnRecipe | null => recipes.get(column) ?? null;

export function lazyColumn(name: string, type: NumberColumn["type"], recipe: ColumnRecipe): NumberColumn {
  const column: NumberColumn = {
    kind: "number",
    name,
    type,
    get values() {
      return cached.get(recipe, () => wholeColumn(recipe));
    },
  };
  recipes.set(column, recipe);
  return column;
}

function wholeColumn(recipe: ColumnRecipe): Float64Array {
  const values = new Float64Array(recipe.length);
  if (recipe.kind === "taken" && !recipe.ascending) {
    const source = cached.get(recipe.of, () => wholeColumn(recipe.of));
    for (let i = 0; i < values.length; i++) values[i] = source[recipe.rows[i]!]!;
  } else visitRecipe(recipe, (chunk, start) => values.set(chunk, start));
  return values;
}

export function takenRecipe(of: ColumnRecipe, rows: Int32Array): ColumnRecipe {
  let ascending = true;
  for (let i = 1; i < rows.length && ascending; i++) ascending = rows[i - 1]! < rows[i]!;
  return { kind: "taken", length: rows.length, of, rows, ascending };
}

/** All values in order, a page at a time. */
export function visitRecipe(recipe: ColumnRecipe, visit: VisitChunk): void {
  const known = cached.peek(recipe);
  if (known !== null) visit(known, 0);
  else if (recipe.kind === "stored") readPages(recipe.file, recipe.column, visit);
  else if (recipe.kind === "mapped") change(recipe, visit);
  else if (recipe.ascending) pick(recipe, visit);
  else visit(wholeColumn(recipe), 0);
}

function change({ of, change: changed }: Extract<ColumnRecipe, { kind: "mapped" }>, visit: VisitChunk): void {
  const page = new Float64Array(PAGE_ROWS);
  visitRecipe(of, (chunk, start) => {
    for (let from = 0; from < chunk.length; from += PAGE_ROWS) {
      const count = Math.min(PAGE_ROWS, chunk.length - from);
      for (let i = 0; i < count; i++) page[i] = changed(chunk[from + i]!);
      visit(page.subarray(0, count), start + from);
    }
  });
}

function pick({ of, rows }: Extract<ColumnRecipe, { kind: "taken" }>, visit: VisitChunk): void {
  const picked = new Float64Array(PAGE_ROWS);
  let next = 0;
  let count = 0;
  visitRecipe(of, (chunk, start) => {
    const end = start + chunk.length;
    while (next < rows.length && rows[next]! < end) {
      const stop = Math.min(rows.length, next + PAGE_ROWS - count);
      while (next < stop) {
        const row = rows[next]!;
        if (row >= end) break;
        picked[count++] = chunk[row - start]!;
        next += 1;
      }
      if (count === PAGE_ROWS) {
        visit(picked, next - count);
        count = 0;
      }
    }
  });
  if (count > 0) visit(picked.subarray(0, count), rows.length - count);
}
