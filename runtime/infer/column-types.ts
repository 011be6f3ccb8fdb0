// The types of raw columns. A value fits a type when the reader of sources reads it as that type, so what is inferred here
// is what a run will find.
import type { Column, ScalarKind } from "../../specs/data-type.ts";
import type { Json } from "../../specs/json.ts";
import { countInParts } from "../data/count-in-parts.ts";
import type { Engine } from "../data/engine.ts";
import { isMissingText } from "../data/parse-text.ts";
import { numberFormatOf } from "../data/readers/load-raw.ts";
import { quoteName, quoteText } from "../data/sql-text.ts";
import { type Counts, countFits, isTyped, TEXT_TOKENS, TOKENS } from "./column-counts.ts";
import { dateFormatOf, formatFits } from "./date-format.ts";
import type { Sample } from "./load-sample.ts";
import { inferNumberFormat } from "./number-format.ts";

export interface TypedColumns {
  readonly columns: readonly Column[];
  /** With `null_values` and `date_format` where the data asks for them. */
  readonly params: { readonly [name: string]: Json };
  /** What led to a choice, by column. */
  readonly remarks: ReadonlyMap<string, string>;
}

/** A text column with at most this many values, or this share of the rows, is a category. */
const MOST_LEVELS = 1_000;
const LEVEL_SHARE = 0.2;
const FEW_LEVELS = 20;

export async function inferTypes(engine: Engine, loaded: Sample): Promise<TypedColumns> {
  const written = { ...loaded.params, ...(await inferNumberFormat(engine, loaded)) };
  const sample = { ...loaded, params: written, raw: { ...loaded.raw, ...numberFormatOf({ params: written }) } };
  const remarks = new Map<string, string>();
  const texts = sample.columns.filter(({ rawType }) => rawType === "VARCHAR").map(({ name }) => name);
  const known = sample.raw.nullValues;
  const isText = sample.connector === "csv";
  const counts = await countFits(engine, sample, texts);
  const nullValues = isText ? await nullValuesOf(engine, sample, [...counts.values()]) : [];
  const given = sample.raw.dateFormat;
  const format =
    given ?? (isText ? await dateFormatOf(engine, sample, [...counts.values()], [...known, ...nullValues]) : null);
  const formatted =
    format === null
      ? new Map<string, "date" | "timestamp">()
      : await formatFits(engine, sample, counts, format, [...known, ...nullValues]);
  const columns: Column[] = [];
  for (const { name, rawType } of sample.columns) {
    const found = counts.get(name);
    const kind = found === undefined ? kindOfRaw(rawType) : kindOfText(found, sample, format, formatted);
    if (found !== undefined && found.padded > 0 && found.int === found.present && found.present > 0)
      remarks.set(name, `${share(found.padded, found.present)} of the values begin with 0, so they are not numbers`);
    columns.push({ name, type: { kind, shape: [], nullable: false }, roles: {} });
  }
  const all = [...known, ...nullValues];
  const missing = await countMissing(engine, sample, columns, all);
  const params: Record<string, Json> = { ...sample.params };
  if (all.length > 0) params.null_values = all;
  if (format !== null && formatted.size > 0) params.date_format = format;
  return {
    columns: columns.map((column, i) => ({ ...column, type: { ...column.type, nullable: missing[i]! > 0 } })),
    params,
    remarks,
  };
}

const share = (part: number, whole: number): string =>
  part === whole ? "all" : `${Math.max(1, Math.round((100 * part) / whole))} %`;

/** Spellings that occur, in columns that they keep from being numbers or times, and the usual ones in texts. */
async function nullValuesOf(engine: Engine, { raw }: Sample, counts: readonly Counts[]): Promise<string[]> {
  const wanted: string[] = [];
  for (const found of counts) {
    if ((isTyped(found) ? found.tokens : found.textTokens) === 0) continue;
    const text = quoteName(found.name);
    const list = (isTyped(found) ? TOKENS : TEXT_TOKENS).map(quoteText).join(", ");
    const rows = await engine.query(
      `SELECT DISTINCT trim(${text}) FROM ${quoteName(raw.table)} WHERE trim(${text}) IN (${list})`,
    );
    for (const [token] of rows) {
      // A float column reads this spelling as missing anyway.
      if (found.float === found.present && found.int < found.present && String(token).toLowerCase() === "nan") continue;
      wanted.push(String(token));
    }
  }
  const added = new Set(wanted.filter((token) => !raw.nullValues.includes(token)));
  return TOKENS.filter((token) => added.has(token));
}

function kindOfText(
  found: Counts,
  { connector }: Sample,
  format: string | null,
  formatted: ReadonlyMap<string, "date" | "timestamp">,
): ScalarKind {
  const { name, present, int, float, bool, iso, isoDate, padded, distinct } = found;
  if (present === 0) return "string";
  const moment = formatted.get(name);
  if (moment !== undefined) return moment;
  if (int === present && padded === 0) return "int";
  if (float === present && padded === 0) return "float";
  if (bool === present) return "bool";
  // With a format of its own the reader takes no other spelling of a moment.
  if (iso === present && (format === null || connector === "json")) return isoDate === present ? "date" : "timestamp";
  const isCategory =
    distinct <= FEW_LEVELS ? distinct < present : distinct <= Math.min(MOST_LEVELS, LEVEL_SHARE * present);
  return isCategory ? "category" : "string";
}

function kindOfRaw(rawType: string): ScalarKind {
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|UINTEGER)$/.test(rawType)) return "int";
  if (/^(DOUBLE|FLOAT|DECIMAL)/.test(rawType)) return "float";
  if (rawType === "BOOLEAN") return "bool";
  if (rawType === "DATE") return "date";
  if (rawType.startsWith("TIMESTAMP")) return "timestamp";
  if (rawType === "INTERVAL") return "duration";
  return rawType.startsWith("ENUM") ? "category" : "string";
}

async function countMissing(
  engine: Engine,
  { raw, columns: rawColumns }: Sample,
  columns: readonly Column[],
  nullValues: readonly string[],
): Promise<number[]> {
  const conditions = columns.map(({ name, type }, i) => {
    const source = quoteName(name);
    const { rawType } = rawColumns[i]!;
    if (rawType === "VARCHAR") return isMissingText(source, type, nullValues);
    return rawType === "DOUBLE" || rawType === "FLOAT" ? `${source} IS NULL OR isnan(${source})` : `${source} IS NULL`;
  });
  const counts = conditions.map((condition) => `count(*) FILTER (${condition})`);
  return countInParts(engine, counts, raw.table);
}
