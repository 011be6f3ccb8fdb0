// Rows that can be fitted and judged: with a label, and after the warm-up of the window features of their series.
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { TaskSpec } from "../../specs/plan.ts";
import { taskDiagnostics } from "./task.diagnostics.ts";

export interface UsableRows {
  readonly mask: Uint8Array;
  readonly diagnostics: (span: Span) => readonly Diagnostic[];
}

/** Warm-up counts the first rows of every series, as many as the longest look-back of the features has. */
export function markUsable(
  spec: TaskSpec,
  task: { readonly rows: number; readonly series: Int32Array; readonly label: Float64Array },
): UsableRows {
  const mask = new Uint8Array(new SharedArrayBuffer(task.rows));
  let warmup = 0;
  let unlabelled = 0;
  let position = 0;
  for (let row = 0; row < task.rows; row++) {
    position = row > 0 && task.series[row] === task.series[row - 1] ? position + 1 : 0;
    const isWarmup = position < spec.warmup;
    const hasLabel = !Number.isNaN(task.label[row]!);
    if (isWarmup) warmup += 1;
    else if (!hasLabel) unlabelled += 1;
    mask[row] = !isWarmup && hasLabel ? 1 : 0;
  }
  const isEmpty = task.rows - warmup - unlabelled === 0;
  return {
    mask,
    diagnostics: (span) =>
      isEmpty ? [taskDiagnostics["empty-task"](span, { rows: task.rows, warmup, unlabelled })] : [],
  };
}
