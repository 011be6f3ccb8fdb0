// What a function declares, tried out in the data engine: which rows a value may depend on (`reach`), the kind of the
// result, and whether it can be missing.
import { applyStep } from "../../runtime/data/apply-step.ts";
import { type Engine, openEngine } from "../../runtime/data/engine.ts";
import type { Functions } from "../../runtime/data/lower-expression.ts";
import { readSource } from "../../runtime/data/read-source.ts";
import type { Table } from "../../runtime/data/table.ts";
import type { FunctionDeclaration } from "../../specs/component.ts";
import type { ScalarKind } from "../../specs/data-type.ts";
import type { Over } from "../../specs/expression.ts";
import { type Call, callsOf, describe } from "./function-calls.ts";
import { LENGTH, ROWS, trialColumns, trialRows, variants } from "./function-data.ts";
import { fitsInSeries, mayRead } from "./function-reach.ts";

const span = { file: "conformance.pipe", start: 0, end: 1 };
const HOUR = 3_600_000;

/** Cells as text per call, in the order of the table. */
type Results = readonly (readonly (string | null)[])[];

export async function findFunctionFaults(
  declarations: readonly FunctionDeclaration[],
  functions: Functions,
  callsPerFunction: number,
): Promise<readonly string[]> {
  const engine = await openEngine({ threads: 2, asOf: "2024-06-01T00:00:00Z" });
  try {
    const faults = new Set<string>();
    for (const regular of [true, false]) {
      const table = await trialTable(engine, regular);
      const every = regular ? { months: 0, milliseconds: HOUR } : null;
      const over: Over = { partition: ["variant", "series"], order: "at", every };
      const tried = declarations.flatMap((declaration) =>
        callsOf(
          declaration,
          declaration.reach.kind === "table" ? { ...over, partition: [] } : over,
          callsPerFunction,
        ).map((call) => ({ declaration, call })),
      );
      const calls = tried.map(({ call }) => call);
      const results = await evaluate(engine, table, calls, functions);
      for (const [i, { declaration, call }] of tried.entries()) {
        const findings = [
          ...reachFaults(declaration, call, results[i]!, regular),
          ...kindFaults(call, results[i]!),
          ...missingFaults(declaration, call, results[i]!, regular),
        ];
        for (const fault of findings) faults.add(`${describe(call)}: ${fault}`);
      }
      for (const fault of vacuous(tried, results)) faults.add(fault);
      const single = await singleRow(engine, table);
      const alone = await evaluate(engine, single, calls, functions);
      for (const fault of tableFaults(tried, results, alone)) faults.add(fault);
      for (const fault of await presenceFaults(engine, table, tried, results)) faults.add(fault);
    }
    return [...faults];
  } finally {
    engine.close();
  }
}

