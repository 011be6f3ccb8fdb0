// Findings that the author has allowed are neither proved nor unknown: somebody has signed for them.
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { CertificateLine } from "../../specs/plan.ts";

export interface Signed {
  readonly allow: { readonly reason: string };
  readonly diagnostic: Diagnostic;
}

/** Lines all of whose findings are allowed become `attested`, with the reasons. */
export function attest(lines: readonly CertificateLine[], allowed: readonly Signed[]): readonly CertificateLine[] {
  return lines.map((line) => {
    const signed = line.where.map((span) =>
      allowed.find(({ diagnostic }) => diagnostic.id === line.id && isSame(diagnostic.span, span)),
    );
    const reasons = [...new Set(signed.flatMap((one) => (one === undefined ? [] : [one.allow.reason])))];
    if (line.where.length === 0 || signed.includes(undefined)) return line;
    return { ...line, status: "attested", note: reasons.join("; ") };
  });
}

const isSame = (a: Span, b: Span): boolean => a.file === b.file && a.start === b.start && a.end === b.end;
