// What names stand for, file by file. Declarations may be used before they are written, so tables are built first.
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { Declaration, Identifier, Param } from "../syntax/ast.ts";
import type { Module, Program } from "./modules.ts";
import { names } from "./names.diagnostics.ts";

export type Binding =
  | { readonly kind: "declaration"; readonly id: string; readonly name: Identifier; readonly declaration: Declaration }
  | { readonly kind: "let"; readonly id: string; readonly name: Identifier; readonly declaration: Declaration }
  | { readonly kind: "param"; readonly id: string; readonly name: Identifier; readonly param: Param }
  /** `target` is null when the file could not be read; then names behind the alias are silently unknown. */
  | { readonly kind: "module"; readonly id: string; readonly name: Identifier; readonly target: string | null };

export interface Scope {
  readonly module: Module;
  /** Own names and those of files imported without an alias, which count as if they stood here. */
  readonly symbols: ReadonlyMap<string, Binding>;
  /** An import without alias failed: its names are unknown, so a name that is not found may be one of them. */
  readonly hasHoles: boolean;
}

/** One scope per file of the program, by path. */
export type Scopes = ReadonlyMap<string, Scope>;

export function buildScopes(program: Program, report: (diagnostic: Diagnostic) => void): Scopes {
  const own = new Map<string, ReadonlyMap<string, Binding>>();
  for (const module of program.modules.values()) own.set(module.path, declareOwn(module, report));
  const scopes = new Map<string, Scope>();
  for (const module of program.modules.values()) {
    const symbols = new Map(own.get(module.path));
    const hasHoles = merge(program, module, own, symbols, new Set([module.path]), report);
    scopes.set(module.path, { module, symbols, hasHoles });
  }
  return scopes;
}

function declareOwn(module: Module, report: (diagnostic: Diagnostic) => void): ReadonlyMap<string, Binding> {
  const symbols = new Map<string, Binding>();
  const declare = (symbol: Binding): void => {
    const first = symbols.get(symbol.name.name);
    if (first === undefined) symbols.set(symbol.name.name, symbol);
    else reportDuplicate(symbol.name.name, symbol.name.span, first.name.span, report);
  };
  for (const item of module.tree.items) {
    if (item.kind === "param")
      declare({ kind: "param", id: module.prefix + item.name.name, name: item.name, param: item });
    if (item.kind === "declaration") {
      const kind = item.of === "let" ? "let" : "declaration";
      declare({ kind, id: module.prefix + item.name.name, name: item.name, declaration: item });
    }
    if (item.kind === "import" && item.alias !== null) {
      const target = module.imports.find((one) => one.node === item)?.target ?? null;
      declare({ kind: "module", id: module.prefix + item.alias.name, name: item.alias, target });
    }
  }
  return symbols;
}

/** Adds what `module` imports without alias, however deep. True when something could not be read. */
function merge(
  program: Program,
  module: Module,
  own: ReadonlyMap<string, ReadonlyMap<string, Binding>>,
  into: Map<string, Binding>,
  seen: Set<string>,
  report: (diagnostic: Diagnostic) => void,
): boolean {
  let holes = false;
  for (const { node, target } of module.imports) {
    if (node.alias !== null) continue;
    const imported = target === null ? undefined : program.modules.get(target);
    if (imported === undefined) {
      holes = true;
      continue;
    }
    if (seen.has(imported.path)) continue;
    seen.add(imported.path);
    for (const [name, symbol] of own.get(imported.path) ?? []) {
      if (symbol.kind === "module") continue;
      const first = into.get(name);
      if (first === undefined) into.set(name, symbol);
      else if (first !== symbol) reportDuplicate(name, first.name.span, symbol.name.span, report);
    }
    if (merge(program, imported, own, into, seen, report)) holes = true;
  }
  return holes;
}

function reportDuplicate(name: string, second: Span, first: Span, report: (diagnostic: Diagnostic) => void): void {
  report(names.duplicate(second, { name }, { related: [{ span: first, message: `also declared here` }] }));
}
