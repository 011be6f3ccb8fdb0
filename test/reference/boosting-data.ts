// The rows of boosting_reference.py.
import type { TabularData } from "../../runtime/component.ts";
import type { FrameColumn } from "../../runtime/frame/frame.ts";
import { levels, numbers } from "./columns.ts";
import { createSequence } from "./sequence.ts";

const ROWS = 3000;
export const TRAIN_ROWS = 2000;
const EFFECTS = [3, -2, 0.5, 1, -1, 2, -3, 0, 1.5, -0.5, 2.5, -1.5];

export interface BoostingRows {
  readonly rows: number;
  readonly features: readonly FrameColumn[];
  readonly numbers: Float64Array;
  readonly binary: Float64Array;
  readonly three: Float64Array;
}

/** Rows that a model learns from, with one of their labels. */
export const learnedRows = (
  { rows, features }: BoostingRows,
  label: Float64Array,
  classes: readonly string[] | null,
): TabularData => ({ rows, features, label, classes, weight: null });

export function boostingRows(part: "train" | "test"): BoostingRows {
  const s = createSequence(29);
  const x = Array.from({ length: 6 }, () => s.uniforms(ROWS));
  const noise = s.uniforms(ROWS).map((u) => u - 0.5);
  const extra = s.uniforms(ROWS);
  const level = x[5]!.map((u) => Math.floor(12 * u));
  const y = noise.map((e, i) => {
    const step = x[2]![i]! > 0.6 ? 3 * x[3]![i]! : 0;
    return 4 * Math.sin(6 * x[0]![i]!) + 8 * (x[1]![i]! - 0.5) ** 2 + step + EFFECTS[level[i]!]! + e;
  });
  const score = y.map((value, i) => value - 1.5 + 6 * noise[i]!);
  const gaps = x[0]!.map((value, i) => (extra[i]! < 0.15 ? Number.NaN : value));
  const [from, to] = part === "train" ? [0, TRAIN_ROWS] : [TRAIN_ROWS, ROWS];
  const names = Array.from(level.slice(from, to), (code) => `l${String(code).padStart(2, "0")}`);
  return {
    rows: to - from,
    features: [
      ...[gaps, ...x.slice(1, 5)].map((values, j) => numbers(`x${j}`, values.slice(from, to))),
      levels("level", names),
    ],
    numbers: y.slice(from, to),
    binary: score.slice(from, to).map((value) => (value > 0 ? 1 : 0)),
    three: score.slice(from, to).map((value) => (value > 1 ? 2 : value > -2 ? 1 : 0)),
  };
}
