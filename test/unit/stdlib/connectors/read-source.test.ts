import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import { readSource } from "../../../../runtime/data/read-source.ts";
import type { TableResult } from "../../../../runtime/data/table.ts";
import type { Column } from "../../../../specs/data-type.ts";
import type { Json } from "../../../../specs/json.ts";
import { cells, columnOf, span } from "../../runtime/data/inline-table.ts";

let engine: Engine;
let folder: string;
let files = 0;

beforeAll(async () => {
  engine = await openEngine({ threads: 2 });
  folder = mkdtempSync(join(tmpdir(), "pipec-source-"));
});
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true });
});

const read = (connector: string, params: { [name: string]: Json }, columns: readonly Column[]): Promise<TableResult> =>
  readSource(
    engine,
    { kind: "source", connector, params, schema: { columns } },
    { resolvePath: (path) => join(folder, path), span },
  );

function csv(text: string, columns: readonly Column[], params: { [name: string]: Json } = {}): Promise<TableResult> {
  const path = `f${++files}.csv`;
  writeFileSync(join(folder, path), text);
  return read("csv", { path, ...params }, columns);
}

async function rowsOf(result: Promise<TableResult>): Promise<Json[][]> {
  const { table, diagnostics } = await result;
  expect(diagnostics).toEqual([]);
  return cells(engine, table!);
}

const finding = async (result: Promise<TableResult>): Promise<string> => {
  const { diagnostics } = await result;
  return diagnostics.map(({ id, message }) => `${id}: ${message}`).join("\n");
};

const [a, b] = [columnOf("a", "int"), columnOf("b", "string")];

describe("csv", () => {
  it("reads declared columns by name, in any order, with quotes and line breaks in cells", async () => {
    expect(await rowsOf(csv('b,extra,a\n"x, ""y""\nz",1,1\n,2,2\n', [a, b]))).toEqual([
      [1, 'x, "y"\nz'],
      [2, null],
    ]);
  });

  it("takes names from the schema when there is no header", async () => {
    expect(await rowsOf(csv("1;x\n2;y\n", [a, b], { header: false, delimiter: ";" }))).toEqual([
      [1, "x"],
      [2, "y"],
    ]);
  });

  it.each<[string, Parameters<typeof columnOf>[1], string, Json]>([
    ["1e5", "int", "int", 100_000],
    [" 12 ", "int", "padded int", 12],
    ["3.0", "int", "whole float", 3],
    ["-1.5e-3", "float", "float", -0.0015],
    [".5", "float", "float", 0.5],
    ["NaN", "float", "missing float", null],
    ["yes", "bool", "bool", true],
    ["0", "bool", "bool", false],
    ["2024-02-29", "date", "date", "2024-02-29"],
    ["2024-01-31T06:00:00+02:00", "timestamp", "offset", "2024-01-31 04:00:00"],
    ["2024-01-31T06:00:00Z", "timestamp", "zulu", "2024-01-31 06:00:00"],
    ["2024-01-31", "timestamp", "midnight", "2024-01-31 00:00:00"],
  ])("reads %s as %s (%s)", async (text, kind, _what, expected) => {
    // A second column keeps the row alive when the first cell is missing.
    expect(await rowsOf(csv(`v,k\n${text},1\n0x,2\n`, [columnOf("k", "int")]))).toEqual([[1], [2]]);
    const { table } = await csv(`v,k\n${text},1\n`, [columnOf("v", kind)]);
    expect((await cells(engine, table!))[0]?.[0]).toEqual(expected);
  });

  it.each<[string, Parameters<typeof columnOf>[1]]>([
    ["12abc", "int"],
    ["1.5", "int"],
    ["0x1F", "int"],
    ["1_000", "int"],
    ["9223372036854775808", "int"],
    ["inf", "float"],
    ["1.2.3", "float"],
    ["maybe", "bool"],
    ["2024-02-30", "date"],
    ["2024-01-01 05:00", "date"],
    ["31.12.2024", "timestamp"],
  ])("refuses %s as %s", async (text, kind) => {
    expect(await finding(csv(`v\n${text}\n`, [columnOf("v", kind)]))).toMatch(
      /^data\/bad-value: line 2 of .*column `v`/,
    );
  });

  it("says where the first bad value stands, counting line breaks inside cells", async () => {
    const text = 'b,a\n"two\nlines",1\nx,twelve\ny,thirteen\n';
    const { diagnostics } = await csv(text, [a, b]);
    expect(diagnostics.length).toBe(1);
    expect(diagnostics[0]?.message).toMatch(/^line 4 of `f\d+\.csv`, column `a`: `twelve` is not a whole number/);
    expect(diagnostics[0]?.why).toMatch(/^2 values/);
  });

  it("finds missing values, columns, rows and files", async () => {
    expect(await finding(csv('a\n1\n""\n', [columnOf("a", "int", false)]))).toMatch(
      /^data\/unexpected-null: line 3 of .*column `a`: the value is missing/,
    );
    const absent = await csv("aple,b\n1,2\n", [columnOf("apple", "int")]);
    expect(absent.diagnostics[0]?.id).toBe("data/missing-column");
    expect(absent.diagnostics[0]?.help).toMatch(/^did you mean `aple`\?/);
    expect(await finding(csv("a,b\n", [a]))).toMatch(/^data\/empty-table/);
    expect(await finding(csv("a,b\n,1\n,2\n", [a, b]))).toBe("data/all-null: every value of column `a` is missing");
    expect(await finding(read("csv", { path: "none.csv" }, [a]))).toBe(
      "data/missing-file: the file `none.csv` does not exist",
    );
    expect(await finding(csv("a,b\n1\n2,3,4\n", [a]))).toMatch(/^data\/malformed-file/);
  });

  it("takes null texts, date formats and zones", async () => {
    expect(await rowsOf(csv("a,b\n?,x\n-99,y\n3,z\n", [a, b], { null_values: ["?", "-99"] }))).toEqual([
      [null, "x"],
      [null, "y"],
      [3, "z"],
    ]);
    const when = columnOf("t", "timestamp");
    expect(
      await rowsOf(csv("t\n31.07.2024 12:00\n", [when], { date_format: "%d.%m.%Y %H:%M", zone: "Europe/Berlin" })),
    ).toEqual([["2024-07-31 10:00:00"]]);
    expect(await finding(csv("t\n2024-01-01\n", [when], { zone: "Europe/Nowhere" }))).toMatch(/^data\/bad-zone/);
  });

  it("keeps the order of the file with many rows and threads", async () => {
    const text = `a\n${Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 50_021).join("\n")}\n`;
    const rows = await rowsOf(csv(text, [a]));
    expect(rows.every(([value], i) => value === (i * 7919) % 50_021)).toBe(true);
  });
});

