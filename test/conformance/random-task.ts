// Small random tasks: one to three series with a regular step, groups, unusable rows and given parts.
import type { Random } from "../../runtime/numeric/random.ts";
import type { TaskData } from "../../runtime/task/task-data.ts";
import type { TaskSpec } from "../../specs/plan.ts";

export interface TaskShape {
  readonly forecast: boolean;
  readonly timed: boolean;
}

const HOUR = 3_600_000;
const PARTS = ["train", "train", "train", "val", "test", "calib", "none"];

export function randomTask({ forecast, timed }: TaskShape, random: Random): TaskData {
  const isTimed = timed || forecast;
  const seriesCount = isTimed ? 1 + random.below(3) : 1;
  const length = 30 + random.below(20);
  const rows = seriesCount * length;
  const starts = Array.from({ length: seriesCount }, () => random.below(4));
  const spec: TaskSpec = {
    kind: forecast ? "forecast" : "regress",
    target: "y",
    features: [],
    known: [],
    time: isTimed ? { column: "t", every: { months: 0, milliseconds: HOUR } } : null,
    series: seriesCount > 1 ? ["s"] : [],
    entity: null,
    weight: null,
    horizon: forecast ? 1 + random.below(4) : null,
    lookback: null,
    warmup: 0,
    positive: null,
    quantiles: [],
    claim: [],
  };
  const order = Array.from({ length: rows }, (_, row) => row);
  const series = Int32Array.from(order, (row) => Math.floor(row / length));
  return {
    spec,
    rows,
    features: [],
    label: Float64Array.from(order, () => random.below(3)),
    classes: null,
    positive: null,
    times: isTimed ? Float64Array.from(order, (row) => (starts[series[row]!]! + (row % length)) * HOUR) : null,
    series,
    seriesNames: starts.map((_, i) => `s${i}`),
    weight: null,
    extras: [
      { kind: "number", name: "g", type: "int", values: Float64Array.from(order, () => random.below(8)) },
      {
        kind: "category",
        name: "part",
        type: "category",
        codes: Int32Array.from(order, () => random.below(PARTS.length)),
        levels: PARTS,
      },
    ],
    rowIds: Float64Array.from(order),
    usable: Uint8Array.from(order, () => (random.uniform() < 0.05 ? 0 : 1)),
  };
}
