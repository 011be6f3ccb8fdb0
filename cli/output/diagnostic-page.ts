// A diagnostic as `pipec explain` shows it: the page of docs/diagnostics, or its templates in words where there is none.
import { existsSync, readFileSync } from "node:fs";
import type { ExplainedDiagnostic } from "../host/diagnostic-catalogue.ts";
import type { Terminal } from "../terminal.ts";
import { printMarkdown } from "./markdown-page.ts";
import { wrap } from "./table.ts";

const DEPENDS = "The finding says it: it depends on the place.";

export function printDiagnosticPage(diagnostic: ExplainedDiagnostic, terminal: Terminal): string {
  const { bold, dim } = terminal.outColours;
  const width = Math.min(terminal.width, 100);
  const entries = diagnostic.entries.length === 0 ? "" : `, catalogue ${diagnostic.entries.join(" ")}`;
  const title = `${bold(diagnostic.id)} ${dim(`(${diagnostic.severity}${entries})`)}`;
  const page = readPage(diagnostic.id);
  if (page !== null) return `${title}\n\n${printMarkdown(page, width, terminal.outColours)}\n`;
  const section = (heading: string, text: string | null): string =>
    `${bold(heading)}\n${wrap(sentence(text ?? DEPENDS), width, "  ")}`;
  const parts = [
    title,
    section("What it means", diagnostic.message),
    section("Why it matters", diagnostic.why),
    section("What to do", diagnostic.help),
  ];
  return `${parts.join("\n\n")}\n`;
}

const sentence = (text: string): string => {
  const start = /^[a-z]/.test(text) ? text[0]!.toUpperCase() + text.slice(1) : text;
  return /[.!?]$/.test(start) ? start : `${start}.`;
};

/** Markdown; null without a page. Ids come from the catalogue, so they are safe as paths. */
export function readPage(id: string): string | null {
  // The package and the checkout have the same layout: this file lies in cli/output/, its bundle in dist/ or dist/chunks/.
  for (const root of ["../docs/", "../../docs/"]) {
    const url = new URL(`${root}diagnostics/${id}.md`, import.meta.url);
    if (existsSync(url)) return readFileSync(url, "utf8");
  }
  return null;
}
