// Chawla, Bowyer, Hall and Kegelmeyer (2002), "SMOTE: synthetic minority over-sampling technique", and its variant for
// columns of levels. Neighbours are found by the numbers alone.
import { ComponentError, type TransformImplementation, type TransformInput } from "../../../runtime/component.ts";
import { takeColumn } from "../../../runtime/frame/column-rows.ts";
import {
  type CategoryColumn,
  type FrameColumn,
  type NumberColumn,
  sharedFloats,
  sharedInts,
} from "../../../runtime/frame/frame.ts";
import { createKdTree } from "../../../runtime/numeric/kd-tree.ts";
import { nearest } from "../../../runtime/numeric/nearest.ts";
import type { Random } from "../../../runtime/numeric/random.ts";
import { largestClass, rowsByClass } from "../class-rows.ts";
import type { SmoteParams } from "./smote.decl.ts";

/** A row to make: `share` of the way from `base` to one of the neighbours of `base`. */
interface Synthetic {
  readonly base: number;
  readonly neighbour: number;
  readonly neighbours: readonly number[];
  readonly share: number;
}

function numbersOf({ columns }: TransformInput): readonly NumberColumn[] {
  const numbers = columns.filter((column) => column.kind === "number");
  for (const { name, values } of numbers) {
    if (values.every(Number.isFinite)) continue;
    throw new ComponentError(
      "data/missing-values",
      `\`smote\` takes no missing values, but the column \`${name}\` has some`,
      "fill them first: `impute(median)`",
    );
  }
  return numbers;
}

/** Finds the k nearest rows of the same class by their place in it; of equally near ones the earlier come first. */
function neighboursIn(
  rows: Int32Array,
  numbers: readonly NumberColumn[],
  k: number,
): (at: number) => readonly number[] {
  const width = numbers.length;
  const points = new Float64Array(rows.length * width);
  numbers.forEach(({ values }, j) => {
    rows.forEach((row, at) => {
      points[at * width + j] = values[row]!;
    });
  });
  const tree = createKdTree(points, rows.length, width);
  return (at) => {
    // The row itself is not always among those at no distance: as many earlier ones may be the same.
    const { indices } = nearest(tree, points.subarray(at * width, (at + 1) * width), k + 1, "euclidean");
    return Array.from(indices.filter((found) => found !== at).subarray(0, k), (found) => rows[found]!);
  };
}

function drawRows(
  rows: Int32Array,
  count: number,
  numbers: readonly NumberColumn[],
  k: number,
  random: Random,
): readonly Synthetic[] {
  if (count === 0) return [];
  const known = new Map<number, readonly number[]>();
  const neighboursOf = neighboursIn(rows, numbers, k);
  return Array.from({ length: count }, () => {
    const at = random.below(rows.length);
    const base = rows[at]!;
    const neighbours = known.get(at) ?? neighboursOf(at);
    known.set(at, neighbours);
    // A class of one row has no neighbour: its copies are all there is.
    const neighbour = neighbours[random.below(Math.max(1, neighbours.length))] ?? base;
    return { base, neighbour, neighbours, share: random.uniform() };
  });
}

function extended(column: FrameColumn, positions: Int32Array, made: readonly Synthetic[]): FrameColumn {
  if (column.kind === "category") return extendedLevels(column, positions, made);
  const isContinuous = column.type !== "int" && column.type !== "bool";
  const values = sharedFloats(positions.length);
  for (let i = 0; i < positions.length; i++) values[i] = column.values[positions[i]!]!;
  made.forEach(({ base, neighbour, share }, i) => {
    const value = column.values[base]! + share * (column.values[neighbour]! - column.values[base]!);
    values[positions.length - made.length + i] = isContinuous ? value : Math.round(value);
  });
  return { ...column, values };
}

function extendedLevels(column: CategoryColumn, positions: Int32Array, made: readonly Synthetic[]): CategoryColumn {
  const codes = sharedInts(positions.length);
  for (let i = 0; i < positions.length; i++) codes[i] = column.codes[positions[i]!]!;
  made.forEach(({ base, neighbours }, i) => {
    const counts = new Map<number, number>();
    for (const row of neighbours) counts.set(column.codes[row]!, (counts.get(column.codes[row]!) ?? 0) + 1);
    let best = column.codes[base]!;
    for (const [code, count] of counts) if (count > (counts.get(best) ?? 0)) best = code;
    codes[positions.length - made.length + i] = best;
  });
  return { ...column, codes };
}

export const smoteImplementation: TransformImplementation<SmoteParams, null> = {
  fit: () => null,
  apply: (columns) => columns,
  resample: (input, { k, ratio }, { random }) => {
    const numbers = numbersOf(input);
    const classes = rowsByClass(input, "smote");
    const wanted = Math.round(ratio * largestClass(classes));
    const made = classes.flatMap((rows, label) =>
      drawRows(rows, Math.max(0, wanted - rows.length), numbers, k, random.derive(`class ${label}`)),
    );
    const positions = Int32Array.from([...Array(input.rows).keys(), ...made.map(({ base }) => base)]);
    if (made.length === 0) {
      return { positions, columns: input.columns.map((column) => takeColumn(column, positions)), ordered: true };
    }
    return { positions, columns: input.columns.map((column) => extended(column, positions, made)), ordered: false };
  },
};
