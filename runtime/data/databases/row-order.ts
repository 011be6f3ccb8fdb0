// A table of a database has no order. Its rows get one that depends on the rows alone: that of the primary key, then of all
// columns from left to right; rows that are equal in all columns are one as good as the other.
import type { Schema } from "../../../specs/data-type.ts";
import type { Engine } from "../engine.ts";
import { nameList, quoteName } from "../sql-text.ts";
import type { WireColumn } from "./database.ts";

/** A statement that stores the columns of `schema` in that order. */
export function inOwnOrder(
  from: string,
  to: string,
  columns: readonly WireColumn[],
  key: readonly string[],
  schema: Schema,
): string {
  const first = key.map((name) => columns.find((column) => column.name === name)!);
  const rest = columns.filter(({ name }) => !key.includes(name));
  const order = [...first, ...rest].flatMap(orderOf).join(", ");
  const names = nameList(schema.columns.map(({ name }) => name));
  return `CREATE TABLE ${quoteName(to)} AS SELECT ${names} FROM ${quoteName(from)} ORDER BY ${order}`;
}

/** Numbers as numbers; texts by their bytes, whatever the language of the server. */
function orderOf({ name, kind }: WireColumn): readonly string[] {
  const text = `${quoteName(name)} NULLS LAST`;
  switch (kind) {
    case "integer":
    case "bit":
      return [`TRY_CAST(${quoteName(name)} AS HUGEINT) NULLS LAST`, text];
    case "decimal":
    case "float":
      return [`TRY_CAST(${quoteName(name)} AS DOUBLE) NULLS LAST`, text];
    case "boolean":
    case "date":
    case "timestamp":
    case "moment":
    case "duration":
    case "label":
    case "text":
    case "binary":
      return [text];
    default:
      return kind satisfies never;
  }
}

/**
 * Of the set of rows, whatever order they arrived in: the sum of the hashes of the rows, each of 128 bits. Values carry
 * their length, so that no two rows are written alike.
 */
export async function contentHash(
  engine: Engine,
  table: string,
  columns: readonly WireColumn[],
): Promise<{ readonly rows: number; readonly hash: string }> {
  const values = columns.map(({ name }) => `coalesce(strlen(${quoteName(name)}) || ':' || ${quoteName(name)}, '-')`);
  const row = `concat(${values.join(", ")})`;
  const [sums] = await engine.query(
    `SELECT count(*), sum(md5_number_lower(${row})), sum(md5_number_upper(${row})) FROM ${quoteName(table)}`,
  );
  return { rows: Number(sums?.[0]), hash: (sums ?? []).map(String).join("/") };
}
