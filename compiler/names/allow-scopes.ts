// What a `# pipec-allow` line may stand before: declarations and the entries of blocks, also inside expressions.
import type { Span } from "../../specs/diagnostic.ts";
import type { AllowSource } from "../diagnostics/suppress.ts";
import type { SourceTree } from "../syntax/ast.ts";
import { visitBlock, visitBlocks } from "./walk.ts";

export function allowSourceOf(trees: readonly SourceTree[]): AllowSource {
  const comments = trees.flatMap((tree) => tree.comments);
  const scopes: Span[] = [];
  const addEntries = ({ entries }: { readonly entries: readonly { readonly span: Span }[] }): void => {
    for (const entry of entries) scopes.push(entry.span);
  };
  for (const item of trees.flatMap((tree) => tree.items)) {
    scopes.push(item.span);
    if (item.kind !== "declaration") continue;
    visitBlocks(item.value, addEntries);
    if (item.on !== null) visitBlocks(item.on, addEntries);
    if (item.block !== null) visitBlock(item.block, addEntries);
  }
  return { comments, scopes };
}
