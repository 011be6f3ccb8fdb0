// The rows of a task in memory, and how a split cuts them. Rows stand in (series, time) order when the task has a time,
// else in the order of the table. All typed arrays are shared memory.
import type { TaskSpec } from "../../specs/plan.ts";
import type { FrameColumn } from "../frame/frame.ts";

export interface TaskData {
  readonly spec: TaskSpec;
  readonly rows: number;
  /** The feature columns of the task, in order. */
  readonly features: readonly FrameColumn[];
  /** The target: values, or class indices (-1 never; a missing label is NaN). */
  readonly label: Float64Array;
  /** Class names in ascending order for classify; null otherwise. */
  readonly classes: readonly string[] | null;
  /** Index of the positive class; null for multi-class and numeric tasks. */
  readonly positive: number | null;
  /** Milliseconds since the epoch; null without `@time`. */
  readonly times: Float64Array | null;
  /** One code per row; all 0 when the task has no series columns. */
  readonly series: Int32Array;
  readonly seriesNames: readonly string[];
  readonly weight: Float64Array | null;
  /** Further columns that splits and reports need: `by:`, `stratify:`, `column:` of predefined, entity, `by:` of evaluate. */
  readonly extras: readonly FrameColumn[];
  /** Row identity: position of the row in the task's table; stable for the same data. */
  readonly rowIds: Float64Array;
  /** False for warm-up rows (window features incomplete at the head of a series) and rows without a label. */
  readonly usable: Uint8Array;
}

/** Row indices into a TaskData, ascending. */
export interface FoldRows {
  readonly train: Int32Array;
  readonly val: Int32Array;
  /** Cut again inside `train` under `nested`. */
  readonly inner: readonly FoldRows[];
}

export interface Partitions {
  readonly folds: readonly FoldRows[];
  readonly test: Int32Array;
  readonly calib: Int32Array;
  /** Everything outside test, less the gap before it. */
  readonly dev: Int32Array;
  readonly all: Int32Array;
}

export function findExtra(task: TaskData, name: string): FrameColumn | undefined {
  return task.extras.find((column) => column.name === name) ?? task.features.find((column) => column.name === name);
}

/** The columns that models may see before any fitted transform: the features, and those that take the place of one. */
export function seenColumns(task: TaskData): readonly FrameColumn[] {
  const made = (task.spec.beside ?? []).filter((beside) => beside.made === true);
  return [...task.features, ...made.flatMap(({ column }) => findExtra(task, column) ?? [])];
}
