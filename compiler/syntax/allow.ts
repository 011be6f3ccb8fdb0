// Where allows can apply in a tree.
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import { type Suppressed, suppress } from "../diagnostics/suppress.ts";
import type { SourceTree } from "./ast.ts";
import { blocksOfItem } from "./walk.ts";

/** Takes out what the `# pipec-allow` comments of the tree cover, and reports what is wrong with them. */
export function applyAllows(tree: SourceTree, diagnostics: readonly Diagnostic[]): Suppressed {
  return suppress({ comments: tree.comments, scopes: allowScopes(tree) }, diagnostics);
}

/** The spans of all declarations and entries, nested blocks included. */
export function allowScopes(tree: SourceTree): Span[] {
  return tree.items.flatMap((item) => [
    item.span,
    ...blocksOfItem(item).flatMap(({ entries }) => entries.map(({ span }) => span)),
  ]);
}
