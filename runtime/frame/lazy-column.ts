// Columns of numbers that are not in memory: what to do to get their values, chunk by chunk. Tasks whose columns together
// would fill the memory have such columns. Who reads `values` gets the whole column, from a small cache or made anew; who
// can do with one pass over chunks (statistics, most transforms) never holds more than a page of it.
import { readPages } from "../columns/column-file.ts";
import { CachedColumns } from "./cached-columns.ts";
import type { ColumnRecipe, MappedRecipe } from "./column-recipe.ts";
import type { NumberColumn } from "./frame.ts";
import { type RowRuns, runsOf } from "./row-runs.ts";
import { PART, withChanges } from "./value-change.ts";

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

/** Reads a column now, so that what follows finds it in memory. */
export const readAhead = (recipe: ColumnRecipe): void => void cached.get(recipe, () => wholeColumn(recipe));

function wholeColumn(recipe: ColumnRecipe): Float64Array {
  const values = new Float64Array(recipe.length);
  if (recipe.kind === "taken" && !runsOf(recipe.rows).ascending) {
    const source = cached.get(recipe.of, () => wholeColumn(recipe.of));
    for (let i = 0; i < values.length; i++) values[i] = source[recipe.rows[i]!]!;
  } else visitRecipe(recipe, (chunk, start) => values.set(chunk, start));
  return values;
}

/** All values in order, a page at a time. */
export function visitRecipe(recipe: ColumnRecipe, visit: VisitChunk): void {
  const known = cached.peek(recipe);
  if (known !== null) visit(known, 0);
  else if (recipe.kind === "stored") readPages(recipe.file, recipe.column, visit);
  else if (recipe.kind === "mapped") visitMapped(recipe, visit);
  else {
    const runs = runsOf(recipe.rows);
    if (runs.ascending) visitRuns(recipe.of, runs, visit);
    else visit(wholeColumn(recipe), 0);
  }
}

function visitMapped(recipe: MappedRecipe, visit: VisitChunk): void {
  const changes = [recipe.change];
  let { of } = recipe;
  for (; of.kind === "mapped" && cached.peek(of) === null; of = of.of) changes.unshift(of.change);
  withChanges(changes, (changePart) => {
    visitRecipe(of, (chunk, start) => {
      for (let from = 0; from < chunk.length; from += PART) {
        visit(changePart(chunk, from, Math.min(PART, chunk.length - from)), start + from);
      }
    });
  });
}

/** Shorter stretches are put together before they are looked at. */
const SHORT = 256;

/** Stretches of the source's chunks, without copying. */
function visitRuns(of: ColumnRecipe, { runs }: RowRuns, visit: VisitChunk): void {
  const part = new Float64Array(PART);
  let filled = 0;
  let visited = 0;
  const flush = (): void => {
    if (filled === 0) return;
    visit(filled === PART ? part : part.subarray(0, filled), visited);
    visited += filled;
    filled = 0;
  };
  let at = 0;
  let done = 0;
  const look = (chunk: Float64Array, start: number): void => {
    const end = start + chunk.length;
    while (at < runs.length) {
      const first = runs[at]! + done;
      if (first >= end) return;
      const count = Math.min(runs[at + 1]! - done, end - first);
      if (count > SHORT) {
        flush();
        visit(chunk.subarray(first - start, first - start + count), visited);
        visited += count;
      } else {
        if (filled + count > PART) flush();
        copyValues(chunk, first - start, part, filled, count);
        filled += count;
      }
      done += count;
      if (done < runs[at + 1]!) return;
      at += 2;
      done = 0;
    }
  };
  const wanted = (start: number, end: number): boolean => at < runs.length && runs[at]! + done < end && start < end;
  if (of.kind === "stored" && cached.peek(of) === null) readPages(of.file, of.column, look, wanted);
  else visitRecipe(of, look);
  flush();
}

function copyValues(source: Float64Array, start: number, target: Float64Array, place: number, count: number): void {
  for (let i = 0; i < count; i++) target[place + i] = source[start + i]!;
}
