// `--set`, `--profile`, `--strict`, `--as-of` as the compiler wants them.
import type { Duration } from "../../specs/data-type.ts";
import type { CompileOptions } from "../../specs/program.ts";
import { CommandFailure } from "../failure.ts";

export interface SpecOptions {
  readonly set?: readonly string[];
  readonly profile?: string;
  readonly strict?: boolean;
  readonly asOf?: string;
}

export function readCompileOptions(options: SpecOptions): CompileOptions {
  return {
    set: parseSettings(options.set ?? []),
    profile: options.profile ?? null,
    strict: options.strict === true,
    asOf: options.asOf === undefined ? null : checkTime(options.asOf, "--as-of"),
  };
}

/** The last of several settings of one name counts. */
export function parseSettings(settings: readonly string[]): Record<string, string> {
  const result: Record<string, string> = {};
  for (const setting of settings) {
    const at = setting.indexOf("=");
    const name = setting.slice(0, at).trim();
    if (at < 1 || name === "") throw new CommandFailure(`\`--set ${setting}\` has no value`, "write --set name=value");
    result[name] = setting.slice(at + 1);
  }
  return result;
}

export function checkTime(text: string, option: string): string {
  const iso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;
  // A day that its month has not would be taken for one of the next month.
  const isDay =
    !Number.isNaN(Date.parse(text)) &&
    new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() === Number(text.slice(8, 10));
  if (!iso.test(text) || !isDay)
    throw new CommandFailure(
      `\`${option} ${text}\` is not a time`,
      "write an ISO 8601 date or time: 2024-01-31 or 2024-01-31T06:00:00Z",
    );
  return text;
}

const UNITS: Readonly<Record<string, Duration>> = {
  min: { months: 0, milliseconds: 60_000 },
  h: { months: 0, milliseconds: 3_600_000 },
  d: { months: 0, milliseconds: 86_400_000 },
  w: { months: 0, milliseconds: 604_800_000 },
  mo: { months: 1, milliseconds: 0 },
  q: { months: 3, milliseconds: 0 },
  y: { months: 12, milliseconds: 0 },
};

/** `1d`, `2w`, `1mo`, as in a spec. */
export function readDuration(text: string, option: string): Duration {
  const [, count, unit] = /^([1-9]\d*)([a-z]+)$/.exec(text) ?? [];
  const one = unit === undefined ? undefined : UNITS[unit];
  if (count === undefined || one === undefined)
    throw new CommandFailure(
      `\`${option} ${text}\` is not a duration`,
      "write a number and a unit: 1h, 1d, 2w, 1mo, 1q, 1y",
    );
  return { months: one.months * Number(count), milliseconds: one.milliseconds * Number(count) };
}
