// Rows that stand in the spec. They arrive as JSON and take the same way as text from a file, so that types are checked
// alike.
import type { Schema } from "../../specs/data-type.ts";
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { Json } from "../../specs/json.ts";
import { dataDiagnostics } from "./data.diagnostics.ts";
import type { Engine } from "./engine.ts";
import { quoteName, quoteText } from "./sql-text.ts";

export type InlineRows =
  | { readonly kind: "table"; readonly table: string }
  | { readonly kind: "failed"; readonly diagnostic: Diagnostic };

export async function insertInline(engine: Engine, schema: Schema, given: Json, span: Span): Promise<InlineRows> {
  const rows = rowsOf(given, schema);
  const width = schema.columns.length;
  const wrong = rows.findIndex((row) => row.length !== width);
  if (wrong >= 0) {
    const count = rows[wrong]!.length;
    return {
      kind: "failed",
      diagnostic: dataDiagnostics["bad-inline-row"](span, {
        row: wrong + 1,
        found: count === 1 ? "1 value" : `${count} values`,
        expected: width,
      }),
    };
  }
  const table = engine.freshName();
  const columns = schema.columns.map((column) => `${quoteName(column.name)} VARCHAR`).join(", ");
  await engine.run(`CREATE TABLE ${quoteName(table)} (${columns})`);
  if (rows.length > 0) {
    const values = rows.map((row) => `(${row.map(cellText).join(", ")})`).join(", ");
    await engine.run(`INSERT INTO ${quoteName(table)} VALUES ${values}`);
  }
  return { kind: "table", table };
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** A list of lists, a list of maps by column name, or plain values of a single column. */
function rowsOf(given: Json, schema: Schema): readonly (readonly Json[])[] {
  if (!isList(given)) return [[given]];
  return given.map((row) => {
    if (isList(row)) return row;
    if (row === null || typeof row !== "object") return [row];
    return schema.columns.map((column) => row[column.name] ?? null);
  });
}

function cellText(value: Json): string {
  if (value === null) return "NULL";
  return quoteText(
    typeof value === "string" ? value : typeof value === "object" ? JSON.stringify(value) : String(value),
  );
}
