// Tables of more columns than one statement computes: they are put together from parts.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import { readSource } from "../../../../runtime/data/read-source.ts";
import type { TableResult } from "../../../../runtime/data/table.ts";
import { columnOf, span } from "./inline-table.ts";

const COLUMNS = 601;
const ROWS = 2_100;
const folder = mkdtempSync(join(tmpdir(), "pipec-wide-"));
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ threads: 2 });
});
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const valueAt = (row: number, column: number): number => (row * 7 + column * 13) % 1_000;

async function readWide(cellAt: (row: number, column: number) => string): Promise<TableResult> {
  const names = Array.from({ length: COLUMNS }, (_, column) => `x${column}`);
  const lines = Array.from({ length: ROWS }, (_, row) => names.map((_, column) => cellAt(row, column)).join(","));
  writeFileSync(join(folder, "wide.csv"), `${names.join(",")}\n${lines.join("\n")}\n`);
  const columns = names.map((name, column) => columnOf(name, column % 2 === 0 ? "int" : "float", false));
  const op = { kind: "source", connector: "csv", params: { path: "wide.csv" }, schema: { columns } } as const;
  return readSource(engine, op, { resolvePath: (path) => join(folder, path), span });
}

it("keep rows and columns in the order of the file", async () => {
  const { table, diagnostics } = await readWide((row, column) => String(valueAt(row, column)));
  expect(diagnostics).toEqual([]);
  const rows = await engine.query(`SELECT * FROM "${table!.name}" ORDER BY __row`);
  const expected = Array.from({ length: ROWS }, (_, row) =>
    [row, ...Array.from({ length: COLUMNS }, (_, column) => valueAt(row, column))].join(),
  );
  expect(rows.map((row) => row.map(Number).join())).toEqual(expected);
});

it("tell of bad and missing values in whatever part", async () => {
  const cells: Readonly<Record<string, string>> = { "3,5": "bad", "1200,250": "", "2000,600": "7.5" };
  const { table, diagnostics } = await readWide(
    (row, column) => cells[`${row},${column}`] ?? String(valueAt(row, column)),
  );
  expect(table).toBeNull();
  expect(diagnostics.map(({ id, message }) => `${id}: ${message}`)).toEqual([
    "data/bad-value: line 5 of `wide.csv`, column `x5`: `bad` is not a number (`float`)",
    "data/unexpected-null: line 1202 of `wide.csv`, column `x250`: the value is missing",
    "data/bad-value: line 2002 of `wide.csv`, column `x600`: `7.5` is not a whole number of 64 bits (`int`)",
  ]);
});
