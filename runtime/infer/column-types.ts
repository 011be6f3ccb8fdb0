// The types of raw columns. A value fits a type when the reader of sources reads it as that type, so what is inferred here
// is what a run will find.
import type { Column, ColumnType, ScalarKind } from "../../specs/data-type.ts";
import type { Json } from "../../specs/json.ts";
import { countInParts } from "../data/count-in-parts.ts";
import type { Engine } from "../data/engine.ts";
import { isMissingText, parseText } from "../data/parse-text.ts";
import type { NumberFormat } from "../data/raw-rows.ts";
import { numberFormatOf } from "../data/readers/load-raw.ts";
import { quoteName, quoteText } from "../data/sql-text.ts";
import type { Sample } from "./load-sample.ts";
import { inferNumberFormat } from "./number-format.ts";

export interface TypedColumns {
  readonly columns: readonly Column[];
  /** With `null_values` and `date_format` where the data asks for them. */
  readonly params: { readonly [name: string]: Json };
  /** What led to a choice, by column. */
  readonly remarks: ReadonlyMap<string, string>;
}

/** Spellings of "missing" that are looked for. */
const TOKENS = [
  "?",
  "NA",
  "N/A",
  "n/a",
  "#N/A",
  "NULL",
  "null",
  "None",
  "none",
  "NaN",
  "nan",
  "-",
  "--",
  ".",
  "missing",
];
/** Those that also stand for a missing value where everything else is text. */
const TEXT_TOKENS = ["?", "NA", "N/A", "n/a", "#N/A", "NULL", "null", "NaN", "nan"];

/** In the order in which they are preferred. */
const FORMATS = [
  "%Y-%m",
  "%Y/%m/%d",
  "%d.%m.%Y",
  "%m/%d/%Y",
  "%d/%m/%Y",
  "%d-%m-%Y",
  "%b %d, %Y",
  "%d %b %Y",
  "%B %d, %Y",
  "%d-%b-%y",
  "%d-%b-%Y",
  "%m/%d/%y",
  "%Y/%m/%d %H:%M:%S",
  "%Y/%m/%d %H:%M",
  "%d.%m.%Y %H:%M:%S",
  "%d.%m.%Y %H:%M",
  "%m/%d/%Y %H:%M:%S",
  "%m/%d/%Y %H:%M",
  "%m/%d/%Y %I:%M:%S %p",
  "%m/%d/%Y %I:%M %p",
  "%d/%m/%Y %H:%M:%S",
  "%d/%m/%Y %H:%M",
  "%d-%m-%Y %H:%M:%S",
  "%d-%m-%Y %H:%M",
  "%Y%m%d",
] as const;

/** Statements over many columns grow; wide tables are looked at in parts. */
const COLUMNS_AT_ONCE = 30;
/** A text column with at most this many values, or this share of the rows, is a category. */
const MOST_LEVELS = 1_000;
const LEVEL_SHARE = 0.2;
const FEW_LEVELS = 20;

interface Counts {
  readonly name: string;
  readonly present: number;
  readonly int: number;
  readonly float: number;
  readonly bool: number;
  readonly iso: number;
  readonly isoDate: number;
  /** Texts such as `00417`, which a number would not keep. */
  readonly padded: number;
  readonly distinct: number;
  readonly tokens: number;
  readonly textTokens: number;
}

