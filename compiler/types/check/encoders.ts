// Which kinds of column some transform of the file can encode. A task is elaborated before the models that use it, so this
// reads only which transforms are named anywhere, not on which columns.
import type { ScalarKind } from "../../../specs/data-type.ts";
import type { Span } from "../../../specs/diagnostic.ts";
import { oncePer } from "../../base/once-per.ts";
import { visitNames } from "../../names/walk.ts";
import type { Declaration } from "../../syntax/ast.ts";
import { visibleDeclarations } from "../arguments/reference.ts";
import type { TypeContext } from "../context.ts";

/** What an estimator cannot take as it is. Categories are data for many models, free text and moments for none. */
export const UNENCODED: ReadonlySet<ScalarKind> = new Set(["string", "date", "timestamp"]);

export function encodedKinds(at: Span, context: TypeContext): ReadonlySet<ScalarKind> {
  const kinds = new Set<ScalarKind>();
  const note = (name: string): void => {
    const transform = context.registry.find("transform", name);
    if (transform === null || transform.output === "same") return;
    for (const kind of transform.accepts) kinds.add(kind);
  };
  for (const { declaration } of visibleDeclarations(at, context)) for (const name of namesIn(declaration)) note(name);
  return kinds;
}

/** Every task of a file asks for the names of all its declarations. */
const namesIn = oncePer(({ of, value }: Declaration): ReadonlySet<string> => {
  const names = new Set<string>();
  if (of === "transform" || of === "model" || of === "fit" || of === "search")
    visitNames(value, ({ name }) => names.add(name));
  return names;
});
