// `predefined`: the part of each row stands in a column.
import type { Span } from "../../specs/diagnostic.ts";
import type { SplitSpec } from "../../specs/plan.ts";
import { findExtra } from "../task/task-data.ts";
import { type Draft, failedDraft, selectRows } from "./draft.ts";
import { labelSteps, type RowPool } from "./row-pool.ts";
import { splitDiagnostics } from "./split.diagnostics.ts";

export function cutPredefined(pool: RowPool, spec: SplitSpec, span: Span): Draft {
  const name = spec.column;
  const column = name === null ? undefined : findExtra(pool.task, name);
  if (name === null || column === undefined) throw new TypeError("predefined needs a column of the task's table");
  const partOf = (row: number): string =>
    column.kind === "number" ? String(column.values[row]) : (column.levels[column.codes[row]!] ?? "");
  const ahead = labelSteps(pool.task);
  // A judged origin whose label ends in another part is dropped, as in splits in time.
  const judged = (part: string): Int32Array =>
    selectRows(pool, (row) => partOf(row) === part && partOf(row + ahead) === part);
  const train = selectRows(pool, (row) => partOf(row) === "train");
  if (train.length === 0) {
    const values = [...new Set(Array.from(pool.rows.slice(0, 10_000), partOf))].slice(0, 8);
    const listed = values.map((value) => `\`${value}\``).join(", ");
    return failedDraft(splitDiagnostics["unknown-part"](span, { column: name, values: listed }));
  }
  const val = judged("val");
  return {
    folds: [{ train, val }],
    test: judged("test"),
    calib: judged("calib"),
    dev: Int32Array.from([...train, ...val]).sort(),
    diagnostics: [],
  };
}
