// Failures of the data engine as diagnostics. Only what the user's data can cause arrives here.
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import { dataDiagnostics } from "./data.diagnostics.ts";

export function engineFailure(error: unknown, span: Span): Diagnostic {
  const problem = firstLine(error);
  const isRange = problem.startsWith("Out of Range Error") || /Conversion Error.*(range|overflow)/i.test(problem);
  if (isRange) return dataDiagnostics.overflow(span, { problem: withoutClass(problem) });
  if (problem.startsWith("Out of Memory Error")) {
    return dataDiagnostics["out-of-memory"](span, { problem: withoutClass(problem) });
  }
  return dataDiagnostics["engine-failure"](span, { problem });
}

/** `IO Error: …`: the class of an error says nothing to a user. */
export const withoutClass = (problem: string): string => problem.replace(/^[A-Z][A-Za-z ]*Error: /, "");

export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0] ?? text;
}
