// `pipec check`: proves specs without data or network. Files checked together are separate programs.
import { renderGithub } from "../../compiler/diagnostics/render/github.ts";
import { renderGitlab } from "../../compiler/diagnostics/render/gitlab.ts";
import { renderJson } from "../../compiler/diagnostics/render/json.ts";
import { renderJunit } from "../../compiler/diagnostics/render/junit.ts";
import { renderSarif } from "../../compiler/diagnostics/render/sarif.ts";
import { renderCounts } from "../../compiler/diagnostics/render/terminal.ts";
import type { SourceLookup } from "../../compiler/source/source-file.ts";
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { CertificateLine } from "../../specs/plan.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { compileSpec } from "../host/compile-spec.ts";
import { readCompileOptions, type SpecOptions } from "../host/spec-options.ts";
import { findSpecs } from "../host/spec-paths.ts";
import { readVersion } from "../host/version.ts";
import { printCertificate, summariseCertificate } from "../output/certificate.ts";
import { printFindings } from "../output/findings.ts";
import type { CommonOptions, Terminal } from "../terminal.ts";

export type CheckFormat = "pretty" | "json" | "sarif" | "github" | "gitlab" | "junit";

export interface CheckOptions extends CommonOptions, SpecOptions {
  readonly format: CheckFormat;
}

interface Findings {
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly certificate: readonly CertificateLine[];
  readonly lookup: SourceLookup;
}

export async function checkPaths(
  paths: readonly string[],
  options: CheckOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const compiled = findSpecs(paths).map((path) => compileSpec(path, readCompileOptions(options)));
  const findings: Findings = {
    files: compiled.map(({ file }) => file),
    diagnostics: compiled.flatMap(({ diagnostics }) => diagnostics),
    certificate: compiled.flatMap(({ certificate }) => certificate),
    lookup: (path) => {
      for (const one of compiled) {
        const found = one.lookup(path);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
  const format = options.json === true ? "json" : options.format;
  terminal.out(format === "pretty" ? renderPretty(findings, terminal) : renderFormat(findings, format));
  return findings.diagnostics.some(({ severity }) => severity === "error") ? EXIT.findings : EXIT.fine;
}

function renderFormat(
  { diagnostics, lookup, certificate, files }: Findings,
  format: Exclude<CheckFormat, "pretty">,
): string {
  switch (format) {
    case "json":
      return endLine(renderJson(diagnostics, lookup, { certificate, files: files.length }));
    case "sarif":
      return endLine(renderSarif(diagnostics, lookup, { version: readVersion() }));
    case "github":
      return endLine(renderGithub(diagnostics, lookup));
    case "gitlab":
      return endLine(renderGitlab(diagnostics, lookup));
    case "junit":
      return endLine(renderJunit(diagnostics, lookup, files));
  }
}

function renderPretty({ diagnostics, lookup, certificate, files }: Findings, terminal: Terminal): string {
  const { outColours } = terminal;
  const parts: string[] = [];
  if (diagnostics.length > 0) parts.push(printFindings(diagnostics, lookup, outColours));
  if (terminal.loudness === "verbose" && certificate.length > 0) parts.push(printCertificate(certificate, outColours));
  if (terminal.loudness !== "quiet") {
    const broken = diagnostics.some(({ severity }) => severity === "error");
    const mark = broken ? outColours.red("✗") : outColours.green("✓");
    const what = files.length === 1 ? files[0] : `${files.length} files`;
    const proof = broken || certificate.length === 0 ? "" : `  certificate: ${summariseCertificate(certificate)}\n`;
    parts.push(`${mark} ${what}: ${renderCounts(diagnostics)}\n${proof}`);
  }
  return parts.join("\n");
}

const endLine = (text: string): string => (text === "" || text.endsWith("\n") ? text : `${text}\n`);
