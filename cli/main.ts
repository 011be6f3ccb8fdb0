#!/usr/bin/env node
// Entry of the command line: builds the command tree, turns every end of a command into an exit code.
import * as nodeModule from "node:module";
import { CommanderError } from "commander";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { CommandFailure, isErrno } from "./failure.ts";
import { readVersion } from "./host/version.ts";
import { createProgram } from "./program.ts";
import { createTerminal, type Surroundings } from "./terminal.ts";

// Node.js 22 and newer keep compiled code on disk between starts; the chunks of commands are loaded after this line.
if ("enableCompileCache" in nodeModule && typeof nodeModule.enableCompileCache === "function")
  nodeModule.enableCompileCache();

// A reader that has seen enough (`pipec explain | head`) is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error) => {
    if (isErrno(error, "EPIPE")) process.exit(EXIT.fine);
    throw error;
  });
}

const asJson = process.argv.includes("--json");
let hasPrinted = false;
const stdout: Surroundings["stdout"] = {
  isTTY: process.stdout.isTTY,
  columns: process.stdout.columns,
  write: (text: string | Uint8Array) => {
    hasPrinted = true;
    return process.stdout.write(text);
  },
};

const verbose = process.argv.includes("--verbose") || process.argv.includes("-v");

/** What a failure was, for a reader of `--json` that waits for a document. */
function jsonOf(error: unknown): { readonly id?: string; readonly message: string; readonly help: string | null } {
  const message = (error instanceof Error ? error.message : String(error)).split("\n", 1)[0]!;
  if (isRefusal(error)) return { id: error.id, message, help: error.help };
  return { message, help: error instanceof CommandFailure ? error.hint : null };
}

/** What a store or a component says against a command, as `run/damaged-model`. Told by its fields, so that nothing is loaded for it. */
const isRefusal = (error: unknown): error is Error & { readonly id: string; readonly help: string } =>
  error instanceof Error &&
  "id" in error &&
  "help" in error &&
  typeof error.id === "string" &&
  typeof error.help === "string";

function reportFailure(error: unknown): ExitCode {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.fine;
  if (asJson && !hasPrinted) process.stdout.write(`${JSON.stringify({ version: 1, error: jsonOf(error) })}\n`);
  if (error instanceof CommanderError) return EXIT.usage;
  if (isRefusal(error)) {
    process.stderr.write(`error[${error.id}]: ${error.message}\n  ${error.help}\n`);
    return EXIT.findings;
  }
  if (error instanceof CommandFailure) {
    process.stderr.write(`error: ${error.message}\n${error.hint === null ? "" : `  ${error.hint}\n`}`);
    return error.code;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`internal error: ${message.split("\n", 1)[0]}; please report it`);
  process.stderr.write(verbose ? "\n" : " with the output of --verbose\n");
  if (verbose && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return EXIT.internal;
}

/** Lets both streams drain, then ends even if a native handle is still open. */
function exit(code: ExitCode): void {
  process.exitCode = code;
  process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
}

process.on("uncaughtException", (error) => exit(reportFailure(error)));

let code: ExitCode = EXIT.fine;
const program = createProgram({
  version: readVersion(),
  createTerminal: (options) => createTerminal(options, { stdout, stderr: process.stderr, env: process.env }),
  finish: (result) => {
    code = result;
  },
});
const overrideAll = (command: typeof program): void => {
  command.exitOverride();
  for (const child of command.commands) overrideAll(child as typeof program);
};
overrideAll(program);

try {
  if (process.argv.length <= 2) {
    program.outputHelp();
  } else {
    await program.parseAsync();
  }
} catch (error) {
  code = reportFailure(error);
}
exit(code);
