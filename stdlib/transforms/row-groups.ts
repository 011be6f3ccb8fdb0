// Rows told apart by the values of some columns. Groups have names, because codes differ between frames.
import { type FrameColumn, sharedInts } from "../../runtime/frame/frame.ts";

export interface RowGroups {
  /** Per row the place of its group in `names`; -1 where one of the columns is missing. */
  readonly codes: Int32Array;
  /** In the order of their first row. */
  readonly names: readonly string[];
}

type Value = string | number;

export function groupRows(columns: readonly FrameColumn[], rows: number): RowGroups {
  let groups: { readonly codes: Int32Array; readonly values: readonly (readonly Value[])[] } = {
    codes: sharedInts(rows),
    values: [[]],
  };
  for (const column of columns) groups = splitBy(column, groups, rows);
  return { codes: groups.codes, names: groups.values.map((values) => JSON.stringify(values)) };
}

/** Each group once more by the values of one column. */
function splitBy(
  column: FrameColumn,
  before: { readonly codes: Int32Array; readonly values: readonly (readonly Value[])[] },
  rows: number,
): typeof before {
  const codes = sharedInts(rows);
  const values: (readonly Value[])[] = [];
  const known = before.values.map(() => new Map<Value, number>());
  const cells = column.kind === "number" ? column.values : column.codes;
  for (let row = 0; row < rows; row++) {
    const outer = before.codes[row]!;
    const cell = cells[row]!;
    if (outer < 0 || Number.isNaN(cell) || (column.kind === "category" && cell < 0)) {
      codes[row] = -1;
      continue;
    }
    const inner = known[outer]!;
    let code = inner.get(cell);
    if (code === undefined) {
      code = values.length;
      inner.set(cell, code);
      values.push([...before.values[outer]!, column.kind === "number" ? cell : column.levels[cell]!]);
    }
    codes[row] = code;
  }
  return { codes, values };
}

/** The rows of every group, one group after the other; group `g` has those from `starts[g]` to `starts[g + 1]`. */
export function rowsByGroup({ codes, names }: RowGroups): { readonly rows: Int32Array; readonly starts: Int32Array } {
  const starts = new Int32Array(names.length + 1);
  for (const code of codes) if (code >= 0) starts[code + 1]! += 1;
  for (let g = 0; g < names.length; g++) starts[g + 1]! += starts[g]!;
  const next = starts.slice();
  const rows = new Int32Array(starts[names.length]!);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code >= 0) rows[next[code]!++] = row;
  }
  return { rows, starts };
}
