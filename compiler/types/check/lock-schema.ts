// Schemas of a lock file. They come from outside, so their shape is checked before anything relies on it.
import type { Schema } from "../../../specs/data-type.ts";

const KINDS: ReadonlySet<unknown> = new Set([
  "int",
  "float",
  "bool",
  "string",
  "category",
  "date",
  "timestamp",
  "duration",
]);

/** Columns with unique names, each with a type and an object of roles. */
export function isLockedSchema(value: unknown): value is Schema {
  if (!isObject(value) || !Array.isArray(value.columns) || !value.columns.every(isColumn)) return false;
  const names = new Set(value.columns.map((column: { readonly name: string }) => column.name));
  return names.size === value.columns.length;
}

function isColumn(value: unknown): value is { readonly name: string } {
  if (!isObject(value) || typeof value.name !== "string" || !isObject(value.type) || !isObject(value.roles))
    return false;
  const { kind, shape, nullable } = value.type;
  const lengths = Array.isArray(shape) && shape.every((length) => Number.isInteger(length) && length > 0);
  return KINDS.has(kind) && lengths && typeof nullable === "boolean";
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
