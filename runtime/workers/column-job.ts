// Work on columns in files that any thread can do by itself: it reads what it needs and answers with what it found out.
import type { TransformSpec } from "../../specs/plan.ts";
import type { ColumnFile } from "../columns/column-file.ts";
import { ComponentError } from "../component.ts";
import { readTextPart, type TextJob, type TextResult } from "../data/readers/plain-csv/text-job.ts";
import { collectFacts, type FoundFacts } from "../frame/column-facts.ts";
import { storedRecipe, takenRecipe } from "../frame/column-recipe.ts";
import type { NumberColumn } from "../frame/frame.ts";
import { lazyColumn, readAhead } from "../frame/lazy-column.ts";
import { type PostedRows, receivedRows } from "../frame/row-runs.ts";
import type { Library } from "../model/library.ts";
import { fitTransform } from "../model/transform-chain.ts";
import { createRandom } from "../numeric/random.ts";
import { type ProfileJob, type ProfileResult, runProfile } from "../profile/profile-numbers.ts";
import { runWindows, type WindowsJob, type WindowsResult } from "../windows/run-windows.ts";

/** Fits a transform on every column alone and on several lists of rows, for the facts that it asks for. */
export interface FactsJob {
  readonly kind: "facts";
  readonly file: ColumnFile;
  readonly columns: readonly { readonly stored: string; readonly name: string; readonly type: NumberColumn["type"] }[];
  readonly rows: readonly PostedRows[];
  readonly transform: TransformSpec;
}

export type ColumnJob = FactsJob | WindowsJob | ProfileJob | TextJob;

export interface FactsResult {
  readonly kind: "facts";
  /** By column and list of rows. */
  readonly found: readonly (readonly (readonly FoundFacts[])[])[];
}

export type ColumnResult = FactsResult | WindowsResult | ProfileResult | TextResult;

export type ResultOf<Job extends ColumnJob> = Extract<ColumnResult, { readonly kind: Job["kind"] }>;

export function runColumnJob(job: ColumnJob, library: Library): ColumnResult {
  switch (job.kind) {
    case "facts":
      return { kind: "facts", found: findFacts(job, library) };
    case "windows":
      return runWindows(job, library.implementations.functions);
    case "profile":
      return runProfile(job);
    case "text":
      return readTextPart(job);
    default:
      return job satisfies never;
  }
}

function findFacts(job: FactsJob, library: Library): FactsResult["found"] {
  const lists = job.rows.map(receivedRows);
  return job.columns.map(({ stored, name, type }) => {
    const recipe = storedRecipe(job.file, stored);
    readAhead(recipe);
    return lists.map((rows) => {
      const root = takenRecipe(recipe, rows);
      return collectFacts(root, () => fitAlone(lazyColumn(name, type, root), rows.length, job.transform, library));
    });
  });
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
