// Text to typed values in SQL. Each expression is NULL where the text is not a value of the type; the caller tells that
// apart from a missing text. The engine's own casts are too generous: `1.6` becomes the int 2, `0x1F` and `1_000` are
// numbers, and offsets of timestamps are ignored.
import type { ColumnType } from "../../specs/data-type.ts";
import { fromLocal } from "./local-time.ts";
import type { NumberFormat } from "./raw-rows.ts";
import { physicalType, quoteText } from "./sql-text.ts";

export interface TextFormat {
  /** strftime codes for dates and timestamps, or null for ISO 8601. */
  readonly dateFormat: string | null;
  /** Zone of timestamps without an offset; null for UTC. */
  readonly zone: string | null;
  readonly numbers?: NumberFormat | undefined;
}

const DECIMAL = "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$";
const OFFSET = "[0-9]{2}:[0-9]{2}.*([zZ]|[+-][0-9]{2}(:?[0-9]{2})?)$";
/** Whole numbers beyond this are not exact as floats. */
const EXACT = 9_007_199_254_740_992;

export function parseText(text: string, type: ColumnType, format: TextFormat): string {
  const isNumber = type.kind === "int" || type.kind === "float";
  const t = isNumber && format.numbers !== undefined ? plainNumber(text, format.numbers) : `trim(${text})`;
  switch (type.kind) {
    case "int": {
      const digits = `regexp_full_match(${t}, '[+-]?[0-9]+')`;
      const number = `TRY_CAST(${t} AS DOUBLE)`;
      const whole = `regexp_matches(${t}, '${DECIMAL}') AND ${number} = trunc(${number}) AND abs(${number}) <= ${EXACT}`;
      return `CASE WHEN ${digits} THEN TRY_CAST(${t} AS BIGINT) WHEN ${whole} THEN TRY_CAST(${number} AS BIGINT) END`;
    }
    case "float": {
      const number = `TRY_CAST(${t} AS DOUBLE)`;
      return `CASE WHEN regexp_matches(${t}, '${DECIMAL}') AND isfinite(${number}) THEN ${number} END`;
    }
    case "bool":
      return `CASE WHEN lower(${t}) IN ('true', '1', 'yes') THEN TRUE WHEN lower(${t}) IN ('false', '0', 'no') THEN FALSE END`;
    case "string":
    case "category":
      return text;
    case "date": {
      const moment = format.dateFormat === null ? `TRY_CAST(${t} AS TIMESTAMP)` : strptime(t, format.dateFormat);
      return `CASE WHEN isfinite(${moment}) AND ${moment} = date_trunc('day', ${moment}) THEN CAST(${moment} AS DATE) END`;
    }
    case "timestamp": {
      if (format.dateFormat !== null) return toUtc(strptime(t, format.dateFormat), format.zone);
      const offset = `CAST(TRY_CAST(${t} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS TIMESTAMP)`;
      return `CASE WHEN ${t} ILIKE '%infinity' THEN NULL WHEN regexp_matches(${t}, '${OFFSET}') THEN ${offset} ELSE ${toUtc(`TRY_CAST(${t} AS TIMESTAMP)`, format.zone)} END`;
    }
    case "duration":
      return `TRY_CAST(${t} AS INTERVAL)`;
    default:
      return `TRY_CAST(${t} AS ${physicalType(type)})`;
  }
}

/** A number as it is written everywhere else; NULL where the text is none of this form. Groups of digits are whole. */
function plainNumber(text: string, { decimal, thousands }: NumberFormat): string {
  const t = `trim(${text})`;
  const exponent = "([eE][+-]?[0-9]+)?";
  const plain = `[+-]?([0-9]+[${decimal}]?[0-9]*|[${decimal}][0-9]+)${exponent}`;
  const point = (number: string): string => (decimal === "." ? number : `replace(${number}, '${decimal}', '.')`);
  const whole = `WHEN regexp_full_match(${t}, ${quoteText(plain)}) THEN ${point(t)}`;
  if (thousands === null) return `(CASE ${whole} END)`;
  const grouped = `[+-]?[0-9]{1,3}([${thousands}][0-9]{3})+([${decimal}][0-9]*)?${exponent}`;
  const joined = point(`replace(${t}, ${quoteText(thousands)}, '')`);
  return `(CASE ${whole} WHEN regexp_full_match(${t}, ${quoteText(grouped)}) THEN ${joined} END)`;
}

/** In a float column `nan` is a common spelling of "missing"; infinities are not values. */
export const isMissingText = (text: string, type: ColumnType, nullValues: readonly string[]): string => {
  const listed = nullValues.map(quoteText);
  const missing = listed.length === 0 ? "" : ` OR trim(${text}) IN (${listed.join(", ")})`;
  const nan = type.kind === "float" ? ` OR lower(trim(${text})) = 'nan'` : "";
  const blank = type.kind === "string" || type.kind === "category" ? "" : ` OR trim(${text}) = ''`;
  return `(${text} IS NULL${blank}${missing}${nan})`;
};

const strptime = (text: string, format: string): string => `try_strptime(${text}, ${quoteText(format)})`;

/** A time without an offset, on the clock of a zone. */
export const toUtc = (naive: string, zone: string | null): string => fromLocal(naive, zone === "UTC" ? null : zone);

const numberExample = ({ numbers }: TextFormat, form: string): string =>
  numbers === undefined
    ? ""
    : ` written as ${form.replace("{t}", numbers.thousands ?? "").replace("{d}", numbers.decimal)}`;

/** What a value of the type looks like, for messages. */
export function describeType(type: ColumnType, format: TextFormat): string {
  if (type.shape.length > 0)
    return `a tensor of ${type.shape.join(" x ")} values (\`${type.kind}[${type.shape.join(", ")}]\`)`;
  switch (type.kind) {
    case "int":
      return `a whole number of 64 bits${numberExample(format, "1{t}234")} (\`int\`)`;
    case "float":
      return `a number${numberExample(format, "1{t}234{d}5")} (\`float\`)`;
    case "bool":
      return "a `bool` (true/false, 1/0 or yes/no)";
    case "date":
      return `a \`date\` written as ${format.dateFormat ?? "2024-01-31"}`;
    case "timestamp":
      return `a \`timestamp\` written as ${format.dateFormat ?? "2024-01-31 06:00:00"}`;
    case "duration":
      return "a `duration`";
    case "string":
    case "category":
      return `a \`${type.kind}\``;
    default:
      return type.kind satisfies never;
  }
}
