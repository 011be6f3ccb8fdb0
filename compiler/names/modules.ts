// All files of one program: the main spec and what it imports, each file once whatever leads to it.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { SourceText } from "../../specs/program.ts";
import type { Import, SourceTree } from "../syntax/ast.ts";
import { names } from "./names.diagnostics.ts";
import { folderOf, joinPath } from "./paths.ts";

export interface Module {
  /** As spans name it: the main file's own path, or its folder joined with the import. */
  readonly path: string;
  readonly tree: SourceTree;
  /** What its declarations' ids begin with: empty for the main file and files merged into it, else `alias.`. */
  readonly prefix: string;
  readonly imports: readonly ResolvedImport[];
}

export interface ResolvedImport {
  readonly node: Import;
  /** Path of the module; null when the file does not exist or would close a circle of imports. */
  readonly target: string | null;
}

export interface Program {
  readonly main: string;
  /** By path, the main file first, then in the order in which imports were met. */
  readonly modules: ReadonlyMap<string, Module>;
}

export type LoadedProgram =
  /** Paths relative to the folder of the main file. */
  | { readonly kind: "needs"; readonly files: readonly string[] }
  | { readonly kind: "loaded"; readonly program: Program };

/** Null for a file without any usable tree. The caller has kept its diagnostics. */
export type ParseFile = (file: SourceText) => SourceTree | null;

/** `files`: by path relative to the main file's folder; null for a file that the host did not find. */
export function loadModules(
  main: SourceText,
  files: ReadonlyMap<string, string | null>,
  parse: ParseFile,
  report: (diagnostic: Diagnostic) => void,
): LoadedProgram {
  const folder = folderOf(main.path);
  const mainKey = joinPath("", main.path.replaceAll("\\", "/").split("/").pop() ?? main.path);
  const missing = new Set<string>();
  const modules = new Map<string, Module>();
  const prefixes = new Set<string>();

  // `key` is the path relative to the main folder, by which the host answers; `chain` holds the importers' keys.
  const visit = (key: string, text: SourceText, prefix: string, chain: readonly string[]): void => {
    const tree = parse(text);
    if (tree === null) return;
    // Held before its imports are followed, so that the main file comes first and no file is read twice.
    modules.set(text.path, { path: text.path, tree, prefix, imports: [] });
    const imports = tree.imports.map((node): ResolvedImport => {
      const target = joinPath(folderOf(key), node.path);
      const path = target === mainKey ? main.path : joinPath(folder, target);
      const at = [...chain, key].indexOf(target);
      if (at >= 0) {
        const circle = [...chain.slice(at), key, target].join(" -> ");
        report(names["import-cycle"](node.pathSpan, { path: circle }));
        return { node, target: null };
      }
      if (modules.has(path)) return { node, target: path };
      const found = files.get(target);
      if (found === undefined) {
        missing.add(target);
        return { node, target: null };
      }
      if (found === null) {
        report(names["import-not-found"](node.pathSpan, { path: node.path, resolved: path }));
        return { node, target: null };
      }
      const next = node.alias === null ? prefix : freePrefix(`${prefix}${node.alias.name}`, prefixes);
      visit(target, { path, text: found }, next, [...chain, key]);
      return { node, target: modules.has(path) ? path : null };
    });
    modules.set(text.path, { path: text.path, tree, prefix, imports });
  };

  visit(mainKey, main, "", []);
  if (missing.size > 0) return { kind: "needs", files: [...missing] };
  return { kind: "loaded", program: { main: main.path, modules } };
}

// Two files under one alias, reached by different ways, must not share ids.
function freePrefix(wanted: string, taken: Set<string>): string {
  let prefix = `${wanted}.`;
  for (let n = 2; taken.has(prefix); n++) prefix = `${wanted}${n}.`;
  taken.add(prefix);
  return prefix;
}
