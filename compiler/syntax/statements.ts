// One line outside brackets, with all that belongs to it -> header, import, use, param or declaration.
import type { IToken } from "chevrotain";
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { didYouMean, joinNames, suggest } from "../base/suggest.ts";
import { type Block, DECLARATION_KINDS, type Declaration, type Expr, type Item } from "./ast.ts";
import { buildIdentifier, invalidAt } from "./build.ts";
import { explainFailure } from "./explain.ts";
import { parseRule } from "./grammar.ts";
import { firstToken, flatten, spanOfTokens } from "./groups.ts";
import { isKind } from "./lines.ts";
import { type Screen, spanOf } from "./screen.ts";
import { syntax } from "./syntax.diagnostics.ts";
import * as t from "./tokens.ts";
import { isGroup, type Part } from "./tree.ts";

const SIMPLE = ["pipeline", "import", "use", "param"] as const;
const ALL_KINDS: readonly string[] = [...DECLARATION_KINDS, ...SIMPLE];

/** Null when nothing can be made of it; that is reported then. */
export function parseStatement(part: Part, screen: Screen): Item | null {
  const [first, second, third] = part;
  const word = firstToken(first!);
  // The brackets of a lost statement are parsed too: they may hold mistakes of their own.
  const tokens = flatten(part, screen);
  switch (isGroup(first) || word.tokenType !== t.Plain ? "" : word.image) {
    case "pipeline":
      return parseSimple("header", tokens, screen);
    case "import":
      return parseSimple("import", tokens, screen);
    case "use":
      return parseSimple("use", tokens, screen);
    case "param":
      return parseSimple("param", tokens, screen);
    default:
      if (isKind(word)) return parseDeclaration(tokens, screen);
  }
  const twoNames = !isGroup(second) && t.is(word, t.NameLike) && t.is(second, t.NameLike);
  const signed = third !== undefined && !isGroup(third) && [t.Assign, t.Colon].includes(third.tokenType);
  if (twoNames && (signed || suggest(word.image, ALL_KINDS).length > 0)) return misspelt(word, part, tokens, screen);
  screen.report(strayLine(word, second, screen));
  return null;
}

function parseSimple(rule: "header" | "import" | "use" | "param", tokens: IToken[], screen: Screen): Item | null {
  const { value, failure } = parseRule(rule, tokens, screen);
  if (failure !== null) screen.report(explainFailure(failure, tokens, rule, screen));
  const name = tokens[1];
  if (value !== null || rule !== "param" || name === undefined || !t.is(name, t.NameLike)) return value;
  const span = spanOfTokens(tokens, screen);
  return { kind: "param", name: buildIdentifier(name, screen), type: invalidAt(span), value: null, doc: null, span };
}

function misspelt(word: IToken, part: Part, tokens: IToken[], screen: Screen): Item | null {
  const near = suggest(word.image, ALL_KINDS);
  const span = spanOf(word, screen);
  const fixes = near.slice(0, 1).map((text) => ({ title: `write \`${text}\``, safe: false, edits: [{ span, text }] }));
  const help = didYouMean(word.image, ALL_KINDS, "begin the line with one of these words");
  const kinds = joinNames(ALL_KINDS, "or");
  screen.report(syntax["unknown-declaration"](span, { word: word.image, kinds, help }, { fixes }));
  const [guess] = near;
  if (guess === undefined) return null;
  const simple = SIMPLE.find((kind) => kind === guess);
  if (simple !== undefined) return parseSimple(simple === "pipeline" ? "header" : simple, tokens, screen);
  word.payload = guess;
  if (word.tokenType !== t.Plain) t.retag(word, t.Plain);
  return part.length > 1 ? parseDeclaration(tokens, screen) : null;
}

function parseDeclaration(tokens: IToken[], screen: Screen): Declaration | null {
  const { value, failure } = parseRule("declaration", tokens, screen);
  if (failure !== null) screen.report(explainFailure(failure, tokens, "declaration", screen));
  return failure === null ? value : salvage(tokens, value, screen);
}

/** A declaration with a mistake keeps its name, and each of its three parts that can be read. */
function salvage(tokens: IToken[], read: Declaration | null, screen: Screen): Declaration | null {
  const [keyword, name] = tokens;
  if (keyword === undefined || name === undefined || !t.is(name, t.NameLike)) return null;
  const silent: Screen = { ...screen, report: () => undefined };
  const last = tokens[tokens.length - 1]!;
  const block: Block | null = last.tokenType === t.BlockGroup && tokens.length > 3 ? last.payload : null;
  const end = block === null ? tokens.length : tokens.length - 1;
  const onAt = tokens.findIndex((token, i) => i > 2 && token.tokenType === t.On);
  const whole = (from: number, to: number): Expr => {
    const piece = tokens.slice(from, to);
    const { value, failure } =
      piece.length > 0 ? parseRule("expression", piece, silent) : { value: null, failure: null };
    return value !== null && failure === null
      ? value
      : invalidAt(spanOfTokens(piece.length > 0 ? piece : tokens, screen));
  };
  return {
    kind: "declaration",
    of: (keyword.payload ?? keyword.image) as Declaration["of"],
    keywordSpan: spanOf(keyword, screen),
    name: buildIdentifier(name, screen),
    value: read?.value ?? whole(3, onAt < 0 ? end : onAt),
    on: read?.on ?? (onAt < 0 ? null : whole(onAt + 1, end)),
    block: read?.block ?? block,
    doc: null,
    span: spanOfTokens(tokens, screen),
  };
}

function strayLine(word: IToken, second: Part[number] | undefined, screen: Screen): Diagnostic {
  const found = word.tokenType === t.StringText ? "a string" : `\`${word.image}\``;
  const assigned = second !== undefined && !isGroup(second) && second.tokenType === t.Assign;
  const help =
    assigned && t.is(word, t.NameLike)
      ? `write the kind before the name, such as \`let ${word.image} = …\``
      : `begin the line with ${joinNames(ALL_KINDS, "or")}`;
  return syntax["expected-declaration"](spanOf(word, screen), { found, help });
}
