// What later phases may rely on about typed declarations. Throws on our own bugs only.
import { invariant } from "../base/invariant.ts";
import type { TableTerm, Typed } from "./typed.ts";

/** Ids are unique, columns of a table are unique, and tables come after the tables that they use. */
export function assertTyped(typed: Typed): void {
  const seen = new Set<string>();
  for (const declaration of typed.declarations) {
    if (declaration.kind === "table" || declaration.kind === "check" || declaration.kind === "task")
      assertTable(declaration.table, seen, declaration.id);
    if (declaration.kind === "source") assertColumns(declaration.schema.columns, declaration.id);
    invariant(!seen.has(declaration.id), `declaration ${declaration.id} occurs once`);
    seen.add(declaration.id);
  }
}

function assertTable(table: TableTerm, seen: ReadonlySet<string>, owner: string): void {
  assertColumns(table.schema.columns, owner);
  switch (table.kind) {
    case "reference":
      invariant(seen.has(table.to), `${owner} comes after ${table.to}`);
      return;
    case "partition":
      invariant(seen.has(table.partition.split), `${owner} comes after ${table.partition.split}`);
      return;
    case "step":
      assertTable(table.input, seen, owner);
      if ("right" in table.step) assertTable(table.step.right, seen, owner);
      return;
    case "apply":
    case "fit-apply":
      assertTable(table.input, seen, owner);
  }
}

function assertColumns(columns: readonly { readonly name: string }[], owner: string): void {
  const names = new Set(columns.map(({ name }) => name));
  invariant(names.size === columns.length, `columns of ${owner} are unique`);
}
