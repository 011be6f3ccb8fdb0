// Values of plan nodes while a plan is carried out.
import type { Json } from "../../specs/json.ts";
import type { CheckOutcome, TableProfile } from "../../specs/quality.ts";
import type { ContractsResult, EvaluationResult, PublishedModel, SearchResult } from "../../specs/run-record.ts";
import type { Table } from "../data/table.ts";
import type { Frame } from "../frame/frame.ts";
import { recipeOf } from "../frame/lazy-column.ts";
import type { FittedModel, FittedTransform } from "../model/fitted.ts";
import type { ModelRows } from "../model/model-rows.ts";
import type { Partitions, TaskData } from "../task/task-data.ts";

export interface WrittenFile {
  /** As the spec says it, relative to its folder. */
  readonly path: string;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
}

export type Value =
  | { readonly kind: "table"; readonly table: Table }
  | CheckOutcome
  /** `profile`: what its columns look like, for reports. */
  | { readonly kind: "task"; readonly task: TaskData; readonly profile: TableProfile }
  | { readonly kind: "split"; readonly partitions: Partitions }
  | ContractsResult
  /** `rows`: the fitted rows after the transform; null when it was fitted on a table. */
  | { readonly kind: "transform"; readonly fitted: FittedTransform; readonly rows: ModelRows | null }
  | { readonly kind: "model"; readonly model: FittedModel; readonly trainedOn: number; readonly params: Json }
  | SearchResult
  | EvaluationResult
  | { readonly kind: "predictions"; readonly frame: Frame; readonly written: WrittenFile | null }
  | PublishedModel
  | { readonly kind: "report"; readonly format: string; readonly name: string; readonly sections: readonly string[] };

export type ValueKind = Value["kind"];
export type ValueOf<K extends ValueKind> = Extract<Value, { kind: K }>;

const REMADE = new Set(["source", "step", "rows", "apply", "transform"]);

/**
 * Tables live in the data engine, and the rows of a fitted transform are as large as the data: both are made again when
 * something needs them. The cache only remembers that they could be made, and what was found then.
 */
export const isRemade = (kind: string): boolean => REMADE.has(kind);

/** Values that the cache holds. Publishing and reporting are done again; they change nothing that is as it should be. */
export const isKept = (kind: string): boolean => !isRemade(kind) && kind !== "publish" && kind !== "report";

/** So many bytes of row numbers are cut again in less time than they are written and read. */
const MOST_SPLIT_BYTES = 1 << 26;

/** What is made again although its kind is kept: a task whose columns are in files of this run, a split of very many rows. */
export function isLeftOut(value: Value): boolean {
  if (value.kind === "split") {
    const { folds, test, calib, dev, all } = value.partitions;
    const parts = [
      test,
      calib,
      dev,
      all,
      ...folds.flatMap(({ train, val, inner }) => [train, val, ...inner.flatMap((fold) => [fold.train, fold.val])]),
    ];
    return parts.reduce((bytes, part) => bytes + part.byteLength, 0) > MOST_SPLIT_BYTES;
  }
  return (
    value.kind === "task" &&
    [...value.task.features, ...value.task.extras].some(
      (column) => column.kind === "number" && recipeOf(column) !== null,
    )
  );
}
