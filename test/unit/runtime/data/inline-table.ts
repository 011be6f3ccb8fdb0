// Tables and expressions written by hand, for the tests of the data engine.
import { expect } from "vitest";
import { applyStep } from "../../../../runtime/data/apply-step.ts";
import type { Engine } from "../../../../runtime/data/engine.ts";
import { readSource } from "../../../../runtime/data/read-source.ts";
import type { Table } from "../../../../runtime/data/table.ts";
import { type Column, type ColumnType, type Roles, type ScalarKind, scalar } from "../../../../specs/data-type.ts";
import type { Expression, Over } from "../../../../specs/expression.ts";
import type { Json } from "../../../../specs/json.ts";
import type { TableStep } from "../../../../specs/plan.ts";
import { functionDeclarations } from "../../../../stdlib/functions/declarations.ts";
import { functionImplementations } from "../../../../stdlib/functions/implementations.ts";

export const span = { file: "example.pipe", start: 0, end: 1 };

export const columnOf = (name: string, kind: ScalarKind, nullable = true, roles: Roles = {}): Column => ({
  name,
  type: scalar(kind, nullable),
  roles,
});

export async function inlineTable(engine: Engine, columns: readonly Column[], rows: Json): Promise<Table> {
  const op = { kind: "source", connector: "inline", params: { rows }, schema: { columns } } as const;
  const { table, diagnostics } = await readSource(engine, op, { resolvePath: (path) => path, span });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return table!;
}

export const col = (name: string, kind: ScalarKind = "float"): Expression => ({
  kind: "column",
  name,
  type: scalar(kind, true),
});

export function lit(value: number | string | boolean | null, kind?: ScalarKind): Expression {
  if (value === null) return { kind: "literal", literal: { kind: "null" }, type: scalar("float", true) };
  if (typeof value === "boolean") return { kind: "literal", literal: { kind: "bool", value }, type: scalar("bool") };
  if (typeof value === "number") {
    const number = kind === "float" || !Number.isInteger(value) ? "float" : "int";
    return { kind: "literal", literal: { kind: number, value }, type: scalar(number) };
  }
  const moment = kind === "date" || kind === "timestamp" ? kind : "string";
  return { kind: "literal", literal: { kind: moment, value }, type: scalar(moment) };
}

export const duration = (milliseconds: number, months = 0): Expression => ({
  kind: "literal",
  literal: { kind: "duration", months, milliseconds },
  type: scalar("duration"),
});

/** A call typed by its declaration; omitted optional arguments are filled in as the compiler does. */
export function call(name: string, args: readonly Expression[], over: Over | null = null): Expression {
  const declaration = functionDeclarations.find((candidate) => candidate.name === name);
  if (declaration === undefined) throw new Error(`no function ${name}`);
  const missing = declaration.arguments.slice(args.length).filter((argument) => argument.optional);
  const filled = [...args, ...missing.map((argument) => lit(argument.default ?? null))];
  const type: ColumnType | null = declaration.result(filled.map((argument) => argument.type));
  if (type === null) throw new Error(`${name} does not accept these types`);
  return { kind: "call", function: name, args: filled, over, type };
}

export async function step(
  engine: Engine,
  inputs: readonly Table[],
  tableStep: TableStep,
  columns: readonly Column[],
): Promise<Table> {
  const op = { kind: "step", step: tableStep, schema: { columns } } as const;
  const { table, diagnostics } = await applyStep(engine, op, inputs, functionImplementations, span);
  expect(diagnostics).toEqual([]);
  return table!;
}

/** All visible cells in row order; bigints as numbers, moments and durations as text. */
export async function cells(engine: Engine, table: Table): Promise<Json[][]> {
  const names = table.schema.columns.map(({ name, type }) => {
    const quoted = `"${name}"`;
    return ["date", "timestamp", "duration"].includes(type.kind) ? `CAST(${quoted} AS VARCHAR)` : quoted;
  });
  const rows = await engine.query(`SELECT ${names.join(", ")} FROM "${table.name}" ORDER BY __row`);
  return rows.map((row) => row.map((cell) => (typeof cell === "bigint" ? Number(cell) : (cell as Json))));
}

/** One derived column over a table. */
export async function derive(engine: Engine, table: Table, expression: Expression): Promise<Json[]> {
  const column = { name: "result", type: expression.type, roles: {} };
  const columns = [...table.schema.columns, column];
  const derived = await step(engine, [table], { kind: "derive", columns: [{ name: "result", expression }] }, columns);
  return (await cells(engine, derived)).map((row) => row.at(-1)!);
}