describe("parquet and json", () => {
  it("convert typed columns without loss, or refuse", async () => {
    await engine.run(
      `COPY (SELECT 2.0::DOUBLE AS whole, 2.5::DOUBLE AS part, 7::SMALLINT AS small, TIMESTAMPTZ '2024-01-01 02:00:00+02' AS t, '12' AS text) TO '${folder}/p.parquet'`,
    );
    const columns = [
      columnOf("whole", "int"),
      columnOf("small", "float"),
      columnOf("t", "timestamp"),
      columnOf("text", "int"),
    ];
    expect(await rowsOf(read("parquet", { path: "p.parquet" }, columns))).toEqual([[2, 7, "2024-01-01 00:00:00", 12]]);
    expect(await finding(read("parquet", { path: "p.parquet" }, [columnOf("part", "int")]))).toMatch(
      /^data\/bad-value: row 1 of `p.parquet`, column `part`: `2.5`/,
    );
    writeFileSync(join(folder, "j.json"), '{"a": 1, "b": "x"}\n{"a": 2, "b": null}\n');
    expect(await rowsOf(read("json", { path: "j.json" }, [a, b]))).toEqual([
      [1, "x"],
      [2, null],
    ]);
  });
});

describe("inline", () => {
  it("checks types and widths", async () => {
    expect(await rowsOf(read("inline", { rows: [[1, "x"], { a: 2, b: "y" }] }, [a, b]))).toEqual([
      [1, "x"],
      [2, "y"],
    ]);
    expect(await finding(read("inline", { rows: [[1]] }, [a, b]))).toMatch(/^data\/bad-inline-row: row 1 .* 1 value/);
    expect(await finding(read("inline", { rows: [["x", "x"]] }, [a, b]))).toMatch(/^data\/bad-value: row 1/);
  });
});

it("names connectors that it cannot read", async () => {
  expect(await finding(read("bigquery", {}, [a]))).toMatch(/^data\/unsupported-connector/);
});
