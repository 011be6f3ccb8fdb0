// Tokens -> bracket tree: every bracket a node, its content cut at commas and at the line ends that separate. Each part is
// parsed on its own, which is what keeps one mistake from hiding the next.
import type { IToken } from "chevrotain";
import { type Brackets, matchBrackets } from "./brackets.ts";
import { separates } from "./lines.ts";
import { type Screen, spanOf } from "./screen.ts";
import { syntax } from "./syntax.diagnostics.ts";
import * as t from "./tokens.ts";

export type Node = IToken | Group;

export interface Group {
  readonly bracket: "paren" | "list" | "block";
  readonly open: IToken;
  readonly parts: readonly Part[];
  /** Offset after the closing bracket, or after the content when it is missing. */
  readonly end: number;
}

/** Never empty. */
export type Part = Node[];

export const isGroup = (node: Node | undefined): node is Group => node !== undefined && "bracket" in node;

/** The statements of a stretch of tokens outside all brackets. */
export function buildStatements(tokens: readonly IToken[], screen: Screen): Part[] {
  const builder: Builder = { tokens, brackets: matchBrackets(tokens, screen), screen };
  return buildParts(builder, 0, builder.brackets.limit, "outside");
}

interface Builder {
  readonly tokens: readonly IToken[];
  readonly brackets: Brackets;
  readonly screen: Screen;
}

type Place = Group["bracket"] | "outside";

function buildParts(builder: Builder, from: number, to: number, place: Place): Part[] {
  const { tokens, brackets, screen } = builder;
  const parts: Part[] = [];
  let part: Part = [];
  /** A block may join the part before it only when a line end, not a comma, came between. */
  let joinable = false;
  const finish = (byLine: boolean): void => {
    if (part.length > 0) {
      parts.push(part);
      joinable = true;
    }
    if (!byLine) joinable = false;
    part = [];
  };

  for (let i = from; i < to; i++) {
    const token = tokens[i]!;
    if (token.tokenType === t.Newline) {
      const inLines = place === "outside" || place === "block";
      if (inLines && separates(tokens, i, place === "outside")) finish(true);
    } else if (token.tokenType === t.Comma && place !== "outside") {
      if (part.length === 0) screen.report(syntax["missing-value"](spanOf(token, screen), {}));
      finish(false);
    } else if (brackets.ends.has(i)) {
      const group = buildGroup(builder, i);
      if (part.length === 0 && joinable && beginsNothing(group, place)) {
        reportNextLine(group, screen);
        part = parts.pop()!;
      } else if (part.length > 0 && tokens[i - 1]?.tokenType === t.Newline && needsName(part)) {
        reportNextLine(group, screen);
      }
      part.push(group);
      const end = brackets.ends.get(i)!;
      i = end.closed ? end.at : end.at - 1;
    } else if (!brackets.strays.has(i)) {
      part.push(token);
    }
  }
  finish(true);
  return parts;
}

const beginsNothing = (group: Group, place: Place): boolean =>
  group.bracket === "block" || (place === "outside" && group.bracket === "paren");

/** After a name or a bracket another bracket belongs to it; after an operator it is a value of its own. */
function needsName(part: Part): boolean {
  const last = part[part.length - 1]!;
  return isGroup(last) || t.is(last, t.NameLike);
}

function reportNextLine(group: Group, screen: Screen): void {
  screen.report(syntax["bracket-on-next-line"](spanOf(group.open, screen), { open: group.open.image }));
}

function buildGroup(builder: Builder, index: number): Group {
  const { tokens, brackets } = builder;
  const open = tokens[index]!;
  const end = brackets.ends.get(index)!;
  const bracket = open.tokenType === t.OpenParen ? "paren" : open.tokenType === t.OpenList ? "list" : "block";
  const last = tokens[end.closed ? end.at : lastWord(tokens, index, end.at)]!;
  return { bracket, open, parts: buildParts(builder, index + 1, end.at, bracket), end: t.endOf(last) };
}

function lastWord(tokens: readonly IToken[], from: number, to: number): number {
  let last = to - 1;
  while (last > from && tokens[last]!.tokenType === t.Newline) last--;
  return last;
}
