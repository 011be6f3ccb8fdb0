// Which line ends mean something (LANGUAGE.md, chapter 3), and where a declaration begins whatever is still open.
import type { IToken } from "chevrotain";
import { DECLARATION_KINDS } from "./ast.ts";
import * as t from "./tokens.ts";

const KINDS: ReadonlySet<string> = new Set(DECLARATION_KINDS);
export const isKind = (token: IToken | undefined): boolean => token?.tokenType === t.Plain && KINDS.has(token.image);

const GOES_ON_AFTER = new Set([
  t.Assign,
  t.Colon,
  t.Comma,
  t.Pipe,
  t.And,
  t.Or,
  t.In,
  t.Compare,
  t.Coalesce,
  t.Range,
  t.Plus,
  t.Minus,
  t.Star,
  t.Slash,
  t.ForeignOperator,
]);
const SETS = new Set([t.Colon, t.Assign]);
const GOES_ON_BEFORE = new Set([t.Pipe, t.And, t.Or, t.Coalesce]);

/**
 * Whether the line end at `index` (never two in a row) separates two things, for a place outside `( )` and `[ ]`. `outsideBlocks`: a line that
 * begins with `on` goes on from the one before.
 */
export function separates(tokens: readonly IToken[], index: number, outsideBlocks: boolean): boolean {
  const before = tokens[index - 1];
  const after = tokens[index + 1];
  if (after === undefined) return true;
  if (before !== undefined && GOES_ON_AFTER.has(before.tokenType)) {
    // `fit:` without a value, then the next key: nothing can be a value and be followed by `:` or `=`.
    return SETS.has(before.tokenType) && t.is(after, t.NameLike) && SETS.has(tokens[index + 2]?.tokenType ?? t.Newline);
  }
  return !(GOES_ON_BEFORE.has(after.tokenType) || (outsideBlocks && after.tokenType === t.On));
}

/** The indexes of the tokens that begin a declaration also inside unclosed brackets. */
export function declarationStarts(tokens: readonly IToken[]): number[] {
  const starts: number[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const startsLine = i === 0 || tokens[i - 1]!.tokenType === t.Newline;
    if (startsLine && beginsDeclaration(tokens[i]!, tokens[i + 1], tokens[i + 2])) starts.push(i);
  }
  return starts;
}

const RESERVED = new Set([t.And, t.Or, t.Not, t.In, t.True, t.False, t.Null]);
export const isReserved = (token: IToken | undefined): boolean => token !== undefined && RESERVED.has(token.tokenType);

function beginsDeclaration(first: IToken, second: IToken | undefined, third: IToken | undefined): boolean {
  if (first.tokenType !== t.Plain) return false;
  const named = t.is(second, t.NameLike) || isReserved(second);
  switch (first.image) {
    case "pipeline":
      return named && (third === undefined || third.tokenType === t.Newline || third.tokenType === t.StringText);
    case "import":
    case "use":
      return second?.tokenType === t.StringText;
    case "param":
      return named && (third?.tokenType === t.Colon || third?.tokenType === t.Assign);
    default:
      return isKind(first) && named && third?.tokenType === t.Assign;
  }
}
