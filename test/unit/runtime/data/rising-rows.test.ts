// Rows in strictly rising order are told from all others.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { addColumn, ColumnFileWriter } from "../../../../runtime/columns/column-file.ts";
import { risesStrictly, risingOrder } from "../../../../runtime/data/rising-rows.ts";
import type { Table } from "../../../../runtime/data/table.ts";

const folder = mkdtempSync(join(tmpdir(), "pipec-rising-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

function tableOf(columns: readonly (readonly number[])[]): Table {
  const names = columns.map((_, i) => ({ name: `c${i}`, kind: "number" as const }));
  const writer = new ColumnFileWriter(join(folder, `${files++}`), names);
  for (const [i, values] of columns.entries()) addColumn(writer, i, Float64Array.from(values));
  const file = writer.finish();
  const stored = new Map(names.map(({ name }) => [name, { file, column: name }]));
  return { name: "t", schema: { columns: [] }, rows: file.rows, stored };
}

const isRising = (rows: readonly (readonly number[])[]): boolean =>
  rows.every((row, i) => {
    if (i === 0) return true;
    const at = row.findIndex((value, c) => value !== rows[i - 1]![c]!);
    return at >= 0 && row[at]! > rows[i - 1]![at]!;
  });

it("by all columns, first to last", () => {
  const cell = fc.constantFrom(0, 1, 2);
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), fc.boolean(), (drawn, isSorted) => {
      const rows = isSorted ? drawn.toSorted(([a, b], [c, d]) => a - c || b - d) : drawn;
      const table = tableOf([rows.map(([a]) => a), rows.map(([, b]) => b)]);
      expect(risesStrictly(table, ["c0", "c1"])).toBe(isRising(rows));
    }),
  );
});

it("knows nothing about missing values and columns elsewhere", () => {
  expect(risesStrictly(tableOf([[0, Number.NaN, 1]]), ["c0"])).toBe(false);
  expect(risesStrictly(tableOf([[0, 1, 2]]), ["c0", "other"])).toBe(false);
});

it("tells rising rows from others, missing values last", () => {
  const cell = fc.constantFrom(0, 1, Number.NaN);
  const rank = (value: number): number => (Number.isNaN(value) ? 9 : value);
  const order = (a: readonly [number, number], b: readonly [number, number]): number =>
    rank(a[0]) - rank(b[0]) || rank(a[1]) - rank(b[1]);
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), fc.boolean(), (drawn, isSorted) => {
      const rows = isSorted ? drawn.toSorted(order) : drawn;
      const table = tableOf([rows.map(([a]) => a), rows.map(([, b]) => b)]);
      const isOrdered = rows.every((row, i) => i === 0 || order(rows[i - 1]!, row) <= 0);
      expect(risingOrder(table, ["c0", "c1"]) !== "not").toBe(isOrdered);
    }),
  );
  expect(risingOrder(tableOf([[0, 1, 2]]), ["other"])).toBeNull();
});
