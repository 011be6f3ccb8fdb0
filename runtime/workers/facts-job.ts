// Fits a transform on every column of a file alone and on several lists of rows, for the facts that it asks for. What is asked for
// is collected over all lists and answered in one pass over the column, until nothing is asked any more.
import type { TransformSpec } from "../../specs/plan.ts";
import { type ColumnFile, readPages } from "../columns/column-file.ts";
import { ComponentError } from "../component.ts";
import {
  collectFacts,
  type FoundFacts,
  nextQuestion,
  type Question,
  rememberQuantiles,
  rememberSummary,
} from "../frame/column-facts.ts";
import { type ColumnRecipe, type StoredRecipe, storedRecipe, takenRecipe } from "../frame/column-recipe.ts";
import { numbersIn } from "../frame/column-rows.ts";
import type { NumberColumn } from "../frame/frame.ts";
import { lazyColumn, visitTogether } from "../frame/lazy-column.ts";
import { type PostedRows, receivedRows } from "../frame/row-runs.ts";
import { type RowSegments, segmentsOf } from "../frame/row-segments.ts";
import type { Library } from "../model/library.ts";
import { fitTransform } from "../model/transform-chain.ts";
import { createRandom } from "../numeric/random.ts";
import type { Stretches } from "../numeric/selection.ts";
import { quantiles, quantilesTogether } from "../numeric/statistics.ts";
import { summarizeTogether } from "../numeric/summary.ts";

export interface FactsJob {
  readonly kind: "facts";
  readonly file: ColumnFile;
  readonly columns: readonly { readonly stored: string; readonly name: string; readonly type: NumberColumn["type"] }[];
  readonly rows: readonly PostedRows[];
  readonly transform: TransformSpec;
}

export interface FactsResult {
  readonly kind: "facts";
  /** By column and list of rows. */
  readonly found: readonly (readonly (readonly FoundFacts[])[])[];
}

export function findFacts(job: FactsJob, library: Library): FactsResult {
  const lists = job.rows.map(receivedRows);
  const segments = segmentsOf(lists);
  const found = job.columns.map(({ stored, name, type }) => {
    const of = storedRecipe(job.file, stored);
    const roots = lists.map((rows) => takenRecipe(of, rows));
    const works = roots.map(
      (root) => (): void => fitAlone(lazyColumn(name, type, root), root.length, job.transform, library),
    );
    for (;;) {
      const questions = works.flatMap((work) => nextQuestion(work) ?? []);
      if (questions.length === 0) break;
      answerSummaries(questions, of);
      answerQuantiles(questions, of, roots, segments);
    }
    return roots.map((root, list) => collectFacts(root, works[list]!));
  });
  return { kind: "facts", found };
}

function fitAlone(column: NumberColumn, rows: number, transform: TransformSpec, library: Library): void {
  const input = { rows, columns: [column], label: null, classes: null, weight: null, order: null, beside: [] };
  try {
    fitTransform(transform, input, library, createRandom(0, "facts"));
  } catch (error) {
    // What cannot be fitted alone is fitted with the others, where errors are told.
    if (!(error instanceof ComponentError)) throw error;
  }
}

function answerSummaries(questions: readonly Question[], of: StoredRecipe): void {
  const asked = questions.flatMap(({ kind, recipe }) => (kind === "summary" ? [recipe] : []));
  const summaries = summarizeTogether(asked.length, (add) =>
    visitTogether(
      of,
      asked.map((recipe, list) => ({ recipe, visit: (chunk) => add(list, chunk) })),
    ),
  );
  for (const [i, summary] of summaries.entries()) rememberSummary(asked[i]!, summary);
}

/** Those of the lists themselves in one pass. */
function answerQuantiles(
  questions: readonly Question[],
  of: StoredRecipe,
  roots: readonly ColumnRecipe[],
  segments: RowSegments | null,
): void {
  const answered = new Set<string>();
  for (const question of questions) {
    if (question.kind !== "quantiles") continue;
    const { recipe, levels } = question;
    const isOfList = segments !== null && roots.includes(recipe);
    if (isOfList && answered.has(levels.join())) continue;
    const together = isOfList ? quantilesTogether(stretchesOf(of, segments, roots.length), levels) : null;
    if (together === null) quantiles(numbersIn(lazyColumn("", "float", recipe)), levels);
    else {
      answered.add(levels.join());
      for (const [list, root] of roots.entries()) rememberQuantiles(root, levels, together[list]!);
    }
  }
}

/** Page by page, so that a page is in the cache of the processor for all lists. */
const stretchesOf = ({ file, column, length }: StoredRecipe, segments: RowSegments, lists: number): Stretches => ({
  lists,
  length,
  visit: (visit) => {
    let at = 0;
    readPages(file, column, (page, row) => {
      const end = row + page.length;
      for (; at < segments.length; at += 3) {
        const first = Math.max(row, segments[at]!);
        const last = Math.min(end, segments[at]! + segments[at + 1]!);
        if (first >= end) return;
        visit(page.subarray(first - row, last - row), first, segments[at + 2]!);
        if (last === end) return;
      }
    });
  },
});
