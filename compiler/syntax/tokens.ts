// The words of the language (LANGUAGE.md, chapter 3). Every text can be cut into these tokens: what is wrong gets a token
// of its own, which `screen.ts` reports and repairs, so the lexer never fails.
import { createToken, type IToken, Lexer, type TokenType } from "chevrotain";

// Categories, used by the grammar only.
export const NameLike = createToken({ name: "NameLike", pattern: Lexer.NA });
export const LiteralLike = createToken({ name: "LiteralLike", pattern: Lexer.NA });
/** Everything that can stand between two operands. */
export const Operator = createToken({ name: "Operator", pattern: Lexer.NA });

export const Newline = createToken({ name: "Newline", pattern: /\r\n?|\n/, line_breaks: true });
const Blank = createToken({ name: "Blank", pattern: /[ \t\f\v\uFEFF]+/, group: Lexer.SKIPPED, line_breaks: false });
const CommentText = createToken({ name: "CommentText", pattern: /#[^\r\n]*/, group: "comments" });
export const SlashComment = createToken({ name: "SlashComment", pattern: /\/\/[^\r\n]*/ });

export const StringText = createToken({
  name: "StringText",
  pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*"/,
  categories: LiteralLike,
});
export const OpenString = createToken({ name: "OpenString", pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*\\?/ });
export const SingleQuoted = createToken({ name: "SingleQuoted", pattern: /'[^'\r\n]*'?/ });

/** `dddd-dd-dd` is always a date; what is glued to it belongs to it, so that it is reported as one thing. */
export const DateText = createToken({
  name: "DateText",
  pattern: /\d{4}-\d{2}-\d{2}(?:T\d[\d:]*(?:\.\d+)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?\w*/,
  categories: LiteralLike,
});
/** Wider than what is allowed (`10__0`, `1.`, `3hours`), for the same reason. */
export const NumberText = createToken({
  name: "NumberText",
  pattern: /\d[\d_]*(?:(?:\.\d[\d_]*)+|\.(?![.\w]))?(?:[eE][+-]\d+)?\w*%?/,
  categories: LiteralLike,
});
export const LeadingPoint = createToken({ name: "LeadingPoint", pattern: /\.\d[\w.]*/ });

export const Quoted = createToken({ name: "Quoted", pattern: /`[^`\r\n]+`/, categories: NameLike });
export const OpenQuoted = createToken({ name: "OpenQuoted", pattern: /`[^`\r\n]*`?/ });
export const Plain = createToken({ name: "Plain", pattern: /[A-Za-z_]\w*/, categories: NameLike });
/** A name with letters outside ASCII, or such characters alone. */
export const ForeignName = createToken({ name: "ForeignName", pattern: /[A-Za-z_]*[\u0080-\uFFFF][\w\u0080-\uFFFF]*/ });

const reserved = (name: string, text: string, categories: TokenType[]): TokenType =>
  createToken({ name, pattern: new RegExp(text), longer_alt: Plain, categories });
/** Keywords in their position only; everywhere else they are names. */
const contextual = (name: string, text: string, more: TokenType[] = []): TokenType =>
  createToken({ name, pattern: new RegExp(text), longer_alt: Plain, categories: [NameLike, ...more] });

export const And = reserved("And", "and", [Operator]);
export const Or = reserved("Or", "or", [Operator]);
export const In = reserved("In", "in", [Operator]);
export const Not = reserved("Not", "not", []);
export const True = reserved("True", "true", [LiteralLike]);
export const False = reserved("False", "false", [LiteralLike]);
export const Null = reserved("Null", "null", [LiteralLike]);
export const On = contextual("On", "on");
export const Step = contextual("Step", "step", [Operator]);
export const Log = contextual("Log", "log");
export const When = contextual("When", "when");
export const As = contextual("As", "as");

const symbol = (name: string, pattern: RegExp, categories: TokenType[] = []): TokenType =>
  createToken({ name, pattern, categories });

export const Pipe = symbol("Pipe", /\|>/, [Operator]);
export const Range = symbol("Range", /\.\./, [Operator]);
export const Coalesce = symbol("Coalesce", /\?\?/, [Operator]);
export const Compare = symbol("Compare", /==|!=|<=|>=|<|>/, [Operator]);
export const Plus = symbol("Plus", /\+/, [Operator]);
export const Minus = symbol("Minus", /-/, [Operator]);
export const Star = symbol("Star", /\*/, [Operator]);
export const Slash = symbol("Slash", /\//, [Operator]);
/** Operators of other languages: reported; `&& || ! === !== <>` are then read as ours. */
export const ForeignOperator = symbol("ForeignOperator", /&&|\|\||===|!==|<>|!(?!=)|\*\*|\^|%/, [Operator]);
export const Assign = symbol("Assign", /=/);
export const Colon = symbol("Colon", /:/);
export const Comma = symbol("Comma", /,/);
export const Dot = symbol("Dot", /\./);
export const Question = symbol("Question", /\?/);
export const At = symbol("At", /@/);
export const Semicolon = symbol("Semicolon", /;/);
export const OpenParen = symbol("OpenParen", /\(/);
export const CloseParen = symbol("CloseParen", /\)/);
export const OpenList = symbol("OpenList", /\[/);
export const CloseList = symbol("CloseList", /\]/);
export const OpenBlock = symbol("OpenBlock", /\{/);
export const CloseBlock = symbol("CloseBlock", /\}/);
export const UnknownCharacter = createToken({ name: "UnknownCharacter", pattern: /[\s\S]/, line_breaks: true });

// `all`, `except` and `else` where they are keywords; given by `groups.ts` at the head of an entry.
export const All = createToken({ name: "All", pattern: Lexer.NA });
export const Except = createToken({ name: "Except", pattern: Lexer.NA });
export const Else = createToken({ name: "Else", pattern: Lexer.NA });

// A whole bracket with what is inside, parsed already; made by `groups.ts`, never by the lexer.
export const ParenGroup = createToken({ name: "ParenGroup", pattern: Lexer.NA });
export const ListGroup = createToken({ name: "ListGroup", pattern: Lexer.NA });
export const BlockGroup = createToken({ name: "BlockGroup", pattern: Lexer.NA });

/** The order decides: of two patterns that fit, the first wins. */
const LEXED: TokenType[] = [
  Newline,
  Blank,
  CommentText,
  SlashComment,
  StringText,
  OpenString,
  SingleQuoted,
  DateText,
  NumberText,
  Range,
  LeadingPoint,
  ForeignName,
  And,
  Or,
  In,
  Not,
  True,
  False,
  Null,
  On,
  Step,
  Log,
  When,
  As,
  Plain,
  Quoted,
  OpenQuoted,
  Pipe,
  Coalesce,
  ForeignOperator,
  Compare,
  Plus,
  Minus,
  Star,
  Slash,
  Assign,
  Colon,
  Comma,
  Dot,
  Question,
  At,
  Semicolon,
  OpenParen,
  CloseParen,
  OpenList,
  CloseList,
  OpenBlock,
  CloseBlock,
  UnknownCharacter,
];

/** For the parser. */
export const VOCABULARY: TokenType[] = [
  NameLike,
  LiteralLike,
  Operator,
  ...LEXED,
  All,
  Except,
  Else,
  ParenGroup,
  ListGroup,
  BlockGroup,
];

let lexer: Lexer | null = null;

export interface Lexed {
  /** With line ends, without white space and comments. */
  readonly tokens: IToken[];
  readonly comments: readonly IToken[];
}

export function tokenize(text: string): Lexed {
  lexer ??= new Lexer(LEXED, { positionTracking: "onlyOffset", skipValidations: true });
  const { tokens, groups } = lexer.tokenize(text);
  return { tokens, comments: groups.comments ?? [] };
}

export const is = (token: IToken | undefined, type: TokenType): boolean =>
  token !== undefined &&
  (token.tokenTypeIdx === type.tokenTypeIdx || type.categoryMatchesMap?.[token.tokenTypeIdx] === true);

/** The offset after the token. Chevrotain's `endOffset` is that of its last character. */
export const endOf = (token: IToken): number => token.startOffset + token.image.length;

export function retag(token: IToken, type: TokenType): IToken {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx!;
  return token;
}
