// Reads the parameters of a rule, which were validated against its declaration, and writes them as SQL.

import type { RuleParams } from "../../runtime/data/rule.ts";
import { quoteName, quoteText } from "../../runtime/data/sql-text.ts";
import type { Duration } from "../../specs/data-type.ts";
import type { Json } from "../../specs/json.ts";

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

export function columnsParam(params: RuleParams, name: string): readonly string[] {
  const value = params[name];
  if (isList(value)) return value.map(String);
  return typeof value === "string" ? [value] : [];
}

export const columnParam = (params: RuleParams, name: string): string => String(params[name]);

export const numberParam = (params: RuleParams, name: string): number | null => {
  const value = params[name];
  return typeof value === "number" ? value : null;
};

export function listParam(params: RuleParams, name: string): readonly Json[] {
  const value = params[name];
  return isList(value) ? value : [];
}

export function durationParam(params: RuleParams, name: string): Duration | null {
  const value = params[name];
  if (value === null || value === undefined || typeof value !== "object" || isList(value)) return null;
  const map = value as { readonly [key: string]: Json };
  return { months: Number(map.months ?? 0), milliseconds: Number(map.milliseconds ?? 0) };
}

export function valueText(value: Json): string {
  if (typeof value === "string") return quoteText(value);
  if (typeof value === "number") return `(${value})`;
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  return "NULL";
}

export const ticked = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

export const anyNull = (columns: readonly string[]): string =>
  columns.map((column) => `${quoteName(column)} IS NULL`).join(" OR ");

export function durationText({ months, milliseconds }: Duration): string {
  const parts: string[] = [];
  if (months !== 0) parts.push(`${months}mo`);
  if (milliseconds % 86_400_000 === 0 && milliseconds !== 0) parts.push(`${milliseconds / 86_400_000}d`);
  else if (milliseconds !== 0) parts.push(`${milliseconds / 3_600_000}h`);
  return parts.join(" ");
}
