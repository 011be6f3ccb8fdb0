// The types of `param`s and how a value, written in the file, in a profile or after `--set`, is read as one of them.
import type { Duration } from "../../specs/data-type.ts";
import type { Json } from "../../specs/json.ts";
import type { DurationUnit } from "../syntax/ast.ts";

export const PARAM_TYPES = ["int", "float", "bool", "string", "duration", "date", "timestamp"] as const;
export type ScalarParamType = (typeof PARAM_TYPES)[number];

/** `["fast", "good"]` as a type: one of these values. */
export type ParamType =
  | { readonly kind: ScalarParamType }
  | { readonly kind: "one-of"; readonly values: readonly Json[] };

/** A constant with the type that its spelling gives it. */
export interface Constant {
  readonly kind: ScalarParamType | "reference";
  readonly value: Json;
}

/** The value as the type wants it, or null when it does not fit. An int is a float, a date the timestamp of its midnight UTC. */
export function fitConstant(constant: Constant, type: ParamType): Json {
  const { kind, value } = constant;
  // `env("X")` is text that only the run knows.
  if (kind === "reference") return type.kind === "string" ? value : null;
  if (type.kind === "one-of") return type.values.some((one) => one === value) ? value : null;
  if (kind === type.kind) return value;
  if (kind === "int" && type.kind === "float") return value;
  if (kind === "date" && type.kind === "timestamp") return `${String(value)}T00:00:00Z`;
  return null;
}

/** Reads the text of `--set name=text`. */
export function readText(text: string, type: ParamType): Json {
  if (type.kind === "one-of") return type.values.find((one) => String(one) === text) ?? null;
  if (type.kind === "string") return text;
  const trimmed = text.trim();
  switch (type.kind) {
    case "int":
      return /^[+-]?\d[\d_]*$/.test(trimmed) ? safeInteger(trimmed) : null;
    case "float":
      return readFloat(trimmed);
    case "bool":
      return trimmed === "true" ? true : trimmed === "false" ? false : null;
    case "duration":
      return readDuration(trimmed);
    case "date":
      return isDate(trimmed) ? trimmed : null;
    case "timestamp":
      if (isDate(trimmed)) return `${trimmed}T00:00:00Z`;
      return /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?$/.test(trimmed) && isDate(trimmed.slice(0, 10))
        ? trimmed
        : null;
  }
}

/** A value of a profile: JSON of the right type, durations and dates as text, or `{"$env": name}` for text. */
export function readJson(value: Json, type: ParamType): Json {
  if (type.kind === "one-of") return type.values.some((one) => one === value) ? value : null;
  if (typeof value === "number")
    return type.kind === "float" || (type.kind === "int" && Number.isSafeInteger(value)) ? value : null;
  if (typeof value === "boolean") return type.kind === "bool" ? value : null;
  if (typeof value === "string") {
    const written = type.kind === "duration" || type.kind === "date" || type.kind === "timestamp";
    return type.kind === "string" ? value : written ? readText(value, type) : null;
  }
  return type.kind === "string" && isReference(value) ? value : null;
}

export function printParamType(type: ParamType): string {
  if (type.kind !== "one-of") return type.kind === "int" ? "an `int`" : `a \`${type.kind}\``;
  return `one of ${type.values.map((value) => `\`${String(value)}\``).join(", ")}`;
}

/** `{"$env": name}` or `{"$secret": name}`: text that only the run time resolves. */
export function isReference(value: Json): boolean {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  const [key, name] = entries[0] ?? [];
  return entries.length === 1 && (key === "$env" || key === "$secret") && typeof name === "string";
}

const MILLISECONDS: Partial<Record<DurationUnit, number>> = {
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const MONTHS: Partial<Record<DurationUnit, number>> = { mo: 1, q: 3, y: 12 };

function readDuration(text: string): Json {
  const match = /^(\d[\d_]*(?:\.\d+)?)(ms|min|mo|s|h|d|w|q|y)$/.exec(text);
  if (match === null) return null;
  const amount = Number(match[1]!.replaceAll("_", ""));
  const unit = match[2] as DurationUnit; // one of the alternatives of the pattern
  const months = MONTHS[unit];
  if (months !== undefined && !Number.isInteger(amount)) return null;
  const duration: Duration =
    months === undefined
      ? { months: 0, milliseconds: amount * (MILLISECONDS[unit] ?? 1) }
      : { months: amount * months, milliseconds: 0 };
  return { ...duration };
}

function readFloat(text: string): Json {
  const percent = /^([+-]?\d[\d_]*(?:\.\d+)?)%$/.exec(text);
  if (percent !== null) return Number(percent[1]!.replaceAll("_", "")) / 100;
  return /^[+-]?\d[\d_]*(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text.replaceAll("_", "")) : null;
}

function safeInteger(text: string): Json {
  const value = Number(text.replaceAll("_", ""));
  return Number.isSafeInteger(value) ? value : null;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
}
