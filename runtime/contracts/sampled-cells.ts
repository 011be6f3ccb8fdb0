// The cells that contracts look at. Columns in files are read once for all contracts of a split, because sampled rows are spread
// over the whole file.
import { pickCells } from "../columns/pick-cells.ts";
import type { StoredRecipe } from "../frame/column-recipe.ts";
import { takeColumn } from "../frame/column-rows.ts";
import { type FrameColumn, sharedInts } from "../frame/frame.ts";
import { recipeOf } from "../frame/lazy-column.ts";
import { besideIn } from "../model/model-rows.ts";
import { comparedRows } from "./compared-rows.ts";
import type { ContractInput } from "./contract.ts";
import { fitRows } from "./fit-rows.ts";
import { probeRows } from "./probe-rows.ts";

interface Samples {
  /** Ascending. */
  readonly rows: Int32Array;
  readonly columns: Map<StoredRecipe, Float64Array>;
  /** Where lists of rows stand among these. */
  readonly places: WeakMap<Int32Array, Int32Array>;
  all: Promise<void> | null;
}

const samples = new WeakMap<ContractInput, Samples>();

function samplesOf(input: ContractInput): Samples {
  let known = samples.get(input);
  if (known === undefined) {
    known = { rows: sampledRows(input), columns: new Map(), places: new WeakMap(), all: null };
    samples.set(input, known);
  }
  return known;
}

/** Reads what contracts look at of columns in files, if there are any; other work goes on meanwhile. */
export function sampleCells(input: ContractInput): Promise<void> {
  const stored = [...input.task.features, ...besideIn(input.task)].flatMap((column) => storedIn(column) ?? []);
  if (stored.length === 0) return Promise.resolve();
  const known = samplesOf(input);
  known.all ??= readAll(input, known, [...new Set(stored)]);
  return known.all;
}

/** So many columns are one piece of work. */
const TOGETHER = 6;

async function readAll(
  { readCells }: ContractInput,
  { rows, columns }: Samples,
  stored: readonly StoredRecipe[],
): Promise<void> {
  const files = new Set(stored.map(({ file }) => file));
  const parts = [...files].flatMap((file) => {
    const ofFile = stored.filter((recipe) => recipe.file === file);
    const count = Math.ceil(ofFile.length / TOGETHER);
    return Array.from({ length: count }, (_, part) => ofFile.slice(part * TOGETHER, (part + 1) * TOGETHER));
  });
  // A thread that dies takes its columns with it: they are read again by whoever asks for them.
  await Promise.allSettled(
    parts.map(async (part) => {
      const { file } = part[0]!;
      const { values } = await readCells({ kind: "cells", file, columns: part.map(({ column }) => column), rows });
      for (const [i, recipe] of part.entries()) columns.set(recipe, values[i]!);
    }),
  );
}

const storedIn = (column: FrameColumn): StoredRecipe | null => {
  const recipe = column.kind === "number" ? recipeOf(column) : null;
  return recipe?.kind === "stored" ? recipe : null;
};

/** The given rows of a column, in memory. */
export function cellsOf(input: ContractInput, column: FrameColumn, rows: Int32Array): FrameColumn {
  const recipe = storedIn(column);
  if (column.kind === "category" || recipe === null) return takeColumn(column, rows);
  const known = samplesOf(input);
  let sampled = known.columns.get(recipe);
  if (sampled === undefined) {
    const { values } = pickCells({ kind: "cells", file: recipe.file, columns: [recipe.column], rows: known.rows });
    sampled = values[0]!;
    known.columns.set(recipe, sampled);
  }
  let places = known.places.get(rows);
  if (places === undefined) {
    places = rows.map((row) => placeOf(known.rows, row));
    known.places.set(rows, places);
  }
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = sampled[places[i]!]!;
  return { kind: "number", name: column.name, type: column.type, values };
}

function sampledRows(input: ContractInput): Int32Array {
  const { task, transforms } = input;
  const isSampled = new Uint8Array(task.rows);
  const add = (rows: Int32Array): void => {
    for (let i = 0; i < rows.length; i++) isSampled[rows[i]!] = 1;
  };
  const probed = probeRows(input);
  if (probed !== null) {
    add(probed.rows);
    // Probes look at changes from the row before.
    add(probed.before);
  }
  add(comparedRows(input)?.rows ?? new Int32Array(0));
  for (const { rows } of transforms) add(fitRows(task, rows));
  const sampled = sharedInts(isSampled.reduce((sum, is) => sum + is, 0));
  for (let row = 0, next = 0; row < task.rows; row++) if (isSampled[row] === 1) sampled[next++] = row;
  return sampled;
}

function placeOf(rows: Int32Array, row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  if (rows[low] !== row) throw new RangeError(`row ${row} is not among those that contracts look at`);
  return low;
}
