import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyStep } from "../../../../runtime/data/apply-step.ts";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import { exportFrame } from "../../../../runtime/data/export-frame.ts";
import type { Table } from "../../../../runtime/data/table.ts";
import type { TableStep } from "../../../../specs/plan.ts";
import { functionImplementations } from "../../../../stdlib/functions/implementations.ts";
import { call, cells, col, columnOf, duration, inlineTable, lit, span, step } from "./inline-table.ts";

let engine: Engine;
let sales: Table;
let stores: Table;
const salesColumns = [columnOf("store", "category"), columnOf("day", "date"), columnOf("units", "int")];

beforeAll(async () => {
  engine = await openEngine({ threads: 2 });
  sales = await inlineTable(engine, salesColumns, [
    ["b", "2024-01-02", 5],
    ["a", "2024-01-01", 1],
    ["b", "2024-01-01", 4],
    ["a", "2024-01-03", null],
    ["c", "2024-01-02", 9],
  ]);
  stores = await inlineTable(
    engine,
    [columnOf("store", "category"), columnOf("city", "string"), columnOf("day", "date")],
    [
      ["a", "Ulm", "2024-01-02"],
      ["b", "Bonn", "2024-01-01"],
    ],
  );
});
afterAll(() => engine.close());

describe("steps that keep rows", () => {
  it("where keeps rows whose condition is true, also with a window inside", async () => {
    const plain = await step(
      engine,
      [sales],
      { kind: "where", condition: call(">", [col("units", "int"), lit(1)]) },
      salesColumns,
    );
    expect((await cells(engine, plain)).map((row) => row[2])).toEqual([5, 4, 9]);
    const over = { partition: ["store"], order: "day", every: null };
    const condition = call("is_null", [call("lag", [col("units", "int"), lit(1)], over)]);
    const first = await step(engine, [sales], { kind: "where", condition }, salesColumns);
    expect((await cells(engine, first)).map((row) => row.slice(0, 2))).toEqual([
      ["a", "2024-01-01"],
      ["b", "2024-01-01"],
      ["c", "2024-01-02"],
    ]);
  });

  it("derive lets entries use earlier ones and replace columns", async () => {
    const columns = [
      { name: "twice", expression: call("*", [col("units", "int"), lit(2)]) },
      { name: "units", expression: call("+", [col("twice", "int"), lit(1)]) },
      { name: "more", expression: call("+", [col("units", "int"), lit(100)]) },
    ];
    const schema = [...salesColumns, columnOf("twice", "int"), columnOf("more", "int")];
    const table = await step(engine, [sales], { kind: "derive", columns }, schema);
    expect((await cells(engine, table))[0]).toEqual(["b", "2024-01-02", 11, 10, 111]);
  });

  it("select, rename and sort", async () => {
    const [store, day, units] = salesColumns;
    const selected = await step(engine, [sales], { kind: "select", columns: ["units", "store"] }, [units!, store!]);
    expect((await cells(engine, selected))[0]).toEqual([5, "b"]);
    const renamed = [{ ...store!, name: "shop" }, day!, units!];
    const table = await step(engine, [sales], { kind: "rename", columns: [{ from: "store", to: "shop" }] }, renamed);
    expect((await cells(engine, table))[0]?.[0]).toBe("b");
    const by = [{ column: "units", descending: true }];
    const sorted = await step(engine, [sales], { kind: "sort", by }, salesColumns);
    expect((await cells(engine, sorted)).map((row) => row[2])).toEqual([9, 5, 4, 1, null]);
  });

  it("dedupe keeps the first or last of equal rows", async () => {
    const keep = (which: "first" | "last", by: string | null): TableStep => ({
      kind: "dedupe",
      on: ["store"],
      keep: which,
      by,
    });
    const unitsOf = async (s: TableStep) =>
      (await cells(engine, await step(engine, [sales], s, salesColumns))).map((row) => row[2]);
    expect(await unitsOf(keep("first", null))).toEqual([5, 1, 9]);
    expect(await unitsOf(keep("last", null))).toEqual([4, null, 9]);
    expect(await unitsOf(keep("last", "day"))).toEqual([5, null, 9]);
  });

  it("sample takes the same rows for the same seed", async () => {
    const pick = async (seed: number) =>
      cells(engine, await step(engine, [sales], { kind: "sample", fraction: 0.6, rows: null, seed }, salesColumns));
    expect((await pick(1)).length).toBe(3);
    expect(await pick(1)).toEqual(await pick(1));
    const all = await Promise.all([1, 2, 3, 4, 5].map(pick));
    expect(new Set(all.map((rows) => JSON.stringify(rows))).size).toBeGreaterThan(1);
  });
});

