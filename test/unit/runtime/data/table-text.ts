// Specs from their text to the rows of a table, over CSV files written for them.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "../../../../compiler/index.ts";
import { applyStep } from "../../../../runtime/data/apply-step.ts";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import { readSource } from "../../../../runtime/data/read-source.ts";
import type { Table } from "../../../../runtime/data/table.ts";
import type { Diagnostic } from "../../../../specs/diagnostic.ts";
import type { Json } from "../../../../specs/json.ts";
import type { Plan } from "../../../../specs/plan.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { functionImplementations } from "../../../../stdlib/functions/implementations.ts";

export interface ComputedTable {
  readonly columns: readonly string[];
  /** Moments as text, numbers as numbers, tensors as lists. */
  readonly rows: readonly (readonly Json[])[];
  /** Of the compiler and of the run, as `id message`. */
  readonly found: readonly string[];
}

type Files = Readonly<Record<string, string>>;

export function compileTables(text: string): { readonly plan: Plan | null; readonly found: readonly Diagnostic[] } {
  const main = { path: "spec.pipe", text };
  const settings = { set: {}, profile: null, strict: false, asOf: null };
  const compiled = compile({ main, files: new Map(), lock: null, profiles: null }, standardLibrary, settings);
  if (compiled.kind !== "done") throw new TypeError("the spec asks for more files");
  return { plan: compiled.plan, found: compiled.diagnostics.filter(({ severity }) => severity === "error") };
}

/** Sources and steps of a spec, up to the first that fails. */
export async function computeTable(text: string, files: Files, name: string): Promise<ComputedTable> {
  const folder = mkdtempSync(join(tmpdir(), "pipec-tables-"));
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  const { plan, found } = compileTables(text);
  const asText = (list: readonly Diagnostic[]): readonly string[] => list.map(({ id, message }) => `${id} ${message}`);
  if (plan === null) return { columns: [], rows: [], found: asText(found) };
  const engine = await openEngine({ threads: 2 });
  try {
    const tables = new Map<string, Table>();
    for (const { id, op, inputs, span } of plan.nodes) {
      const given = inputs.map((input) => tables.get(input)!);
      if (op.kind !== "source" && op.kind !== "step") continue;
      const { table, diagnostics } =
        op.kind === "source"
          ? await readSource(engine, op, { resolvePath: (path) => join(folder, path), span })
          : await applyStep(engine, op, given, functionImplementations, span);
      if (table === null) return { columns: [], rows: [], found: asText(diagnostics) };
      tables.set(id, table);
    }
    const table = tables.get(name)!;
    return { columns: table.schema.columns.map((column) => column.name), rows: await rowsOf(engine, table), found: [] };
  } finally {
    engine.close();
  }
}

async function rowsOf(engine: Engine, table: Table): Promise<readonly (readonly Json[])[]> {
  const cells = table.schema.columns.map(({ name, type }) => {
    if (type.shape.length > 0) return `to_json("${name}")`;
    if (type.kind === "timestamp" || type.kind === "date")
      return `strftime(CAST("${name}" AS TIMESTAMP), '%Y-%m-%d %H:%M:%S')`;
    if (type.kind === "duration") return `epoch("${name}")`;
    return `"${name}"`;
  });
  const rows = await engine.query(`SELECT ${cells.join(", ")} FROM "${table.name}" ORDER BY __row`);
  return rows.map((row) =>
    row.map((cell, i): Json => {
      if (typeof cell === "bigint") return Number(cell);
      const isTensor = table.schema.columns[i]!.type.shape.length > 0;
      return isTensor && typeof cell === "string" ? JSON.parse(cell) : (cell as Json);
    }),
  );
}
