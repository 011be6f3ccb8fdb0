// Rows that stand in the spec. They arrive as JSON and take the same way as text from a file, so that types are checked
// alike.
import type { Schema } from "../../../specs/data-type.ts";
import type { Json } from "../../../specs/json.ts";
import { dataDiagnostics } from "../data.diagnostics.ts";
import { Refusal, type RowReader } from "./reader.ts";

export const inlineReader: RowReader = {
  kind: "rows",
  open: async ({ params, schema, span }) => {
    const rows = rowsOf(params.rows ?? [], schema);
    const width = schema.columns.length;
    const wrong = rows.findIndex((row) => row.length !== width);
    if (wrong >= 0) {
      const count = rows[wrong]!.length;
      const found = count === 1 ? "1 value" : `${count} values`;
      throw new Refusal(dataDiagnostics["bad-inline-row"](span, { row: wrong + 1, found, expected: width }));
    }
    return {
      columns: schema.columns.map(({ name }) => ({ name, kind: "text" })),
      chunks: () => [schema.columns.map((_, i) => rows.map((row) => cellText(row[i]!)))],
    };
  },
};

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

function cellText(value: Json): string | null {
  if (value === null || typeof value === "string") return value;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
