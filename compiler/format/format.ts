// The canonical layout: two spaces, lines up to 100 characters, one blank line at most, commas after the last of broken
// arguments. Whatever the author broke stays broken. That is why the layout is stable: every group that had to be broken is
// one that the author broke the next time, and all others are measured with the same text around them.
import { printDoc } from "../base/doc-printer.ts";
import type { SourceTree } from "../syntax/ast.ts";
import { parse } from "../syntax/parse.ts";
import { createCommentPool } from "./comment-pool.ts";
import { printItem } from "./print/declaration.ts";
import { collectPieces, printLines } from "./print/sequence.ts";

export const LINE_WIDTH = 100;

/** `tree` is that of `text`. A text with syntax errors comes back as it is. */
export function format(tree: SourceTree, text: string): string {
  // The tree alone does not tell: lines that recovery lost leave no trace in it.
  if (parse({ path: tree.file, text }).diagnostics.length > 0) return text;
  const pool = createCommentPool(tree.comments, text);
  const pieces = collectPieces(tree.items, { start: 0, end: text.length + 1 }, pool, (item) => printItem(item, pool));
  if (pieces.length === 0) return "";
  return `${printDoc(printLines(pieces.map((piece, i) => (i === 0 ? { ...piece, blank: false } : piece))), LINE_WIDTH).trimEnd()}\n`;
}
