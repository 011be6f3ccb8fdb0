// Sources that read what a `predict` of the same spec writes: the file carries influences that no graph shows.

import type { ConnectorDeclaration } from "../../specs/component.ts";
import type { Span } from "../../specs/diagnostic.ts";
import { pathIn } from "../graph/source-origin.ts";
import type { ComponentCall } from "../types/typed.ts";
import type { CheckContext } from "./context.ts";

export function readBack({ typed }: CheckContext): readonly Span[] {
  const written = typed.declarations.flatMap((declaration) =>
    declaration.kind === "predict" && declaration.into !== null ? textsOf(declaration.into) : [],
  );
  return typed.declarations.flatMap((declaration) => {
    if (declaration.kind !== "source") return [];
    const read = pathsOf(declaration.call, declaration.connector);
    return read.some((path) => written.some((target) => matches(path, target))) ? [declaration.nameSpan] : [];
  });
}

const pathsOf = (call: ComponentCall, { paths }: ConnectorDeclaration): readonly string[] =>
  paths.flatMap((name) => pathIn(call, name) ?? []);

const textsOf = (call: ComponentCall): readonly string[] =>
  Object.keys(call.args).flatMap((name) => pathIn(call, name) ?? []);

/** A glob reads whatever fits. */
function matches(path: string, target: string): boolean {
  if (!path.includes("*")) return path === target;
  const pattern = path.replaceAll(/[.+^${}()|[\]\\?]/g, "\\$&").replaceAll(/\*+/g, ".*");
  return new RegExp(`^${pattern}$`).test(target);
}
