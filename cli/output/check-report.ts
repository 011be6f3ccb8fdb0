// What `check` and `lint` have found, in every format of `--format`.
import { isAbsolute, relative, resolve } from "node:path";
import { renderGithub } from "../../compiler/diagnostics/render/github.ts";
import { renderGitlab } from "../../compiler/diagnostics/render/gitlab.ts";
import { renderJson } from "../../compiler/diagnostics/render/json.ts";
import { renderJunit } from "../../compiler/diagnostics/render/junit.ts";
import { renderSarif } from "../../compiler/diagnostics/render/sarif.ts";
import { renderCounts } from "../../compiler/diagnostics/render/terminal.ts";
import type { SilencedFinding } from "../../compiler/index.ts";
import type { SourceLookup } from "../../compiler/source/source-file.ts";
import { plural } from "../../runtime/report/quantity.ts";
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { CertificateLine, Plan } from "../../specs/plan.ts";
import type { Terminal } from "../terminal.ts";
import { printCertificate, summariseCertificate } from "./certificate.ts";
import { printFindings } from "./findings.ts";

export type CheckFormat = "pretty" | "json" | "sarif" | "github" | "gitlab" | "junit";

export interface Findings {
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly certificate: readonly CertificateLine[];
  readonly allowed: Plan["allowed"];
  readonly silenced: readonly SilencedFinding[];
  readonly strict: boolean;
  readonly lookup: SourceLookup;
}

export function renderFindings(findings: Findings, format: CheckFormat, version: string, terminal: Terminal): string {
  const { diagnostics, lookup, certificate, files, allowed, silenced, strict } = findings;
  switch (format) {
    case "pretty":
      return renderPretty(findings, terminal);
    case "json":
      return renderJson(diagnostics, lookup, { certificate, files: files.length, allowed });
    case "junit":
      return renderJunit(diagnostics, lookup, files);
    case "sarif": {
      const near = createNearPaths(lookup);
      const suppressed = silenced.map(({ diagnostic, reason }) => ({ diagnostic: near.of(diagnostic), reason }));
      return renderSarif(diagnostics.map(near.of), near.lookup, { version, silenced: suppressed, strict });
    }
    case "github": {
      const near = createNearPaths(lookup);
      return renderGithub(diagnostics.map(near.of), near.lookup);
    }
    case "gitlab": {
      const near = createNearPaths(lookup);
      return renderGitlab(diagnostics.map(near.of), near.lookup);
    }
  }
}

/** Services know a repository by paths relative to its top, where these commands are called. */
function createNearPaths(lookup: SourceLookup) {
  const given = new Map<string, string>();
  const near = <T extends { readonly span: Span }>(place: T): T => {
    const file = nearPath(place.span.file);
    given.set(file, place.span.file);
    return { ...place, span: { ...place.span, file } };
  };
  return {
    of: (diagnostic: Diagnostic): Diagnostic => ({
      ...near(diagnostic),
      related: diagnostic.related.map(near),
      fixes: diagnostic.fixes.map((fix) => ({ ...fix, edits: fix.edits.map(near) })),
    }),
    lookup: ((path) => lookup(given.get(path) ?? path)) satisfies SourceLookup,
  };
}

export function nearPath(path: string): string {
  if (path.startsWith("<")) return path;
  const inside = relative(".", resolve(path));
  return inside.startsWith("..") || isAbsolute(inside) ? path : inside;
}

function renderPretty(findings: Findings, terminal: Terminal): string {
  const { diagnostics, lookup, certificate, files, allowed, silenced } = findings;
  const { outColours } = terminal;
  const parts: string[] = [];
  if (diagnostics.length > 0) parts.push(printFindings(diagnostics, lookup, outColours));
  if (terminal.loudness === "verbose" && certificate.length > 0) parts.push(printCertificate(certificate, outColours));
  if (terminal.loudness !== "quiet") {
    const broken = diagnostics.some(({ severity }) => severity === "error");
    const mark = broken ? outColours.red("✗") : outColours.green("✓");
    const what = files.length === 1 ? files[0] : plural(files.length, "file");
    const proof = broken || certificate.length === 0 ? "" : `  certificate: ${summariseCertificate(certificate)}\n`;
    parts.push(`${mark} ${what}: ${renderCounts(diagnostics)}\n${describeAllowed(allowed, silenced)}${proof}`);
  }
  return parts.join("\n");
}

/** Allows are never silent: each with the reason that its author gave. */
function describeAllowed(allowed: Plan["allowed"], silenced: Findings["silenced"]): string {
  if (allowed.length === 0) return "";
  const lines = allowed.map(
    ({ id, reason, pending }) => `    ${id}: ${reason}${pending ? " (only a run can find it)" : ""}\n`,
  );
  return `  ${plural(silenced.length, "finding")} allowed\n${lines.join("")}`;
}
