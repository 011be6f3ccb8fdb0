// Values that come from elsewhere: nothing here knows which rows they have seen.
import type { Span } from "../../../specs/diagnostic.ts";
import type { FittedTerm, TableTerm, Typed, TypedDeclaration } from "../../types/typed.ts";
import type { Check } from "../context.ts";
import { leak } from "./leakage.diagnostics.ts";

export const unknownProvenance: Check = {
  id: leak["unknown-provenance"].id,
  entries: leak["unknown-provenance"].spec.entries ?? [],
  applies: ({ typed }) => judgedRegistryValues(typed).length > 0,
  run: ({ typed, strict, report }) => {
    if (!strict) return;
    for (const { name, span } of judgedRegistryValues(typed)) report(leak["unknown-provenance"](span, { name }));
  },
};

/** Evaluated, member of an ensemble, the start of a fit, or wrapped by one. */
export function judgedRegistryValues(typed: Typed): readonly { readonly name: string; readonly span: Span }[] {
  return typed.declarations.flatMap((declaration) =>
    termsOf(declaration).flatMap((term) => (term.kind === "registry" ? [{ name: term.name, span: term.span }] : [])),
  );
}

function termsOf(declaration: TypedDeclaration): readonly FittedTerm[] {
  switch (declaration.kind) {
    case "evaluate": {
      const rivals = declaration.against.flatMap((entry) => (entry.kind === "fitted" ? [entry.fitted] : []));
      return [...declaration.subjects, ...rivals];
    }
    case "ensemble":
      return declaration.members;
    case "fit": {
      const { of, warmStart } = declaration;
      const wrapped = of.kind === "model" && of.model.kind === "wrapped-fitted" ? [of.model.fitted] : [];
      return warmStart === null ? wrapped : [...wrapped, warmStart];
    }
    case "table":
      return appliedIn(declaration.table);
    case "task":
      return appliedIn(declaration.table);
    default:
      return [];
  }
}

/** Fitted transforms in the pipe of a table. */
function appliedIn(table: TableTerm): readonly FittedTerm[] {
  switch (table.kind) {
    case "reference":
    case "partition":
      return [];
    case "step":
    case "fit-apply":
      return appliedIn(table.input);
    case "apply":
      return [...appliedIn(table.input), table.fitted];
    default:
      return table satisfies never;
  }
}
