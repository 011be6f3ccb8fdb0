import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import { type CheckResult, runCheck } from "../../../../runtime/data/run-check.ts";
import type { Table } from "../../../../runtime/data/table.ts";
import type { Json } from "../../../../specs/json.ts";
import { functionImplementations as functions } from "../../../../stdlib/functions/implementations.ts";
import { ruleDeclarations } from "../../../../stdlib/rules/declarations.ts";
import { ruleImplementations } from "../../../../stdlib/rules/rules.impl.ts";
import { call, col, columnOf, inlineTable, lit, span } from "../../runtime/data/inline-table.ts";

const HOUR = 3_600_000;
let engine: Engine;
let table: Table;
let cities: Table;

beforeAll(async () => {
  engine = await openEngine({ threads: 2, asOf: "2024-01-02T00:00:00Z" });
  const time = columnOf("t", "timestamp", true, { time: { every: { months: 0, milliseconds: HOUR } } });
  table = await inlineTable(
    engine,
    [time, columnOf("city", "string"), columnOf("x", "float")],
    [
      ["2024-01-01 00:00", "Ulm", 1],
      ["2024-01-01 01:00", "Bonn", null],
      ["2024-01-01 03:00", "Ulm", 30],
    ],
  );
  cities = await inlineTable(engine, [columnOf("name", "string"), columnOf("n", "int")], [["Ulm", 1]]);
});
afterAll(() => engine.close());

const check = (
  rule: string,
  params: { [name: string]: Json },
  severity: "error" | "warning" = "error",
): Promise<CheckResult> =>
  runCheck(
    engine,
    { kind: "check", rules: [{ rule, params, severity, span }] },
    table,
    { rules: ruleImplementations, functions },
    new Map([["cities", cities]]),
  );

it("has an implementation for every declaration", () => {
  expect(Object.keys(ruleImplementations).sort()).toEqual(ruleDeclarations.map(({ name }) => name).sort());
});

describe("rules", () => {
  const above = JSON.parse(JSON.stringify(call("<", [col("x"), lit(10)]))) as Json;
  it.each<[string, { [name: string]: Json }, number]>([
    ["unique", { columns: ["t"] }, 0],
    ["unique", { columns: ["city"] }, 2],
    ["not_null", { columns: ["t", "x"] }, 1],
    ["regular", { column: "t", every: null }, 1],
    ["regular", { column: "t", every: { months: 0, milliseconds: 2 * HOUR } }, 1],
    ["between", { column: "x", min: 0, max: 20 }, 1],
    ["between", { column: "x", min: 1, max: 30 }, 0],
    ["matches", { column: "city", pattern: "[A-Z][a-z]+" }, 0],
    ["matches", { column: "city", pattern: "U.*" }, 1],
    ["one_of", { column: "city", values: ["Ulm"] }, 1],
    ["foreign_key", { column: "city", table: "cities", key: "name" }, 1],
    ["row_count", { min: 3, max: null }, 0],
    ["row_count", { min: 10, max: null }, 1],
    ["freshness", { column: "t", max_age: { months: 0, milliseconds: 21 * HOUR } }, 0],
    ["freshness", { column: "t", max_age: { months: 0, milliseconds: 20 * HOUR } }, 1],
    ["custom", { condition: above, message: null }, 1],
  ])("%s %j finds %i", async (rule, params, violations) => {
    const { results, diagnostics } = await check(rule, params);
    expect(results[0]).toMatchObject({ rule, passed: violations === 0, violations });
    expect(diagnostics.map(({ id }) => id)).toEqual(violations === 0 ? [] : ["data/check-failed"]);
  });

  it("show the first rows that break them, with the severity of the spec", async () => {
    const { results, diagnostics } = await check("between", { column: "x", min: 0, max: 20 }, "warning");
    expect(results[0]?.sample).toEqual([{ row: 3, cells: { t: "2024-01-01 03:00:00", city: "Ulm", x: "30.0" } }]);
    expect(diagnostics[0]?.severity).toBe("warning");
    expect(diagnostics[0]?.message).toBe(
      "check `between` failed: 1 row breaks it, first row 3: t = 2024-01-01 03:00:00, city = Ulm, x = 30.0",
    );
    expect(diagnostics[0]?.why).toBe("it demands that `x` lies between 0 and 20");
  });
});

it("says at once what is known of numbers in files, and only that", () => {
  const facts = { missing: 0, min: -1, max: 5 };
  const file = {
    path: "none",
    rows: 3,
    columns: [{ name: "x", kind: "number" as const }],
    groups: [],
    offsets: [],
    facts: [facts],
  };
  const stored = new Map([["x", { file, column: "x" }]]);
  const holds = (rule: "between" | "not_null", params: { [name: string]: Json }, rows = 3): boolean | undefined =>
    ruleImplementations[rule].holds?.(params, {
      table: { name: "none", schema: { columns: [] }, rows, stored },
      tables: new Map(),
      expression: () => "",
      asOf: null,
    });
  expect(holds("between", { column: "x", min: -1, max: 5 })).toBe(true);
  expect(holds("between", { column: "x", min: 0, max: 5 })).toBe(false);
  expect(holds("between", { column: "x", min: -1, max: 4.5 })).toBe(false);
  expect(holds("between", { column: "other", min: -1, max: 5 })).toBe(false);
  expect(holds("not_null", { columns: ["x"] })).toBe(true);
  expect(holds("not_null", { columns: ["x", "other"] })).toBe(false);
  // A file of other rows says nothing.
  expect(holds("not_null", { columns: ["x"] }, 4)).toBe(false);
});
