// Comments, and which declaration a documentation comment belongs to.
import type { IToken } from "chevrotain";
import type { SourceFile } from "../source/source-file.ts";
import type { Comment, Item } from "./ast.ts";
import { endOf } from "./tokens.ts";

export function buildComments(tokens: readonly IToken[], file: SourceFile): Comment[] {
  return tokens.map((token) => {
    const start = token.startOffset;
    let before = start;
    while (before > 0 && /[ \t\f\v\uFEFF]/.test(file.text[before - 1]!)) before--;
    const ownLine = before === 0 || /[\r\n]/.test(file.text[before - 1]!);
    return { span: { file: file.path, start, end: endOf(token) }, text: token.image.trimEnd(), ownLine };
  });
}

export const isDoc = (comment: Comment): boolean => comment.text.startsWith("##");

/**
 * The documentation of an item is the run of `##` lines nearest before it, behind the item before; plain comments and
 * blank lines may stand between the run and the item, but a blank line or a plain comment ends the run upwards.
 */
export function attachDocs(items: readonly Item[], comments: readonly Comment[], text: string): Item[] {
  let from = 0;
  let next = 0;
  return items.map((item) => {
    const run: Comment[] = [];
    for (; next < comments.length && comments[next]!.span.start < item.span.start; next++) {
      const comment = comments[next]!;
      if (!comment.ownLine || !isDoc(comment) || comment.span.start < from) continue;
      const last = run[run.length - 1];
      if (last !== undefined && !isNextLine(text.slice(last.span.end, comment.span.start))) run.length = 0;
      run.push(comment);
    }
    from = item.span.end;
    if (run.length === 0 || item.kind === "import" || item.kind === "use") return item;
    return { ...item, doc: run.map(({ text: line }) => line.replace(/^##+ ?/, "")).join("\n") };
  });
}

const isNextLine = (between: string): boolean => /^[ \t]*(?:\r\n?|\n)[ \t]*$/.test(between);
