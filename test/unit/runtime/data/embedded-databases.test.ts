// Files of SQLite and DuckDB: tables, views and queries, strict types, only what is asked for.
import { copyFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { gunzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import sqlite from "node-sqlite3-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import type { Json } from "../../../../specs/json.ts";
import { columnOf } from "./inline-table.ts";
import { testFolder } from "./read-files.ts";

let engine: Engine;
const files = testFolder("databases", () => engine);
const types = { id: "int", amount: "float", name: "string", day: "date", paid: "bool" } as const;
const expected = [
  [3, 1.5, "x", "2024-01-31", true],
  [1, null, null, "2024-02-01", false],
];

const TABLE = "CREATE TABLE orders (id INTEGER, amount REAL, name TEXT, day DATE, paid BOOLEAN, extra TEXT)";
const ROWS = "INSERT INTO orders VALUES (3, 1.5, 'x', '2024-01-31', 1, 'a'), (1, NULL, NULL, '2024-02-01', 0, 'b')";

function writeSqlite(name: string, ...statements: readonly string[]): void {
  rmSync(files.path(name), { force: true });
  const database = new sqlite.Database(files.path(name));
  for (const statement of statements) database.exec(statement);
  database.close();
}

async function writeDuckdb(name: string, ...statements: readonly string[]): Promise<void> {
  rmSync(files.path(name), { force: true });
  const instance = await DuckDBInstance.create(files.path(name));
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

beforeAll(async () => {
  engine = await openEngine({ threads: 2 });
  writeSqlite("o.db", TABLE, ROWS, "CREATE VIEW paid AS SELECT id, amount FROM orders WHERE paid = 1");
  await writeDuckdb(
    "o.duckdb",
    TABLE,
    ROWS,
    "CREATE SCHEMA s",
    "CREATE TABLE s.t AS SELECT 7 AS v",
    "CREATE VIEW w AS SELECT 1 AS v",
  );
});
afterAll(() => {
  engine.close();
  files.remove();
});

describe.each([
  ["sqlite", "o.db"],
  ["duckdb", "o.duckdb"],
] as const)("%s", (connector, path) => {
  const findings = (columns: Parameters<typeof files.findings>[2], params: Readonly<Record<string, Json>>) =>
    files.findings(connector, path, columns, params);

  it("reads a table in the order of its rows", async () => {
    expect(await files.rows(connector, path, types, { table: "orders" })).toEqual(expected);
  });

  it("reads a query, ordered by the columns of the schema", async () => {
    const query = "SELECT id, amount AS price, extra FROM orders WHERE id > 0;";
    expect(await files.rows(connector, path, { id: "int", price: "float" }, { query })).toEqual([
      [1, null],
      [3, 1.5],
    ]);
  });

  it("reads two tables at once", async () => {
    const both = [1, 2].map(() => files.rows(connector, path, { id: "int" }, { table: "orders" }));
    expect(await Promise.all(both)).toEqual([
      [[3], [1]],
      [[3], [1]],
    ]);
  });

  it("says what is wrong", async () => {
    expect((await findings({ id: "int" }, { table: "order" }))[0]).toMatch(
      /^database\/unknown-table: the database does not know `order`: it has `orders`/,
    );
    expect((await findings({ id: "int" }, { query: "SELECT x FROM orders" }))[0]).toMatch(
      /^database\/refused-query: .*x/,
    );
    expect(await findings({ id: "int" }, { query: "DELETE FROM orders" })).toEqual([
      "database/refused-query: the database refused to read `the query`: it is not a SELECT statement",
    ]);
    expect(await findings({ total: "int" }, { table: "orders" })).toEqual([
      `data/missing-column: \`${path}\` has no column \`total\``,
    ]);
    expect((await findings({ name: "int", id: "int" }, { table: "orders" }))[0]).toBe(
      `data/bad-value: row 1 of \`${path}\`, column \`name\`: \`x\` is not a whole number of 64 bits (\`int\`)`,
    );
    expect(await findings([columnOf("amount", "float", false)], { table: "orders" })).toEqual([
      `data/unexpected-null: row 2 of \`${path}\`, column \`amount\`: the value is missing`,
    ]);
    files.write("not.db", "hello, this is no database of any kind");
    expect((await files.findings(connector, "not.db", types, { table: "orders" }))[0]).toContain("data/malformed-file");
    expect((await files.findings(connector, "absent.db", types, { table: "orders" }))[0]).toContain(
      "data/missing-file",
    );
  });
});

describe.each([
  ["sqlite", "q.db"],
  ["duckdb", "q.duckdb"],
] as const)("a query of %s", (connector, path) => {
  beforeAll(async () => {
    if (connector === "sqlite") writeSqlite(path, TABLE, ROWS);
    else await writeDuckdb(path, TABLE, ROWS);
  });
  const refused = (query: string) => files.findings(connector, path, { id: "int" }, { query });
  const ids = (query: string) => files.rows(connector, path, { id: "int" }, { query });

  it("is one SELECT however it is written", async () => {
    const all = [[1], [3]];
    expect(await ids("/* all */ -- of them\n SELECT id FROM orders -- and no more")).toEqual(all);
    expect(await ids("SELECT id FROM orders WHERE name <> 'a;b' OR name IS NULL ;; ")).toEqual(all);
    expect(await ids("WITH o AS (SELECT id FROM orders) SELECT id FROM o")).toEqual(all);
    expect(await ids("(SELECT id FROM orders)".slice(1, -1))).toEqual(all);
  });

  it("cannot be left for another statement", async () => {
    const target = files.path("written.txt");
    for (const other of [`COPY (SELECT 1) TO '${target}'`, `ATTACH '${target}' AS x`, "DROP TABLE orders"]) {
      for (const query of [
        `SELECT id FROM orders; ${other}`,
        `SELECT id FROM orders); ${other}; SELECT * FROM (SELECT id FROM orders`,
        `SELECT id FROM orders) AS q; ${other}; --`,
        other,
      ])
        expect((await refused(query))[0]).toMatch(/^database\/refused-query/);
    }
    expect(readdirSync(files.path("")).filter((name) => name.startsWith("written"))).toEqual([]);
    expect(await ids("SELECT id FROM orders")).toHaveLength(2);
  });
});

describe("sqlite", () => {
  it("reads views and tables without row ids by their values", async () => {
    writeSqlite(
      "v.db",
      "CREATE TABLE k (a TEXT PRIMARY KEY, n) WITHOUT ROWID",
      "INSERT INTO k VALUES ('b', 10), ('a', 9)",
    );
    expect(await files.rows("sqlite", "v.db", { n: "int" }, { table: "k" })).toEqual([[9], [10]]);
    expect(await files.rows("sqlite", "o.db", { id: "int" }, { table: "paid" })).toEqual([[3]]);
  });

  it("keeps whole numbers beyond 2^53 and refuses bytes", async () => {
    writeSqlite("b.db", "CREATE TABLE t (n, b)", "INSERT INTO t VALUES (9007199254740993, x'00ff')");
    const { table } = await files.read("sqlite", "b.db", { n: "int" }, { table: "t" });
    expect(await engine.query(`SELECT n FROM "${table!.name}"`)).toEqual([[9007199254740993n]]);
    expect((await files.findings("sqlite", "b.db", { b: "string" }, { table: "t" }))[0]).toContain(
      "holds bytes (BLOB)",
    );
  });

  it("reads a write-ahead log that is not merged yet, and leaves nothing behind", async () => {
    rmSync(files.path("w.db"), { force: true });
    const writer = new sqlite.Database(files.path("w.db"));
    for (const sql of ["PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = WAL", TABLE, ROWS]) writer.exec(sql);
    copyFileSync(files.path("w.db"), files.path("copy.db"));
    copyFileSync(files.path("w.db-wal"), files.path("copy.db-wal"));
    writer.close();
    expect(await files.rows("sqlite", "copy.db", types, { table: "orders" })).toEqual(expected);
    expect(readdirSync(files.path("")).filter((name) => name.startsWith("copy.db"))).toEqual([
      "copy.db",
      "copy.db-wal",
    ]);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("pipec-sqlite-"))).toEqual([]);
  });

  it("reads several files of one form", async () => {
    for (const name of ["m1.db", "m2.db"]) writeSqlite(name, TABLE, ROWS);
    expect(await files.rows("sqlite", "m?.db", { id: "int" }, { table: "orders" })).toEqual([[3], [1], [3], [1]]);
  });
});

describe("duckdb", () => {
  it("takes schemas and views", async () => {
    expect(await files.rows("duckdb", "o.duckdb", { v: "int" }, { table: "s.t" })).toEqual([[7]]);
    expect(await files.rows("duckdb", "o.duckdb", { v: "int" }, { table: "w" })).toEqual([[1]]);
  });

  it("keeps typed values: decimals, moments, lists", async () => {
    await writeDuckdb(
      "t.duckdb",
      "SET TimeZone = 'UTC'",
      "CREATE TABLE t AS SELECT 1.25::DECIMAL(9, 2) AS d, TIMESTAMPTZ '2024-01-01 02:00:00+02' AS m, [1.0, 2.5]::DOUBLE[2] AS v",
    );
    const vector = { name: "v", type: { kind: "float", shape: [2], nullable: false }, roles: {} } as const;
    const columns = [columnOf("d", "float"), columnOf("m", "timestamp"), vector];
    const rows = await files.rows("duckdb", "t.duckdb", columns, { table: "t" });
    expect(JSON.parse(JSON.stringify(rows))).toEqual([[1.25, "2024-01-01 00:00:00", { items: [1, 2.5] }]]);
  });
  it("reads nothing but the file in a query", async () => {
    files.write("other.csv", "v\n1\n");
    const other = files.path("other.csv");
    for (const query of [
      `SELECT v FROM read_csv('${other}')`,
      `SELECT v FROM '${other}'`,
      `SELECT (SELECT content FROM read_text('${other}')) AS v`,
      `SELECT 1 AS v WHERE 1 IN (SELECT v FROM '${other}')`,
    ])
      expect((await files.findings("duckdb", "o.duckdb", { v: "int" }, { query }))[0]).toMatch(
        /^database\/refused-query: .*(reads something else than the file|could be a file)/,
      );
    const query = "SELECT v FROM range(2) AS r(v)";
    expect(await files.rows("duckdb", "o.duckdb", { v: "int" }, { query })).toEqual([[0], [1]]);
  });

  it("tells a newer file from a broken one", async () => {
    const reference = new URL("../../../reference/newer.duckdb.gz", import.meta.url);
    files.write("newer.duckdb", gunzipSync(readFileSync(reference)));
    expect(await files.findings("duckdb", "newer.duckdb", { v: "int" }, { table: "t" })).toEqual([
      "database/storage-version: `newer.duckdb` was written by another release of DuckDB: its storage version is 69, and 64 to 68 can be read",
    ]);
  });
});
