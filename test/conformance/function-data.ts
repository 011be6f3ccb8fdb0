// One table in which every function can be tried: two series of hourly rows with columns of every kind, and copies of it
// (variants) in which the cells of some rows are replaced. All variants stand in one table, so that one statement tries
// many functions on all of them.

import { createRandom, type Random } from "../../runtime/numeric/random.ts";
import type { Column, ScalarKind } from "../../specs/data-type.ts";
import type { Json } from "../../specs/json.ts";

export const KINDS: readonly ScalarKind[] = [
  "int",
  "float",
  "bool",
  "string",
  "category",
  "date",
  "timestamp",
  "duration",
];

export const SERIES = 2;
export const LENGTH = 14;
export const ROWS = SERIES * LENGTH;

const HOUR = 3_600_000;
export const START = Date.UTC(2024, 1, 27);

/** Hours since START of each row of a series; with gaps where the step is not regular. */
export const hourOf = (position: number, regular: boolean): number =>
  regular ? position : position + Math.floor(position / 3) * 2 + (position % 3 === 1 ? 1 : 0);

/** A set of rows whose cells are replaced; row numbers are those of the unchanged table. */
export interface Variant {
  readonly name: string;
  readonly replaces: (row: number) => boolean;
}

const position = (row: number): number => row % LENGTH;
const seriesOf = (row: number): number => Math.floor(row / LENGTH);

export function variants(): readonly Variant[] {
  const single = [0, 3, 7, 8, LENGTH - 1, LENGTH + 5].map((row) => ({
    name: `row ${row}`,
    replaces: (other: number) => other === row,
  }));
  const allBut = [0, 6, LENGTH - 1, LENGTH + 9].map((row) => ({
    name: `all but row ${row}`,
    replaces: (other: number) => other !== row,
  }));
  const later = [1, 6, 11].map((cut) => ({
    name: `rows after ${cut}`,
    replaces: (row: number) => position(row) > cut,
  }));
  const earlier = [2, 6, 11].map((cut) => ({
    name: `rows before ${cut}`,
    replaces: (row: number) => position(row) < cut,
  }));
  const other = { name: "the second series", replaces: (row: number) => seriesOf(row) === 1 };
  return [{ name: "unchanged", replaces: () => false }, ...single, ...allBut, ...later, ...earlier, other];
}

export const columnName = (kind: ScalarKind, nullable: boolean, number: number): string =>
  `${kind}_${nullable ? "null" : "full"}_${number}`;

/** `variant`, `series`, `at` and for every kind two columns without and two with missing values. */
export function trialColumns(): readonly Column[] {
  const plain = (name: string, kind: ScalarKind): Column => ({
    name,
    type: { kind, shape: [], nullable: false },
    roles: {},
  });
  const values = KINDS.flatMap((kind) =>
    [false, true].flatMap((nullable) =>
      [1, 2].map((number) => ({
        name: columnName(kind, nullable, number),
        type: { kind, shape: [], nullable },
        roles: {},
      })),
    ),
  );
  return [plain("variant", "int"), plain("series", "int"), plain("at", "timestamp"), ...values];
}

export function trialRows(regular: boolean): Json {
  const columns = trialColumns().slice(3);
  return variants().flatMap((variant, v) =>
    Array.from({ length: ROWS }, (_, row): Json => {
      // Cells depend on the row alone, or where they are replaced on the row and the variant.
      const random = createRandom(row, variant.replaces(row) ? `variant ${v}` : "");
      const at = new Date(START + hourOf(position(row), regular) * HOUR).toISOString();
      return [
        v,
        seriesOf(row),
        at,
        ...columns.map(({ name, type }) => cell(type.kind, type.nullable, random.derive(name))),
      ];
    }),
  );
}

/** Numbers are positive and small, so that logarithms, roots and quotients are defined. */
function cell(kind: ScalarKind, nullable: boolean, random: Random): Json {
  if (nullable && random.uniform() < 0.3) return null;
  switch (kind) {
    case "int":
      return 1 + random.below(9);
    case "float":
      return (1 + random.below(900)) / 100;
    case "bool":
      return random.uniform() < 0.5;
    case "string":
    case "category":
      return ["ab-c", "b-a", "Ca", " d-e-f"][random.below(4)]!;
    case "date":
      return new Date(START + random.below(900) * 24 * HOUR).toISOString().slice(0, 10);
    case "timestamp":
      return new Date(START + random.below(90_000) * 60_000).toISOString();
    case "duration":
      return `${1 + random.below(90)} hours`;
    default:
      return kind satisfies never;
  }
}
