// The profile of a column of numbers that stands in a file: a pass for what is counted, and where the shape is wanted two more
// for its ends and one for its bins.
import type { Column } from "../../specs/data-type.ts";
import type { ColumnProfile } from "../../specs/quality.ts";
import type { ColumnFile } from "../columns/column-file.ts";
import { rangeOf, rememberRange, rememberSummary } from "../frame/column-facts.ts";
import { type ColumnRecipe, storedRecipe } from "../frame/column-recipe.ts";
import { numbersIn } from "../frame/column-rows.ts";
import type { NumberColumn } from "../frame/frame.ts";
import { lazyColumn, readAhead, visitRecipe } from "../frame/lazy-column.ts";
import { DistinctCount } from "../numeric/distinct-count.ts";
import { quantiles } from "../numeric/statistics.ts";
import { findRange, type Range, type Summary, summarize } from "../numeric/summary.ts";
import { type Bins, binsOf, isMoment, rounded, shownRange, TAIL } from "./profile-shape.ts";

/** As work for any thread. */
export interface ProfileJob {
  readonly kind: "profile";
  readonly file: ColumnFile;
  readonly columns: readonly { readonly stored: string; readonly column: Column }[];
  /** Whether histograms are wanted. */
  readonly shape: boolean;
}

export interface ProfileResult {
  readonly kind: "profile";
  readonly profiles: readonly ColumnProfile[];
  readonly ranges: readonly Range[];
}

export function runProfile({ file, columns, shape }: ProfileJob): ProfileResult {
  const recipes = columns.map(({ stored }) => storedRecipe(file, stored));
  const profiles = columns.map(({ column }, i) => profileNumbers(column, recipes[i]!, shape));
  return { kind: "profile", profiles, ranges: recipes.map(rangeOf) };
}

function profileNumbers(column: Column, recipe: ColumnRecipe, shape: boolean): ColumnProfile {
  // Shapes take several passes, everything else takes one.
  if (shape) readAhead(recipe);
  const values = lazyColumn(column.name, column.type.kind as NumberColumn["type"], recipe);
  const numbers = numbersIn(values);
  const distinct = new DistinctCount();
  const { summary, range } = passOver(recipe, (chunk) => distinct.add(chunk));
  const { count, mean, squares } = summary;
  const { min, max } = range;
  const found = count === 0 ? null : { min, max };
  const [low, high] = shape ? quantiles(numbers, [TAIL, 1 - TAIL]) : [Number.NaN, Number.NaN];
  const bins = found === null || !shape ? null : binsOf(column, shownRange(low!, high!, min, max));
  return {
    name: column.name,
    kind: column.type.kind,
    missing: numbers.length - count,
    distinct: distinct.estimate(),
    distinctIsExact: false,
    min: found?.min ?? null,
    max: found?.max ?? null,
    mean: isMoment(column) ? null : rounded(mean),
    sd: isMoment(column) || count < 2 ? null : rounded(Math.sqrt(squares / (count - 1))),
    histogram: bins === null ? null : { ...bins.shown, counts: countBins(bins, values) },
    levels: [],
  };
}

function passOver(
  recipe: ColumnRecipe,
  look: (chunk: Float64Array) => void,
): { readonly summary: Summary; readonly range: Range } {
  let range: Range = { min: Number.NaN, max: Number.NaN };
  const summary = summarize((addUp) => {
    range = findRange((widen) =>
      visitRecipe(recipe, (chunk) => {
        addUp(chunk);
        widen(chunk);
        look(chunk);
      }),
    );
  });
  rememberSummary(recipe, summary);
  rememberRange(recipe, range);
  return { summary, range };
}

function countBins({ low, width, count }: Bins, column: NumberColumn): readonly number[] {
  const counts = new Float64Array(count);
  numbersIn(column).visit((values) => {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (Number.isNaN(value)) continue;
      counts[Math.min(Math.max(Math.floor((value - low) / width), 0), count - 1)]! += 1;
    }
  });
  return Array.from(counts);
}
