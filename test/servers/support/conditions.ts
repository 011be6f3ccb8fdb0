// Conditions that a server may take over, and what must hold of each: the engine finds the same rows with and without it.
import { expect } from "vitest";
import type { Expression } from "../../../specs/expression.ts";
import { call, col, lit } from "../../unit/runtime/data/inline-table.ts";
import type { ReadTable, TableRequest } from "./read-table.ts";

export const COLUMNS = {
  id: "int",
  n: "int?",
  x: "float?",
  narrow: "float?",
  dec: "float?",
  t: "string?",
  d: "date?",
  at: "timestamp?",
  moment: "timestamp?",
  b: "bool?",
} as const;

const n = col("n", "int");
const x = col("x", "float");
const narrow = col("narrow", "float");
const dec = col("dec", "float");
const t = col("t", "string");
const d = col("d", "date");
const at = col("at", "timestamp");
const moment = col("moment", "timestamp");
const b = col("b", "bool");

const list = (...items: readonly string[]): Expression => ({
  kind: "literal",
  literal: { kind: "list", items: items.map((value) => ({ kind: "string", value })) },
  type: { kind: "string", shape: [], nullable: false },
});

const taken: readonly Expression[] = [
  ...["==", "!=", "<", "<=", ">", ">="].map((operator) => call(operator, [n, lit(2)])),
  ...["==", "!=", "<", "<=", ">", ">="].map((operator) => call(operator, [x, lit(0.1, "float")])),
  call(">", [lit(3), n]),
  call("==", [t, lit("a")]),
  call("==", [t, lit('it\'s \\ "quoted"')]),
  call("in", [t, list("a", "é", "")]),
  call(">=", [d, lit("2024-02-29", "date")]),
  call("<", [at, lit("2024-01-31T06:00:00.5Z", "timestamp")]),
  call(">=", [moment, lit("2024-01-31T06:00:00+02:00", "timestamp")]),
  call("==", [b, lit(true)]),
  call("!=", [b, lit(true)]),
  call("is_null", [n]),
  call("not", [call("is_null", [t])]),
  call("and", [call(">", [n, lit(0)]), call("==", [t, lit("a")])]),
  call("or", [call(">", [n, lit(2)]), call("==", [t, lit("b")])]),
  // Half of it is.
  call("and", [call(">", [n, lit(1)]), call("<", [t, lit("b")])]),
];

const left: readonly Expression[] = [
  call("<=", [narrow, lit(0.1, "float")]),
  call("==", [dec, lit(0.1, "float")]),
  call("!=", [t, lit("a")]),
  call("<", [t, lit("b")]),
  call("not", [call("==", [n, lit(2)])]),
  call("or", [call(">", [n, lit(2)]), call("<", [t, lit("b")])]),
  call("==", [n, lit(2.5)]),
];

export async function expectSameRows(
  read: (request: TableRequest) => Promise<ReadTable>,
  request: Omit<TableRequest, "columns">,
): Promise<void> {
  const whole = await read({ ...request, columns: COLUMNS });
  expect(whole.findings).toEqual([]);
  for (const filter of [...taken, ...left]) {
    const part = await read({ ...request, columns: COLUMNS, filter });
    expect(part.findings.filter((finding) => !finding.startsWith("data/all-null"))).toEqual([]);
    const shown = JSON.stringify(filter);
    const wanted = await whole.where(filter);
    expect({ shown, rows: await part.where(filter) }).toEqual({ shown, rows: wanted });
    // The server left rows out where it could, and only there.
    expect({ shown, less: part.rows.length < whole.rows.length }).toEqual({ shown, less: taken.includes(filter) });
  }
}
