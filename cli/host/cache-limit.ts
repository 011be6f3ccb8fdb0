// How large the cache of a store may grow: `--cache-limit`, else the environment, else a default.
import { CommandFailure } from "../failure.ts";

const DEFAULT_LIMIT = 20e9;

const UNITS: Readonly<Record<string, number>> = { "": 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 };

export function cacheLimit(option: string | undefined): number {
  const text = option ?? process.env.PIPEC_CACHE_LIMIT;
  return text === undefined || text === "" ? DEFAULT_LIMIT : parseSize(text);
}

/** `10GB`, `500mb`, `0`. */
export function parseSize(text: string): number {
  const found = /^([0-9]+(?:\.[0-9]+)?) ?([a-z]*)$/.exec(text.trim().toLowerCase());
  const unit = UNITS[found?.[2] ?? "?"];
  if (found === null || unit === undefined)
    throw new CommandFailure(`\`${text}\` is no size`, "write a number with a unit, such as `10GB` or `500MB`");
  return Math.round(Number(found[1]) * unit);
}

const DAY = 86_400_000;
const AGES: Readonly<Record<string, number>> = { min: 60_000, h: 3_600_000, d: DAY, w: 7 * DAY };

/** `30d`, `12h`: milliseconds. */
export function parseAge(text: string): number {
  const found = /^([0-9]+)(min|h|d|w)$/.exec(text.trim().toLowerCase());
  if (found === null)
    throw new CommandFailure(`\`${text}\` is no age`, "write a number with a unit, such as `30d`, `12h` or `2w`");
  return Number(found[1]) * AGES[found[2]!]!;
}
