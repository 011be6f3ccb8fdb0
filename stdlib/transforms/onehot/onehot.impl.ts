import type { TransformImplementation } from "../../../runtime/component.ts";
import { type FrameColumn, sharedFloats } from "../../../runtime/frame/frame.ts";
import { countLevels, requireLevels, unknownLevel } from "../level-columns.ts";
import type { OnehotParams } from "./onehot.decl.ts";

/** Names of the shared columns; levels that really have these names join them, so that names stay unique. */
const OTHER = "other";
const MISSING = "missing";

type ColumnLevels = {
  /** Levels with a column of their own, sorted; `missing` among them when it was seen in training. */
  readonly own: readonly string[];
  /** Known levels that share `other`. */
  readonly rare: readonly string[];
  readonly other: boolean;
};
export type OnehotState = { readonly columns: readonly ColumnLevels[] };

function fitColumn(column: FrameColumn, { max, unknown }: OnehotParams): ColumnLevels {
  const { levels, counts, missing } = countLevels(requireLevels(column));
  const ranked = levels.map((level, i) => ({ level, count: counts[i]! })).sort((a, b) => b.count - a.count);
  const kept = new Set(ranked.slice(0, max ?? ranked.length).map(({ level }) => level));
  if (missing > 0) kept.add(MISSING);
  const rare = levels.filter((level) => !kept.has(level));
  const other = rare.length > 0 || unknown === "other";
  if (other && kept.delete(OTHER)) rare.push(OTHER);
  return { own: [...kept].sort(), rare, other };
}

function encode(column: FrameColumn, fitted: ColumnLevels, { unknown }: OnehotParams): readonly FrameColumn[] {
  const source = requireLevels(column);
  const names = fitted.other ? [...fitted.own, OTHER] : fitted.own;
  const blocks = names.map(() => sharedFloats(source.codes.length));
  const places = new Map(fitted.own.map((level, position) => [level, position]));
  const known = new Set(fitted.rare);
  const otherPlace = fitted.other ? fitted.own.length : -1;
  // -2 marks a level that was not seen, so that the error can name it.
  const placeOf = (level: string): number => places.get(level) ?? (known.has(level) ? otherPlace : -2);
  const byCode = Int32Array.from(source.levels, placeOf);
  const missingPlace = places.get(MISSING) ?? -1;
  for (let i = 0; i < source.codes.length; i++) {
    const code = source.codes[i]!;
    const place = code < 0 ? missingPlace : byCode[code]!;
    if (place === -2 && unknown === "error") throw unknownLevel(source, i);
    const block = blocks[place === -2 ? otherPlace : place];
    if (block !== undefined) block[i] = 1;
  }
  return names.map((level, k) => ({
    kind: "number",
    name: `${column.name}=${level}`,
    type: "int",
    values: blocks[k]!,
  }));
}

/** Names of the columns, and for every level ("" for missing) the column that it sets; -1 for none. */
export function columnPlaces({ own, rare, other }: ColumnLevels): {
  readonly names: readonly string[];
  readonly levels: readonly string[];
  readonly places: readonly number[];
  readonly unseen: number;
} {
  const unseen = other ? own.length : -1;
  return {
    names: other ? [...own, OTHER] : own,
    levels: [...own, ...rare, ""],
    places: [...own.keys(), ...rare.map(() => unseen), own.indexOf(MISSING)],
    unseen,
  };
}

export const onehotImplementation: TransformImplementation<OnehotParams, OnehotState> = {
  fit: ({ columns }, params) => ({ columns: columns.map((column) => fitColumn(column, params)) }),
  apply: (columns, state, params) => columns.flatMap((column, j) => encode(column, state.columns[j]!, params)),
};
