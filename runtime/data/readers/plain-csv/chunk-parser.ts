// Rows of plain delimited text to columns. The loop knows at sight what most cells are (digits with at most one point) and
// asks cells.ts about the rest. It gives up, rather than decides, on anything that is not plain.
import { PAGE_ROWS } from "../../../columns/column-file.ts";
import { type CellKind, daysBefore, numberOfCell, trimSpaces, UNKNOWN } from "./cells.ts";
import { TextPage } from "./text-page.ts";

export interface PlainColumn {
  readonly kind: CellKind;
  /** Null for texts and for columns that nobody asks for. */
  readonly numbers: Float64Array | null;
  readonly texts: TextPage | null;
  missing: number;
}

export interface PlainFormat {
  readonly delimiter: number;
  /** Lines end with a carriage return and a line feed. */
  readonly hasReturns: boolean;
  readonly nullValues: ReadonlySet<string>;
  /** What those are as numbers and moments: such a value is only known by its text (`-999`, but not `-999.0`). */
  readonly nullNumbers: ReadonlySet<number> | null;
}

export function nullNumbersOf(nullValues: readonly string[]): ReadonlySet<number> | null {
  const none = new Set<string>();
  const numbers = nullValues.flatMap((text) =>
    (["float", "timestamp"] as const).map((kind) => numberOfCell(text, kind, none)),
  );
  const known = numbers.filter((value) => Number.isFinite(value));
  return known.length === 0 ? null : new Set(known);
}

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
/** Powers of ten that are exact as doubles. */
const POWERS = Float64Array.from({ length: 23 }, (_, i) => 10 ** i);
/** As many digits are exact in a double, so that one division rounds correctly (Clinger, 1990). */
const EXACT_DIGITS = 15;

export function plainColumns(kinds: readonly CellKind[]): readonly PlainColumn[] {
  return kinds.map((kind) => ({
    kind,
    numbers: kind === "text" || kind === "skip" ? null : new Float64Array(PAGE_ROWS),
    texts: kind === "text" ? new TextPage(PAGE_ROWS) : null,
    missing: 0,
  }));
}

export interface Parsed {
  /** Where parsing stopped: at the end, or because a page is full. -1 when the text is not plain. */
  readonly position: number;
  readonly row: number;
}

const NOT_PLAIN: Parsed = { position: -1, row: 0 };

/** Fills the columns from `row` on with the whole lines between `start` and `end`. */
export function parseRows(
  bytes: Buffer,
  start: number,
  end: number,
  row: number,
  columns: readonly PlainColumn[],
  format: PlainFormat,
): Parsed {
  const { delimiter, hasReturns } = format;
  const last = columns.length - 1;
  let position = start;
  let at = row;
  while (position < end && at < PAGE_ROWS) {
    for (let c = 0; c <= last; c++) {
      const column = columns[c]!;
      const stop = c < last ? delimiter : hasReturns ? RETURN : NEWLINE;
      const next = parseCell(bytes, position, stop, at, column, format);
      if (next < 0) return NOT_PLAIN;
      position = next + 1;
    }
    if (hasReturns && bytes[position++] !== NEWLINE) return NOT_PLAIN;
    at += 1;
  }
  return { position, row: at };
}

