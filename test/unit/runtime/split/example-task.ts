// Tasks built in memory, for the tests of splits.

import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import type { TaskData } from "../../../../runtime/task/task-data.ts";
import type { Amount } from "../../../../specs/parameter.ts";
import type { SplitSpec, TaskSpec } from "../../../../specs/plan.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const span = { file: "example.pipe", start: 0, end: 1 };
export const days = (n: number): Amount => ({ duration: { months: 0, milliseconds: n * DAY } });
export const hours = (n: number): Amount => ({ duration: { months: 0, milliseconds: n * HOUR } });
export const months = (n: number): Amount => ({ duration: { months: n, milliseconds: 0 } });

export interface TaskSketch {
  readonly kind?: TaskSpec["kind"];
  readonly horizon?: number | null;
  readonly times?: readonly number[] | null;
  readonly series?: readonly number[];
  readonly label?: readonly number[];
  readonly groups?: readonly number[];
  readonly every?: number | null;
  readonly usable?: readonly boolean[];
  readonly rows: number;
}

export function exampleTask(sketch: TaskSketch): TaskData {
  const { rows } = sketch;
  const times = sketch.times === undefined ? null : sketch.times;
  const every = sketch.every === undefined ? HOUR : sketch.every;
  const spec: TaskSpec = {
    kind: sketch.kind ?? "regress",
    target: "y",
    features: [],
    known: [],
    time: times === null ? null : { column: "t", every: every === null ? null : { months: 0, milliseconds: every } },
    series: sketch.series === undefined ? [] : ["s"],
    entity: null,
    weight: null,
    horizon: sketch.horizon ?? null,
    lookback: null,
    warmup: 0,
    positive: null,
    quantiles: [],
    claim: [],
  };
  const extras: FrameColumn[] = [];
  if (sketch.groups !== undefined) {
    extras.push({ kind: "number", name: "g", type: "int", values: Float64Array.from(sketch.groups) });
  }
  return {
    spec,
    rows,
    features: [],
    label:
      sketch.label === undefined ? Float64Array.from({ length: rows }, (_, i) => i) : Float64Array.from(sketch.label),
    classes: null,
    positive: null,
    times: times === null ? null : Float64Array.from(times),
    series: sketch.series === undefined ? new Int32Array(rows) : Int32Array.from(sketch.series),
    seriesNames: [""],
    weight: null,
    extras,
    rowIds: Float64Array.from({ length: rows }, (_, i) => i),
    usable: Uint8Array.from({ length: rows }, (_, i) => (sketch.usable?.[i] === false ? 0 : 1)),
  };
}

/** Hourly rows of one series from 2024-01-01. */
export const hourly = (rows: number): readonly number[] =>
  Array.from({ length: rows }, (_, i) => Date.UTC(2024, 0, 1) + i * HOUR);

export const split = (method: string, parts: Partial<SplitSpec> = {}): SplitSpec => ({
  method,
  folds: 1,
  test: null,
  val: null,
  calib: null,
  train: null,
  step: null,
  gap: null,
  embargo: null,
  by: null,
  stratify: null,
  column: null,
  shuffle: false,
  seed: 1,
  inner: null,
  ...parts,
});

export const range = (start: number, end: number): number[] => Array.from({ length: end - start }, (_, i) => start + i);
