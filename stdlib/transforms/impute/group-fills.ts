// `impute(..., by: ...)`: a fill per group of rows, and that of all rows where a group has none.
import { columnLength, numbersIn } from "../../../runtime/frame/column-rows.ts";
import {
  type CategoryColumn,
  type FrameColumn,
  type NumberColumn,
  sharedFloats,
  sharedInts,
} from "../../../runtime/frame/frame.ts";
import { groupRows, type RowGroups, rowsByGroup } from "../row-groups.ts";

/** Per column the fill of each group; NaN, or -1 as a place in `levels`, where the group had no value. */
type ColumnFills =
  | { readonly kind: "numbers"; readonly values: Float64Array }
  | { readonly kind: "levels"; readonly levels: readonly string[]; readonly codes: Int32Array };

export type GroupFills = { readonly names: readonly string[]; readonly columns: readonly ColumnFills[] };

export interface Statistics {
  readonly number: (column: NumberColumn, values: Float64Array) => number;
  /** Null for a column without any value. */
  readonly level: (column: CategoryColumn) => string | null;
}

export function fitGroups(
  columns: readonly FrameColumn[],
  by: readonly FrameColumn[],
  rows: number,
  { number, level }: Statistics,
): GroupFills {
  const groups = groupRows(by, rows);
  const { rows: order, starts } = rowsByGroup(groups);
  const rowsOf = (group: number): Int32Array => order.subarray(starts[group]!, starts[group + 1]!);
  const fills = columns.map((column): ColumnFills => {
    if (column.kind === "number") {
      const { values } = column;
      const found = groups.names.map((_, group) =>
        number(
          column,
          Float64Array.from(rowsOf(group), (row) => values[row]!),
        ),
      );
      return { kind: "numbers", values: Float64Array.from(found) };
    }
    const levels: string[] = [];
    const codes = groups.names.map((_, group) => {
      const found = level({ ...column, codes: rowsOf(group).map((row) => column.codes[row]!) });
      if (found === null) return -1;
      if (!levels.includes(found)) levels.push(found);
      return levels.indexOf(found);
    });
    return { kind: "levels", levels, codes: Int32Array.from(codes) };
  });
  return { names: groups.names, columns: fills };
}

/** For each row the place of its group among those that were fitted, or -1. */
export function placesOf({ names }: GroupFills, by: readonly FrameColumn[], rows: number): Int32Array {
  const fitted = new Map(names.map((name, place) => [name, place]));
  const groups: RowGroups = groupRows(by, rows);
  const places = groups.names.map((name) => fitted.get(name) ?? -1);
  return groups.codes.map((code) => (code < 0 ? -1 : places[code]!));
}

export function fillNumbersByGroup(
  column: NumberColumn,
  fills: Float64Array,
  overall: number,
  places: Int32Array,
): NumberColumn {
  // A column that lacks nothing stays where it is, also in a file.
  if (numbersIn(column).summary().count === columnLength(column)) return column;
  const values = sharedFloats(places.length);
  for (let row = 0; row < values.length; row++) {
    const value = column.values[row]!;
    const place = places[row]!;
    const own = place < 0 ? Number.NaN : fills[place]!;
    values[row] = !Number.isNaN(value) ? value : Number.isNaN(own) ? overall : own;
  }
  return { ...column, values };
}

export function fillLevelsByGroup(
  column: CategoryColumn,
  fills: Extract<ColumnFills, { kind: "levels" }>,
  overall: string,
  places: Int32Array,
): CategoryColumn {
  const levels = [...column.levels];
  const codeOf = (level: string): number => {
    const found = levels.indexOf(level);
    return found >= 0 ? found : levels.push(level) - 1;
  };
  const known = fills.levels.map(codeOf);
  const rest = codeOf(overall);
  const codes = sharedInts(column.codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = column.codes[row]!;
    const place = places[row]!;
    const own = place < 0 ? -1 : fills.codes[place]!;
    codes[row] = code >= 0 ? code : own < 0 ? rest : known[own]!;
  }
  return { ...column, codes, levels };
}
