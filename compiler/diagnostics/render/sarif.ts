// SARIF 2.1.0 (OASIS), as GitHub code scanning and editors read it.
import type { Diagnostic, Severity, Span } from "../../../specs/diagnostic.ts";
import type { SourceLookup } from "../../source/source-file.ts";
import { createPlaces, type Places } from "./places.ts";
import { showableFixes } from "./showable-fixes.ts";

const LEVEL: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  error: "error",
  warning: "warning",
  info: "note",
};

export interface SarifTool {
  readonly version: string;
  readonly informationUri?: string;
  /** Findings that the author has allowed: results with a suppression. */
  readonly silenced?: readonly { readonly diagnostic: Diagnostic; readonly reason: string }[];
  readonly strict?: boolean;
}

export function renderSarif(diagnostics: readonly Diagnostic[], lookup: SourceLookup, tool: SarifTool): string {
  const places = createPlaces(lookup);
  const { silenced = [], strict = false, ...driver } = tool;
  const all = [...diagnostics, ...silenced.map(({ diagnostic }) => diagnostic)];
  const ids = [...new Set(all.map(({ id }) => id))].sort();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "pipec",
            ...driver,
            rules: ids.map((id) => buildRule(all.find((one) => one.id === id)!)),
          },
        },
        columnKind: "utf16CodeUnits",
        properties: { strict },
        results: [
          ...diagnostics.map((diagnostic) => buildResult(diagnostic, ids.indexOf(diagnostic.id), places)),
          ...silenced.map(({ diagnostic, reason }) => ({
            ...buildResult(diagnostic, ids.indexOf(diagnostic.id), places),
            suppressions: [{ kind: "inSource", justification: reason }],
          })),
        ],
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function buildRule(diagnostic: Diagnostic) {
  return {
    id: diagnostic.id,
    shortDescription: { text: diagnostic.id.replace(/^.*\//, "").replaceAll("-", " ") },
    defaultConfiguration: { level: LEVEL[diagnostic.severity] },
  };
}

function buildResult(diagnostic: Diagnostic, ruleIndex: number, places: Places) {
  const text = `${diagnostic.message}\nwhy: ${diagnostic.why}\nhelp: ${diagnostic.help}`;
  const fixes = showableFixes(diagnostic.fixes, places);
  return {
    ruleId: diagnostic.id,
    ruleIndex,
    level: LEVEL[diagnostic.severity],
    message: { text },
    locations: [{ physicalLocation: buildLocation(diagnostic.span, places) }],
    ...(diagnostic.related.length > 0 && {
      relatedLocations: diagnostic.related.map(({ span, message }, id) => ({
        id: id + 1,
        message: { text: message },
        physicalLocation: buildLocation(span, places),
      })),
    }),
    ...(fixes.length > 0 && { fixes: fixes.map((fix) => buildFix(fix, places)) }),
    ...(diagnostic.entries.length > 0 && { properties: { tags: diagnostic.entries } }),
  };
}

function buildFix(fix: Diagnostic["fixes"][number], places: Places) {
  const files = [...new Set(fix.edits.map(({ span }) => span.file))];
  return {
    description: { text: fix.title },
    artifactChanges: files.map((file) => ({
      artifactLocation: { uri: uriOf(file) },
      replacements: fix.edits
        .filter(({ span }) => span.file === file)
        .map(({ span, text }) => ({ deletedRegion: buildRegion(span, places), insertedContent: { text } })),
    })),
  };
}

const buildLocation = (span: Span, places: Places) => ({
  artifactLocation: { uri: uriOf(span.file) },
  region: buildRegion(span, places),
});

/** SARIF regions count from 1 and end behind their last character, as ours. */
function buildRegion(span: Span, places: Places) {
  const { start, end } = places.rangeOf(span);
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** A relative reference, or a file URI; reserved characters are escaped, slashes lean forward. */
function uriOf(path: string): string {
  const slashes = path.replaceAll("\\", "/");
  const escaped = slashes.split("/").map(encodeURIComponent).join("/");
  const drive = /^([A-Za-z])%3A\//.exec(escaped);
  if (drive !== null) return `file:///${drive[1]}:/${escaped.slice(drive[0].length)}`;
  return slashes.startsWith("/") ? `file://${escaped}` : escaped;
}
