// A diagnostic as `pipec explain` shows it: its templates in words, then the page of docs/diagnostics where there is one.
import { existsSync, readFileSync } from "node:fs";
import type { ExplainedDiagnostic } from "../host/diagnostic-catalogue.ts";
import type { Terminal } from "../terminal.ts";
import { wrap } from "./table.ts";

export function printDiagnosticPage(diagnostic: ExplainedDiagnostic, terminal: Terminal): string {
  const { bold, dim } = terminal.outColours;
  const width = Math.min(terminal.width, 100);
  const entries = diagnostic.entries.length === 0 ? "" : `, catalogue ${diagnostic.entries.join(" ")}`;
  const parts = [
    `${bold(diagnostic.id)} ${dim(`(${diagnostic.severity}${entries})`)}`,
    wrap(diagnostic.message, width),
    `${bold("Why")}\n${wrap(diagnostic.why, width, "  ")}`,
    `${bold("What to do")}\n${wrap(diagnostic.help, width, "  ")}`,
  ];
  const page = readPage(diagnostic.id);
  if (page !== null) parts.push(page);
  return `${parts.join("\n\n")}\n`;
}

/** The page without its title; ids come from the catalogue, so they are safe as paths. */
function readPage(id: string): string | null {
  for (const root of ["../docs/", "../../docs/"]) {
    const url = new URL(`${root}diagnostics/${id}.md`, import.meta.url);
    if (existsSync(url))
      return readFileSync(url, "utf8")
        .replace(/^#[^\n]*\n+/, "")
        .trimEnd();
  }
  return null;
}
