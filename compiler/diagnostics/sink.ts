// Collects the diagnostics of a compilation. One mistake, one message: the same id on the same span counts once.
import type { Diagnostic } from "../../specs/diagnostic.ts";

export interface DiagnosticSink {
  readonly report: (diagnostic: Diagnostic) => void;
  readonly reportAll: (diagnostics: Iterable<Diagnostic>) => void;
  readonly hasErrors: () => boolean;
  /** Sorted by file, place, severity and id, whatever the order of the reports. */
  readonly list: () => Diagnostic[];
}

export function createSink(): DiagnosticSink {
  const byKey = new Map<string, Diagnostic>();
  const report = (diagnostic: Diagnostic): void => {
    const { file, start, end } = diagnostic.span;
    const key = `${diagnostic.id}\0${file}\0${start}\0${end}`;
    if (!byKey.has(key)) byKey.set(key, diagnostic);
  };
  return {
    report,
    reportAll: (diagnostics) => {
      for (const diagnostic of diagnostics) report(diagnostic);
    },
    hasErrors: () => [...byKey.values()].some((diagnostic) => diagnostic.severity === "error"),
    list: () => [...byKey.values()].sort(compareDiagnostics),
  };
}

const RANK = { error: 0, warning: 1, info: 2 } as const;

export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.span.file, b.span.file) ||
    a.span.start - b.span.start ||
    RANK[a.severity] - RANK[b.severity] ||
    compareText(a.id, b.id) ||
    a.span.end - b.span.end ||
    compareText(a.message, b.message)
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
