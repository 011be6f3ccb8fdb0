// `--set`, `--profile`, `--strict`, `--as-of` as the compiler wants them.
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
    asOf: options.asOf === undefined ? null : checkTime(options.asOf),
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

function checkTime(text: string): string {
  const iso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;
  if (!iso.test(text) || Number.isNaN(Date.parse(text)))
    throw new CommandFailure(
      `\`--as-of ${text}\` is not a time`,
      "write an ISO 8601 date or time: 2024-01-31 or 2024-01-31T06:00:00Z",
    );
  return text;
}
