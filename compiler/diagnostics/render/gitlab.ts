// GitLab Code Quality report (docs.gitlab.com, "Code Quality report format").
import type { Diagnostic, Severity } from "../../../specs/diagnostic.ts";
import { fingerprint } from "../../../specs/hash.ts";
import type { SourceLookup } from "../../source/source-file.ts";
import { createPlaces } from "./places.ts";

const SEVERITY: Readonly<Record<Severity, string>> = { error: "major", warning: "minor", info: "info" };

export function renderGitlab(diagnostics: readonly Diagnostic[], lookup: SourceLookup): string {
  const places = createPlaces(lookup);
  const seen = new Map<string, number>();
  const issues = diagnostics.map((diagnostic) => {
    const { start, end } = places.rangeOf(diagnostic.span);
    // Without the line, so that a finding that only moved is not new; repeats are counted apart.
    const identity = [diagnostic.id, diagnostic.span.file, diagnostic.message];
    const key = identity.join("\0");
    const repeat = seen.get(key) ?? 0;
    seen.set(key, repeat + 1);
    return {
      description: `${diagnostic.message} (${diagnostic.help})`,
      check_name: diagnostic.id,
      fingerprint: fingerprint([...identity, repeat]),
      severity: SEVERITY[diagnostic.severity],
      location: { path: diagnostic.span.file, positions: { begin: start, end } },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}
