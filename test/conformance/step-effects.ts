// What a table step declares about rows, tried out in the data engine: how many rows come out of how many, and whether one
// row can come out more than once.
import { applyStep } from "../../runtime/data/apply-step.ts";
import { type Engine, openEngine } from "../../runtime/data/engine.ts";
import { readSource } from "../../runtime/data/read-source.ts";
import type { Table } from "../../runtime/data/table.ts";
import { createRandom } from "../../runtime/numeric/random.ts";
import type { TableStepDeclaration } from "../../specs/component.ts";
import type { Column, ScalarKind } from "../../specs/data-type.ts";
import { scalar } from "../../specs/data-type.ts";
import type { Expression } from "../../specs/expression.ts";
import type { Json } from "../../specs/json.ts";
import type { TableStep } from "../../specs/plan.ts";
import { functionImplementations } from "../../stdlib/functions/implementations.ts";

const span = { file: "conformance.pipe", start: 0, end: 1 };
const ROWS = 20;

const column = (name: string, kind: ScalarKind): Column => ({ name, type: scalar(kind), roles: {} });
/** `id` names the row through every step, as `data` shows what came out of what. */
const COLUMNS = [
  column("id", "int"),
  column("key", "int"),
  column("at", "timestamp"),
  column("x", "float"),
  column("tags", "string"),
];
const HOUR = 3_600_000;
const ALONG = { by: [], time: "at", zone: null } as const;
const reference = (name: string, kind: ScalarKind): Expression => ({ kind: "column", name, type: scalar(kind) });

interface Trial {
  readonly step: TableStep;
  readonly columns: readonly Column[];
}

/** A plan step for a declared one; null for steps that the runtime does not know yet. */
function trialOf(name: string): Trial | null {
  const added = [...COLUMNS, column("other", "float")];
  const condition = call(">", [reference("x", "float"), literal(5)], scalar("bool"));
  const sum = call("+", [reference("x", "float"), literal(1)], scalar("float"));
  switch (name) {
    case "where":
      return { step: { kind: "where", condition }, columns: COLUMNS };
    case "select":
      return { step: { kind: "select", columns: ["id", "x"] }, columns: [COLUMNS[0]!, COLUMNS[3]!] };
    case "derive":
      return { step: { kind: "derive", columns: [{ name: "other", expression: sum }] }, columns: added };
    case "rename":
      return {
        step: { kind: "rename", columns: [{ from: "x", to: "y" }] },
        columns: COLUMNS.map((one) => (one.name === "x" ? column("y", "float") : one)),
      };
    case "sort":
      return { step: { kind: "sort", by: [{ column: "x", descending: true }] }, columns: COLUMNS };
    case "dedupe":
      return { step: { kind: "dedupe", on: ["key"], keep: "last", by: "x" }, columns: COLUMNS };
    case "sample":
      return { step: { kind: "sample", fraction: 0.4, rows: null, seed: 3 }, columns: COLUMNS };
    case "join":
      return {
        step: { kind: "join", on: [{ left: "key", right: "id" }], how: "left", columns: [{ from: "x", to: "other" }] },
        columns: added,
      };
    case "join_as_of":
      return {
        step: {
          kind: "join_as_of",
          on: [],
          time: { left: "at", right: "at" },
          direction: "backward",
          strict: false,
          within: null,
          columns: [{ from: "x", to: "other" }],
        },
        columns: added,
      };
    case "aggregate":
      return {
        step: {
          kind: "aggregate",
          by: ["key"],
          columns: [{ name: "id", expression: call("min", [reference("id", "int")], scalar("int")) }],
        },
        columns: [COLUMNS[1]!, COLUMNS[0]!],
      };
    case "resample":
      return {
        step: {
          kind: "resample",
          ...ALONG,
          every: { months: 0, milliseconds: 3 * HOUR },
          label: "right",
          columns: [{ name: "id", expression: call("min", [reference("id", "int")], scalar("int")) }],
        },
        columns: [COLUMNS[2]!, COLUMNS[0]!],
      };
    case "fill_gaps":
      return {
        step: { kind: "fill_gaps", ...ALONG, every: { months: 0, milliseconds: HOUR / 2 } },
        columns: COLUMNS.map((one) => ({ ...one, type: { ...one.type, nullable: true } })),
      };
    case "windows":
      return {
        step: { kind: "windows", by: [], time: "at", length: 3, stride: 1, tensors: ["id"] },
        columns: [{ ...COLUMNS[0]!, type: { ...scalar("int"), shape: [3] } }, ...COLUMNS.slice(1)],
      };
    case "pivot":
      return {
        step: {
          kind: "aggregate",
          by: ["key"],
          columns: [{ name: "id", expression: call("min", [reference("id", "int")], scalar("int")) }],
          covers: { column: "key", values: Array.from({ length: 7 }, (_, value) => ({ kind: "int", value })) },
        },
        columns: [COLUMNS[1]!, COLUMNS[0]!],
      };
    case "explode":
      return {
        step: { kind: "explode", column: "tags", separator: ";", index: null },
        columns: COLUMNS,
      };
    case "sql":
      return {
        step: {
          kind: "sql",
          query: "SELECT id, x + 1 AS other FROM input WHERE x > 5",
          tables: ["input"],
          time: null,
          every: null,
          structure: [],
          hidden: [],
          named: ["id", "x"],
          choosing: ["x"],
          reach: null,
          fits: false,
        },
        columns: [COLUMNS[0]!, column("other", "float")],
      };
    case "union":
    case "concat":
      return { step: { kind: "union" }, columns: COLUMNS };
    default:
      return null;
  }
}

