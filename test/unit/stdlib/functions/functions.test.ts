import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import type { Table } from "../../../../runtime/data/table.ts";
import type { Expression, Over } from "../../../../specs/expression.ts";
import type { Json } from "../../../../specs/json.ts";
import { functionDeclarations } from "../../../../stdlib/functions/declarations.ts";
import { functionImplementations } from "../../../../stdlib/functions/implementations.ts";
import { call, col, columnOf, derive, duration, inlineTable, lit } from "../../runtime/data/inline-table.ts";

const HOUR = 3_600_000;
let engine: Engine;
let one: Table;
let series: Table;

beforeAll(async () => {
  engine = await openEngine({ threads: 2, asOf: "2024-05-01T00:00:00Z" });
  one = await inlineTable(engine, [columnOf("x", "float"), columnOf("d", "date")], [[1, "2024-02-29"]]);
  // Series b stands first in the table; its 02:00 is missing, as is a value of a.
  series = await inlineTable(
    engine,
    [columnOf("s", "category"), columnOf("t", "timestamp"), columnOf("x", "float"), columnOf("hit", "bool")],
    [
      ["b", "2024-01-01 03:00", 40, false],
      ["b", "2024-01-01 00:00", 10, true],
      ["a", "2024-01-01 00:00", 1, false],
      ["a", "2024-01-01 01:00", 2, true],
      ["a", "2024-01-01 02:00", null, false],
      ["a", "2024-01-01 03:00", 8, false],
      ["b", "2024-01-01 01:00", 20, false],
    ],
  );
});
afterAll(() => engine.close());

const over: Over = { partition: ["s"], order: "t", every: { months: 0, milliseconds: HOUR } };

const scalarOf = async (expression: Expression): Promise<Json> => (await derive(engine, one, expression))[0]!;
/** Results in the order b3 b0 a0 a1 a2 a3 b1 of the table. */
const windowOf = (name: string, ...args: readonly Expression[]) => derive(engine, series, call(name, args, over));
const rows = lit;

it("has one implementation for every declaration", () => {
  expect(Object.keys(functionImplementations).sort()).toEqual(functionDeclarations.map(({ name }) => name).sort());
  for (const { doc } of functionDeclarations) expect(doc).toMatch(/\.$/);
});