describe("steps that combine tables", () => {
  const joined = [...salesColumns, columnOf("city", "string")];
  const on = [{ left: "store", right: "store" }];
  const columns = [{ from: "city", to: "city" }];

  it("join keeps every left row once", async () => {
    const left = await step(engine, [sales, stores], { kind: "join", on, how: "left", columns }, joined);
    expect((await cells(engine, left)).map((row) => row[3])).toEqual(["Bonn", "Ulm", "Bonn", "Ulm", null]);
    const inner = await step(engine, [sales, stores], { kind: "join", on, how: "inner", columns }, joined);
    expect(inner.rows).toBe(4);
  });

  it("join refuses a right key that occurs twice", async () => {
    const op = {
      kind: "step",
      step: { kind: "join", on, how: "left", columns: [] },
      schema: { columns: salesColumns },
    } as const;
    const { table, diagnostics } = await applyStep(engine, op, [stores, sales], functionImplementations, span);
    expect(table).toBeNull();
    expect(diagnostics[0]?.id).toBe("data/join-fan-out");
    expect(diagnostics[0]?.message).toBe("the right table of the join has 2 rows for the key `store` = `b`");
  });

  it("join_as_of takes the latest row that is not later, within a limit", async () => {
    const asOf = (parts: Partial<Extract<TableStep, { kind: "join_as_of" }>>): TableStep => ({
      kind: "join_as_of",
      on,
      time: { left: "day", right: "day" },
      direction: "backward",
      strict: false,
      within: null,
      columns,
      ...parts,
    });
    const cities = async (s: TableStep) =>
      (await cells(engine, await step(engine, [sales, stores], s, joined))).map((row) => row[3]);
    expect(await cities(asOf({}))).toEqual(["Bonn", null, "Bonn", "Ulm", null]);
    expect(await cities(asOf({ strict: true }))).toEqual(["Bonn", null, null, "Ulm", null]);
    expect(await cities(asOf({ within: { months: 0, milliseconds: 0 } }))).toEqual([null, null, "Bonn", null, null]);
    expect(await cities(asOf({ direction: "forward" }))).toEqual([null, "Ulm", "Bonn", null, null]);
    expect(await cities(asOf({ direction: "nearest" }))).toEqual(["Bonn", "Ulm", "Bonn", "Ulm", null]);
  });

  it("aggregate makes one row per key in order of first use", async () => {
    const step1: TableStep = {
      kind: "aggregate",
      by: ["store"],
      columns: [
        { name: "n", expression: call("count", []) },
        { name: "known", expression: call("count", [col("units", "int")]) },
        { name: "total", expression: call("sum", [col("units", "int")]) },
        { name: "ratio", expression: call("/", [call("sum", [col("units", "int")]), call("count", [])]) },
        { name: "last", expression: call("last", [col("units", "int")], { partition: [], order: "day", every: null }) },
      ],
    };
    const schema = [
      salesColumns[0]!,
      columnOf("n", "int"),
      columnOf("known", "int"),
      columnOf("total", "int"),
      columnOf("ratio", "float"),
      columnOf("last", "int"),
    ];
    const table = await step(engine, [sales], step1, schema);
    expect(await cells(engine, table)).toEqual([
      ["b", 2, 2, 9, 4.5, 5],
      ["a", 2, 1, 1, 0.5, null],
      ["c", 1, 1, 9, 9, 9],
    ]);
  });

  it("union appends the other table", async () => {
    const table = await step(engine, [sales, sales], { kind: "union" }, salesColumns);
    expect((await cells(engine, table)).map((row) => row[2])).toEqual([5, 1, 4, null, 9, 5, 1, 4, null, 9]);
  });
});

