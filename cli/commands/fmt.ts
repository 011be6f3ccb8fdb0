// `pipec fmt`: canonical layout. Works on specs with type errors; refuses those that do not parse.
import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { format } from "../../compiler/format/format.ts";
import { parse } from "../../compiler/syntax/parse.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { findSpecs, readSpec, STDIN } from "../host/spec-paths.ts";
import { printFindings } from "../output/findings.ts";
import type { CommonOptions, Terminal } from "../terminal.ts";

export interface FmtOptions extends CommonOptions {
  readonly check?: boolean;
}

interface FileOutcome {
  readonly path: string;
  readonly status: "unchanged" | "formatted" | "unformatted" | "broken";
}

export async function formatPaths(
  paths: readonly string[],
  options: FmtOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const outcomes: FileOutcome[] = [];
  for (const path of findSpecs(paths)) outcomes.push(formatOne(path, options, terminal));
  if (terminal.json) terminal.out(`${JSON.stringify({ version: 1, files: outcomes })}\n`);
  else if (terminal.loudness !== "quiet") summarise(outcomes, terminal);
  return outcomes.some(({ status }) => status === "broken" || status === "unformatted") ? EXIT.findings : EXIT.fine;
}

function formatOne(path: string, options: FmtOptions, terminal: Terminal): FileOutcome {
  const file = readSpec(path);
  const { tree, diagnostics } = parse(file);
  if (diagnostics.some(({ severity }) => severity === "error")) {
    terminal.err(
      printFindings(diagnostics, (wanted) => (wanted === file.path ? file : undefined), terminal.errColours),
    );
    return { path, status: "broken" };
  }
  const text = format(tree, file.text);
  if (path === STDIN) {
    if (options.check !== true) terminal.out(text);
    return { path, status: options.check === true && text !== file.text ? "unformatted" : "unchanged" };
  }
  if (text === readFileSync(path, "utf8")) return { path, status: "unchanged" };
  if (options.check === true) return { path, status: "unformatted" };
  replaceFile(path, text);
  return { path, status: "formatted" };
}

/** Written beside and renamed: a crash leaves the old text or the new one, never half of it. */
function replaceFile(path: string, text: string): void {
  const beside = `${path}.${process.pid}.tmp`;
  writeFileSync(beside, text, { mode: statSync(path).mode });
  renameSync(beside, path);
}

function summarise(outcomes: readonly FileOutcome[], terminal: Terminal): void {
  for (const { path, status } of outcomes) {
    if (status === "formatted") terminal.err(`formatted ${path}\n`);
    if (status === "unformatted") terminal.err(`not formatted: ${path}\n`);
    if (status === "broken") terminal.err(`not formatted because it does not parse: ${path}\n`);
  }
}
