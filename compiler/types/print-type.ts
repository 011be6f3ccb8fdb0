// Types and durations as an author would write them.
import type { ColumnType, Duration } from "../../specs/data-type.ts";

/** `float`, `category?`, `float[64, 2]`. */
export function printType(type: ColumnType): string {
  const shape = type.shape.length === 0 ? "" : `[${type.shape.join(", ")}]`;
  return `${type.kind}${shape}${type.nullable ? "?" : ""}`;
}

const UNITS = [
  ["w", 604_800_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
  ["ms", 1],
] as const;

/** In the largest unit that gives a whole number: `24h` is `1d`, `90min` stays. */
export function printDuration({ months, milliseconds }: Duration): string {
  const parts: string[] = [];
  if (months !== 0) parts.push(months % 12 === 0 ? `${months / 12}y` : `${months}mo`);
  if (milliseconds !== 0 || months === 0) {
    const unit = UNITS.find(([, size]) => milliseconds !== 0 && milliseconds % size === 0) ?? UNITS[5];
    parts.push(`${milliseconds / unit[1]}${unit[0]}`);
  }
  return parts.join(" + ");
}
