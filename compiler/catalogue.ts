// All messages of the compiler by id, for `pipec explain` and the documentation.
import type { DiagnosticSpec } from "../specs/diagnostic.ts";
import { leak } from "./checks/leakage/leakage.diagnostics.ts";
import { lint } from "./checks/lint/lint.diagnostics.ts";
import { allowDiagnostics } from "./diagnostics/suppress.ts";
import { layout } from "./format/not-formatted.ts";
import { names } from "./names/names.diagnostics.ts";
import { paramValues } from "./names/param.diagnostics.ts";
import { planDiagnostics } from "./plan/plan.diagnostics.ts";
import { syntax } from "./syntax/syntax.diagnostics.ts";
import { declarations } from "./types/declaration.diagnostics.ts";
import { params } from "./types/param.diagnostics.ts";
import { schemas } from "./types/schema.diagnostics.ts";
import { shadowing } from "./types/shadowing.ts";
import { sinks } from "./types/sink.diagnostics.ts";
import { tables } from "./types/table.diagnostics.ts";
import { types } from "./types/types.diagnostics.ts";

/** What can be said about a message without a place where it occurs. */
export interface CatalogueEntry {
  readonly id: string;
  readonly spec: DiagnosticSpec<string>;
}

/** Every catalogue of the compiler; ids are unique over all of them, which a test proves. */
export const CATALOGUES: readonly Readonly<Record<string, CatalogueEntry>>[] = [
  syntax,
  allowDiagnostics,
  names,
  paramValues,
  params,
  types,
  schemas,
  shadowing,
  tables,
  declarations,
  sinks,
  leak,
  lint,
  layout,
  planDiagnostics,
];

/** By id. */
export function compilerCatalogue(): ReadonlyMap<string, CatalogueEntry> {
  return new Map(
    CATALOGUES.flatMap((catalogue) => Object.values(catalogue).map((entry) => [entry.id, entry] as const)),
  );
}
