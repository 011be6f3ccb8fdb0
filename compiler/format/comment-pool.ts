// Comments that are not printed yet. Each is taken once, by the innermost sequence (file, block, arguments, list, pipe)
// that has a line for it; what nobody takes inside an element is printed before the element.
import type { Comment } from "../syntax/ast.ts";

export interface CommentPool {
  readonly text: string;
  /** Takes the comments that begin in `[from, to)`. */
  readonly take: (from: number, to: number) => Comment[];
  /** Takes the comment that stands behind `end` on the same line and begins before `limit`. */
  readonly takeTrailing: (end: number, limit: number) => Comment | null;
}

export function createCommentPool(comments: readonly Comment[], text: string): CommentPool {
  let left = [...comments];
  const take = (from: number, to: number): Comment[] => {
    const taken = left.filter(({ span }) => span.start >= from && span.start < to);
    if (taken.length > 0) left = left.filter((comment) => !taken.includes(comment));
    return taken;
  };
  const takeTrailing = (end: number, limit: number): Comment | null => {
    const next = left.find(({ span }) => span.start >= end && span.start < limit);
    if (next === undefined || next.ownLine || /[\r\n]/.test(text.slice(end, next.span.start))) return null;
    left = left.filter((comment) => comment !== next);
    return next;
  };
  return { text, take, takeTrailing };
}

/** Whether the author left an empty line between two places. */
export function hasBlankLine(text: string, from: number, to: number): boolean {
  return (text.slice(from, to).match(/\r\n?|\n/g)?.length ?? 0) > 1;
}

export const hasLineEnd = (text: string, from: number, to: number): boolean => /[\r\n]/.test(text.slice(from, to));
