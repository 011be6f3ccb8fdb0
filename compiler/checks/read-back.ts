// Sources whose files the spec knows by another way, so that no graph shows what they share: what a `predict` of the same spec
// writes, and what another source reads through a pattern.

import type { ConnectorDeclaration } from "../../specs/component.ts";
import type { Span } from "../../specs/diagnostic.ts";
import { originOf, pathIn } from "../graph/source-origin.ts";
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

/** Sources with a pattern that fits a path of another one: rows of both may be the same. */
export function readTwice({ typed }: CheckContext): readonly Span[] {
  const sources = typed.declarations.filter((declaration) => declaration.kind === "source");
  return sources.flatMap((source) => {
    const patterns = pathsOf(source.call, source.connector).filter((path) => path.includes("*"));
    const others = sources.filter((other) => originOf(other) !== originOf(source));
    const paths = others.flatMap((other) => pathsOf(other.call, other.connector));
    return patterns.some((pattern) => paths.some((path) => matches(pattern, path))) ? [source.nameSpan] : [];
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
