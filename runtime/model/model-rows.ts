// The rows a model is fitted on or asked for: origins of a task and their feature columns, taken once per fold and shared
// (the same column objects) by all trials, models and horizon steps, so that work keyed by a column is done once.
import type { RowOrder } from "../component.ts";
import { takeColumn } from "../frame/column-rows.ts";
import { type FrameColumn, sharedFloats, sharedInts, tableColumnOf } from "../frame/frame.ts";
import { addDuration } from "../task/calendar-time.ts";
import { findExtra, type TaskData } from "../task/task-data.ts";
import type { FittedTransform } from "./fitted.ts";
import type { Library } from "./library.ts";
import { takeFloats, takeOrder } from "./take-rows.ts";
import { applyTransform } from "./transform-chain.ts";

export interface ModelRows {
  /** Row indices into the task, ascending. */
  readonly origins: Int32Array;
  readonly columns: readonly FrameColumn[];
  /** What transforms are given beside the columns, as the table has it. */
  readonly beside: readonly FrameColumn[];
  readonly order: RowOrder | null;
  readonly weight: Float64Array | null;
  /** Transforms that `columns` have been through. */
  readonly applied: readonly FittedTransform[];
  /** Rows that the model cannot predict get no prediction; otherwise one such row is an error. */
  readonly mayMiss?: true;
}

export function takeModelRows(task: TaskData, origins: Int32Array): ModelRows {
  return {
    origins,
    columns: task.features.map((column) => takeColumn(column, origins)),
    beside: besideIn(task).map((column) => takeColumn(column, origins)),
    order: task.times === null ? null : takeOrder({ series: task.series, times: task.times }, origins),
    weight: task.weight === null ? null : takeFloats(task.weight, origins),
    applied: [],
  };
}

/** The columns beside the features; rows to predict may lack those that their model does not read. */
export const besideIn = (task: TaskData): readonly FrameColumn[] =>
  (task.spec.beside ?? []).flatMap(({ column }) => findExtra(task, column) ?? []);

/** The same at rows ahead of the origins where their values are known. */
export const besideAhead = (task: TaskData, rows: ModelRows, step: number): readonly FrameColumn[] =>
  (task.spec.beside ?? []).flatMap(({ column, ahead }) => {
    const found = ahead ? findExtra(task, column) : rows.beside.find(({ name }) => name === column);
    if (found === undefined) return [];
    return [ahead ? takeAhead(task, found, rows.origins, step) : found];
  });

/** The rows weighed by another column than the one the task names. */
export function withWeight(rows: ModelRows, task: TaskData, name: string): ModelRows {
  const column = findExtra(task, name);
  if (column?.kind !== "number") throw new TypeError(`the task holds no numbers of ${name}`);
  return { ...rows, weight: takeFloats(column.values, rows.origins) };
}

/** Positions into `rows`, not rows of the task. */
export function subset(rows: ModelRows, positions: Int32Array): ModelRows {
  return {
    origins: Int32Array.from(positions, (position) => rows.origins[position]!),
    columns: rows.columns.map((column) => takeColumn(column, positions)),
    beside: rows.beside.map((column) => takeColumn(column, positions)),
    order: rows.order === null ? null : takeOrder(rows.order, positions),
    weight: rows.weight === null ? null : takeFloats(rows.weight, positions),
    applied: rows.applied,
  };
}

/** Row of the same series `steps` rows later, or -1. Rows of a series are contiguous and regular within a forecast. */
export function rowAhead(task: TaskData, row: number, steps: number): number {
  const ahead = row + steps;
  return ahead < task.rows && task.series[ahead] === task.series[row] ? ahead : -1;
}

/** Labels of the origins: own row for `step` 0, else that many rows later; NaN where there is none. */
export function labelsAt(task: TaskData, origins: Int32Array, step: number): Float64Array {
  const labels = sharedFloats(origins.length);
  for (let i = 0; i < origins.length; i++) {
    const row = step === 0 ? origins[i]! : rowAhead(task, origins[i]!, step);
    labels[i] = row === -1 ? Number.NaN : task.label[row]!;
  }
  return labels;
}

/** When the labels of the origins are, for transforms of the label that go by time; null without a time. Beyond the table it is counted on. */
export function labelOrder(task: TaskData, origins: Int32Array, steps: readonly number[]): RowOrder | null {
  const { times } = task;
  if (times === null) return null;
  const every = task.spec.time?.every ?? null;
  const width = steps.length;
  const at = new Float64Array(origins.length * width);
  const series = new Int32Array(at.length);
  for (let i = 0; i < at.length; i++) {
    const origin = origins[Math.floor(i / width)]!;
    const step = steps[i % width]!;
    const row = step === 0 ? origin : rowAhead(task, origin, step);
    series[i] = task.series[origin]!;
    at[i] =
      row !== -1
        ? times[row]!
        : every === null
          ? Number.NaN
          : addDuration(times[origin]!, every, step, task.spec.time?.zone);
  }
  return { series, times: at };
}

export const stepsOf = (task: TaskData): readonly number[] =>
  task.spec.kind === "forecast" ? Array.from({ length: task.spec.horizon ?? 1 }, (_, i) => i + 1) : [0];

/**
 * Rows whose target a fit on these origins may see as history: the origins, their labels, and the warm-up at the head of
 * their series, which no origin is judged on. 1 where it may.
 */
