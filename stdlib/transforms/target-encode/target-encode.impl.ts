// Target encoding with shrinkage (Micci-Barreca, 2001), the estimator of scikit-learn's TargetEncoder; training rows are
// encoded by folds that do not hold them.
import { ComponentError, type TransformImplementation, type TransformInput } from "../../../runtime/component.ts";
import {
  type CategoryColumn,
  type FrameColumn,
  type NumberColumn,
  sharedFloats,
} from "../../../runtime/frame/frame.ts";
import { permutation } from "../../../runtime/numeric/random.ts";
import { codesInto, countLevels, requireLevels } from "../level-columns.ts";
import type { TargetEncodeParams } from "./target-encode.decl.ts";

/** Encodings of one input column for one output: per level, for missing values, and for unseen levels. */
type Encoding = { readonly levels: Float64Array; readonly missing: number; readonly unseen: number };
type EncodedColumn = {
  readonly levels: readonly string[];
  /** One per output column: one for numbers and two classes, else one per class. */
  readonly outputs: readonly Encoding[];
};
export type TargetEncodeState = {
  readonly columns: readonly EncodedColumn[];
  /** Suffix of each output column's name; empty for a single output. */
  readonly suffixes: readonly string[];
};

interface Outputs {
  readonly suffixes: readonly string[];
  readonly targets: readonly Float64Array[];
}

function outputsOf({ target, targetLevels }: TransformInput): Outputs {
  if (target === null) {
    throw new ComponentError(
      "data/no-target",
      "`target_encode` was fitted on rows without a target",
      "use it inside a model, or on a table with a `@target` column",
    );
  }
  if (targetLevels === null) return { suffixes: [""], targets: [target] };
  if (targetLevels.length <= 2) return { suffixes: [""], targets: [target.map((code) => (code === 1 ? 1 : 0))] };
  return {
    suffixes: targetLevels.map((level) => `_${level}`),
    targets: targetLevels.map((_, k) => target.map((code) => (code === k ? 1 : 0))),
  };
}

/** How often a row counts; 0 for those that are left out. */
type Counted = (row: number) => number;

/** Statistics of the rows by how often they count; slot `levels.length` is the missing level. */
function encodeLevels(
  slots: Int32Array,
  slotCount: number,
  target: Float64Array,
  countOf: Counted,
  smooth: TargetEncodeParams["smooth"],
): Encoding {
  const counts = new Float64Array(slotCount);
  const sums = new Float64Array(slotCount);
  const squares = new Float64Array(slotCount);
  let total = 0;
  let rows = 0;
  for (let i = 0; i < slots.length; i++) {
    const own = countOf(i);
    if (own === 0) continue;
    total += own * target[i]!;
    rows += own;
    counts[slots[i]!] = counts[slots[i]!]! + own;
    sums[slots[i]!] = sums[slots[i]!]! + own * target[i]!;
  }
  const overall = rows === 0 ? 0 : total / rows;
  let variance = 0;
  for (let i = 0; i < slots.length; i++) {
    const own = countOf(i);
    if (own === 0) continue;
    const slot = slots[i]!;
    variance += (own * (target[i]! - overall) ** 2) / rows;
    squares[slot] = squares[slot]! + own * (target[i]! - sums[slot]! / counts[slot]!) ** 2;
  }
  const encoded = counts.map((count, slot) => {
    if (count === 0) return overall;
    if (smooth !== "auto") return (sums[slot]! + smooth * overall) / (count + smooth);
    const between = variance * count;
    const share = between / (between + squares[slot]! / count);
    return Number.isNaN(share) ? overall : share * (sums[slot]! / count) + (1 - share) * overall;
  });
  return { levels: encoded.slice(0, slotCount - 1), missing: encoded[slotCount - 1]!, unseen: overall };
}

function slotsOf(column: CategoryColumn, levels: readonly string[]): Int32Array {
  const positions = codesInto(column, levels);
  return column.codes.map((code) => (code < 0 ? levels.length : positions[code]!));
}

function fitAll(
  input: TransformInput,
  { smooth }: TargetEncodeParams,
  use: (row: number) => boolean,
): TargetEncodeState {
  const { weight } = input;
  const countOf: Counted = (row) => (use(row) ? (weight?.[row] ?? 1) : 0);
  const { suffixes, targets } = outputsOf(input);
  const columns = input.columns.map((column) => {
    const source = requireLevels(column);
    const { levels } = countLevels(source);
    const slots = slotsOf(source, levels);
    return {
      levels,
      outputs: targets.map((target) => encodeLevels(slots, levels.length + 1, target, countOf, smooth)),
    };
  });
  return { columns, suffixes };
}

function write(
  column: FrameColumn,
  fitted: EncodedColumn,
  into: readonly Float64Array[],
  use: (row: number) => boolean,
): void {
  const source = requireLevels(column);
  const positions = codesInto(source, fitted.levels);
  fitted.outputs.forEach((encoding, k) => {
    const values = into[k]!;
    for (let i = 0; i < values.length; i++) {
      if (!use(i)) continue;
      const code = source.codes[i]!;
      values[i] = code < 0 ? encoding.missing : (encoding.levels[positions[code]!] ?? encoding.unseen);
    }
  });
}

const everyRow = (): boolean => true;

function emptyColumns(columns: readonly FrameColumn[], suffixes: readonly string[], rows: number): NumberColumn[][] {
  return columns.map(({ name }) =>
    suffixes.map((suffix) => ({ kind: "number", name: `${name}${suffix}`, type: "float", values: sharedFloats(rows) })),
  );
}

export const targetEncodeImplementation: TransformImplementation<TargetEncodeParams, TargetEncodeState> = {
  fit: (input, params) => fitAll(input, params, everyRow),
  apply: (columns, state) => {
    const rows = columns[0] === undefined ? 0 : requireLevels(columns[0]).codes.length;
    const encoded = emptyColumns(columns, state.suffixes, rows);
    columns.forEach((column, j) => {
      write(
        column,
        state.columns[j]!,
        encoded[j]!.map(({ values }) => values),
        everyRow,
      );
    });
    return encoded.flat();
  },
  fitApply: (input, params, { random }) => {
    const state = fitAll(input, params, everyRow);
    const encoded = emptyColumns(input.columns, state.suffixes, input.rows);
    const folds = Math.max(1, Math.min(params.folds, input.rows));
    const foldOf = new Int32Array(input.rows);
    permutation(input.rows, random.derive("folds")).forEach((row, position) => {
      foldOf[row] = position % folds;
    });
    for (let fold = 0; fold < folds; fold++) {
      const others = fitAll(input, params, (row) => foldOf[row] !== fold);
      input.columns.forEach((column, j) => {
        const into = encoded[j]!.map(({ values }) => values);
        write(column, others.columns[j]!, into, (row) => foldOf[row] === fold);
      });
    }
    return { state, columns: encoded.flat() };
  },
};
