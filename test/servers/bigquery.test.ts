// Google's own client (npm install @google-cloud/bigquery) against a local fake of the HTTP interface: nobody can start
// BigQuery itself. What the service computes is not tried here, only what we ask it and what we make of its answers.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { call, col, lit } from "../unit/runtime/data/inline-table.ts";
import { type FakeBigQuery, startFakeBigQuery } from "./support/fake-bigquery.ts";
import { type ReadTable, type TableRequest, useEngine } from "./support/read-table.ts";

const FIELDS = [
  { name: "id", type: "INTEGER" },
  { name: "x", type: "FLOAT" },
  { name: "n", type: "NUMERIC" },
  { name: "b", type: "BOOLEAN" },
  { name: "t", type: "STRING" },
  { name: "d", type: "DATE" },
  { name: "at", type: "DATETIME" },
  { name: "moment", type: "TIMESTAMP" },
  { name: "clock", type: "TIME" },
  { name: "many", type: "INTEGER", mode: "REPEATED" },
];
const ROWS = [
  ["5", "0.1", "1.5", "true", "a", "2024-02-29", "2024-01-31T06:00:00.123456", "1706680800000001", "26:00:00", null],
  [
    "9007199254740993",
    "1.0E-5",
    "123456789012345678901234567890.5",
    "false",
    "é'\\",
    "1969-12-31",
    "1969-12-31T23:59:59",
    "-1",
    "01:02:03",
    null,
  ],
  ["1", null, null, null, null, null, null, null, null, null],
  ["2", "NaN", "0", "true", "", "2024-02-29", "2024-01-31T06:00:00", "0", "00:00:00", null],
];

describe("bigquery", () => {
  let fake: FakeBigQuery;
  const read = useEngine();
  const readWith = (
    columns: TableRequest["columns"],
    params: TableRequest["params"] = {},
    more: Partial<TableRequest> = {},
  ): Promise<ReadTable> =>
    read({
      connector: "bigquery",
      params: { project: "my-project", dataset: "shop", table: "orders", ...params },
      columns,
      ...more,
    });

  const before = { ...process.env };
  beforeAll(async () => {
    fake = await startFakeBigQuery(FIELDS, ROWS);
    // The client reads them by itself.
    Object.assign(process.env, fake.env);
  });
  afterAll(async () => {
    for (const name of Object.keys(fake.env)) delete process.env[name];
    Object.assign(process.env, before);
    await fake.stop();
  });
  beforeEach(() => {
    fake.queries.length = 0;
    fake.refuse = null;
  });

  it("reads every page, in an order of its own, without rounding", async () => {
    const { rows, findings } = await readWith({
      id: "int",
      x: "float?",
      n: "float?",
      b: "bool?",
      t: "string?",
      d: "date?",
      at: "timestamp?",
      moment: "timestamp?",
      clock: "duration?",
    });
    expect(findings).toEqual([]);
    expect(rows).toEqual([
      [1, null, null, null, null, null, null, null, null],
      [2, null, 0, true, "", "2024-02-29", "2024-01-31 06:00:00", "1970-01-01 00:00:00", "00:00:00"],
      [5, 0.1, 1.5, true, "a", "2024-02-29", "2024-01-31 06:00:00.123456", "2024-01-31 06:00:00.000001", "26:00:00"],
      [
        9007199254740992,
        1e-5,
        1.2345678901234568e29,
        false,
        "é'\\",
        "1969-12-31",
        "1969-12-31 23:59:59",
        "1969-12-31 23:59:59.999999",
        "01:02:03",
      ],
    ]);
  });

  it("asks for the declared columns only, after a dry run", async () => {
    await readWith({ id: "int", t: "string?" });
    expect(fake.queries).toEqual([
      "SELECT * FROM `my-project.shop.orders` AS q LIMIT 0",
      "SELECT q.`id`, q.`t` FROM `my-project.shop.orders` AS q",
    ]);
    fake.queries.length = 0;
    await readWith({ id: "int" }, { table: null, query: "SELECT id FROM orders; " });
    expect(fake.queries[1]).toBe("SELECT q.`id` FROM (SELECT id FROM orders\n) AS q");
    await readWith({ id: "int" }, { table: "other.orders" });
    expect(fake.queries.at(-1)).toBe("SELECT q.`id` FROM `my-project.other.orders` AS q");
  });

  it("asks nothing that could be a script", async () => {
    for (const query of [
      "SELECT 1 AS id); DELETE FROM orders WHERE true; SELECT * FROM (SELECT 1 AS id",
      "DELETE FROM x",
    ])
      expect((await readWith({ id: "int" }, { table: null, query })).findings).toEqual([
        expect.stringMatching(/^database\/refused-query: .*(a semicolon could begin|not a SELECT)/),
      ]);
    expect(fake.queries).toEqual([]);
  });

  it("leaves conditions to the service in its own words", async () => {
    const asked = async (filter: TableRequest["filter"]): Promise<string> => {
      fake.queries.length = 0;
      await readWith(
        { id: "int", x: "float?", n: "float?", t: "string?", d: "date?", at: "timestamp?", moment: "timestamp?" },
        {},
        { filter: filter! },
      );
      return fake.queries[1]!.split(" WHERE ")[1] ?? "";
    };
    expect(await asked(call(">", [col("id", "int"), lit(2)]))).toBe("q.`id` > 2");
    expect(await asked(call("<=", [col("x"), lit(0.1, "float")]))).toBe("q.`x` <= 1e-1");
    expect(await asked(call("==", [col("n"), lit(0.1, "float")]))).toBe("");
    expect(await asked(call("==", [col("t", "string"), lit("it's \\")]))).toBe(
      "q.`t` = 'it\\U00000027s\\U00000020\\U0000005c'",
    );
    expect(await asked(call(">=", [col("d", "date"), lit("2024-01-31", "date")]))).toBe("q.`d` >= DATE '2024-01-31'");
    expect(await asked(call("<", [col("at", "timestamp"), lit("2024-01-31T06:00:00Z", "timestamp")]))).toBe(
      "q.`at` < DATETIME '2024-01-31 06:00:00.000'",
    );
    expect(await asked(call("<", [col("moment", "timestamp"), lit("2024-01-31T06:00:00Z", "timestamp")]))).toBe(
      "q.`moment` < TIMESTAMP '2024-01-31 06:00:00.000+00'",
    );
  });

  it("says what does not fit", async () => {
    const finding = async (columns: TableRequest["columns"]): Promise<string> =>
      (await readWith(columns)).findings.join("\n");
    expect(await finding({ many: "int" })).toMatch(/^database\/column-type: .*`ARRAY<INTEGER>`/);
    expect(await finding({ t: "int" })).toMatch(/^database\/column-type: .*`STRING`/);
    expect(await finding({ id: "float" })).toMatch(/^database\/inexact-number/);
    expect(await finding({ nope: "int" })).toMatch(/^data\/missing-column/);
  });

  it.each([
    { status: 403, reason: "accessDenied", id: "database/denied" },
    { status: 404, reason: "notFound", id: "database/unknown-table" },
    { status: 400, reason: "invalidQuery", id: "database/refused-query" },
    { status: 400, reason: "stopped", id: "database/timeout" },
    { status: 418, reason: "teapot", id: "database/failure" },
  ])("tells $reason apart", async ({ status, reason, id }) => {
    fake.refuse = { status, reason, message: "the service says no" };
    const { findings } = await readWith({ id: "int" });
    expect(findings).toEqual([expect.stringMatching(new RegExp(`^${id}: .*the service says no`))]);
  });
});
