// Work on columns in files that any thread can do by itself: it reads what it needs and answers with what it found out.
import { type CellsJob, type CellsResult, pickCells } from "../columns/pick-cells.ts";
import { readTextPart, type TextJob, type TextResult } from "../data/readers/plain-csv/text-job.ts";
import type { Library } from "../model/library.ts";
import { type ProfileJob, type ProfileResult, runProfile } from "../profile/profile-numbers.ts";
import { runWindows, type WindowsJob, type WindowsResult } from "../windows/run-windows.ts";
import { type FactsJob, type FactsResult, findFacts } from "./facts-job.ts";

export type ColumnJob = FactsJob | WindowsJob | ProfileJob | TextJob | CellsJob;

export type ColumnResult = FactsResult | WindowsResult | ProfileResult | TextResult | CellsResult;

export type ResultOf<Job extends ColumnJob> = Extract<ColumnResult, { readonly kind: Job["kind"] }>;

export function runColumnJob(job: ColumnJob, library: Library): ColumnResult {
  switch (job.kind) {
    case "facts":
      return findFacts(job, library);
    case "windows":
      return runWindows(job, library.implementations.functions);
    case "profile":
      return runProfile(job);
    case "text":
      return readTextPart(job);
    case "cells":
      return pickCells(job);
    default:
      return job satisfies never;
  }
}
