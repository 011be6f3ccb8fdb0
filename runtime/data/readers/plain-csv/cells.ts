// One cell of text to a number, for the cells that the loop of chunk-parser.ts does not know at sight. What is accepted
// here is what parse-text.ts accepts, with the same value; anything else is left to the engine's reader.

/** The type of a column, as far as plain cells go; `skip` is a column that nobody asks for. */
export type CellKind = "int" | "float" | "bool" | "date" | "timestamp" | "text" | "skip";

/** A cell that only the engine's reader can judge. */
export const UNKNOWN = Number.POSITIVE_INFINITY;

const DECIMAL = /^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$/;
const TRUE = new Set(["true", "1", "yes"]);
const FALSE = new Set(["false", "0", "no"]);
const DAY = 86_400_000;

/** Only spaces, as in the engine: what else counts as blank differs between languages. */
export const trimSpaces = (text: string): string => text.replace(/^ +| +$/g, "");

/** NaN is missing. */
export function numberOfCell(cell: string, kind: CellKind, nullValues: ReadonlySet<string>): number {
  const text = trimSpaces(cell);
  if (text === "" || nullValues.has(text)) return Number.NaN;
  switch (kind) {
    case "float": {
      if (text.toLowerCase() === "nan") return Number.NaN;
      return DECIMAL.test(text) ? Number(text) : UNKNOWN;
    }
    case "int": {
      const value = DECIMAL.test(text) ? Number(text) : UNKNOWN;
      return Number.isSafeInteger(value) ? value + 0 : UNKNOWN;
    }
    case "bool":
      return TRUE.has(text.toLowerCase()) ? 1 : FALSE.has(text.toLowerCase()) ? 0 : UNKNOWN;
    case "date":
    case "timestamp":
      return momentOf(text, kind === "date");
    case "text":
    case "skip":
      throw new TypeError(`a ${kind} cell is no number`);
    default:
      return kind satisfies never;
  }
}

const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const MOMENT = /^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.]([0-9]{1,3}))?Z?)?)?$/;

/** Milliseconds since the epoch, of a moment in UTC; finer fractions are not for us. */
function momentOf(text: string, onlyDate: boolean): number {
  const found = onlyDate ? ([text, text] as const) : MOMENT.exec(text);
  if (found === null) return UNKNOWN;
  const [, date, hours = "0", minutes = "0", seconds = "0", fraction = "0"] = found;
  const day = dayOf(date!);
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return UNKNOWN;
  const clock = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return day + clock * 1000 + Number(fraction.padEnd(3, "0"));
}

function dayOf(text: string): number {
  const found = DATE.exec(text);
  if (found === null) return UNKNOWN;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return UNKNOWN;
  return daysBefore(year, month, day) * DAY;
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : LENGTHS[month - 1]!;
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms"). */
export function daysBefore(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
