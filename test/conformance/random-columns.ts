// Random columns of every kind, in the form that transforms and models get.
import type { RowOrder } from "../../runtime/component.ts";
import type { FrameColumn } from "../../runtime/frame/frame.ts";
import type { Random } from "../../runtime/numeric/random.ts";
import type { ScalarKind } from "../../specs/data-type.ts";

export interface ColumnOptions {
  readonly rows: number;
  readonly missing: boolean;
  /** Floats below zero, too. */
  readonly negative?: boolean;
}

const LEVELS = ["Bonn", "Köln", "other", "missing", "Ulm"];

export function randomColumn(name: string, kind: ScalarKind, options: ColumnOptions, random: Random): FrameColumn {
  const isMissing = (): boolean => options.missing && random.uniform() < 0.15;
  if (kind === "string" || kind === "category") {
    const codes = Int32Array.from({ length: options.rows }, () => (isMissing() ? -1 : random.below(LEVELS.length)));
    return { kind: "category", name, type: kind, codes, levels: LEVELS };
  }
  const draw = (): number => {
    if (kind === "bool") return random.below(2);
    if (kind === "int") return random.below(30);
    const value = Math.round(random.normal() * 40 + 60) / 10;
    return options.negative === true ? value : Math.abs(value);
  };
  const values = Float64Array.from({ length: options.rows }, () => (isMissing() ? Number.NaN : draw()));
  return { kind: "number", name, type: kind, values };
}

/** Two columns per kind that is accepted. */
export const randomColumns = (
  kinds: readonly ScalarKind[],
  options: ColumnOptions,
  random: Random,
): readonly FrameColumn[] =>
  kinds.flatMap((kind) => [1, 2].map((i) => randomColumn(`${kind}_${i}`, kind, options, random)));

/** Two series one after the other, hourly. */
export const orderOf = (rows: number): RowOrder => {
  const half = Math.ceil(rows / 2);
  return {
    series: Int32Array.from({ length: rows }, (_, i) => (i < half ? 0 : 1)),
    times: Float64Array.from({ length: rows }, (_, i) => (i < half ? i : i - half) * 3_600_000),
  };
};

/** Values and level names: codes may differ between frames. */
export const readable = (columns: readonly FrameColumn[]): readonly (readonly (number | string | null)[])[] =>
  columns.map((column) => [column.name, ...cellsOf(column)]);

const cellsOf = (column: FrameColumn): readonly (number | string | null)[] =>
  column.kind === "number"
    ? Array.from(column.values, (value) => (Number.isNaN(value) ? null : value))
    : Array.from(column.codes, (code) => column.levels[code] ?? null);

export const sameColumns = (a: readonly FrameColumn[], b: readonly FrameColumn[]): boolean =>
  JSON.stringify(readable(a)) === JSON.stringify(readable(b));

/** The same rows with other values at some places, missing ones included. */
export function replaceRows(
  columns: readonly FrameColumn[],
  isReplaced: (row: number) => boolean,
  random: Random,
  missing = true,
): readonly FrameColumn[] {
  return columns.map((column) => {
    const rows = column.kind === "number" ? column.values.length : column.codes.length;
    const other = randomColumn(column.name, column.type, { rows, missing }, random);
    if (column.kind === "number" && other.kind === "number") {
      const values = column.values.map((value, i) => (isReplaced(i) ? other.values[i]! + 3 : value));
      return { ...column, values };
    }
    if (column.kind === "category" && other.kind === "category") {
      return { ...column, codes: column.codes.map((code, i) => (isReplaced(i) ? other.codes[i]! : code)) };
    }
    return column;
  });
}
