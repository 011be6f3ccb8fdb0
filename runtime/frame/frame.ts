// Columns in memory: what tasks, transforms and learners work on. Backed by SharedArrayBuffer, so that workers read the
// same memory without copies. Values never change once a frame is made.
import type { ScalarKind } from "../../specs/data-type.ts";

/**
 * Numbers, bools (0/1), dates, timestamps and durations (milliseconds since the epoch, or of length). NaN is missing.
 * `type` keeps what the column means, for selectors.
 */
export interface NumberColumn {
  readonly kind: "number";
  readonly name: string;
  readonly type: Exclude<ScalarKind, "string" | "category">;
  readonly values: Float64Array;
  /** A tensor column of a table is a column per element, in row-major order: what learners that know no tensors see. */
  readonly element?: TensorElement;
}

export interface TensorElement {
  /** The name of the whole column. */
  readonly of: string;
  readonly shape: readonly number[];
  /** Place among all elements, the last axis fastest. */
  readonly index: number;
}

/** Levels in order of first use or as fitted; code -1 is missing. */
export interface CategoryColumn {
  readonly kind: "category";
  readonly name: string;
  readonly type: "string" | "category";
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

export type FrameColumn = NumberColumn | CategoryColumn;

export interface Frame {
  readonly rows: number;
  readonly columns: readonly FrameColumn[];
}

export const sharedFloats = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(length * 8));

export const sharedInts = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(length * 4));

/** The column of a table that it is, or is an element of. */
export const tableColumnOf = (column: FrameColumn): string =>
  column.kind === "number" && column.element !== undefined ? column.element.of : column.name;

/** The column of a name, or all elements of the tensor of that name. */
export const columnsNamed = (columns: readonly FrameColumn[], name: string): readonly FrameColumn[] =>
  columns.filter((column) => tableColumnOf(column) === name);

/** As a spec calls them: a tensor once. */
export const columnNames = ({ columns }: Frame): readonly string[] => [...new Set(columns.map(tableColumnOf))];

/** `v[1]`, or `v[1,2]` of a tensor with two axes; counted from 1. */
export function elementName({ of, shape, index }: TensorElement): string {
  let rest = index;
  const place = shape.toReversed().map((length) => {
    const at = rest % length;
    rest = Math.floor(rest / length);
    return at + 1;
  });
  return `${of}[${place.reverse().join(",")}]`;
}

export type WholeColumn =
  | { readonly kind: "single"; readonly column: FrameColumn }
  | {
      readonly kind: "tensor";
      readonly name: string;
      readonly shape: readonly number[];
      readonly elements: readonly NumberColumn[];
    };

/** Elements of a tensor that stand together, as the column that they are. */
export function wholeColumns(columns: readonly FrameColumn[]): readonly WholeColumn[] {
  const whole: WholeColumn[] = [];
  for (let i = 0; i < columns.length; ) {
    const column = columns[i]!;
    const elements = column.kind === "number" && column.element?.index === 0 ? elementsFrom(columns, i) : [];
    if (column.kind === "number" && column.element !== undefined && elements.length > 0) {
      whole.push({ kind: "tensor", name: column.element.of, shape: column.element.shape, elements });
      i += elements.length;
    } else {
      whole.push({ kind: "single", column });
      i += 1;
    }
  }
  return whole;
}

/** All elements of the tensor that begins at a place; none when one is missing. */
function elementsFrom(columns: readonly FrameColumn[], start: number): readonly NumberColumn[] {
  const first = columns[start]!;
  const shape = first.kind === "number" ? (first.element?.shape ?? []) : [];
  const size = shape.reduce((product, length) => product * length, 1);
  const found: NumberColumn[] = [];
  for (let index = 0; index < size; index++) {
    const column = columns[start + index];
    if (column?.kind !== "number" || column.element?.index !== index || tableColumnOf(column) !== tableColumnOf(first))
      return [];
    found.push(column);
  }
  return found;
}