export function historyRows(task: TaskData, origins: Int32Array): Uint8Array {
  const seen = new Uint8Array(task.rows);
  const fitted = new Set<number>();
  const horizon = task.spec.kind === "forecast" ? (task.spec.horizon ?? 1) : 0;
  for (const origin of origins) {
    fitted.add(task.series[origin]!);
    for (let step = 0; step <= horizon; step++) {
      const row = rowAhead(task, origin, step);
      if (row !== -1) seen[row] = 1;
    }
  }
  let position = 0;
  for (let row = 0; row < task.rows; row++) {
    position = row > 0 && task.series[row] === task.series[row - 1] ? position + 1 : 0;
    if (position < task.spec.warmup && fitted.has(task.series[row]!)) seen[row] = 1;
  }
  return seen;
}

/**
 * Rows of a partition that can be learned from: usable, with every label present. All steps of a horizon train on the
 * same rows, so that they share columns and binning. The split keeps labels inside what training may see.
 */
export function trainableRows(task: TaskData, rows: Int32Array): Int32Array {
  let known = trainable.get(task);
  if (known === undefined) {
    known = new WeakMap();
    trainable.set(task, known);
  }
  let found = known.get(rows);
  if (found === undefined) {
    found = findTrainable(task, rows, stepsOf(task));
    known.set(rows, found);
  }
  return found;
}

/** Equal lists are one object, so that what is known about the columns at these rows is known again. */
const trainable = new WeakMap<TaskData, WeakMap<Int32Array, Int32Array>>();

function findTrainable(
  { usable, label, series, rows: count }: TaskData,
  rows: Int32Array,
  steps: readonly number[],
): Int32Array {
  const kept = new Int32Array(rows.length);
  let length = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (usable[row] !== 1) continue;
    let isLabelled = true;
    for (let s = 0; s < steps.length && isLabelled; s++) {
      const ahead = row + steps[s]!;
      isLabelled = ahead < count && series[ahead] === series[row] && !Number.isNaN(label[ahead]!);
    }
    if (isLabelled) kept[length++] = row;
  }
  if (length === rows.length) return rows;
  const found = sharedInts(length);
  found.set(kept.subarray(0, length));
  return found;
}

/** Rows of a partition that can be judged: usable, with at least one label. */
export function judgeableRows(task: TaskData, rows: Int32Array, stride: number): Int32Array {
  const steps = stepsOf(task);
  const judged = new Int32Array(rows.length);
  let count = 0;
  let position = 0;
  let series = -1;
  for (const row of rows) {
    if (task.series[row] !== series) {
      series = task.series[row]!;
      position = 0;
    }
    if (position++ % stride !== 0 || task.usable[row] !== 1) continue;
    const labelled = steps.some((step) => {
      const ahead = step === 0 ? row : rowAhead(task, row, step);
      return ahead !== -1 && !Number.isNaN(task.label[ahead]!);
    });
    if (labelled) judged[count++] = row;
  }
  return judged.slice(0, count);
}

/**
 * Columns for one step of a horizon: those of `known:` hold their value at the predicted row, all others at the origin.
 * The transforms are applied again to the shifted rows; an out-of-fold encoding is kept as fitted.
 */
export function columnsAhead(task: TaskData, rows: ModelRows, step: number, library: Library): readonly FrameColumn[] {
  const known = new Set(task.spec.known);
  const isAhead = (task.spec.beside ?? []).some(({ ahead }) => ahead);
  if (step === 0 || !(isAhead || task.features.some((column) => known.has(tableColumnOf(column))))) return rows.columns;
  const raw = task.features.map((column) =>
    known.has(tableColumnOf(column)) ? takeAhead(task, column, rows.origins, step) : takeColumn(column, rows.origins),
  );
  const { order } = rows;
  const beside = besideAhead(task, rows, step);
  const shifted = rows.applied.reduce<readonly FrameColumn[]>(
    (columns, transform) => applyTransform(transform, { columns, order, beside }, library),
    raw,
  );
  const encoded = new Set(rows.applied.flatMap((transform) => outOfFoldColumns(transform, library)));
  return shifted.map((column) =>
    encoded.has(column.name) ? (rows.columns.find((kept) => kept.name === column.name) ?? column) : column,
  );
}

function outOfFoldColumns(fitted: FittedTransform, library: Library): readonly string[] {
  switch (fitted.kind) {
    case "chain":
      return fitted.steps.flatMap((step) => outOfFoldColumns(step, library));
    case "block":
      return fitted.entries.flatMap((entry) => outOfFoldColumns(entry.fitted, library));
    case "component":
      return library.transform(fitted.component).declaration.outOfFold ? fitted.columns : [];
    case "take":
      return [];
    default:
      return fitted satisfies never;
  }
}

export function takeAhead(task: TaskData, column: FrameColumn, origins: Int32Array, step: number): FrameColumn {
  if (column.kind === "number") {
    const values = sharedFloats(origins.length);
    for (let i = 0; i < origins.length; i++) {
      const row = rowAhead(task, origins[i]!, step);
      values[i] = row === -1 ? Number.NaN : column.values[row]!;
    }
    return { ...column, values };
  }
  const codes = sharedInts(origins.length);
  for (let i = 0; i < origins.length; i++) {
    const row = rowAhead(task, origins[i]!, step);
    codes[i] = row === -1 ? -1 : column.codes[row]!;
  }
  return { ...column, codes };
}
