// The profile of a column of numbers that stands in a file: a pass for what is counted, and where the shape is wanted two more
// for its ends and one for its bins.
import type { Column } from "../../specs/data-type.ts";
import type { ColumnProfile } from "../../specs/quality.ts";
import type { ColumnFile } from "../columns/column-file.ts";
import { rangeOf } from "../frame/column-facts.ts";
import { storedRecipe } from "../frame/column-recipe.ts";
import { numbersIn } from "../frame/column-rows.ts";
import type { NumberColumn } from "../frame/frame.ts";
import { lazyColumn, readAhead } from "../frame/lazy-column.ts";
import { DistinctCount } from "../numeric/distinct-count.ts";
import { quantiles } from "../numeric/statistics.ts";
import type { Range } from "../numeric/summary.ts";
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
  const profiles = columns.map(({ column }, i) => {
    readAhead(recipes[i]!);
    return profileNumbers(
      column,
      lazyColumn(column.name, column.type.kind as NumberColumn["type"], recipes[i]!),
      shape,
    );
  });
  return { kind: "profile", profiles, ranges: recipes.map(rangeOf) };
}

function profileNumbers(column: Column, values: NumberColumn, shape: boolean): ColumnProfile {
  const numbers = numbersIn(values);
  const { count, mean, squares } = numbers.summary();
  const { min, max } = numbers.range();
  const distinct = new DistinctCount();
  numbers.visit((chunk) => distinct.add(chunk));
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
