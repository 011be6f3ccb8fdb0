// Patterns, lists and partitions: which files a source reads, and what their folders say.
import { symlinkSync } from "node:fs";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import { partitionsOf } from "../../../../runtime/data/files/list-files.ts";
import { testFolder } from "./read-files.ts";

let engine: Engine;
const files = testFolder("many", () => engine);
const copy = (select: string, name: string): Promise<void> =>
  engine.run(`COPY (${select}) TO '${files.path(name)}' (FORMAT parquet)`);
beforeAll(async () => {
  engine = await openEngine({ threads: 2 });
});
afterAll(() => {
  engine.close();
  files.remove();
});

describe("a list of files", () => {
  it("keeps its order, patterns within it that of the names", async () => {
    for (const name of ["b1", "b2", "a"]) files.write(`list/${name}.csv`, `x\n${name}\n`);
    const rows = await files.rows("csv", ["list/b*.csv", "list/a.csv"], { x: "string" });
    expect(rows).toEqual([["b1"], ["b2"], ["a"]]);
  });

  it("names the file that is not there", async () => {
    files.write("list/a.csv", "x\na\n");
    expect(await files.findings("csv", ["list/a.csv", "list/c.csv"], { x: "string" })).toEqual([
      "data/missing-file: the file `list/c.csv` does not exist",
    ]);
  });
});

describe("a pattern", () => {
  it("meets folders with **, hidden files only by their dot, links to files", async () => {
    files.write("deep/x.csv", "v\n1\n");
    files.write("deep/a/b/y.csv", "v\n2\n");
    files.write("deep/.hidden.csv", "v\n3\n");
    files.write("deep/.cache/z.csv", "v\n4\n");
    symlinkSync(files.path("deep/x.csv"), files.path("deep/zlink.csv"));
    expect(await files.rows("csv", "deep/**/*.csv", { v: "int" })).toEqual([[2], [1], [1]]);
    expect(await files.rows("csv", "deep/.*.csv", { v: "int" })).toEqual([[3]]);
  });

  it("names the file that lacks a column, in every format", async () => {
    files.write("odd/1.csv", "a,b\n1,2\n");
    files.write("odd/2.csv", "a,c\n1,2\n");
    const csv = "data/columns-differ: `odd/2.csv` has no column `b`, which `odd/1.csv` has";
    expect(await files.findings("csv", "odd/*.csv", { a: "int", b: "int" })).toEqual([csv]);
    expect(await files.findings("csv", ["odd/2.csv", "odd/1.csv"], { a: "int", b: "int" })).toEqual([csv]);
    files.write("odd/1.json", '[{"a": 1, "b": 2}]');
    files.write("odd/2.json", '[{"a": 1}]');
    expect(await files.findings("json", "odd/*.json", { a: "int", b: "int" })).toEqual([csv.replaceAll("csv", "json")]);
    await copy("SELECT 1 AS a, 2 AS b", "odd/1.parquet");
    await copy("SELECT 1 AS a", "odd/2.parquet");
    expect(await files.findings("parquet", "odd/*.parquet", { a: "int", b: "int" })).toEqual([
      csv.replaceAll("csv", "parquet"),
    ]);
    files.write("odd/1.arrow", tableToIPC(tableFromArrays({ a: [1], b: [2] }), "file"));
    files.write("odd/2.arrow", tableToIPC(tableFromArrays({ a: [1] }), "file"));
    expect(await files.findings("arrow", "odd/*.arrow", { a: "float", b: "float" })).toEqual([
      csv.replaceAll("csv", "arrow"),
    ]);
  });

  it("takes the type that holds the values of all Parquet files", async () => {
    files.write("wide/keep", "");
    await copy("SELECT 1 AS a", "wide/1.parquet");
    await copy("SELECT 1.5::DOUBLE AS a", "wide/2.parquet");
    expect(await files.rows("parquet", "wide/*.parquet", { a: "float" })).toEqual([[1], [1.5]]);
    expect((await files.findings("parquet", "wide/*.parquet", { a: "int" }))[0]).toContain("data/bad-value: row 2");
  });
});

describe("folders named column=value", () => {
  const columns = { v: "int", region: "category", year: "int" } as const;
  const expected = [
    [1, "eu", 2024],
    [2, "u s", 2025],
  ];

  it("are columns of the types of the schema", async () => {
    files.write("hive/region=eu/year=2024/a.csv", "v\n1\n");
    files.write("hive/region=u%20s/year=2025/b.csv", "v\n2\n");
    expect(await files.rows("csv", "hive/**/*.csv", columns)).toEqual(expected);
    files.write("hive/region=eu/year=2024/a.json", '{"v": 1}');
    files.write("hive/region=u%20s/year=2025/b.json", '{"v": 2}');
    expect(await files.rows("json", "hive/**/*.json", columns)).toEqual(expected);
    await copy("SELECT 1 AS v", "hive/region=eu/year=2024/a.parquet");
    await copy("SELECT 2 AS v", "hive/region=u%20s/year=2025/b.parquet");
    expect(await files.rows("parquet", "hive/**/*.parquet", columns)).toEqual(expected);
    files.write("hive/region=eu/year=2024/a.arrow", tableToIPC(tableFromArrays({ v: [1] }), "file"));
    files.write("hive/region=u%20s/year=2025/b.arrow", tableToIPC(tableFromArrays({ v: [2] }), "file"));
    expect(await files.rows("arrow", "hive/**/*.arrow", columns)).toEqual(expected);
    expect(await files.rows("arrow", "hive/**/*.arrow", { year: "int" })).toEqual([[2024], [2025]]);
  });

  it("are checked like cells", async () => {
    files.write("bad/year=late/a.csv", "v\n1\n");
    expect((await files.findings("csv", "bad/*/a.csv", { v: "int", year: "int" }))[0]).toContain(
      "column `year`: `late` is not a whole number",
    );
  });

  it("give missing values by the name that Hive has for them", () => {
    expect(partitionsOf("a/region=__HIVE_DEFAULT_PARTITION__/b%2Fc=1%25/x=y.csv")).toEqual([
      { name: "region", value: null },
      { name: "b/c", value: "1%" },
    ]);
  });
});
