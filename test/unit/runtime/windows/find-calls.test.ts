// Windows of one derive that share calls, or change what a name means, are what SQL makes of them, and computed once.
import { afterAll, beforeAll, expect, it } from "vitest";
import { applyStep } from "../../../../runtime/data/apply-step.ts";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import type { Functions } from "../../../../runtime/data/lower-expression.ts";
import { findCalls } from "../../../../runtime/windows/find-calls.ts";
import type { Expression, Over } from "../../../../specs/expression.ts";
import { functionImplementations } from "../../../../stdlib/functions/implementations.ts";
import { call, col, columnOf, inlineTable, lit, span } from "../data/inline-table.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ threads: 2 });
});
afterAll(() => engine.close());

const over: Over = { partition: ["series"], order: "at", every: null };
const before = (name: string): Expression => call("lag", [col(name, "float"), lit(1)], over);
const meanOf = (argument: Expression): Expression =>
  call("rolling_mean", [argument, lit(2), lit(false), lit(null, "int")], over);

const columns = [
  { name: "hour", expression: before("x") },
  { name: "mean", expression: meanOf(before("x")) },
  { name: "again", expression: meanOf(before("x")) },
  { name: "x", expression: before("x") },
  { name: "shifted", expression: before("x") },
  { name: "other", expression: meanOf(before("y")) },
];

it("computes equal calls once, until a name they read means something else", () => {
  const stages = findCalls(columns, functionImplementations);
  const calls = stages.map((stage) => stage.calls.map(({ function: name }) => name));
  expect(calls).toEqual([["lag"], ["rolling_mean"], ["lag", "lag"], ["rolling_mean"]]);
});

it("gives what SQL gives", async () => {
  const schema = [
    columnOf("series", "category"),
    columnOf("at", "timestamp"),
    columnOf("x", "float"),
    columnOf("y", "float"),
  ];
  const cells = Array.from({ length: 24 }, (_, i) => [
    i < 11 ? "a" : "b",
    new Date(Date.UTC(2024, 0, 1, i)).toISOString(),
    i % 5 === 3 ? null : i * 1.25,
    -i,
  ]);
  const table = await inlineTable(engine, schema, cells);
  const made = columns.map(({ name }) => columnOf(name, "float"));
  const kept = schema.filter(({ name }) => name !== "x");
  const op = { kind: "step", step: { kind: "derive", columns }, schema: { columns: [...kept, ...made] } } as const;
  const inSql: Functions = Object.fromEntries(
    Object.entries(functionImplementations).map(([name, { kernel: _, ...sql }]) => [name, sql]),
  );
  const rowsOf = async (functions: Functions): Promise<unknown> => {
    const result = await applyStep(engine, op, [table], functions, span);
    expect(result.diagnostics).toEqual([]);
    return engine.query(`SELECT * FROM ${result.table!.name} ORDER BY __row`);
  };
  expect(await rowsOf(functionImplementations)).toEqual(await rowsOf(inSql));
});
