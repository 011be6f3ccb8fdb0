// Answers the compiler's needs from the file system until it is satisfied.
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { renderJson } from "../../compiler/diagnostics/render/json.ts";
import { type Compiled, compile, type SilencedFinding } from "../../compiler/index.ts";
import type { SourceLookup } from "../../compiler/source/source-file.ts";
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { Json } from "../../specs/json.ts";
import type { CertificateLine, Plan } from "../../specs/plan.ts";
import type { CompileOptions, SchemaLock, SourceText } from "../../specs/program.ts";
import { standardLibrary } from "../../stdlib/declarations.ts";
import { CommandFailure, isErrno } from "../failure.ts";
import { printFindings } from "../output/findings.ts";
import type { Terminal } from "../terminal.ts";
import { readCompileOptions, type SpecOptions } from "./spec-options.ts";
import { readSpec, STDIN_NAME } from "./spec-paths.ts";

export interface CompiledSpec {
  /** As the user gave it; `<stdin>` for `-`. */
  readonly file: string;
  /** Null when there are errors. */
  readonly plan: Plan | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly certificate: readonly CertificateLine[];
  readonly allowed: Plan["allowed"];
  readonly silenced: readonly SilencedFinding[];
  /** Every text that was read, the spec itself first, then its imports. */
  readonly sources: readonly SourceText[];
  readonly lookup: SourceLookup;
}

/** Texts that stand for what is on disk, by absolute path: what fixes have made of them so far. */
export type Overlay = ReadonlyMap<string, string>;

export const ON_DISK: Overlay = new Map();

/** Each round answers at least one need, so more rounds than files can only be a fault of ours. */
const MOST_ROUNDS = 1_000;

export const PROFILES_FILE = "pipec.profiles.json";

export function compileSpec(path: string, options: CompileOptions): CompiledSpec {
  return compileText(readSpec(path), options);
}

export function compileText(main: SourceText, options: CompileOptions, overlay: Overlay = ON_DISK): CompiledSpec {
  const result = compileWhole(main, options, overlay, null);
  const { plan, diagnostics, certificate, allowed, silenced } = result;
  const lookup = (path: string): SourceText | undefined => result.sources.get(path);
  const sources = [...result.sources.values()];
  return { file: main.path, plan, diagnostics, certificate, allowed, silenced, sources, lookup };
}

/** With every import read. `given` stands for the lock file beside the spec; null reads that. */
export function compileWhole(
  main: SourceText,
  options: CompileOptions,
  overlay: Overlay,
  given: SchemaLock | null,
): Compiled {
  const folder = main.path === STDIN_NAME ? "." : dirname(main.path);
  const files = new Map<string, string | null>();
  let lock = given;
  const profiles = readJson(join(folder, PROFILES_FILE));
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const result = compile({ main, files, lock, profiles }, standardLibrary, options);
    if (result.kind === "done") return result;
    for (const wanted of result.needs.files) files.set(wanted, readImport(folder, wanted, overlay));
    for (const wanted of result.needs.locks) lock = readLock(join(folder, basename(wanted)));
  }
  throw new Error(`the compiler asked for files of ${main.path} without end`);
}

/**
 * Compiles for a command that needs a plan: findings go to stderr, null means that there are errors. Then the document that
 * `--json` promises is that of `check`.
 */
export function compileOrReport(
  path: string,
  options: SpecOptions,
  terminal: Terminal,
): (CompiledSpec & { readonly plan: Plan }) | null {
  const compiled = compileSpec(path, readCompileOptions(options));
  const { plan, diagnostics } = compiled;
  const shown =
    terminal.loudness === "quiet" ? diagnostics.filter(({ severity }) => severity === "error") : diagnostics;
  terminal.err(printFindings(shown, compiled.lookup, terminal.errColours));
  if (plan !== null) return { ...compiled, plan };
  if (terminal.json) terminal.out(printErrors(compiled));
  return null;
}

export const printErrors = ({ diagnostics, lookup, certificate, allowed }: CompiledSpec): string =>
  renderJson(diagnostics, lookup, { certificate, files: 1, allowed });

/** Null when there is no such file. Imports are specs of the same project; nothing else may be read through them. */
function readImport(folder: string, wanted: string, overlay: Overlay): string | null {
  const path = resolve(folder, wanted);
  if (isAbsolute(wanted) || !wanted.endsWith(".pipe"))
    throw new CommandFailure(`\`${wanted}\` cannot be imported`, "an import is the relative path of a .pipe file");
  let text: string;
  let real: string;
  try {
    text = readFileSync(path, "utf8");
    real = realpathSync(path);
  } catch (error) {
    if (isErrno(error, "ENOENT") || isErrno(error, "ENOTDIR") || isErrno(error, "EISDIR")) return null;
    throw error;
  }
  const root = realpathSync(projectOf(resolve(folder)));
  const inside = relative(root, real);
  if (inside.startsWith(`..${sep}`) || isAbsolute(inside))
    throw new CommandFailure(
      `the import \`${wanted}\` leads out of the project ${root}`,
      "keep imported specs beside the others",
    );
  return overlay.get(path) ?? text.replace(/^\uFEFF/, "");
}

/** The nearest folder upwards with `.git`, `package.json` or profiles; without one, the folder of the spec itself. */
function projectOf(folder: string): string {
  const marks = [".git", "package.json", PROFILES_FILE];
  for (let at = folder; ; at = dirname(at)) {
    if (marks.some((mark) => existsSync(join(at, mark)))) return at;
    if (dirname(at) === at) return folder;
  }
}

/** The lock file beside a spec; null without one. */
export function readLockOf(specPath: string): SchemaLock | null {
  const path = `${specPath.replace(/\.pipe$/, "")}.lock.json`;
  return specPath.endsWith(".pipe") && existsSync(path) ? readLock(path) : null;
}

function readLock(path: string): SchemaLock {
  const value = readJson(path);
  if (value === null) return { sources: {} };
  if (typeof value === "object" && "sources" in value && typeof value.sources === "object" && value.sources !== null)
    // The compiler checks every column it uses; the shape above is what it relies on.
    return value as unknown as SchemaLock;
  throw new CommandFailure(`${path} is not a schema lock`, "it holds one JSON object with `sources`");
}

/** Null when the file does not exist. */
function readJson(path: string): Json {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return null;
    throw error;
  }
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new CommandFailure(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
