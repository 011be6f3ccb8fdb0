// Every diagnostic that pipec can print, for `pipec explain`: those of the compiler and those of the runtime.
import { type CatalogueEntry, compilerCatalogue } from "../../compiler/catalogue.ts";
import { dataContracts, splitContracts } from "../../runtime/contracts/contracts.diagnostics.ts";
import { dataDiagnostics } from "../../runtime/data/data.diagnostics.ts";
import { databaseDiagnostics } from "../../runtime/data/databases/database.diagnostics.ts";
import { feastDiagnostics } from "../../runtime/data/feast/feast.diagnostics.ts";
import { allowAtRun, leakAtRun, runDiagnostics } from "../../runtime/exec/run.diagnostics.ts";
import { proveDiagnostics } from "../../runtime/prove/prove.diagnostics.ts";
import { splitDiagnostics } from "../../runtime/split/split.diagnostics.ts";
import { taskDiagnostics } from "../../runtime/task/task.diagnostics.ts";
import type { Severity } from "../../specs/diagnostic.ts";
import { REFUSALS } from "./refusals.ts";
import { describeTemplate } from "./template-words.ts";

export interface ExplainedDiagnostic {
  readonly id: string;
  readonly severity: Severity;
  /** In words, without the facts of a finding; null where all of it depends on the finding. */
  readonly message: string | null;
  readonly why: string | null;
  readonly help: string | null;
  /** Entries of the leakage catalogue. */
  readonly entries: readonly string[];
}

const RUNTIME: readonly Readonly<Record<string, CatalogueEntry>>[] = [
  dataDiagnostics,
  databaseDiagnostics,
  feastDiagnostics,
  splitDiagnostics,
  splitContracts,
  dataContracts,
  taskDiagnostics,
  runDiagnostics,
  leakAtRun,
  allowAtRun,
  proveDiagnostics,
];

/** By id; an id that both sides can find (at compile time and on the data) is listed once, with the compiler's words. */
export function allDiagnostics(): ExplainedDiagnostic[] {
  const byId = new Map<string, ExplainedDiagnostic>();
  for (const factory of [...compilerCatalogue().values(), ...RUNTIME.flatMap((part) => Object.values(part))]) {
    const known = byId.get(factory.id);
    const entries = [...new Set([...(known?.entries ?? []), ...(factory.spec.entries ?? [])])].sort();
    byId.set(factory.id, { ...(known ?? explain(factory)), entries });
  }
  for (const [id, { means, why, help }] of Object.entries(REFUSALS)) {
    if (!byId.has(id)) byId.set(id, { id, severity: "error", message: means, why, help, entries: [] });
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

const explain = ({ id, spec }: CatalogueEntry): ExplainedDiagnostic => ({
  id,
  severity: spec.severity,
  message: describeTemplate(spec.message),
  why: describeTemplate(spec.why),
  help: describeTemplate(spec.help),
  entries: spec.entries ?? [],
});
