// Bracket tree -> syntax tree, from the inside out: a bracket becomes one token that carries what was parsed inside it.
import { createTokenInstance, type IToken } from "chevrotain";
import type { Span } from "../../specs/diagnostic.ts";
import type { Arg, Block, Entry, Expr } from "./ast.ts";
import { invalidAt, plainValue } from "./build.ts";
import { explainFailure } from "./explain.ts";
import { parseRule } from "./grammar.ts";
import type { Screen } from "./screen.ts";
import { syntax } from "./syntax.diagnostics.ts";
import * as t from "./tokens.ts";
import { type Group, isGroup, type Node, type Part } from "./tree.ts";

/** Parses every bracket of a part and gives the tokens for the grammar. */
export function flatten(part: Part, screen: Screen): IToken[] {
  return part.map((node) => (isGroup(node) ? groupToken(node, screen) : node));
}

function groupToken(group: Group, screen: Screen): IToken {
  const start = group.open.startOffset;
  const span = { file: screen.file, start, end: group.end };
  const type = { paren: t.ParenGroup, list: t.ListGroup, block: t.BlockGroup }[group.bracket];
  // Only the length of the image matters: `endOf` is computed from it.
  const image = group.open.image.padEnd(group.end - start);
  const token = createTokenInstance(type, image, start, group.end, 0, 0, 0, 0);
  token.payload = parseContent(group, span, screen);
  return token;
}

function parseContent(group: Group, span: Span, screen: Screen): readonly Arg[] | readonly Expr[] | Block {
  switch (group.bracket) {
    case "paren":
      return group.parts.map((part) => parseArgument(part, screen));
    case "list":
      return group.parts.map((part) => parseItem(part, screen));
    case "block":
      return { kind: "block", entries: group.parts.map((part) => parseEntry(part, screen)), span };
  }
}

function parseItem(part: Part, screen: Screen): Expr {
  const tokens = flatten(part, screen);
  const { value, failure } = parseRule("expression", tokens, screen);
  if (failure !== null) screen.report(explainFailure(failure, tokens, "list", screen));
  return value ?? invalidAt(spanOfTokens(tokens, screen));
}

function parseArgument(part: Part, screen: Screen): Arg {
  const tokens = flatten(part, screen);
  const span = spanOfTokens(tokens, screen);
  const [first, second] = tokens;
  if (t.is(first, t.NameLike) && second?.tokenType === t.Assign) {
    screen.report(
      syntax["equals-for-colon"](
        { file: screen.file, start: second.startOffset, end: t.endOf(second) },
        {
          name: first!.image,
          why: "inside parentheses `:` names an argument and `==` compares; `=` gives a name to a declaration or a column",
          help: `write \`${first!.image}: …\` for the argument, \`${first!.image} == …\` for a comparison`,
        },
      ),
    );
    // Read on for the sake of further mistakes; which of the two was meant is not known.
    parseItem(tokens.slice(2).length > 0 ? part.slice(2) : part.slice(0, 1), screen);
    return { name: null, value: invalidAt(span), when: null, span };
  }
  const { value, failure } = parseRule("argument", tokens, screen);
  if (failure !== null) screen.report(explainFailure(failure, tokens, "argument", screen));
  if (value !== null) return value;
  const named = t.is(first, t.NameLike) && second?.tokenType === t.Colon;
  const name = named ? parseRule("expression", tokens.slice(0, 1), screen).value : null;
  return { name: name?.kind === "identifier" ? name : null, value: invalidAt(span), when: null, span };
}

function parseEntry(part: Part, screen: Screen): Entry {
  const tokens = flatten(part, screen);
  markHead(tokens);
  const { value, failure } = parseRule("entry", tokens, screen);
  if (failure !== null) screen.report(explainFailure(failure, tokens, "entry", screen));
  return value ?? brokenEntry(tokens, screen);
}

/** `all` and `else` are keywords as the head of an entry only, and not as the name of a new column (`all = …`). */
function markHead(tokens: readonly IToken[]): void {
  const [first, second] = tokens;
  const ends = second === undefined || second.tokenType === t.Colon;
  if (first === undefined || first.tokenType !== t.Plain) return;
  if (first.image === "else" && ends) t.retag(first, t.Else);
  if (first.image === "all" && second?.image === "except") t.retag(second, t.Except);
  if (first.image === "all" && (ends || second.tokenType === t.Except)) t.retag(first, t.All);
}

/** Keeps the head when what follows it cannot be read, so that later phases know the key. */
function brokenEntry(tokens: IToken[], screen: Screen): Entry {
  const span = spanOfTokens(tokens, screen);
  const at = tokens.findIndex((token) => token.tokenType === t.Colon || token.tokenType === t.Assign);
  const silent: Screen = { ...screen, report: () => undefined };
  const head = at > 0 ? parseRule("entry", tokens.slice(0, at), silent) : null;
  if (head === null || head.value === null || head.failure !== null) {
    return { head: { kind: "expr", expr: invalidAt(span), span }, form: "bare", value: null, span };
  }
  const form = tokens[at]!.tokenType === t.Colon ? "colon" : "equals";
  const value = plainValue(invalidAt({ ...span, start: t.endOf(tokens[at]!) }));
  return { head: head.value.head, form, value, span };
}

export function spanOfTokens(tokens: readonly IToken[], screen: Pick<Screen, "file">): Span {
  const last = tokens[tokens.length - 1];
  return { file: screen.file, start: tokens[0]?.startOffset ?? 0, end: last === undefined ? 0 : t.endOf(last) };
}

export const firstToken = (node: Node): IToken => (isGroup(node) ? node.open : node);
