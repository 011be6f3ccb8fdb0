// `pipec infer` as a command, in this process.

import { readFileSync } from "node:fs";
import { infer } from "../../../../cli/commands/infer.ts";
import type { ExitCode } from "../../../../cli/exit-codes.ts";
import { checkData } from "../../../../cli/host/check-data.ts";
import { compileSpec } from "../../../../cli/host/compile-spec.ts";
import type { InferFileOptions } from "../../../../cli/infer/infer-file.ts";
import { createTerminal } from "../../../../cli/terminal.ts";
import { findLayout } from "../../../../compiler/format/not-formatted.ts";

export interface Outcome {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

export async function callInfer(path: string, options: Partial<InferFileOptions> = {}): Promise<Outcome> {
  const written = { out: "", err: "" };
  const into = (name: "out" | "err") => ({
    write: (text: string | Uint8Array) => {
      written[name] += String(text);
      return true;
    },
  });
  const terminal = createTerminal(options, { stdout: into("out"), stderr: into("err"), env: {} });
  const code = await infer([path], { rows: 1_000_000, ...options }, terminal);
  return { code, ...written };
}

/** What `check --data` has against the spec: the sources are read as a run reads them, and the rules are run. */
export async function errorsOnData(spec: string): Promise<readonly string[]> {
  const options = { set: {}, profile: null, strict: false, asOf: null };
  const { diagnostics } = await checkData(spec, compileSpec(spec, options));
  return diagnostics.filter(({ severity }) => severity === "error").map(({ id, message }) => `${id}: ${message}`);
}

/** Errors and warnings of a spec, and its layout when that is not the canonical one. */
export function flawsOf(spec: string): readonly string[] {
  const { diagnostics } = compileSpec(spec, { set: {}, profile: null, strict: false, asOf: null });
  const found = diagnostics.filter(({ severity }) => severity !== "info").map(({ id, message }) => `${id}: ${message}`);
  const layout = findLayout({ path: spec, text: readFileSync(spec, "utf8") });
  return layout === null ? found : [...found, layout.id];
}
