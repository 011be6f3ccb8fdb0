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
  const compiled = findSpecs(paths).map((path) => compileSpec(path, readCompileOptions(path, options)));
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
  print(findings, options.json === true ? "json" : options.format, terminal);
  return findings.diagnostics.some(({ severity }) => severity === "error") ? EXIT.findings : EXIT.fine;
}

function print(findings: Findings, format: CheckFormat, terminal: Terminal): void {
  const { diagnostics, lookup, certificate, files } = findings;
  switch (format) {
    case "pretty":
      return printPretty(findings, terminal);
    case "json":
      return terminal.out(withNewline(renderJson(diagnostics, lookup, { certificate, files: files.length })));
    case "sarif":
      return terminal.out(withNewline(renderSarif(diagnostics, lookup, { version: readVersion() })));
    case "github":
      return terminal.out(diagnostics.length === 0 ? "" : withNewline(renderGithub(diagnostics, lookup)));
    case "gitlab":
      return terminal.out(withNewline(renderGitlab(diagnostics, lookup)));
    case "junit":
      return terminal.out(withNewline(renderJunit(diagnostics, lookup, files)));
  }
}

function printPretty({ diagnostics, lookup, certificate, files }: Findings, terminal: Terminal): void {
  const { outColours } = terminal;
  terminal.out(printFindings(diagnostics, lookup, outColours));
  if (terminal.loudness === "verbose" && certificate.length > 0)
    terminal.out(`${diagnostics.length > 0 ? "\n" : ""}${printCertificate(certificate, outColours)}`);
  if (terminal.loudness === "quiet") return;
  const broken = diagnostics.some(({ severity }) => severity === "error");
  const counts = renderCounts(diagnostics);
  const mark = broken ? outColours.red("✗") : outColours.green("✓");
  const what = files.length === 1 ? files[0] : `${files.length} files`;
  terminal.out(`${diagnostics.length > 0 ? "\n" : ""}${mark} ${what}: ${counts}\n`);
  if (!broken && certificate.length > 0) terminal.out(`  certificate: ${summariseCertificate(certificate)}\n`);
}

const withNewline = (text: string): string => (text.endsWith("\n") ? text : `${text}\n`);
