// Between lexer and grammar: reports every wrong word at its place and repairs it, so that the grammar sees only words
// of the language, and gives every literal its value (the `payload` of its token).
import type { IToken } from "chevrotain";
import type { Diagnostic, Span, TextEdit } from "../../specs/diagnostic.ts";
import type { Expr } from "./ast.ts";
import { type Flaw, readDate, readNumber, readString } from "./literals.ts";
import { syntax } from "./syntax.diagnostics.ts";
import * as t from "./tokens.ts";

export interface Screen {
  readonly file: string;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** Gives back the tokens that go on to the grammar; of several line ends in a row only the first. */
export function screenTokens(tokens: readonly IToken[], screen: Screen): IToken[] {
  const kept: IToken[] = [];
  for (const [i, token] of tokens.entries()) {
    if (!screenToken(token, tokens[i - 1], screen)) continue;
    const repeated = token.tokenType === t.Newline && kept[kept.length - 1]?.tokenType === t.Newline;
    if (!repeated) kept.push(token);
  }
  return kept;
}

/** False for a token that is dropped. */
function screenToken(token: IToken, previous: IToken | undefined, screen: Screen): boolean {
  const span = spanOf(token, screen);
  const { image } = token;
  switch (token.tokenType) {
    case t.True:
    case t.False:
      return keep(token, { kind: "bool", value: image === "true", span });
    case t.Null:
      return keep(token, { kind: "null", span });
    case t.NumberText:
    case t.LeadingPoint:
      return screenNumber(token, span, screen);
    case t.DateText:
      return screenDate(token, span, screen);
    case t.StringText:
      return screenString(token, image.slice(1, -1), span, screen);
    case t.OpenString:
      screen.report(syntax["unterminated-string"](openingQuote(span), {}));
      return screenString(token, image.slice(1), span, screen);
    case t.SingleQuoted: {
      const instead = JSON.stringify(image.replaceAll("'", ""));
      screen.report(syntax["single-quotes"](span, { instead }, fix("use double quotes", span, instead)));
      return keep(t.retag(token, t.StringText), { kind: "string", value: image.replaceAll("'", ""), span });
    }
    case t.ForeignName:
      return screenForeignName(token, span, screen);
    case t.OpenQuoted:
      screen.report(syntax["open-back-tick"](span, {}));
      t.retag(token, t.Quoted);
      return true;
    case t.ForeignOperator:
      return screenOperator(token, span, screen);
    case t.SlashComment: {
      const slashes = { ...span, end: span.start + 2 };
      screen.report(syntax["foreign-comment"](slashes, {}, fix("write `#`", slashes, "#")));
      return false;
    }
    case t.Semicolon:
      screen.report(syntax["foreign-separator"](span, {}));
      t.retag(token, t.Newline);
      return true;
    case t.UnknownCharacter: {
      // One message for a run of them.
      const goesOn = previous?.tokenType === t.UnknownCharacter && t.endOf(previous) === token.startOffset;
      if (!goesOn)
        screen.report(syntax["unknown-character"](span, { character: characterName(image), help: "remove it" }));
      return false;
    }
    default:
      return true;
  }
}

function keep(token: IToken, literal: Expr): boolean {
  token.payload = literal;
  return true;
}

function screenNumber(token: IToken, span: Span, screen: Screen): boolean {
  const text = token.image;
  if (token.tokenType === t.LeadingPoint) t.retag(token, t.NumberText);
  const number = readNumber(text);
  if ("kind" in number) return keep(token, { ...number, text, span });
  return reportFlaw(token, number, span, screen);
}

function screenDate(token: IToken, span: Span, screen: Screen): boolean {
  const date = readDate(token.image);
  if ("kind" in date) return keep(token, { ...date, span });
  return reportFlaw(token, date, span, screen);
}

function reportFlaw(token: IToken, flaw: Flaw, span: Span, screen: Screen): boolean {
  const text = token.image;
  const place = { ...span, start: span.start + flaw.from, end: span.start + flaw.to };
  const help =
    flaw.instead === undefined
      ? (flaw.help ?? "write digits, then at most one point and digits")
      : `write \`${flaw.instead}\``;
  const extras = flaw.instead === undefined ? {} : fix(help, span, flaw.instead);
  switch (flaw.of) {
    case "number":
    case "escape":
      screen.report(syntax["bad-number"](place, { text, reason: flaw.reason, help }, extras));
      break;
    case "fraction":
      screen.report(syntax["fractional-duration"](place, { text, reason: flaw.reason }));
      break;
    case "unit": {
      const unit = text.slice(flaw.from, flaw.to);
      const hint =
        flaw.instead === undefined
          ? (flaw.help ?? "write one of these units, or an operator between the number and a name")
          : help;
      screen.report(syntax["unknown-unit"](place, { unit, help: hint }, extras));
      break;
    }
    case "date":
      screen.report(
        syntax["bad-date"](place, { text, reason: flaw.reason, help: flaw.help ?? "write a day of the calendar" }),
      );
      break;
    case "zone":
      screen.report(
        syntax["bad-date"](place, {
          text,
          reason: flaw.reason,
          help: `write \`${flaw.instead}\`, or an offset such as \`+02:00\``,
        }),
      );
      break;
  }
  return keep(token, { kind: "invalid", span });
}

function screenString(token: IToken, body: string, span: Span, screen: Screen): boolean {
  const { value, flaws } = readString(body);
  const first = span.start + 1;
  for (const { from, to, reason } of flaws) {
    screen.report(syntax["bad-escape"]({ ...span, start: first + from, end: first + to }, { escape: reason }));
  }
  t.retag(token, t.StringText);
  return keep(token, { kind: "string", value, span });
}

const openingQuote = (span: Span): Span => ({ ...span, end: span.start + 1 });

const CURLY_QUOTES = /[\u201C\u201D\u201E\u2018\u2019\u00AB\u00BB]/;
const INVISIBLE = /^[\u00A0\u2000-\u200B\u202F\u3000]+$/;

function screenForeignName(token: IToken, span: Span, screen: Screen): boolean {
  const { image } = token;
  if (INVISIBLE.test(image)) {
    const help = "replace it by a plain space";
    screen.report(syntax["unknown-character"](span, { character: "an invisible space", help }, fix(help, span, " ")));
    return false;
  }
  if (CURLY_QUOTES.test(image)) {
    const character = `\`${CURLY_QUOTES.exec(image)![0]}\``;
    screen.report(syntax["unknown-character"](span, { character, help: 'write strings in straight quotes `"`' }));
    return keep(t.retag(token, t.StringText), { kind: "invalid", span });
  }
  if (!/^[\p{L}\p{M}\p{N}_]+$/u.test(image)) {
    screen.report(syntax["unknown-character"](span, { character: `\`${image}\``, help: "remove it" }));
    return false;
  }
  screen.report(syntax["bad-name"](span, { name: image }, fix("put it in back-ticks", span, `\`${image}\``)));
  t.retag(token, t.Plain);
  return true;
}

const SAME_OPERATOR = new Map([
  ["&&", { instead: "and", type: t.And }],
  ["||", { instead: "or", type: t.Or }],
  ["!", { instead: "not", type: t.Not }],
  ["===", { instead: "==", type: t.Compare }],
  ["!==", { instead: "!=", type: t.Compare }],
  ["<>", { instead: "!=", type: t.Compare }],
]);

function screenOperator(token: IToken, span: Span, screen: Screen): boolean {
  const operator = token.image;
  const same = SAME_OPERATOR.get(operator);
  if (same !== undefined) {
    // `!x` needs a space once it is `not x`.
    const text = operator === "!" ? "not " : same.instead;
    const extras = fix(`write \`${same.instead}\``, span, text);
    screen.report(syntax["foreign-operator"](span, { operator, instead: same.instead }, extras));
    t.retag(token, same.type);
    token.payload = same.instead;
  } else if (operator === "%") {
    screen.report(syntax["no-modulo"](span, {}));
  } else {
    screen.report(syntax["no-power"](span, { operator }));
  }
  return true;
}

function characterName(text: string): string {
  const code = text.charCodeAt(0);
  return code < 0x20 || code === 0x7f ? `the control character U+${code.toString(16).padStart(4, "0")}` : `\`${text}\``;
}

function fix(title: string, span: Span, text: string) {
  const edit: TextEdit = { span, text };
  return { fixes: [{ title, safe: true, edits: [edit] }] };
}

export const spanOf = (token: IToken, { file }: Pick<Screen, "file">): Span => ({
  file,
  start: token.startOffset,
  end: t.endOf(token),
});
