// Values that come from elsewhere: nothing here knows which rows they have seen.
import type { Span } from "../../../specs/diagnostic.ts";
import type { Typed } from "../../types/typed.ts";
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

export function judgedRegistryValues(typed: Typed): readonly { readonly name: string; readonly span: Span }[] {
  return typed.declarations.flatMap((declaration) => {
    const terms =
      declaration.kind === "evaluate"
        ? declaration.subjects
        : declaration.kind === "ensemble"
          ? declaration.members
          : [];
    return terms.flatMap((term) => (term.kind === "registry" ? [{ name: term.name, span: term.span }] : []));
  });
}