describe("scalars", () => {
  const num = (value: number): Expression => lit(value, "float");
  it.each<[string, readonly Expression[], Json]>([
    ["+", [lit(1), num(0.5)], 1.5],
    ["/", [lit(1), lit(2)], 0.5],
    ["/", [lit(1), lit(0)], null],
    ["*", [num(1e308), num(10)], null],
    ["mod", [lit(-1), lit(24)], 23],
    ["mod", [lit(5), lit(0)], null],
    ["neg", [lit(3)], -3],
    ["round", [num(2.345), lit(2)], 2.35],
    ["round", [lit(-15), lit(-1)], -20],
    ["floor", [num(-1.5)], -2],
    ["sqrt", [num(-1)], null],
    ["log", [num(0)], null],
    ["log1p", [num(1e-20)], 1e-20],
    ["log1p", [num(-1)], null],
    ["exp", [num(1000)], null],
    ["pow", [num(-1), num(0.5)], null],
    ["sign", [num(-2)], -1],
    ["clip", [num(7), num(0), num(5)], 5],
    ["min_of", [num(3), num(2), num(9)], 2],
    ["max_of", [num(3), lit(null)], null],
    [
      "in",
      [
        lit("b"),
        { kind: "literal", literal: { kind: "list", items: [{ kind: "string", value: "b" }] }, type: lit("").type },
      ],
      true,
    ],
    ["??", [lit(null), num(4)], 4],
    ["if", [lit(false), num(1), num(2)], 2],
    ["is_null", [lit(null)], true],
    ["contains", [lit("O'Hara"), lit("'H")], true],
    ["matches", [lit("ab12"), lit("^[a-z]+\\d+$")], true],
    ["replace", [lit("a-b-c"), lit("-"), lit("+")], "a+b+c"],
    ["concat_ws", [lit("/"), lit("a"), lit("b")], "a/b"],
    ["split_part", [lit("a/b"), lit("/"), lit(2)], "b"],
    ["length", [lit("zoë")], 3],
    ["year", [col("d", "date")], 2024],
    ["week", [col("d", "date")], 9],
    ["weekday", [col("d", "date")], 3],
    ["days_in_month", [col("d", "date")], 29],
    ["day_of_year", [col("d", "date")], 60],
    ["is_weekend", [lit("2024-03-02", "date")], true],
    ["hour", [lit("2024-03-02T06:30:00+02:00", "timestamp")], 4],
    ["days_between", [col("d", "date"), lit("2024-03-01T12:00:00Z", "timestamp")], 1.5],
    ["since", [lit("2024-03-01", "date"), col("d", "date")], "1 day"],
    ["+", [col("d", "date"), duration(0, 12)], "2025-02-28 00:00:00"],
    ["-", [lit("2024-03-01", "date"), col("d", "date")], "1 day"],
    ["/", [duration(36 * HOUR), duration(24 * HOUR)], 1.5],
    ["now", [], "2024-05-01 00:00:00"],
  ])("%s #%#", async (name, args, expected) => {
    expect(await scalarOf(call(name, args))).toEqual(expected);
  });

  it("finds the phase of a cycle", async () => {
    expect(await scalarOf(call("sin_of", [lit(6), lit(24)]))).toBeCloseTo(1, 12);
    expect(await scalarOf(call("cos_of", [lit("2024-01-01T12:00:00Z", "timestamp"), duration(24 * HOUR)]))).toBeCloseTo(
      -1,
      9,
    );
  });

  it("does not explode when calls are nested", async () => {
    let expression: Expression = lit(1, "float");
    let expected = 1;
    for (let i = 0; i < 12; i++) {
      expression = call("log1p", [expression]);
      expected = Math.log1p(expected);
    }
    expect(await scalarOf(expression)).toBeCloseTo(expected, 14);
  });
});

