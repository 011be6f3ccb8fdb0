// The specs of a check together, and those among them that a change in the repository concerns.
import { spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { CommandFailure } from "../failure.ts";
import type { Findings } from "../output/check-report.ts";
import { type CompiledSpec, PROFILES_FILE } from "./compile-spec.ts";

/** An imported file with a finding of its own is reported once, however many specs import it. */
export function joinFindings(compiled: readonly CompiledSpec[], strict: boolean): Findings {
  const seen = new Set<string>();
  const isNew = (value: object): boolean => {
    const key = JSON.stringify(value);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
  return {
    files: compiled.map(({ file }) => file),
    diagnostics: compiled.flatMap(({ diagnostics }) => diagnostics.filter(isNew)),
    certificate: compiled.flatMap(({ certificate }) => certificate),
    allowed: compiled.flatMap(({ allowed }) => allowed.filter(isNew)),
    silenced: compiled.flatMap(({ silenced }) => silenced.filter(isNew)),
    strict,
    lookup: (path) => {
      for (const one of compiled) {
        const found = one.lookup(path);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

/** Keeps the specs that differ from `ref`, or import a file, use profiles or a lock file that does. */
export function onlyChanged(compiled: readonly CompiledSpec[], ref: string): CompiledSpec[] {
  const [first] = compiled;
  if (first === undefined) return [];
  const changed = changedFiles(ref, dirname(first.file));
  return compiled.filter(({ file, sources }) => {
    const beside = [PROFILES_FILE, `${basename(file).replace(/\.pipe$/, "")}.lock.json`];
    const read = [...sources.map(({ path }) => path), ...beside.map((name) => join(dirname(file), name))];
    return read.some((path) => changed.has(realPath(path)));
  });
}

/** Absolute paths of files that differ from `ref` in the working tree, new ones included. */
function changedFiles(ref: string, folder: string): ReadonlySet<string> {
  // A ref that looks like an option would be one for git.
  if (ref.startsWith("-")) throw new CommandFailure(`\`${ref}\` is not a git revision`);
  const top = git(["-C", folder, "rev-parse", "--show-toplevel"]).trim();
  const tracked = git(["-C", top, "diff", "--name-only", "-z", ref, "--"]);
  const untracked = git(["-C", top, "ls-files", "--others", "--exclude-standard", "-z"]);
  return new Set(
    `${tracked}\0${untracked}`
      .split("\0")
      .filter((name) => name !== "")
      .map((name) => realPath(join(top, name))),
  );
}

/** Git names the folder behind a link; a file that is gone has no other path than its own. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function git(args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync("git", [...args], { encoding: "utf8" });
  if (error !== undefined) throw new CommandFailure("`--changed` needs git", error.message);
  if (status !== 0) throw new CommandFailure("git cannot tell what has changed", stderr.trim().split("\n")[0] ?? null);
  return stdout;
}
