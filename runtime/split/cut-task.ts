// Cuts the rows of a task into partitions (LANGUAGE.md, chapter 10, Splits).
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { SplitSpec } from "../../specs/plan.ts";
import type { FoldRows, Partitions, TaskData } from "../task/task-data.ts";
import { cutPredefined } from "./cut-predefined.ts";
import { cutRows } from "./cut-rows.ts";
import { cutTime } from "./cut-time.ts";
import { type Draft, findEmptyPart } from "./draft.ts";
import { createPool, type RowPool } from "./row-pool.ts";

/** `partitions` is null exactly when a diagnostic is an error. */
export interface CutResult {
  readonly partitions: Partitions | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * `spec.gap` is final: what horizon and label delay ask for is already in it. An origin whose label is not in the data is
 * in no partition.
 */
export function cutTask(task: TaskData, spec: SplitSpec, span: Span): CutResult {
  const pool = createPool(task, null);
  const draft = cutPool(pool, spec, span);
  if (hasError(draft.diagnostics)) return { partitions: null, diagnostics: draft.diagnostics };
  const diagnostics = [...draft.diagnostics];
  const folds: FoldRows[] = [];
  for (const fold of draft.folds) {
    const inner = spec.inner === null ? null : cutPool(createPool(task, fold.train), spec.inner, span);
    if (inner !== null) diagnostics.push(...inner.diagnostics);
    folds.push({ ...fold, inner: inner === null ? [] : inner.folds.map((rows) => ({ ...rows, inner: [] })) });
  }
  if (hasError(diagnostics)) return { partitions: null, diagnostics };
  const { test, calib, dev } = draft;
  return { partitions: { folds, test, calib, dev, all: pool.rows }, diagnostics };
}

const hasError = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((diagnostic) => diagnostic.severity === "error");

function cutPool(pool: RowPool, spec: SplitSpec, span: Span): Draft {
  const draft = cutBy(pool, spec, span);
  if (hasError(draft.diagnostics)) return draft;
  const empty = spec.method === "predefined" ? null : findEmptyPart(draft, spec, pool, span);
  return empty === null ? draft : { ...draft, diagnostics: [...draft.diagnostics, empty] };
}

function cutBy(pool: RowPool, spec: SplitSpec, span: Span): Draft {
  switch (spec.method) {
    case "predefined":
      return cutPredefined(pool, spec, span);
    case "expanding":
    case "sliding":
    case "purged_kfold":
      return cutTime(withRowTimes(pool), spec, span);
    case "holdout":
      return pool.times !== null && !spec.shuffle ? cutTime(pool, spec, span) : cutRows(pool, spec, span);
    case "kfold":
    case "stratified_kfold":
    case "group_kfold":
      return cutRows(pool, spec, span);
    default:
      throw new TypeError(`unknown split method ${spec.method}`);
  }
}

/** A table without `@time` stands in the order of its rows: their numbers serve as times. */
function withRowTimes(pool: RowPool): RowPool {
  if (pool.times !== null) return pool;
  const position = new Map<number, number>(Array.from(pool.members, (row, index) => [row, index]));
  const times = Float64Array.from(pool.members);
  const originIndex = Int32Array.from({ length: pool.task.rows }, (_, row) => position.get(row) ?? -1);
  const labelIndex = pool.labelIndex.map((end) => (end < 0 ? -1 : (position.get(end) ?? times.length)));
  return { ...pool, times, originIndex, labelIndex };
}
