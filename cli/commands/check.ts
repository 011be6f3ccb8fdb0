// `pipec check`: proves specs without data or network. Files checked together are separate programs.
// `pipec lint`: the same, and the layout; every finding counts for its exit code.
import { findLayout } from "../../compiler/format/not-formatted.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { CommandFailure } from "../failure.ts";
import { joinFindings, onlyChanged } from "../host/check-specs.ts";
import { type CompiledSpec, compileSpec } from "../host/compile-spec.ts";
import { type FixedSpecs, fixSpecs } from "../host/fix-specs.ts";
import { replaceFile } from "../host/replace-file.ts";
import { readCompileOptions, type SpecOptions } from "../host/spec-options.ts";
import { findSpecs, STDIN, STDIN_NAME } from "../host/spec-paths.ts";
import { readVersion } from "../host/version.ts";
import { type CheckFormat, renderFindings } from "../output/check-report.ts";
import { describeFixes, printDiff, printSuggestions } from "../output/fix-report.ts";
import type { CommonOptions, Terminal } from "../terminal.ts";

export interface CheckOptions extends CommonOptions, SpecOptions {
  readonly format: CheckFormat;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
  readonly data?: boolean;
}

export interface LintOptions extends CheckOptions {
  /** A git revision: only specs that differ from it. */
  readonly changed?: string;
}

export async function checkPaths(
  args: readonly string[],
  options: CheckOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const paths = findSpecs(args);
  if (options.data !== true) return judge(paths, options, terminal, false);
  if (options.fix === true)
    throw new CommandFailure("`--fix` writes specs and `--data` reads data", "fix first, then look at the data");
  const { checkData } = await import("../host/check-data.ts");
  const compileOptions = readCompileOptions(options);
  const compiled: CompiledSpec[] = [];
  for (const path of paths) compiled.push(await checkData(path, compileSpec(path, compileOptions)));
  const format = options.json === true ? "json" : options.format;
  const findings = joinFindings(compiled, compileOptions.strict);
  terminal.out(renderFindings(findings, format, readVersion(), terminal));
  return findings.diagnostics.some(({ severity }) => severity === "error") ? EXIT.findings : EXIT.fine;
}

export async function lintPaths(args: readonly string[], options: LintOptions, terminal: Terminal): Promise<ExitCode> {
  const paths = findSpecs(args);
  if (options.changed === undefined) return judge(paths, options, terminal, true);
  const compiled = paths.filter((path) => path !== STDIN).map((path) => compileSpec(path, readCompileOptions(options)));
  const changed = onlyChanged(compiled, options.changed).map(({ file }) => file);
  return judge(changed, options, terminal, true);
}

function judge(paths: readonly string[], options: CheckOptions, terminal: Terminal, lint: boolean): ExitCode {
  if (options.dryRun === true && options.fix !== true)
    throw new CommandFailure("`--dry-run` shows what `--fix` would change", "add --fix");
  const format = options.json === true ? "json" : options.format;
  const compileOptions = readCompileOptions(options);
  const fixed = options.fix === true ? fixSpecs(paths, compileOptions, lint) : null;
  const compiled = fixed?.compiled ?? paths.map((path) => compileSpec(path, compileOptions));
  const findings = joinFindings(lint ? compiled.map(withLayout) : compiled, compileOptions.strict);
  // Whatever a fix prints to stdout (a diff, the text of stdin) must stand there alone.
  const ownOutput = fixed === null ? false : showFixes(fixed, options, terminal, format);
  const report = renderFindings(findings, format, readVersion(), terminal);
  if (ownOutput) terminal.err(report);
  else terminal.out(report);
  if (fixed !== null && format === "pretty" && terminal.loudness !== "quiet")
    terminal.err(printSuggestions(findings.diagnostics, findings.lookup, terminal.errColours));
  return findings.diagnostics.some(({ severity }) => severity === "error" || (lint && severity === "warning"))
    ? EXIT.findings
    : EXIT.fine;
}

/** Writes the files, or prints the diff; true when stdout is taken. */
function showFixes(fixed: FixedSpecs, options: CheckOptions, terminal: Terminal, format: CheckFormat): boolean {
  const dryRun = options.dryRun === true;
  const stdin = fixed.compiled.find(({ file }) => file === STDIN_NAME);
  const pretty = format === "pretty";
  if (!dryRun) for (const { path, after } of fixed.changed) if (path !== STDIN_NAME) replaceFile(path, after);
  if (terminal.loudness !== "quiet") terminal.err(describeFixes(fixed, dryRun));
  if (!pretty) return false;
  if (dryRun) terminal.out(printDiff(fixed, terminal.outColours));
  else if (stdin !== undefined) terminal.out(stdin.lookup(STDIN_NAME)?.text ?? "");
  return dryRun || stdin !== undefined;
}

/** The layout of a spec and of what it imports. */
function withLayout(compiled: CompiledSpec): CompiledSpec {
  const layout = compiled.sources.map(findLayout).filter((found) => found !== null);
  return { ...compiled, diagnostics: [...compiled.diagnostics, ...layout] };
}
