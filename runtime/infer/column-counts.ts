// How many values of each text column the reader of sources would take for a value of each type.
import { type ScalarKind, scalar } from "../../specs/data-type.ts";
import type { Engine } from "../data/engine.ts";
import { parseText } from "../data/parse-text.ts";
import type { NumberFormat } from "../data/raw-rows.ts";
import { quoteName, quoteText } from "../data/sql-text.ts";
import type { Sample } from "./load-sample.ts";

/** Spellings of "missing" that are looked for. */
export const TOKENS = [
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
export const TEXT_TOKENS = ["?", "NA", "N/A", "n/a", "#N/A", "NULL", "null", "NaN", "nan"];

/** Statements over many columns grow; wide tables are looked at in parts. */
const COLUMNS_AT_ONCE = 30;

/** -1: of a kind that the first values rule out. */
export interface Counts {
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

export const isTyped = ({ present, int, float, bool, iso }: Counts): boolean =>
  present > 0 && [int, float, bool, iso].includes(present);

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

/** Of the columns of these names, in parts. */
export async function countFits(
  engine: Engine,
  sample: Sample,
  names: readonly string[],
): Promise<ReadonlyMap<string, Counts>> {
  const counts = new Map<string, Counts>();
  for (let at = 0; at < names.length; at += COLUMNS_AT_ONCE)
    for (const found of await countPart(engine, sample, names.slice(at, at + COLUMNS_AT_ONCE)))
      counts.set(found.name, found);
  return counts;
}

async function countPart(engine: Engine, sample: Sample, names: readonly string[]): Promise<Counts[]> {
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
  const reads = (type: ScalarKind): string => `(${parseText(text, scalar(type), format)}) IS NOT NULL`;
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
