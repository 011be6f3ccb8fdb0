// Columns in files on their way to another thread: their recipes go, with what is known about them, and no value is read.
import type { Range } from "../numeric/summary.ts";
import { knownRange, rememberRange } from "./column-facts.ts";
import { type ColumnRecipe, mappedRecipe, storedRecipe, takenRecipe } from "./column-recipe.ts";
import type { FrameColumn, NumberColumn } from "./frame.ts";
import { lazyColumn, recipeOf } from "./lazy-column.ts";
import { type PostedRows, postedRows, receivedRows } from "./row-runs.ts";

export interface PostedRecipe {
  readonly kind: "in-file";
  readonly name: string;
  readonly type: NumberColumn["type"];
  readonly recipe: ColumnRecipe;
  /** From the recipe to the file that it begins with. */
  readonly ranges: readonly (Range | null)[];
  /** Rows that are taken on the way there. */
  readonly taken: readonly PostedRows[];
}

export type PostedColumn = FrameColumn | PostedRecipe;

/** Null when a column is changed by a function, which no other thread can be given. */
export function postedColumn(column: FrameColumn): PostedColumn | null {
  const recipe = column.kind === "number" ? recipeOf(column) : null;
  if (column.kind === "category" || recipe === null) return column;
  const chain = chainOf(recipe);
  if (chain.some((part) => part.kind === "mapped" && part.change.kind === "each")) return null;
  const taken = chain.flatMap((part) => (part.kind === "taken" ? [postedRows(part.rows)] : []));
  return { kind: "in-file", name: column.name, type: column.type, recipe, ranges: chain.map(knownRange), taken };
}

export function receivedColumn(column: PostedColumn): FrameColumn {
  if (column.kind !== "in-file") return column;
  column.taken.forEach(receivedRows);
  const recipe = receivedRecipe(column.recipe);
  for (const [i, part] of chainOf(recipe).entries()) rememberRange(part, column.ranges[i] ?? null);
  return lazyColumn(column.name, column.type, recipe);
}

function chainOf(recipe: ColumnRecipe): readonly ColumnRecipe[] {
  return recipe.kind === "stored" ? [recipe] : [recipe, ...chainOf(recipe.of)];
}

function receivedRecipe(recipe: ColumnRecipe): ColumnRecipe {
  switch (recipe.kind) {
    case "stored":
      return storedRecipe(recipe.file, recipe.column);
    case "taken":
      return takenRecipe(receivedRecipe(recipe.of), recipe.rows);
    case "mapped":
      return mappedRecipe(receivedRecipe(recipe.of), recipe.change);
    default:
      return recipe satisfies never;
  }
}