/** Gives where the cell ends, which is where `stop` stands; -1 when it is not plain. */
function parseCell(
  bytes: Buffer,
  start: number,
  stop: number,
  row: number,
  column: PlainColumn,
  format: PlainFormat,
): number {
  const { numbers, kind } = column;
  if (numbers === null) return textCell(bytes, start, stop, row, column, format);
  let position = start;
  let byte = bytes[position]!;
  if (byte === stop) {
    numbers[row] = Number.NaN;
    column.missing += 1;
    return position;
  }
  if (kind === "timestamp") {
    const moment = momentAt(bytes, position);
    if (!Number.isNaN(moment) && bytes[position + 19] === stop && !format.nullNumbers?.has(moment)) {
      numbers[row] = moment;
      return position + 19;
    }
    return slowCell(bytes, start, stop, row, column, format);
  }
  if (kind === "bool" || kind === "date") return slowCell(bytes, start, stop, row, column, format);
  const isNegative = byte === 45;
  if (isNegative) byte = bytes[++position]!;
  const first = position;
  let mantissa = 0;
  let digit = byte - 48;
  while (digit >= 0 && digit <= 9) {
    mantissa = mantissa * 10 + digit;
    digit = bytes[++position]! - 48;
  }
  let digits = position - first;
  let value = mantissa;
  if (bytes[position] === 46 && kind === "float" && digits > 0) {
    const point = position;
    digit = bytes[++position]! - 48;
    while (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digit = bytes[++position]! - 48;
    }
    const decimals = position - point - 1;
    digits += decimals;
    if (digits <= EXACT_DIGITS) value = mantissa / POWERS[decimals]!;
  }
  if (bytes[position] !== stop || digits === 0 || digits > EXACT_DIGITS)
    return slowCell(bytes, start, stop, row, column, format);
  // A whole number has no negative zero.
  if (isNegative) value = kind === "int" ? 0 - value : -value;
  if (format.nullNumbers?.has(value)) return slowCell(bytes, start, stop, row, column, format);
  numbers[row] = value;
  return position;
}

/** `YYYY-MM-DD HH:MM:SS` with `T` or a space; NaN where that does not stand. */
function momentAt(bytes: Buffer, p: number): number {
  const separator = bytes[p + 10];
  if (separator !== 32 && separator !== 84) return Number.NaN;
  if (bytes[p + 4] !== 45 || bytes[p + 7] !== 45 || bytes[p + 13] !== 58 || bytes[p + 16] !== 58) return Number.NaN;
  const year = 100 * twoDigits(bytes, p) + twoDigits(bytes, p + 2);
  const month = twoDigits(bytes, p + 5);
  const day = twoDigits(bytes, p + 8);
  const hours = twoDigits(bytes, p + 11);
  const minutes = twoDigits(bytes, p + 14);
  const seconds = twoDigits(bytes, p + 17);
  // The last days of a month are left to the slow way, which knows their number.
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 28 && hours <= 23 && minutes <= 59 && seconds <= 59)) {
    return Number.NaN;
  }
  return (daysBefore(year, month, day) * 86_400 + hours * 3600 + minutes * 60 + seconds) * 1000;
}

/** NaN unless both are digits. */
function twoDigits(bytes: Buffer, at: number): number {
  const tens = bytes[at]! - 48;
  const ones = bytes[at + 1]! - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function slowCell(
  bytes: Buffer,
  start: number,
  stop: number,
  row: number,
  column: PlainColumn,
  { nullValues, delimiter }: PlainFormat,
): number {
  const end = endOfCell(bytes, start, stop, delimiter);
  if (end < 0) return -1;
  const value = numberOfCell(bytes.toString("latin1", start, end), column.kind, nullValues);
  if (value === UNKNOWN || value === -UNKNOWN) return -1;
  if (Number.isNaN(value)) column.missing += 1;
  column.numbers![row] = value;
  return end;
}

function textCell(
  bytes: Buffer,
  start: number,
  stop: number,
  row: number,
  column: PlainColumn,
  { nullValues, delimiter }: PlainFormat,
): number {
  const end = endOfCell(bytes, start, stop, delimiter);
  if (end < 0 || column.texts === null) return end;
  const isMissing =
    end === start || (nullValues.size > 0 && nullValues.has(trimSpaces(bytes.toString("utf8", start, end))));
  if (isMissing) column.missing += 1;
  else column.texts.add(row, bytes, start, end);
  return end;
}

/** A line that ends too early, a quote or a stray return is not plain. */
function endOfCell(bytes: Buffer, start: number, stop: number, delimiter: number): number {
  for (let position = start; ; position++) {
    const byte = bytes[position]!;
    if (byte === stop) return position;
    if (byte === delimiter || byte === NEWLINE || byte === RETURN || byte === QUOTE || byte === undefined) return -1;
  }
}
