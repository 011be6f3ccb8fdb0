// Rows of columns, and columns value by value: what is not in memory stays so.
import { findRange, type Range, type Summary, summarize } from "../numeric/summary.ts";
import { quantilesOf, rangeOf, summaryOf } from "./column-facts.ts";
import type { VisitChunk } from "./column-pipe.ts";
import { mappedRecipe, takenRecipe } from "./column-recipe.ts";
import { type Frame, type FrameColumn, type NumberColumn, sharedFloats, sharedInts } from "./frame.ts";
import { lazyColumn, recipeOf, visitRecipe } from "./lazy-column.ts";
import { changeValues, type ValueChange } from "./value-change.ts";

export function columnLength(column: FrameColumn): number {
  if (column.kind === "category") return column.codes.length;
  return recipeOf(column)?.length ?? column.values.length;
}

/** Numbers that are read once, in order. */
export interface Numbers {
  readonly length: number;
  readonly visit: (visit: VisitChunk) => void;
  readonly summary: () => Summary;
  readonly range: () => Range;
  /** Quantiles as `find` finds them, once for numbers in files. */
  readonly quantiles: (levels: readonly number[], find: FindQuantiles) => readonly number[];
}

type FindQuantiles = (levels: readonly number[]) => readonly number[];

export function numbersIn(column: NumberColumn): Numbers {
  const recipe = recipeOf(column);
  if (recipe !== null) {
    const { length } = recipe;
    return {
      length,
      visit: (visit) => visitRecipe(recipe, visit),
      summary: () => summaryOf(recipe),
      range: () => rangeOf(recipe),
      quantiles: (levels, find) => quantilesOf(recipe, levels, find),
    };
  }
  return numbersOfArray(column.values);
}

const numbersOfArray = (values: Float64Array): Numbers => ({
  length: values.length,
  visit: (visit) => visit(values, 0),
  summary: () => summarize((visit) => visit(values)),
  range: () => findRange((visit) => visit(values)),
  quantiles: (levels, find) => find(levels),
});

export const asNumbers = (source: Numbers | Float64Array): Numbers =>
  source instanceof Float64Array ? numbersOfArray(source) : source;

/** A column of the given name whose values are those of another one, each changed for itself. */
export function changedColumn(
  column: NumberColumn,
  name: string,
  type: NumberColumn["type"],
  change: ValueChange,
): NumberColumn {
  const recipe = recipeOf(column);
  if (recipe !== null) {
    return lazyColumn(name, type, mappedRecipe(recipe, change));
  }
  const source = column.values;
  const values = sharedFloats(source.length);
  changeValues(change, source, values);
  // An element of a tensor stays one as long as it is the same column.
  const element = name === column.name && column.element !== undefined ? { element: column.element } : {};
  return { kind: "number", name, type, values, ...element };
}

export function renamedColumn(column: FrameColumn, name: string): FrameColumn {
  const recipe = column.kind === "number" ? recipeOf(column) : null;
  return column.kind === "category" || recipe === null ? { ...column, name } : lazyColumn(name, column.type, recipe);
}

/** The given rows of a column, in the given order, in fresh shared memory. */
export function takeColumn(column: FrameColumn, rows: Int32Array): FrameColumn {
  if (column.kind === "category") {
    const codes = sharedInts(rows.length);
    for (let i = 0; i < rows.length; i++) codes[i] = column.codes[rows[i]!]!;
    return { ...column, codes };
  }
  const recipe = recipeOf(column);
  if (recipe !== null) return lazyColumn(column.name, column.type, takenRecipe(recipe, rows));
  const source = column.values;
  const values = sharedFloats(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = source[rows[i]!]!;
  return { ...column, values };
}

export const takeRows = (frame: Frame, rows: Int32Array): Frame => ({
  rows: rows.length,
  columns: frame.columns.map((column) => takeColumn(column, rows)),
});

/** A column that was in files, read; others as they are. */
export function inMemory(column: FrameColumn): FrameColumn {
  if (column.kind === "category" || recipeOf(column) === null) return column;
  const values = sharedFloats(columnLength(column));
  numbersIn(column).visit((chunk, start) => values.set(chunk, start));
  return { kind: "number", name: column.name, type: column.type, values };
}
