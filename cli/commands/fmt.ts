// `pipec fmt`: canonical layout. Works on specs with type errors; refuses those that do not parse.
import { format } from "../../compiler/format/format.ts";
import { parse } from "../../compiler/syntax/parse.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { replaceFile } from "../host/replace-file.ts";
import { findSpecs, readSpec, STDIN } from "../host/spec-paths.ts";
import { printFindings } from "../output/findings.ts";
import type { CommonOptions, Terminal } from "../terminal.ts";

export interface FmtOptions extends CommonOptions {
  readonly check?: boolean;
}

interface FileOutcome {
  readonly path: string;
  readonly status: "unchanged" | "formatted" | "unformatted" | "broken";
  /** Of stdin, with `--json`. */
  readonly text?: string;
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
    if (terminal.json && options.check !== true) return { path, status: "formatted", text };
    if (options.check !== true) terminal.out(text);
    return { path, status: options.check === true && text !== file.text ? "unformatted" : "unchanged" };
  }
  if (text === file.text) return { path, status: "unchanged" };
  if (options.check === true) return { path, status: "unformatted" };
  replaceFile(path, text);
  return { path, status: "formatted" };
}

function summarise(outcomes: readonly FileOutcome[], terminal: Terminal): void {
  for (const { path, status } of outcomes) {
    if (status === "formatted") terminal.err(`formatted ${path}\n`);
    if (status === "unformatted") terminal.err(`not formatted: ${path}\n`);
    if (status === "broken") terminal.err(`not formatted because it does not parse: ${path}\n`);
  }
}
