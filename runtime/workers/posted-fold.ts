// The data of a fold on its way to another thread.
import { type PostedColumn, postedColumn, receivedColumn } from "../frame/posted-columns.ts";
import type { ModelRows } from "../model/model-rows.ts";
import { takeOrder } from "../model/take-rows.ts";
import type { TaskData } from "../task/task-data.ts";
import type { FoldData } from "./fit-unit.ts";

type WithPosted<T, Key extends keyof T> = Omit<T, Key> & { readonly [K in Key]: readonly PostedColumn[] };
/** The order of the rows follows from the task. */
type PostedRows = Omit<WithPosted<ModelRows, "columns" | "beside">, "order"> & { readonly isOrdered: boolean };
type PostedTask = WithPosted<TaskData, "features" | "extras">;

export interface PostedFold extends Omit<FoldData, "task" | "fit" | "validate" | "score"> {
  readonly task: PostedTask;
  readonly fit: PostedRows;
  readonly validate: PostedRows | null;
  readonly score: PostedRows | null;
}

/** Null when it cannot go: a column in a file is changed by a function. */
export function postedFold(data: FoldData): PostedFold | null {
  let isWhole = true;
  const posted = (columns: ModelRows["columns"]): readonly PostedColumn[] =>
    columns.map((column) => {
      const sent = postedColumn(column);
      if (sent === null) isWhole = false;
      return sent ?? column;
    });
  const rows = ({ order, ...given }: ModelRows): PostedRows => ({
    ...given,
    columns: posted(given.columns),
    beside: posted(given.beside),
    isOrdered: order !== null,
  });
  const { task, fit, validate, score } = data;
  const fold: PostedFold = {
    ...data,
    task: { ...task, features: posted(task.features), extras: posted(task.extras) },
    fit: rows(fit),
    validate: validate === null ? null : rows(validate),
    score: score === null ? null : rows(score),
  };
  return isWhole ? fold : null;
}

export function receivedFold(fold: PostedFold): FoldData {
  const { task, fit, validate, score } = fold;
  const rows = ({ isOrdered, ...given }: PostedRows): ModelRows => ({
    ...given,
    columns: given.columns.map(receivedColumn),
    beside: given.beside.map(receivedColumn),
    order:
      isOrdered && task.times !== null ? takeOrder({ series: task.series, times: task.times }, given.origins) : null,
  });
  return {
    ...fold,
    task: { ...task, features: task.features.map(receivedColumn), extras: task.extras.map(receivedColumn) },
    fit: rows(fit),
    validate: validate === null ? null : rows(validate),
    score: score === null ? null : rows(score),
  };
}