export async function inferTypes(engine: Engine, loaded: Sample): Promise<TypedColumns> {
  const written = { ...loaded.params, ...(await inferNumberFormat(engine, loaded)) };
  const sample = { ...loaded, params: written, raw: { ...loaded.raw, ...numberFormatOf({ params: written }) } };
  const remarks = new Map<string, string>();
  const texts = sample.columns.filter(({ rawType }) => rawType === "VARCHAR");
  const known = sample.raw.nullValues;
  const isText = sample.connector === "csv";
  const counts = new Map<string, Counts>();
  for (let at = 0; at < texts.length; at += COLUMNS_AT_ONCE)
    for (const found of await countFits(
      engine,
      sample,
      texts.slice(at, at + COLUMNS_AT_ONCE).map(({ name }) => name),
    ))
      counts.set(found.name, found);
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

/** What the first values look like rules kinds out before any is tried on all. */
const HEAD_ROWS = 200;
const KINDS = ["int", "float", "bool", "iso", "isoDate", "padded"] as const;
type Kind = (typeof KINDS)[number];

/** Wider than what the reader takes: only what cannot be of a kind is ruled out. */
const LOOKS: Readonly<Record<Kind, RegExp>> = {
  int: /^[+-]?\d[\d.,' ]*$/,
  float: /^[+-]?[\d.,' ]+(e[+-]?\d+)?$|^nan$/i,
  bool: /^(true|false|yes|no)$/i,
  iso: /^[+-]?\d+[-/]\d/,
  isoDate: /^[+-]?\d+[-/]\d/,
  padded: /^[+-]?\d+$/,
};

async function countFits(engine: Engine, sample: Sample, names: readonly string[]): Promise<Counts[]> {
  const { raw, connector } = sample;
  // Only delimited text can be told that a spelling means "missing".
  const tokens = connector === "csv" ? [...raw.nullValues, ...TOKENS] : [];
  // Of an `IN` of many constants the engine makes a join, one per column: seconds for what this does in no time.
  const list = `[${tokens.map(quoteText).join(", ")}]`;
  const head = await engine.query(
    `SELECT ${names.map((name) => `trim(${quoteName(name)})`).join(", ")} FROM ${quoteName(raw.table)} LIMIT ${HEAD_ROWS}`,
  );
  const possible = names.map((_, i) => {
    const cells = head
      .map((row) => row[i])
      .filter((cell) => typeof cell === "string" && cell !== "" && !tokens.includes(cell));
    return KINDS.filter((kind) => cells.every((cell) => LOOKS[kind].test(String(cell))));
  });
  // What is there under one short name and the spellings of "missing" under another: statements stay small.
  const cells = names.flatMap((name, i) => {
    const text = quoteName(name);
    const isToken = tokens.length === 0 ? "FALSE" : `list_contains(${list}, trim(${text}))`;
    return [
      `CASE WHEN NOT (trim(${text}) = '' OR ${isToken}) THEN ${text} END AS c${i}`,
      `CASE WHEN ${isToken} THEN trim(${text}) END AS k${i}`,
    ];
  });
  const textTokens = `[${TEXT_TOKENS.map(quoteText).join(", ")}]`;
  const sums = names.flatMap((_, i) => [
    `count(c${i})`,
    ...possible[i]!.map((kind) => `count(*) FILTER (${fits(`c${i}`, kind, raw.numbers)})`),
    `count(k${i})`,
    `count(*) FILTER (list_contains(${textTokens}, k${i}))`,
    `count(DISTINCT c${i})`,
  ]);
  // A table of its own: as a subquery the engine would write every cell out again wherever it is used.
  const from = engine.freshName();
  await engine.run(`CREATE TABLE ${quoteName(from)} AS SELECT ${cells.join(", ")} FROM ${quoteName(raw.table)}`);
  const row = ((await engine.query(`SELECT ${sums.join(", ")} FROM ${quoteName(from)}`))[0] ?? []).map(Number);
  await engine.drop(from);
  let at = 0;
  const next = (): number => row[at++]!;
  return names.map((name, i) => {
    const present = next();
    const found = { int: -1, float: -1, bool: -1, iso: -1, isoDate: -1, padded: 0 };
    for (const kind of possible[i]!) found[kind] = next();
    return { name, present, ...found, tokens: next(), textTokens: next(), distinct: next() };
  });
}

function fits(text: string, kind: Kind, numbers: NumberFormat | undefined): string {
  const format = { dateFormat: null, zone: null, numbers };
  const reads = (type: ScalarKind): string => `(${parseText(text, scalarType(type), format)}) IS NOT NULL`;
  switch (kind) {
    case "int":
      // The reader takes `1e5` and `3.0`, too.
      return `regexp_full_match(trim(${text}), ${quoteText(`[+-]?[0-9][0-9${numbers?.thousands ?? ""}]*`)}) AND ${reads("int")}`;
    case "float":
      return reads("float");
    case "bool":
      return `lower(trim(${text})) IN ('true', 'false', 'yes', 'no')`;
    case "iso":
      return reads("timestamp");
    case "isoDate":
      return reads("date");
    case "padded":
      return `regexp_full_match(trim(${text}), '0[0-9]+')`;
    default:
      return kind satisfies never;
  }
}

const scalarType = (kind: ScalarKind): ColumnType => ({ kind, shape: [], nullable: false });

const isTyped = ({ present, int, float, bool, iso }: Counts): boolean =>
  present > 0 && [int, float, bool, iso].includes(present);

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

/** The format that makes most columns moments; null when those that are moments are written as ISO 8601. */
async function dateFormatOf(
  engine: Engine,
  { raw }: Sample,
  counts: readonly Counts[],
  nullValues: readonly string[],
): Promise<string | null> {
  const texts = counts.filter((found) => found.present > 0 && !isTyped(found));
  // Dates as whole numbers are asked for by their name.
  const numbers = counts.filter(
    (found) => found.int === found.present && found.present > 0 && /date|day/i.test(found.name),
  );
  if (counts.some((found) => found.present > 0 && found.iso === found.present)) return null;
  let best: { readonly format: string; readonly columns: number; readonly steps: number } | null = null;
  for (const format of FORMATS) {
    const candidates = format === "%Y%m%d" ? numbers : texts;
    let columns = 0;
    let steps = 0;
    for (const { name, present } of candidates) {
      const text = quoteName(name);
      const moment = `try_strptime(trim(${text}), ${quoteText(format)})`;
      const missing = isMissingText(text, scalarType("date"), nullValues);
      // A look at the first rows rules out nearly all.
      const head = await engine.query(
        `SELECT count(*) FILTER (${moment} IS NULL) FROM (SELECT * FROM ${quoteName(raw.table)} WHERE NOT ${missing} LIMIT 50) AS head`,
      );
      if (Number(head[0]?.[0]) > 0) continue;
      const [row] = await engine.query(
        `SELECT count(*) FILTER (NOT ${missing} AND ${moment} IS NOT NULL) FROM ${quoteName(raw.table)}`,
      );
      if (Number(row?.[0]) < present) continue;
      columns += 1;
      const distances = await engine.query(
        `SELECT count(DISTINCT d) FROM (SELECT m - lag(m) OVER (ORDER BY m) AS d FROM (SELECT DISTINCT ${moment} AS m FROM ${quoteName(raw.table)}) AS moments) AS distances`,
      );
      steps += Number(distances[0]?.[0]);
    }
    if (columns === 0) continue;
    // Where day and month can be told apart only by their order, regular steps decide.
    const isBetter = best === null || columns > best.columns || (columns === best.columns && steps < best.steps);
    if (isBetter) best = { format, columns, steps };
  }
  return best?.format ?? null;
}

async function formatFits(
  engine: Engine,
  { raw }: Sample,
  counts: ReadonlyMap<string, Counts>,
  format: string,
  nullValues: readonly string[],
): Promise<Map<string, "date" | "timestamp">> {
  const fits = new Map<string, "date" | "timestamp">();
  for (const { name, present, int } of counts.values()) {
    if (present === 0 || (int === present && format !== "%Y%m%d")) continue;
    if (format === "%Y%m%d" && !/date|day/i.test(name)) continue;
    const text = quoteName(name);
    const moment = `try_strptime(trim(${text}), ${quoteText(format)})`;
    const missing = isMissingText(text, scalarType("date"), nullValues);
    const [row] = await engine.query(
      `SELECT count(*) FILTER (NOT ${missing} AND ${moment} IS NULL), count(*) FILTER (${moment} <> date_trunc('day', ${moment})) FROM ${quoteName(raw.table)}`,
    );
    if (Number(row?.[0]) === 0) fits.set(name, Number(row?.[1]) === 0 ? "date" : "timestamp");
  }
  return fits;
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
