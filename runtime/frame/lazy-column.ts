// Columns of numbers that are not in memory: what to do to get their values, chunk by chunk. Tasks whose columns together
// would fill the memory have such columns. Who reads `values` gets the whole column, from a small cache or made anew; who
// can do with one pass over chunks (statistics, most transforms) never holds more than a page of it.
import { readPages } from "../columns/column-file.ts";
import { CachedColumns } from "./cached-columns.ts";
import { type Visit, type VisitChunk, withPipe, withPipes } from "./column-pipe.ts";
import type { ColumnRecipe, StoredRecipe } from "./column-recipe.ts";
import type { NumberColumn } from "./frame.ts";
import { runsOf } from "./row-runs.ts";

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
export const readAhead = (recipe: ColumnRecipe): Float64Array => cached.get(recipe, () => wholeColumn(recipe));

function wholeColumn(recipe: ColumnRecipe): Float64Array {
  const values = new Float64Array(recipe.length);
  if (recipe.kind === "taken" && !runsOf(recipe.rows).ascending) {
    const source = cached.get(recipe.of, () => wholeColumn(recipe.of));
    for (let i = 0; i < values.length; i++) values[i] = source[recipe.rows[i]!]!;
  } else visitRecipe(recipe, (chunk, start) => values.set(chunk, start));
  return values;
}

/** All values in order, a page at a time; pages are passed over once it is enough. */
export const visitRecipe = (recipe: ColumnRecipe, visit: VisitChunk, isEnough: () => boolean = () => false): void =>
  withPipe({ recipe, visit }, isMade, (pipe) => {
    const { source } = pipe;
    const isWanted = (start: number, end: number): boolean => pipe.isWanted(start, end) && !isEnough();
    const known = cached.peek(source);
    if (known !== null) pipe.push(known, 0);
    else if (source.kind === "stored") readPages(source.file, source.column, pipe.push, isWanted);
    else pipe.push(wholeColumn(source), 0);
    pipe.flush();
  });

/** Whether a value is not missing; looks no further than the first one. */
export function hasPresent(recipe: ColumnRecipe): boolean {
  let found = false;
  visitRecipe(
    recipe,
    (chunk) => {
      found ||= chunk.some((value) => !Number.isNaN(value));
    },
    () => found,
  );
  return found;
}

const isMade = (recipe: ColumnRecipe): boolean =>
  cached.peek(recipe) !== null || (recipe.kind === "taken" && !runsOf(recipe.rows).ascending);

/** What is made of one column of a file, each to its own visitor, while the column is read once. */
export function visitTogether(of: StoredRecipe, visits: readonly Visit[]): void {
  withPipes(visits, isMade, (pipes) => {
    const apart = pipes.filter(({ source }) => source !== of);
    if (apart.length > 0) throw new TypeError(`not everything is made of the column ${of.column}`);
    readPages(of.file, of.column, (page, row) => {
      for (const pipe of pipes) pipe.push(page, row);
    });
    for (const pipe of pipes) pipe.flush();
  });
}
