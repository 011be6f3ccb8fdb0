// Sources whose rows the spec knows by another way, so that no graph shows what they share: what a `predict` of the same spec
// writes, and what another source reads through a pattern, in a list of files, or by a query.

import type { Span } from "../../specs/diagnostic.ts";
import { originOf, pathsIn } from "../graph/source-origin.ts";
import type { TypedSource } from "../types/typed.ts";
import type { CheckContext } from "./context.ts";

export function readBack({ typed }: CheckContext): readonly Span[] {
  const written = typed.declarations.flatMap((declaration) => {
    if (declaration.kind !== "predict" || declaration.into === null) return [];
    const call = declaration.into;
    return Object.keys(call.args).flatMap((name) => pathsIn({ call }, name));
  });
  return typed.declarations.flatMap((declaration) => {
    if (declaration.kind !== "source") return [];
    const isWritten = pathsOf(declaration).some((path) => written.some((target) => matches(path, target)));
    return isWritten ? [declaration.nameSpan] : [];
  });
}

/** Sources that are not the same by their declarations, and may hold rows of each other. */
export function readTwice({ typed }: CheckContext): readonly Span[] {
  const sources = typed.declarations.filter((declaration) => declaration.kind === "source");
  return sources.flatMap((source, i) => {
    const others = sources.filter((other, j) => j !== i && originOf(other) !== originOf(source));
    return others.some((other) => mayShareRows(source, other)) ? [source.nameSpan] : [];
  });
}

function mayShareRows(a: TypedSource, b: TypedSource): boolean {
  if (a.connector.oneOf !== undefined && a.call.component === b.call.component) return shareDatabase(a, b);
  return pathsOf(a).some((path) => pathsOf(b).some((other) => matches(path, other) || matches(other, path)));
}

/** Two tables are different rows; a query may read what another reads, and the same table may be reached by other arguments. */
function shareDatabase(a: TypedSource, b: TypedSource): boolean {
  const [here, there] = [pathsOf(a), pathsOf(b)];
  if (here.length > 0 && there.length > 0 && !here.some((path) => there.includes(path))) return false;
  const [table, other] = [textOf(a, "table"), textOf(b, "table")];
  if (table !== null && other !== null) return bare(table) === bare(other);
  if (table !== null) return names(textOf(b, "query"), table);
  return other === null || names(textOf(a, "query"), other);
}

/** `schema.name` and `"name"` are `name`. */
const bare = (table: string): string => table.replaceAll(/["`]/g, "").split(".").at(-1)!.toLowerCase();

/** Whether a query says the name of a table; one that is not in the spec as a text may say any. */
const names = (query: string | null, table: string): boolean =>
  query === null || query.toLowerCase().includes(bare(table));

function textOf({ call }: TypedSource, name: string): string | null {
  const value = call.args[name]?.value;
  return value?.kind === "json" && typeof value.json === "string" ? value.json : null;
}

const pathsOf = (source: TypedSource): readonly string[] =>
  source.connector.paths.flatMap((name) => pathsIn(source, name));

/** A pattern reads whatever fits. */
function matches(path: string, target: string): boolean {
  if (!/[*?]/.test(path)) return path === target;
  const pattern = path
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("?", ".")
    .replaceAll(/\*+/g, ".*");
  return new RegExp(`^${pattern}$`).test(target);
}