async function trialTable(engine: Engine, regular: boolean): Promise<Table> {
  const schema = { columns: trialColumns() };
  const op = { kind: "source", connector: "inline", params: { rows: trialRows(regular) }, schema } as const;
  const { table, diagnostics } = await readSource(engine, op, { resolvePath: (path) => path, span });
  if (table === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return table;
}

/** Results are asked for as text, whatever was declared: a cast to the declared kind would hide a wrong one. */
async function evaluate(engine: Engine, table: Table, calls: readonly Call[], functions: Functions): Promise<Results> {
  const results: (string | null)[][] = [];
  const chunk = 40;
  for (let start = 0; start < calls.length; start += chunk) {
    const columns = calls.slice(start, start + chunk).map((call, i) => ({
      name: `result_${i}`,
      expression: { ...call, type: { kind: "string", shape: [], nullable: true } } as const,
    }));
    // The call's own type decides how it is written; only the column that holds it is text.
    const typed = columns.map(({ name, expression }, i) => ({
      name,
      expression: asText({ ...expression, type: calls[start + i]!.type }),
    }));
    const schema = { columns: typed.map(({ name, expression }) => ({ name, type: expression.type, roles: {} })) };
    const op = { kind: "step", step: { kind: "derive", columns: typed }, schema } as const;
    const withText = { ...functions, [AS_TEXT]: { sql: ([x]: readonly string[]) => `CAST(${x} AS VARCHAR)` } };
    const { table: made, diagnostics } = await applyStep(engine, op, [table], withText, span);
    if (made === null) throw new Error(diagnostics.map(({ message, why }) => `${message} ${why}`).join("\n"));
    const names = typed.map(({ name }) => `"${name}"`).join(", ");
    const rows = await engine.query(`SELECT ${names} FROM "${made.name}" ORDER BY __row`);
    for (let i = 0; i < typed.length; i++) results.push(rows.map((row) => row[i] as string | null));
    await engine.drop(made.name);
  }
  return results;
}

const AS_TEXT = "as text";

const asText = (call: Call) =>
  ({
    kind: "call",
    function: AS_TEXT,
    args: [call],
    over: null,
    type: { kind: "string", shape: [], nullable: true },
  }) as const;

/** A value must not change when only rows were replaced that the declaration says it does not read. */
function reachFaults(
  { reach, arguments: names }: FunctionDeclaration,
  call: Call,
  cells: readonly (string | null)[],
  regular: boolean,
): readonly string[] {
  if (reach.kind === "table") return [];
  const reads = mayRead(reach, names, call, regular);
  for (const [v, variant] of variants().entries()) {
    for (let row = 0; row < ROWS; row++) {
      if (cells[v * ROWS + row] === cells[row]) continue;
      const isAllowed = Array.from({ length: ROWS }, (_, other) => other).some(
        (other) => variant.replaces(other) && reads(row, other),
      );
      if (!isAllowed) return [`reads outside of its reach \`${reach.kind}\`: row ${row} changes with ${variant.name}`];
    }
  }
  return [];
}

const TEXTS: Readonly<Record<ScalarKind, RegExp | null>> = {
  int: /^-?\d+$/,
  float: /^-?(\d|inf|nan)/i,
  bool: /^(true|false)$/,
  string: null,
  category: null,
  date: /^\d{4}-\d\d-\d\d$/,
  timestamp: /^\d{4}-\d\d-\d\d( \d\d:\d\d.*)?$/,
  duration: /(\d\d:\d\d|day|month|year)/,
};

function kindFaults(call: Call, cells: readonly (string | null)[]): readonly string[] {
  const pattern = TEXTS[call.type.kind];
  const wrong = cells.find((cell) => cell !== null && pattern !== null && !pattern.test(cell));
  return wrong === undefined ? [] : [`declared \`${call.type.kind}\`, but gives ${wrong}`];
}

/** Heads of series that lack a whole window are warm-up, not missing values. */
function missingFaults(
  { reach, arguments: names }: FunctionDeclaration,
  call: Call,
  cells: readonly (string | null)[],
  regular: boolean,
): readonly string[] {
  if (call.type.nullable) return [];
  const isWhole = fitsInSeries(reach, names, call, regular);
  const row = cells.findIndex((cell, i) => cell === null && isWhole(i % LENGTH));
  return row < 0 ? [] : [`declared not nullable, but missing in row ${row}`];
}

/** A function that is said to read other rows does so, and one of its own row reads that: a check that cannot fail is none. */
function vacuous(
  tried: readonly { readonly declaration: FunctionDeclaration; readonly call: Call }[],
  results: Results,
): readonly string[] {
  const names = new Set(tried.map(({ declaration }) => declaration.name));
  return [...names].flatMap((name) => {
    const own = tried.flatMap(({ declaration }, i) => (declaration.name === name ? [i] : []));
    const { reach, arguments: args } = tried[own[0]!]!.declaration;
    if (reach.kind === "clock" || reach.kind === "table" || args.length === 0) return [];
    const readsOthers = own.some((i) =>
      variants().some((variant, v) =>
        Array.from({ length: ROWS }, (_, row) => row).some(
          (row) => results[i]![v * ROWS + row] !== results[i]![row] && (reach.kind === "row" || !variant.replaces(row)),
        ),
      ),
    );
    return readsOthers ? [] : [`${name}: reach \`${reach.kind}\` was never seen to matter`];
  });
}

const SINGLE = 5;

/** One row of the trial table as a table of its own. */
const singleRow = (engine: Engine, table: Table): Promise<Table> =>
  engine.store(`SELECT * FROM "${table.name}" WHERE __row = ${SINGLE}`, table.schema, true);

type Tried = readonly { readonly declaration: FunctionDeclaration; readonly call: Call }[];

/** What is said to read the whole table gives a row alone something else. */
function tableFaults(tried: Tried, results: Results, alone: Results): readonly string[] {
  const names = new Set(
    tried.flatMap(({ declaration }) => (declaration.reach.kind === "table" ? [declaration.name] : [])),
  );
  return [...names].flatMap((name) => {
    const reads = tried.some(({ declaration }, i) => declaration.name === name && results[i]![SINGLE] !== alone[i]![0]);
    return reads ? [] : [`${name}: reach \`table\` was never seen to matter`];
  });
}

/** `reads: presence`: equal results wherever the argument is equally there, whatever its value. */
async function presenceFaults(
  engine: Engine,
  table: Table,
  tried: Tried,
  results: Results,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [i, { declaration, call }] of tried.entries()) {
    const [argument] = call.args;
    if (declaration.reads !== "presence" || argument?.kind !== "column") continue;
    const rows = await engine.query(`SELECT "${argument.name}" IS NULL FROM "${table.name}" ORDER BY __row`);
    const found = new Set(rows.map(([isMissing], row) => `${String(isMissing)} ${results[i]![row]}`));
    if (found.size > 2) faults.push(`${describe(call)}: \`reads: presence\`, but the value matters`);
  }
  return faults;
}