const literal = (value: number): Expression => ({
  kind: "literal",
  literal: { kind: "float", value },
  type: scalar("float"),
});

const call = (name: string, args: readonly Expression[], type: Expression["type"]): Expression => ({
  kind: "call",
  function: name,
  args,
  over: null,
  type,
});

/** Declared steps whose rows effect is not tried, with the reason. */
export const untried = (declarations: readonly TableStepDeclaration[]): readonly string[] =>
  declarations.filter(({ name }) => trialOf(name) === null).map(({ name }) => name);

export async function findStepFaults(declarations: readonly TableStepDeclaration[]): Promise<readonly string[]> {
  const engine = await openEngine({ threads: 1 });
  try {
    const left = await randomTable(engine, 1);
    // The right table of a union overlaps the left one: half of its rows are the same.
    const right = await randomTable(engine, 1);
    const faults: string[] = [];
    for (const declaration of declarations) {
      const trial = trialOf(declaration.name);
      if (trial === null) continue;
      const op = { kind: "step", step: trial.step, schema: { columns: trial.columns } } as const;
      const { table, diagnostics } = await applyStep(engine, op, [left, right], functionImplementations, span);
      if (table === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
      const before = await idsOf(engine, left);
      const after = await idsOf(engine, table);
      for (const fault of rowFaults(declaration, before, after)) faults.push(`${declaration.name}: ${fault}`);
    }
    return faults;
  } finally {
    engine.close();
  }
}

async function randomTable(engine: Engine, seed: number): Promise<Table> {
  const random = createRandom(seed, "steps");
  const rows: Json = Array.from({ length: ROWS }, (_, id) => [
    id,
    random.below(7),
    new Date(Date.UTC(2024, 0, 1, id)).toISOString(),
    Math.round(random.uniform() * 1000) / 100,
    ["a", "a;b", "a;b;c"][id % 3]!,
  ]);
  const op = { kind: "source", connector: "inline", params: { rows }, schema: { columns: COLUMNS } } as const;
  const { table } = await readSource(engine, op, { resolvePath: (path) => path, span });
  if (table === null) throw new Error("the trial table could not be read");
  return table;
}

async function idsOf(engine: Engine, table: Table): Promise<readonly number[]> {
  // A tensor of ids says which rows a window holds; rows that a step makes up are of no row.
  const rows = await engine.query(`SELECT to_json(id) FROM "${table.name}" ORDER BY __row`);
  return rows.flatMap(([id], row) =>
    typeof id === "string" ? (JSON.parse(id) as number | readonly number[]) : -1 - row,
  );
}

function rowFaults(
  { rows, copies }: TableStepDeclaration,
  before: readonly number[],
  after: readonly number[],
): readonly string[] {
  const faults: string[] = [];
  const isCopied = new Set(after).size < after.length;
  if (isCopied && !copies) faults.push("`copies: false`, but a row comes out more than once");
  if (!isCopied && copies) faults.push("`copies: true`, but no row ever came out more than once");
  const isSame = after.length === before.length && after.every((id, i) => id === before[i]);
  const isSubset = after.every((id) => before.includes(id));
  const isShorter = after.length < before.length;
  const sorted = [...after].sort((a, b) => a - b);
  switch (rows) {
    case "map":
    case "join":
      if (!isSame) faults.push(`\`rows: ${rows}\`, but rows come and go`);
      break;
    case "filter":
      if (!isSubset || !isShorter) faults.push("`rows: filter`, but rows are not merely dropped");
      if (after.some((id, i) => i > 0 && id < after[i - 1]!)) faults.push("`rows: filter`, but the order changes");
      break;
    case "reorder":
      if (isSame || sorted.some((id, i) => id !== before[i])) faults.push("`rows: reorder`, but rows come and go");
      break;
    case "aggregate":
      if (!isShorter) faults.push("`rows: aggregate`, but rows are not summed up");
      break;
    case "union":
      if (after.length <= before.length) faults.push("`rows: union`, but no rows are added");
      break;
    case "resample":
      if (after.length === before.length && isSame) faults.push("`rows: resample`, but the rows are the same");
      break;
    case "window":
      if (!isSubset || !isCopied) faults.push("`rows: window`, but no row is in several windows");
      break;
    case "opaque":
      if (!isSubset) faults.push("`rows: opaque`, but rows are made up");
      break;
    default:
      return rows satisfies never;
  }
  return faults;
}
