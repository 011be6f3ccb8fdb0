// How names, texts and values are written in the data engine's SQL. The only place that quotes.
import type { ColumnType, Duration } from "../../specs/data-type.ts";
import type { LiteralValue } from "../../specs/expression.ts";

/** Hidden column of every table: the position of the row in its source. Physical order and this column always agree. */
export const ROW = "__row";

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The engine takes a zero character for the end of the statement. */
export function quoteText(text: string): string {
  const parts = text.split("\0").map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? parts[0]! : `(${parts.join(" || chr(0) || ")})`;
}

export const nameList = (names: readonly string[]): string => names.map(quoteName).join(", ");

/** The engine's type for a column of ours; a tensor is an array of arrays, its first axis the outermost. */
export function physicalType(type: ColumnType): string {
  if (type.shape.length > 0)
    return `${physicalType({ ...type, shape: [] })}${type.shape
      .toReversed()
      .map((size) => `[${size}]`)
      .join("")}`;
  switch (type.kind) {
    case "int":
      return "BIGINT";
    case "float":
      return "DOUBLE";
    case "bool":
      return "BOOLEAN";
    case "string":
    case "category":
      return "VARCHAR";
    case "date":
      return "DATE";
    case "timestamp":
      return "TIMESTAMP";
    case "duration":
      return "INTERVAL";
    default:
      return unreachable(type.kind);
  }
}

export function intervalText(span: Duration): string {
  const months = span.months === 0 ? null : `to_months(${span.months})`;
  const exact = `to_microseconds(${Math.round(span.milliseconds * 1000)})`;
  if (months === null) return exact;
  return span.milliseconds === 0 ? months : `(${months} + ${exact})`;
}

/** Every literal states its type: the engine would otherwise choose narrow ints and decimals, which overflow and round. */
export function literalText(literal: LiteralValue): string {
  switch (literal.kind) {
    case "null":
      return "NULL";
    case "bool":
      return literal.value ? "TRUE" : "FALSE";
    case "int":
      return `${Math.trunc(literal.value)}::BIGINT`.replace(/^(-.*)::BIGINT$/, "($1)::BIGINT");
    case "float":
      return `(${literal.value})::DOUBLE`;
    case "string":
      return quoteText(literal.value);
    case "date":
      return `${quoteText(literal.value)}::DATE`;
    case "timestamp":
      return timestampText(literal.value);
    case "duration":
      return intervalText(literal);
    case "list":
      return `[${literal.items.map(literalText).join(", ")}]`;
    default:
      return unreachable(literal);
  }
}

export const timestampText = (iso: string): string => `make_timestamp(${Math.round(momentOf(iso) * 1000)})`;

/** Milliseconds of an ISO 8601 moment; without an offset it is UTC. */
export function momentOf(iso: string): number {
  const hasOffset = /\d{2}:\d{2}.*(?:[zZ]|[+-]\d{2}(?::?\d{2})?)$/.test(iso);
  return Date.parse(hasOffset || !iso.includes("T") ? iso : `${iso}Z`);
}

export function unreachable(value: never): never {
  throw new TypeError(`unexpected ${JSON.stringify(value)}`);
}