describe("windows", () => {
  it.each<[string, readonly Expression[], readonly Json[]]>([
    ["lag", [col("x"), rows(1)], [20, null, null, 1, 2, null, 10]],
    // Exactly two hours back: b has no 01:00 + ... only its 03:00 finds 01:00.
    ["lag", [col("x"), duration(2 * HOUR)], [20, null, null, null, 1, 2, null]],
    ["lead", [col("x"), rows(1)], [null, 20, 2, null, 8, null, 40]],
    ["diff", [col("x"), rows(1)], [20, null, null, 1, null, null, 10]],
    ["pct_change", [col("x"), rows(1)], [1, null, null, 1, null, null, 1]],
    ["rolling_sum", [col("x"), rows(2)], [60, null, null, 3, null, null, 30]],
    ["rolling_sum", [col("x"), rows(2), lit(false), lit(1)], [60, 10, 1, 3, 2, 8, 30]],
    // (t - 2h, t]: b has no 02:00, so its 03:00 stands alone.
    ["rolling_sum", [col("x"), duration(2 * HOUR)], [40, null, null, 3, 2, 8, 30]],
    ["rolling_mean", [col("x"), rows(3), lit(true), lit(1)], [30, 15, 1.5, 1.5, 5, 8, 70 / 3]],
    ["rolling_max", [col("x"), rows(3), lit(false), lit(2)], [40, null, null, 2, 2, 8, 20]],
    ["rolling_median", [col("x"), rows(2)], [30, null, null, 1.5, null, null, 15]],
    ["rolling_quantile", [col("x"), rows(2), lit(0.25)], [25, null, null, 1.25, null, null, 12.5]],
    ["expanding_mean", [col("x")], [70 / 3, 10, 1, 1.5, 1.5, 11 / 3, 15]],
    ["cumulative_sum", [col("x")], [70, 10, 1, 3, 3, 11, 30]],
    ["count_since", [col("hit", "bool")], [2, 0, null, 0, 1, 2, 1]],
    ["fill_forward", [col("x")], [40, 10, 1, 2, 2, 8, 20]],
    ["fill_backward", [col("x")], [40, 10, 1, 2, 8, 8, 20]],
    ["interpolate", [col("x")], [40, 10, 1, 2, 5, 8, 20]],
  ])("%s #%#", async (name, args, expected) => {
    const result = await windowOf(name, ...args);
    for (const [i, value] of expected.entries()) {
      if (typeof value === "number") expect(result[i]).toBeCloseTo(value, 10);
      else expect(result[i], `row ${i}`).toBe(value);
    }
  });

  it("weights by half lives and skips missing values, as pandas does", async () => {
    // pandas: Series([1, 2, nan, 8]).ewm(halflife=1).mean()
    const result = await windowOf("ewm_mean", col("x"), rows(1));
    const expected = [1, 5 / 3, 5 / 3, (8 + 2 / 4 + 1 / 8) / (1 + 1 / 4 + 1 / 8)];
    for (const [i, value] of expected.entries()) expect(result[2 + i]).toBeCloseTo(value, 12);
  });

  it("weights by time when the half life is a duration", async () => {
    // pandas: ewm(halflife="1h", times=t).mean(); b has no 02:00, so its 01:00 is two half lives old at 03:00.
    const result = await windowOf("ewm_mean", col("x"), duration(HOUR));
    expect(result[0]).toBeCloseTo((40 + 20 / 4 + 10 / 8) / (1 + 1 / 4 + 1 / 8), 12);
    expect(result[5]).toBeCloseTo((8 + 2 / 4 + 1 / 8) / (1 + 1 / 4 + 1 / 8), 12);
  });

  it("nest in each other", async () => {
    const lagged = call("lag", [col("x"), rows(1)], over);
    const result = await windowOf("rolling_mean", lagged, rows(2));
    expect(result).toEqual([15, null, null, null, 1.5, null, null]);
  });

  it("stay stable in long series, where powers of the half life would overflow", async () => {
    const long = await inlineTable(
      engine,
      [columnOf("s", "category"), columnOf("t", "timestamp"), columnOf("x", "float")],
      Array.from({ length: 3000 }, (_, i) => ["a", new Date(i * HOUR).toISOString(), i % 7]),
    );
    const result = await derive(engine, long, call("ewm_mean", [col("x"), rows(1)], over));
    let [sum, weight] = [0, 0];
    for (let i = 0; i < 3000; i++) {
      [sum, weight] = [sum / 2 + (i % 7), weight / 2 + 1];
      if (i % 97 === 0) expect(result[i]).toBeCloseTo(sum / weight, 9);
    }
  });
});

describe("whole-table aggregates", () => {
  it("give every row the same value", async () => {
    expect(await derive(engine, series, call("mean", [col("x")]))).toEqual(Array(7).fill(81 / 6));
    expect(await derive(engine, series, call("rank", [col("x")]))).toEqual([6, 4, 1, 2, null, 3, 5]);
  });
});

describe("types", () => {
  const typeOf = (name: string, ...args: readonly Expression[]) => call(name, args, over).type;
  it("keep nullability through windows, and drop it where a default is given", () => {
    const present: Expression = { kind: "column", name: "x", type: { kind: "int", shape: [], nullable: false } };
    expect(typeOf("lag", present, lit(1))).toEqual(present.type);
    expect(typeOf("/", present, present)).toEqual({ kind: "float", shape: [], nullable: false });
    expect(typeOf("??", col("x"), lit(1)).nullable).toBe(false);
    expect(typeOf("count", col("x")).nullable).toBe(false);
    expect(() => typeOf("+", col("d", "date"), lit(1))).toThrow();
    expect(() => typeOf("==", col("x"), lit("a"))).toThrow();
    expect(() => typeOf("hour", col("d", "date"))).not.toThrow();
  });
});
