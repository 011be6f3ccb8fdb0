// Every diagnostic that pipec can print, for `pipec explain`: those of the compiler and those of the runtime.
import { type CatalogueEntry, compilerCatalogue } from "../../compiler/catalogue.ts";
import { dataDiagnostics } from "../../runtime/data/data.diagnostics.ts";
import { leakAtRun, runDiagnostics } from "../../runtime/exec/run.diagnostics.ts";
import { contractDiagnostics, splitDiagnostics } from "../../runtime/split/split.diagnostics.ts";
import { taskDiagnostics } from "../../runtime/task/task.diagnostics.ts";
import type { Severity, Template } from "../../specs/diagnostic.ts";

export interface ExplainedDiagnostic {
  readonly id: string;
  readonly severity: Severity;
  readonly message: string;
  readonly why: string;
  readonly help: string;
  /** Entries of the leakage catalogue. */
  readonly entries: readonly string[];
}

const RUNTIME: readonly Readonly<Record<string, CatalogueEntry>>[] = [
  dataDiagnostics,
  splitDiagnostics,
  contractDiagnostics,
  taskDiagnostics,
  runDiagnostics,
  leakAtRun,
];

/** By id; an id that both sides can find (at compile time and on the data) is listed once, with the compiler's words. */
export function allDiagnostics(): ExplainedDiagnostic[] {
  const byId = new Map<string, ExplainedDiagnostic>();
  for (const factory of [...compilerCatalogue().values(), ...RUNTIME.flatMap((part) => Object.values(part))]) {
    const known = byId.get(factory.id);
    const entries = [...new Set([...(known?.entries ?? []), ...(factory.spec.entries ?? [])])].sort();
    byId.set(factory.id, { ...(known ?? explain(factory)), entries });
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

const explain = ({ id, spec }: CatalogueEntry): ExplainedDiagnostic => ({
  id,
  severity: spec.severity,
  message: printTemplate(spec.message),
  why: printTemplate(spec.why),
  help: printTemplate(spec.help),
  entries: spec.entries ?? [],
});

/** Holes as `‹name›`: the reader sees where facts of the finding will stand. */
const printTemplate = ({ strings, holes }: Template<string>): string =>
  strings.map((text, i) => (i === 0 ? text : `‹${holes[i - 1]}›${text}`)).join("");
