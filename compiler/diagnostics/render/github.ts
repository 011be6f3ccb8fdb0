// GitHub workflow commands (docs.github.com, "Workflow commands for GitHub Actions"): one annotation per line.
import type { Diagnostic, Severity } from "../../../specs/diagnostic.ts";
import type { SourceLookup } from "../../source/source-file.ts";
import { createPlaces } from "./places.ts";

const COMMAND: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

export function renderGithub(diagnostics: readonly Diagnostic[], lookup: SourceLookup): string {
  const places = createPlaces(lookup);
  return diagnostics
    .map((diagnostic) => {
      const { start, end } = places.rangeOf(diagnostic.span);
      const properties: (readonly [string, string | number])[] = [
        ["file", diagnostic.span.file],
        ["line", start.line],
        ["endLine", end.line],
        // GitHub ignores columns of annotations over several lines, and refuses an end before the start.
        ...(start.line === end.line
          ? ([
              ["col", start.column],
              ["endColumn", Math.max(start.column, end.column - 1)],
            ] as const)
          : []),
        ["title", diagnostic.id],
      ];
      const text = [diagnostic.message, `why: ${diagnostic.why}`, `help: ${diagnostic.help}`].join("\n");
      const list = properties.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(",");
      return `::${COMMAND[diagnostic.severity]} ${list}::${escapeData(text)}\n`;
    })
    .join("");
}

const escapeData = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const escapeProperty = (text: string): string => escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
