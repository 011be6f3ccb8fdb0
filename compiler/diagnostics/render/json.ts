// The object of `--format json` (LANGUAGE.md, chapter 9).
import type { Diagnostic, Severity, Span } from "../../../specs/diagnostic.ts";
import type { SourceLookup } from "../../source/source-file.ts";
import { createPlaces, type Places, type Range } from "./places.ts";
import { showableFixes } from "./showable-fixes.ts";

export interface JsonReport {
  readonly version: 1;
  readonly diagnostics: readonly JsonDiagnostic[];
  readonly certificate: readonly CertificateLine[];
  /** `# pipec-allow` lines that silence a finding, or that a run may need; absent when there are none. */
  readonly allowed?: readonly {
    readonly id: string;
    readonly reason: string;
    readonly file: string;
    readonly range: Range;
  }[];
  readonly summary: { readonly files: number; readonly errors: number; readonly warnings: number };
}

export interface JsonDiagnostic {
  readonly id: string;
  readonly severity: Severity;
  readonly file: string;
  readonly range: Range;
  readonly message: string;
  readonly why: string;
  readonly help: string;
  readonly related: readonly { readonly file: string; readonly range: Range; readonly message: string }[];
  readonly entries: readonly string[];
  readonly fixes: readonly {
    readonly title: string;
    readonly edits: readonly { readonly file: string; readonly range: Range; readonly text: string }[];
  }[];
}

/** One line per catalogue entry that could apply; made by the checks. */
export interface CertificateLine {
  readonly entry: string;
  readonly id: string;
  readonly status: "proved" | "checked" | "attested" | "unknown" | "violated";
  readonly where: readonly unknown[];
}

export interface JsonExtras {
  readonly certificate: readonly CertificateLine[];
  /** How many spec files were looked at. */
  readonly files: number;
  readonly allowed?: readonly { readonly id: string; readonly reason: string; readonly span: Span }[];
}

export function buildJsonReport(
  diagnostics: readonly Diagnostic[],
  lookup: SourceLookup,
  extras: JsonExtras,
): JsonReport {
  const places = createPlaces(lookup);
  const { allowed = [] } = extras;
  const count = (severity: Severity): number => diagnostics.filter((one) => one.severity === severity).length;
  return {
    version: 1,
    diagnostics: diagnostics.map((diagnostic) => buildJsonDiagnostic(diagnostic, places)),
    certificate: extras.certificate,
    ...(allowed.length > 0 && {
      allowed: allowed.map(({ id, reason, span }) => ({ id, reason, file: span.file, range: places.rangeOf(span) })),
    }),
    summary: { files: extras.files, errors: count("error"), warnings: count("warning") },
  };
}

export function renderJson(diagnostics: readonly Diagnostic[], lookup: SourceLookup, extras: JsonExtras): string {
  return `${JSON.stringify(buildJsonReport(diagnostics, lookup, extras), null, 2)}\n`;
}

function buildJsonDiagnostic(diagnostic: Diagnostic, places: Places): JsonDiagnostic {
  const at = (span: Span) => ({ file: span.file, range: places.rangeOf(span) });
  return {
    id: diagnostic.id,
    severity: diagnostic.severity,
    ...at(diagnostic.span),
    message: diagnostic.message,
    why: diagnostic.why,
    help: diagnostic.help,
    related: diagnostic.related.map(({ span, message }) => ({ ...at(span), message })),
    entries: diagnostic.entries,
    fixes: showableFixes(diagnostic.fixes, places).map(({ title, edits }) => ({
      title,
      edits: edits.map(({ span, text }) => ({ ...at(span), text })),
    })),
  };
}
