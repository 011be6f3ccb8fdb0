// The text of a literal -> its value, or what is wrong with it. No positions of the file in here: `from` and `to` are
// offsets inside the text.

import type { Duration } from "../../specs/data-type.ts";
import type { DurationUnit } from "./ast.ts";

export interface Flaw {
  readonly of: "number" | "unit" | "fraction" | "date" | "zone" | "escape";
  readonly from: number;
  readonly to: number;
  /** What is wrong, as the middle of a sentence. */
  readonly reason: string;
  /** What to write instead of the whole text, where that is certain. */
  readonly instead?: string;
  /** What to do where it is not. */
  readonly help?: string;
}

export type NumberValue =
  | { readonly kind: "int" | "float" | "percent"; readonly value: number }
  | { readonly kind: "duration"; readonly value: Duration; readonly amount: number; readonly unit: DurationUnit };

const MONTHS: Partial<Record<DurationUnit, number>> = { mo: 1, q: 3, y: 12 };
const MILLISECONDS: Partial<Record<DurationUnit, number>> = {
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
export const DURATION_UNITS: readonly DurationUnit[] = ["ms", "s", "min", "h", "d", "w", "mo", "q", "y"];
export const isDurationUnit = (text: string): text is DurationUnit =>
  (DURATION_UNITS as readonly string[]).includes(text);

const OTHER_SPELLINGS: Readonly<Record<string, DurationUnit>> = {
  millis: "ms",
  milliseconds: "ms",
  sec: "s",
  secs: "s",
  second: "s",
  seconds: "s",
  mins: "min",
  minute: "min",
  minutes: "min",
  hr: "h",
  hrs: "h",
  hour: "h",
  hours: "h",
  day: "d",
  days: "d",
  wk: "w",
  week: "w",
  weeks: "w",
  mon: "mo",
  month: "mo",
  months: "mo",
  quarter: "q",
  quarters: "q",
  yr: "y",
  yrs: "y",
  year: "y",
  years: "y",
};

/** The unit that a misspelt one means: `hours` -> `h`. */
export const unitFor = (text: string): DurationUnit | undefined =>
  isDurationUnit(text.toLowerCase()) ? (text.toLowerCase() as DurationUnit) : OTHER_SPELLINGS[text.toLowerCase()];

const NUMBER = /^(\d+(?:_\d+)*)(\.\d+(?:_\d+)*)?([eE][+-]?\d+)?(%|[A-Za-z]*)$/;

export function readNumber(text: string): NumberValue | Flaw {
  const match = NUMBER.exec(text);
  if (match === null) return numberFlaw(text);
  const [, , fraction, exponent, suffix] = match;
  const digits = text.slice(0, text.length - suffix!.length);
  const amount = Number(digits.replaceAll("_", ""));
  const isInt = fraction === undefined && exponent === undefined;
  if (!Number.isFinite(amount) || (isInt && !Number.isSafeInteger(amount))) {
    return {
      of: "number",
      from: 0,
      to: digits.length,
      reason: "is larger than a number can be",
      help: "write a float such as `1e20`",
    };
  }
  if (suffix === "") return { kind: isInt ? "int" : "float", value: amount };
  if (suffix === "%") return { kind: "percent", value: amount / 100 };
  return readDuration(text, digits, amount, suffix!);
}

function readDuration(text: string, digits: string, amount: number, suffix: string): NumberValue | Flaw {
  if (!isDurationUnit(suffix)) {
    const unit = unitFor(suffix);
    const flaw = { of: "unit" as const, from: digits.length, to: text.length, reason: "" };
    if (suffix === "m") return { ...flaw, help: `write \`${digits}min\` for minutes, \`${digits}mo\` for months` };
    return unit === undefined ? flaw : { ...flaw, instead: digits + unit };
  }
  const months = wholePart(amount * (MONTHS[suffix] ?? 0));
  const milliseconds = wholePart(amount * (MILLISECONDS[suffix] ?? 0));
  if (months === null || milliseconds === null) {
    const reason = suffix in MONTHS ? "is no whole number of months" : "is no whole number of milliseconds";
    return { of: "fraction", from: 0, to: text.length, reason };
  }
  return { kind: "duration", value: { months, milliseconds }, amount, unit: suffix };
}

/** `1.1 * 3_600_000` is 3960000.0000000005: a rounding error is no fraction. */
function wholePart(value: number): number | null {
  const whole = Math.round(value);
  return Math.abs(value - whole) <= 1e-9 * Math.max(1, Math.abs(value)) ? whole : null;
}

function numberFlaw(text: string): Flaw {
  const all = { of: "number" as const, from: 0, to: text.length };
  if (text.startsWith(".")) {
    const instead = `0${text}`;
    const certain = "kind" in readNumber(instead);
    return { ...all, reason: "has no digit before its point", ...(certain && { instead }) };
  }
  if (text.endsWith(".")) return { ...all, reason: "has no digit after its point", instead: `${text}0` };
  if (/^[\d_.]*__|_\.|_$|_%$/.test(text)) {
    const instead = text.replaceAll(/_+/g, "_").replaceAll(/_(?=\.|%|$)/g, "");
    return { ...all, reason: "has an underscore that does not stand between two digits", instead };
  }
  if (/^[\d_]+\.[\d_]+\./.test(text))
    return { ...all, reason: "has two points", help: "write one point; a version is a string in quotes" };
  if (/^0[xXbBoO]/.test(text)) return { ...all, reason: "is not decimal", help: "write it in decimal digits" };
  return { ...all, reason: "is not a number" };
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

export function readDate(text: string): { readonly kind: "date" | "timestamp"; readonly value: string } | Flaw {
  const match = DATE.exec(text);
  if (match === null) {
    const reason = text.includes("T")
      ? "is not written like `2024-01-31T06:00:00Z`"
      : "is not written like `2024-01-31`";
    return { of: "date", from: 0, to: text.length, reason };
  }
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const bad = (from: number, to: number, reason: string): Flaw => ({ of: "date", from, to, reason });
  if (month! < 1 || month! > 12) return bad(5, 7, `has the month ${month}`);
  const days = daysInMonth(year!, month!);
  if (day! < 1 || day! > days) return bad(8, 10, `has the day ${day}, but that month has ${days}`);
  if (!text.includes("T")) return { kind: "date", value: text };
  if (hour! > 23 || minute! > 59 || second! > 59) {
    const help = "hours run from 00 to 23, minutes and seconds from 00 to 59";
    return { ...bad(11, text.length, "has a time of day that does not exist"), help };
  }
  if (match[7] === undefined) {
    return { of: "zone", from: 0, to: text.length, reason: "has no time zone", instead: `${text}Z` };
  }
  return { kind: "timestamp", value: text };
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", '"': '"', "\\": "\\" };

/** `body` is the text between the quotes. Wrong escapes stay as they are written. */
export function readString(body: string): { readonly value: string; readonly flaws: readonly Flaw[] } {
  const flaws: Flaw[] = [];
  const value = body.replaceAll(/\\(?:u\{([^}]*)\}|([\s\S]))|\\$/g, (whole, code, simple, from: number) => {
    if (code !== undefined) {
      const point = /^[0-9A-Fa-f]{1,6}$/.test(code) ? Number.parseInt(code, 16) : Number.NaN;
      // Surrogates are halves of a character, not characters.
      if (point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff)) return String.fromCodePoint(point);
    } else if (simple !== undefined && simple in SIMPLE_ESCAPES) {
      return SIMPLE_ESCAPES[simple]!;
    }
    flaws.push({ of: "escape", from, to: from + whole.length, reason: whole });
    return whole;
  });
  return { value, flaws };
}
