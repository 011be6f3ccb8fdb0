// `--set`, `--profile`, `--strict`, `--as-of` as the compiler wants them.
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { CompileOptions } from "../../specs/program.ts";
import { CommandFailure, isErrno } from "../failure.ts";

export interface SpecOptions {
  readonly set: readonly string[];
  readonly profile?: string;
  readonly strict?: boolean;
  readonly asOf?: string;
}

/** Profile values rank below `--set`, both above the file's own. */
export function readCompileOptions(specPath: string, options: SpecOptions): CompileOptions {
  const profile = options.profile ?? null;
  return {
    set: { ...(profile === null ? {} : readProfile(specPath, profile)), ...parseSettings(options.set) },
    profile,
    strict: options.strict === true,
    asOf: options.asOf === undefined ? null : checkTime(options.asOf),
  };
}

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

/** `<profile>.profile.json` beside the spec: one JSON object from param names to values. */
function readProfile(specPath: string, profile: string): Record<string, string> {
  if (basename(profile) !== profile || profile === "")
    throw new CommandFailure(`\`${profile}\` is not a profile name`, "a profile is a name, not a path");
  const path = join(dirname(specPath), `${profile}.profile.json`);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT"))
      throw new CommandFailure(`there is no profile \`${profile}\``, `expected a JSON object of params in ${path}`);
    throw error;
  }
  const values = parseObject(text, path);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

function parseObject(text: string, path: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CommandFailure(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new CommandFailure(`${path} must hold one JSON object from param names to values`);
  return value;
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
