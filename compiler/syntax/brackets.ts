// Finds the closing bracket of every opening one. A bracket that is never closed ends where its author most likely meant
// it to: `(` and `[` at the first line end that would separate entries, `{` at the end of the declaration.
import type { IToken } from "chevrotain";
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { separates } from "./lines.ts";
import { type Screen, spanOf } from "./screen.ts";
import { syntax } from "./syntax.diagnostics.ts";
import * as t from "./tokens.ts";

export const DEEPEST = 64;
/** Each cut reads the rest again; a text with more open brackets than this is no spec, and gets no cuts. */
const MOST_CUTS = 40;

export interface BracketEnd {
  /** Index of the token after the content: the closing bracket, or whatever follows when there is none. */
  readonly at: number;
  readonly closed: boolean;
}

export interface Brackets {
  readonly ends: ReadonlyMap<number, BracketEnd>;
  /** Closing brackets without an opening one. */
  readonly strays: ReadonlySet<number>;
  /** Tokens from here on are not read: the nesting is too deep. */
  readonly limit: number;
}

interface Open {
  readonly index: number;
  /** The first line end inside that would separate entries. */
  lineEnd: number | null;
}

const CLOSING = new Map([
  [t.OpenParen, t.CloseParen],
  [t.OpenList, t.CloseList],
  [t.OpenBlock, t.CloseBlock],
]);
const OPENING = new Map([...CLOSING].map(([open, close]) => [close, open]));
const SYMBOL = new Map([
  [t.OpenParen, ")"],
  [t.OpenList, "]"],
  [t.OpenBlock, "}"],
  [t.CloseParen, "("],
  [t.CloseList, "["],
  [t.CloseBlock, "{"],
]);

export function matchBrackets(tokens: readonly IToken[], screen: Screen): Brackets {
  const ends = new Map<number, BracketEnd>();
  const strays = new Set<number>();
  const problems = new Map<number, Diagnostic>();
  let stack: Open[] = [];
  let limit = tokens.length;
  let cuts = 0;

  const endWithoutClosing = (open: Open, at: number): void => {
    ends.set(open.index, { at, closed: false });
    problems.set(open.index, unclosed(tokens, open.index, at, screen));
  };
  /** Ends the innermost cuttable bracket above `floor` at its line end; the index to read on from, or null. */
  const cut = (floor: number): number | null => {
    if (cuts >= MOST_CUTS) return null;
    for (let depth = stack.length - 1; depth > floor; depth--) {
      const open = stack[depth]!;
      if (open.lineEnd === null || tokens[open.index]!.tokenType === t.OpenBlock) continue;
      for (const inner of stack.slice(depth + 1)) endWithoutClosing(inner, open.lineEnd);
      endWithoutClosing(open, open.lineEnd);
      stack = stack.slice(0, depth);
      for (const stray of strays) if (stray >= open.lineEnd) strays.delete(stray);
      for (const index of problems.keys()) if (index >= open.lineEnd) problems.delete(index);
      cuts++;
      return open.lineEnd;
    }
    return null;
  };

  for (let i = 0; ; i++) {
    if (i >= limit) {
      const back = cut(-1);
      if (back !== null) {
        i = back - 1;
        continue;
      }
      for (const open of stack) endWithoutClosing(open, limit);
      break;
    }
    const token = tokens[i]!;
    const top = stack[stack.length - 1];
    if (token.tokenType === t.Newline) {
      for (let depth = stack.length - 1; depth >= 0 && stack[depth]!.lineEnd === null; depth--) {
        if (tokens[stack[depth]!.index]!.tokenType === t.OpenBlock) break;
        if (stack[depth]!.index < i - 1 && separates(tokens, i, false)) stack[depth]!.lineEnd = i;
      }
    } else if (CLOSING.has(token.tokenType)) {
      if (stack.length === DEEPEST) {
        problems.set(i, syntax["too-deep"](spanOf(token, screen), { most: DEEPEST, what: "brackets" }));
        for (const open of stack) ends.set(open.index, { at: i, closed: false });
        limit = i;
        break;
      }
      stack.push({ index: i, lineEnd: null });
    } else if (OPENING.has(token.tokenType)) {
      const opener = OPENING.get(token.tokenType)!;
      const depth = stack.findLastIndex((open) => tokens[open.index]!.tokenType === opener);
      if (depth < 0) {
        strays.add(i);
      } else if (top !== stack[depth]) {
        const back = cut(depth);
        if (back !== null) {
          i = back - 1;
          continue;
        }
        for (const open of stack.slice(depth + 1)) endWithoutClosing(open, i);
        stack = stack.slice(0, depth + 1);
      }
      if (depth >= 0) ends.set(stack.pop()!.index, { at: i, closed: true });
    }
  }

  for (const problem of problems.values()) screen.report(problem);
  for (const index of strays) {
    const token = tokens[index]!;
    const holes = { close: token.image, open: SYMBOL.get(token.tokenType)! };
    screen.report(syntax["stray-bracket"](spanOf(token, screen), holes));
  }
  return { ends, strays, limit };
}

/** Reported where the closing bracket is missed; the opening one is the related place. */
function unclosed(tokens: readonly IToken[], index: number, at: number, screen: Screen): Diagnostic {
  const open = tokens[index]!;
  let last = at - 1;
  while (last > index && tokens[last]!.tokenType === t.Newline) last--;
  const close = SYMBOL.get(open.tokenType)!;
  const end = t.endOf(tokens[last]!);
  const atLineEnd = tokens[at]?.tokenType === t.Newline;
  const where = atLineEnd
    ? "at the end of the line"
    : at >= tokens.length
      ? "with the declaration"
      : "before the next bracket";
  return syntax["unclosed-bracket"](
    spanOf(open, screen),
    { open: open.image, close, where },
    {
      related: [{ span: { file: screen.file, start: end, end }, message: `\`${close}\` is missed here` }],
      fixes: [
        {
          title: `add \`${close}\``,
          safe: false,
          edits: [{ span: { file: screen.file, start: end, end }, text: close }],
        },
      ],
    },
  );
}
