// What the compiler can only warn about: a model that takes no missing values meets one.
import { ComponentError } from "../component.ts";
import { presentIn } from "../frame/column-facts.ts";
import { numbersIn } from "../frame/column-rows.ts";
import type { FrameColumn } from "../frame/frame.ts";
import { recipeOf } from "../frame/lazy-column.ts";

export function refuseMissing(component: string, columns: readonly FrameColumn[]): void {
  for (const column of columns) {
    const count = countMissing(column);
    if (count === 0) continue;
    throw new ComponentError(
      "data/missing-values",
      `\`${component}\` takes no missing values, but \`${column.name}\` has ${count} in the rows it is given`,
      `put \`impute(median)\` before \`${component}\`, or use a model that handles missing values`,
    );
  }
}

/** Rows in which no column is missing or, as a change may make it of huge numbers, infinite; null for all of them. */
export function completeRows(columns: readonly FrameColumn[], count: number): Int32Array | null {
  const lacks = new Uint8Array(count);
  let lacking = 0;
  for (const column of columns) {
    const note = (row: number): void => {
      lacking += 1 - lacks[row]!;
      lacks[row] = 1;
    };
    if (column.kind === "number") {
      numbersIn(column).visit((values, start) => {
        for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) note(start + i);
      });
    } else {
      for (let row = 0; row < count; row++) if (column.codes[row]! < 0) note(row);
    }
  }
  if (lacking === 0) return null;
  const complete = new Int32Array(count - lacking);
  let kept = 0;
  for (let row = 0; row < count; row++) if (lacks[row] === 0) complete[kept++] = row;
  return complete;
}

function countMissing(column: FrameColumn): number {
  let count = 0;
  if (column.kind === "number") {
    const recipe = recipeOf(column);
    if (recipe !== null) return recipe.length - presentIn(recipe);
    const { values } = column;
    for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i]!)) count++;
  } else {
    for (const code of column.codes) if (code < 0) count++;
  }
  return count;
}
