// Scores of parts of the judged rows: by the values of a column, and by the step of the horizon.
import type { EvaluateOperation } from "../../specs/plan.ts";
import type { Slice, SubjectResult } from "../../specs/run-record.ts";
import type { FrameColumn } from "../frame/frame.ts";
import { findExtra } from "../task/task-data.ts";
import { type JudgedFold, type JudgedSubject, meanScore, orNull } from "./judge-folds.ts";

/** Columns with more values keep the most frequent ones: results stay bounded in size. */
const LARGEST_SLICES = 50;

export function scoreSlices(
  subject: JudgedSubject,
  folds: readonly JudgedFold[],
  op: EvaluateOperation,
): readonly Slice[] {
  return op.by.flatMap((column) => {
    const values = folds.map((fold) => valuesPerOrigin(fold, column));
    const counts = new Map<string, number>();
    for (const [fold, names] of values.entries()) {
      for (const origin of folds[fold]!.judged.originOf) {
        counts.set(names[origin]!, (counts.get(names[origin]!) ?? 0) + 1);
      }
    }
    const kept = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, LARGEST_SLICES);
    return kept.map(([value, rows]) => {
      const weights = folds.map(({ judged }, fold) =>
        Float64Array.from(judged.originOf, (origin) => (values[fold]![origin] === value ? 1 : 0)),
      );
      const scores = op.metrics.map(({ name }, metric) => ({
        metric: name,
        value: orNull(meanScore(subject, metric, weights)),
        sd: null,
        folds: [],
        interval: null,
      }));
      return { column, value, rows, scores };
    });
  });
}

function valuesPerOrigin({ task, judged }: JudgedFold, name: string): readonly string[] {
  const column = findExtra(task, name);
  if (column === undefined) return Array.from(judged.origins, () => "");
  return Array.from(judged.origins, (row) => cellText(column, row));
}

function cellText(column: FrameColumn, row: number): string {
  if (column.kind === "category") return column.codes[row]! < 0 ? "(missing)" : column.levels[column.codes[row]!]!;
  const value = column.values[row]!;
  if (Number.isNaN(value)) return "(missing)";
  if (column.type === "bool") return value === 1 ? "true" : "false";
  if (column.type === "date") return new Date(value).toISOString().slice(0, 10);
  return column.type === "timestamp" ? new Date(value).toISOString() : String(value);
}

/** Error by step of the horizon; empty outside forecasts. */
export function scoreSteps(
  subject: JudgedSubject,
  folds: readonly JudgedFold[],
  op: EvaluateOperation,
): SubjectResult["bySteps"] {
  const steps = folds[0]?.judged.steps ?? [0];
  if (steps[0] === 0) return [];
  const weights = steps.map((step) =>
    folds.map(({ judged }) => Float64Array.from(judged.stepOf, (own) => (own === step ? 1 : 0))),
  );
  return op.metrics.map(({ name }, metric) => ({
    metric: name,
    values: weights.map((own) => orNull(meanScore(subject, metric, own))),
  }));
}
