// The command that goes on after Ctrl-C: with the options that made the plan and chose the store, for without them it would
// be another run.
import type { SpecOptions } from "../host/spec-options.ts";

export interface ResumableOptions extends SpecOptions {
  readonly only?: readonly string[];
  readonly store?: string;
}

export function resumeCommand(path: string, options: ResumableOptions): string {
  const words = ["pipec", "run", path, "--resume"];
  for (const setting of options.set ?? []) words.push("--set", setting);
  if (options.profile !== undefined) words.push("--profile", options.profile);
  if (options.strict === true) words.push("--strict");
  if (options.asOf !== undefined) words.push("--as-of", options.asOf);
  for (const name of options.only ?? []) words.push("--only", name);
  if (options.store !== undefined) words.push("--store", options.store);
  return words.map(quote).join(" ");
}

/** For a POSIX shell: only what it would read differently is quoted. */
const quote = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