it("reports an overflow instead of wrapping around", async () => {
  const big = await inlineTable(engine, [columnOf("x", "int")], [["9223372036854775807"]]);
  for (const expression of [call("+", [col("x", "int"), lit(1)]), call("round", [col("x", "int"), lit(-1)])]) {
    const columns = [{ name: "y", expression }];
    const op = {
      kind: "step",
      step: { kind: "derive", columns },
      schema: { columns: [columnOf("y", "int")] },
    } as const;
    const { diagnostics } = await applyStep(engine, op, [big], functionImplementations, span);
    expect(diagnostics[0]?.id).toBe("data/overflow");
  }
});

it("float aggregates have the same bits for any number of threads", async () => {
  const results = [];
  for (const threads of [1, 4]) {
    const own = await openEngine({ threads });
    await own.run(
      `CREATE TABLE big AS SELECT i AS __row, i % 7 AS g, sin(i) * pow(10, i % 13) AS x FROM range(400000) AS r(i)`,
    );
    const table: Table = {
      name: "big",
      schema: { columns: [columnOf("g", "int"), columnOf("x", "float")] },
      rows: 400_000,
    };
    const columns = ["sum", "mean", "std", "median"].map((name) => ({ name, expression: call(name, [col("x")]) }));
    const schema = [columnOf("g", "int"), ...columns.map(({ name }) => columnOf(name, "float"))];
    results.push(await cells(own, await step(own, [table], { kind: "aggregate", by: ["g"], columns }, schema)));
    own.close();
  }
  expect(results[0]).toEqual(results[1]);
});

it("windows over repeated times have the same bits for any number of threads", async () => {
  const results = [];
  for (const threads of [1, 4]) {
    const own = await openEngine({ threads });
    await own.run(
      "CREATE TABLE big AS SELECT i AS __row, i % 3 AS s, TIMESTAMP '2024-01-01' + to_hours(i // 30) AS t, sin(i) * pow(10, i % 13) AS x FROM range(60000) AS r(i)",
    );
    const input = [columnOf("s", "int"), columnOf("t", "timestamp"), columnOf("x", "float")];
    const table: Table = { name: "big", schema: { columns: input }, rows: 60_000 };
    const over = { partition: ["s"], order: "t", every: null };
    const day = duration(86_400_000);
    const columns = [
      { name: "mean", expression: call("rolling_mean", [col("x"), day], over) },
      { name: "centred", expression: call("rolling_std", [col("x"), day, lit(true)], over) },
      { name: "lagged", expression: call("lag", [col("x"), day], over) },
      { name: "aged", expression: call("ewm_mean", [col("x"), day], over) },
      { name: "smooth", expression: call("ewm_mean", [col("mean"), lit(5)], over) },
      { name: "whole", expression: call("sum", [col("x")]) },
    ];
    const schema = columns.map(({ name }) => columnOf(name, "float"));
    results.push(await cells(own, await step(own, [table], { kind: "derive", columns }, schema)));
    own.close();
  }
  expect(results[0]).toEqual(results[1]);
});

it("serves several callers at once", async () => {
  const condition = call(">", [col("units", "int"), lit(1)]);
  const results = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const table = await step(engine, [sales], { kind: "where", condition }, salesColumns);
      const frame = await exportFrame(engine, table, ["units", "store", "day"]);
      return frame.columns.map((column) => (column.kind === "number" ? [...column.values] : [...column.codes]));
    }),
  );
  const days = [2, 1, 2].map((day) => Date.UTC(2024, 0, day));
  for (const result of results) expect(result).toEqual([[5, 4, 9], [0, 0, 1], days]);
});
