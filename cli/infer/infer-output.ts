// What an inference tells while it works, and when it cannot go on.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { printFindings } from "../output/findings.ts";
import type { Terminal } from "../terminal.ts";

/** Small files are done before anybody could read a line; only a watched terminal is told. */
export const stageReporter =
  (terminal: Terminal): ((stage: string) => void) =>
  (stage) => {
    if (terminal.loudness === "verbose" || (terminal.live && !terminal.json && terminal.loudness !== "quiet"))
      terminal.err(`${terminal.errColours.dim(`… ${stage}`)}\n`);
  };

/** What could not be read; there is no spec that a finding could point into. */
export function reportFailed(diagnostics: readonly Diagnostic[], terminal: Terminal): ExitCode {
  if (terminal.json) terminal.out(`${JSON.stringify({ version: 1, diagnostics })}\n`);
  else terminal.err(printFindings(diagnostics, () => undefined, terminal.errColours));
  return EXIT.findings;
}
