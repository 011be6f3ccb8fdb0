// Table steps and column functions against pandas: specs, files and expected rows are written by test/reference/tables_reference.py.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../../specs/json.ts";
import { computeTable } from "./table-text.ts";

interface Case {
  readonly name: string;
  readonly spec: string;
  readonly files: readonly string[];
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Json[])[];
}

const file = new URL("../../../reference/tables.json", import.meta.url);
const reference = JSON.parse(readFileSync(file, "utf8")) as {
  readonly files: Readonly<Record<string, string>>;
  readonly cases: readonly Case[];
};
const filesOf = (names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, reference.files[name]!]));

/** Twelve significant digits: sums in another order differ in the last ones. */
const rounded = (value: Json): Json => {
  if (typeof value === "number") return Number(value.toPrecision(12));
  return Array.isArray(value) ? value.map(rounded) : value;
};

describe("tables as pandas computes them", () => {
  it.each(reference.cases)("$name", async ({ spec, files, table, columns, rows }) => {
    const found = await computeTable(spec, filesOf(files), table);
    expect(found.found).toEqual([]);
    expect(found.columns).toEqual(columns);
    expect(found.rows.map((row) => row.map(rounded))).toEqual(rows.map((row) => row.map(rounded)));
  });
});
