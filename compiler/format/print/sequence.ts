// Elements with the comments and blank lines between them: the one place where comments are printed.
import type { Span } from "../../../specs/diagnostic.ts";
import { blankLine, type Doc, group, hardline, ifBroken, indent, line, softline } from "../../base/doc-printer.ts";
import { type CommentPool, hasBlankLine, hasLineEnd } from "../comment-pool.ts";

export interface Piece {
  readonly doc: Doc;
  /** Blank line before it, as the author wrote. */
  readonly blank: boolean;
  /** Elements are separated by commas, comments are not. */
  readonly isElement: boolean;
  readonly trailing: string | null;
}

/** `print` is called in order and takes the comments that have a place inside the element. */
export function collectPieces<T extends { readonly span: Span }>(
  elements: readonly T[],
  container: { readonly start: number; readonly end: number },
  pool: CommentPool,
  print: (element: T) => Doc,
): Piece[] {
  const pieces: Piece[] = [];
  let previousEnd = container.start;
  const addComments = (from: number, to: number, placed: boolean): void => {
    for (const comment of pool.take(from, to)) {
      const blank = placed && hasBlankLine(pool.text, previousEnd, comment.span.start);
      pieces.push({ doc: comment.text, blank, isElement: false, trailing: null });
      if (placed) previousEnd = comment.span.end;
    }
  };
  for (const [i, element] of elements.entries()) {
    const { start, end } = element.span;
    addComments(previousEnd, start, true);
    const doc = print(element);
    const blank = hasBlankLine(pool.text, previousEnd, start);
    const before = pieces.length;
    addComments(start, end, false);
    // Comments that were moved in front of the element inherit its blank line.
    const moved = pieces[before];
    if (moved !== undefined) pieces[before] = { ...moved, blank };
    const trailing = pool.takeTrailing(end, elements[i + 1]?.span.start ?? container.end);
    pieces.push({ doc, blank: blank && moved === undefined, isElement: true, trailing: trailing?.text ?? null });
    previousEnd = trailing?.span.end ?? end;
  }
  addComments(previousEnd, container.end, true);
  return pieces;
}

export const hasComments = (pieces: readonly Piece[]): boolean =>
  pieces.some((piece) => !piece.isElement || piece.trailing !== null);

/** One piece per line, without a line end before the first. */
export function printLines(pieces: readonly Piece[], separator = ""): Doc {
  return pieces.map((piece, i) => {
    const before = i === 0 ? "" : piece.blank ? blankLine : hardline;
    const after = piece.trailing === null ? "" : `  ${piece.trailing}`;
    return [before, piece.doc, piece.isElement ? separator : "", after];
  });
}

export interface BracketStyle {
  readonly open: string;
  readonly close: string;
  /** Inside the brackets when everything stands on one line. */
  readonly padded: boolean;
  /** Between elements on lines of their own, and after the last. */
  readonly separator: string;
}

/** Stays broken where the author began a new line after the opening bracket. */
export function printBracket(pieces: readonly Piece[], span: Span, style: BracketStyle, pool: CommentPool): Doc {
  const { open, close, padded, separator } = style;
  if (pieces.length === 0) return open + close;
  const opened = span.start + pool.text.slice(span.start, span.end).indexOf(open) + 1;
  const content = pool.text.slice(opened, span.end);
  const first = opened + content.length - content.trimStart().length;
  if (hasComments(pieces) || hasLineEnd(pool.text, opened, first)) {
    return group([open, indent([hardline, printLines(pieces, separator)]), hardline, close], true);
  }
  const edge = padded ? line : softline;
  const elements = pieces.map((piece, i) => [
    i === 0 ? "" : [separator === "" ? ifBroken("", ",") : separator, line],
    piece.doc,
  ]);
  return group([open, indent([edge, elements, ifBroken(separator)]), edge, close]);
}
