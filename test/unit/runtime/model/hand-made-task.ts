// Rows of a task written by hand.
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import type { TaskData } from "../../../../runtime/task/task-data.ts";
import type { TaskSpec } from "../../../../specs/plan.ts";
import { BARE_TASK } from "../exec/plan-builder.ts";

export const numbers = (name: string, values: readonly number[]): FrameColumn => ({
  kind: "number",
  name,
  type: "float",
  values: Float64Array.from(values),
});

export const categories = (name: string, codes: readonly number[], levels: readonly string[]): FrameColumn => ({
  kind: "category",
  name,
  type: "category",
  codes: Int32Array.from(codes),
  levels,
});

export function handMadeTask(
  label: readonly number[],
  features: readonly FrameColumn[],
  more: Partial<TaskSpec> = {},
  data: Partial<TaskData> = {},
): TaskData {
  const rows = label.length;
  return {
    spec: { ...BARE_TASK, features: features.map(({ name }) => name), ...more },
    rows,
    features,
    label: Float64Array.from(label),
    classes: null,
    positive: null,
    times: null,
    series: new Int32Array(rows),
    seriesNames: [""],
    weight: null,
    extras: [],
    rowIds: Float64Array.from(label, (_, i) => i),
    usable: new Uint8Array(rows).fill(1),
    ...data,
  };
}

export const allRows = (task: TaskData): Int32Array => Int32Array.from({ length: task.rows }, (_, i) => i);
