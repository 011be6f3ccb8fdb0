// What the parser could not read -> a message in the words of the user.
import { EOF, type IToken } from "chevrotain";
import type { Diagnostic, DiagnosticExtras, Fix, Span } from "../../specs/diagnostic.ts";
import type { Failure } from "./grammar.ts";
import { isReserved } from "./lines.ts";
import { isDurationUnit } from "./literals.ts";
import { type Screen, spanOf } from "./screen.ts";
import { syntax } from "./syntax.diagnostics.ts";
import * as t from "./tokens.ts";

/** Where the broken part stands; decides what could have followed. */
export type Context = "list" | "argument" | "entry" | "declaration" | "header" | "import" | "use" | "param";

export function explainFailure(
  failure: Failure,
  tokens: readonly IToken[],
  context: Context,
  screen: Screen,
): Diagnostic {
  const { found, previous, expected } = failure;
  const atEnd = found.tokenType === EOF;
  const span = atEnd ? afterLast(tokens, screen) : spanOf(found, screen);
  if (!atEnd) {
    const special = explainFound(failure, span, context, tokens, screen);
    if (special !== null) return special;
  }
  const bare = isBareStep(failure, tokens);
  const what = atEnd ? endOfPart(context) : describe(found);
  return syntax["unexpected-token"](
    firstCharacterOfGroup(found, span),
    {
      expected: describeExpected(expected, previous, context),
      found: what,
      help: bare
        ? `put what belongs to \`${previous?.image}\` in brackets: \`${previous?.image}(…)\``
        : helpFor(failure, context),
    },
    bare ? { fixes: wrapStep(failure, tokens, screen) } : {},
  );
}

/** Mistakes that are common enough to have a message of their own. */
function explainFound(
  failure: Failure,
  span: Span,
  context: Context,
  tokens: readonly IToken[],
  screen: Screen,
): Diagnostic | null {
  const { found, previous, expected } = failure;
  if (expected === "end" && previous !== undefined) {
    const joined = explainUnit(previous, found, screen);
    if (joined !== null) return joined;
    if (isPercent(previous) && startsValue(found)) {
      const sign = { file: screen.file, start: t.endOf(previous) - 1, end: t.endOf(previous) };
      return syntax["no-modulo"](sign, {});
    }
    const inList = context === "argument" || context === "list";
    if (inList ? startsValue(found) || found.tokenType === t.Not : startsEntry(found, context, tokens)) {
      const place = { file: screen.file, start: t.endOf(previous), end: t.endOf(previous) };
      // Of three in a row, a comma is not what is missing: `tpe(m on cv)`.
      const next = tokens[tokens.indexOf(found) + 1];
      const inRow = next !== undefined && startsValue(next) && !GROUPS.has(next.tokenType);
      const extras = inRow ? {} : insertion("add `,`", place, ",");
      return syntax["missing-comma"](
        firstCharacterOfGroup(found, span),
        { found: describe(found), previous: describeEnd(previous) },
        extras,
      );
    }
    if (found.tokenType === t.Assign && (context === "argument" || context === "list"))
      return equalsInside(previous, span);
  }
  if (expected === "NameLike" && isReserved(found)) return syntax["reserved-word"](span, { word: found.image });
  if (expected === "Assign" && (found.tokenType === t.Colon || found.image === "==")) {
    const extras = insertion("write `=`", span, "=");
    const kind: string = tokens[0]?.payload ?? tokens[0]?.image ?? "let";
    return syntax["colon-for-equals"](span, { name: previous?.image ?? "", found: found.image, kind }, extras);
  }
  if (expected === "Colon" && found.tokenType === t.Assign) {
    return syntax["equals-for-colon"](span, {
      name: previous?.image ?? "",
      why: "a parameter names its type after `:`, its value after `=`",
      help: `write \`param ${previous?.image ?? "x"}: int = …\``,
    });
  }
  return null;
}

function equalsInside(previous: IToken, span: Span): Diagnostic {
  const name = t.is(previous, t.NameLike) ? previous.image : describe(previous).replaceAll("`", "");
  return syntax["equals-for-colon"](span, {
    name,
    why: "inside parentheses `:` names an argument and `==` compares",
    help: "write `==` for a comparison",
  });
}

/** `24 h`. */
function explainUnit(previous: IToken, found: IToken, screen: Screen): Diagnostic | null {
  const glued = t.endOf(previous) === found.startOffset;
  if (previous.tokenType !== t.NumberText || glued || !isDurationUnit(found.image)) return null;
  if (!/\d$/.test(previous.image)) return null;
  const span = { file: screen.file, start: previous.startOffset, end: t.endOf(found) };
  const extras = insertion("remove the space", span, previous.image + found.image);
  return syntax["space-before-unit"](span, { number: previous.image, unit: found.image }, extras);
}

const insertion = (title: string, span: Span, text: string): DiagnosticExtras => ({
  fixes: [{ title, safe: true, edits: [{ span, text }] }],
});

/** `metrics: [mae] against: naive()`: the key of another entry behind a value. */
function startsEntry(found: IToken, context: Context, tokens: readonly IToken[]): boolean {
  if (context !== "entry" || !t.is(found, t.NameLike)) return false;
  const next = tokens[tokens.indexOf(found) + 1]?.tokenType;
  return next === t.Colon || next === t.Assign;
}

/** `|> where x > 3`: what a step is about stands behind its name without brackets. */
function isBareStep({ found, previous, expected }: Failure, tokens: readonly IToken[]): boolean {
  if (expected !== "end" || previous === undefined || !t.is(previous, t.NameLike) || !startsValue(found)) return false;
  return tokens[tokens.indexOf(previous) - 1]?.tokenType === t.Pipe;
}

/** Brackets around everything up to the next `|>`; none where a block or a name with `=` says that it is another step's form. */
function wrapStep({ found, previous }: Failure, tokens: readonly IToken[], screen: Screen): readonly Fix[] {
  const first = tokens.indexOf(found);
  const after = tokens.findIndex((token, i) => i > first && token.tokenType === t.Pipe);
  const inside = tokens.slice(first, after < 0 ? tokens.length : after);
  const last = inside[inside.length - 1];
  const isOther = inside.some(({ tokenType }) => tokenType === t.BlockGroup || tokenType === t.Assign);
  if (previous === undefined || last === undefined || isOther) return [];
  const at = (start: number, end: number, text: string) => ({ span: { file: screen.file, start, end }, text });
  const edits = [at(t.endOf(previous), found.startOffset, "("), at(t.endOf(last), t.endOf(last), ")")];
  return [{ title: `add brackets: \`${previous.image}(…)\``, safe: true, edits }];
}

const isPercent = (token: IToken): boolean => token.tokenType === t.NumberText && token.image.endsWith("%");

const startsValue = (token: IToken): boolean =>
  t.is(token, t.NameLike) ||
  t.is(token, t.LiteralLike) ||
  [t.ParenGroup, t.ListGroup, t.BlockGroup].includes(token.tokenType);

function afterLast(tokens: readonly IToken[], screen: Screen): Span {
  const last = tokens[tokens.length - 1];
  const end = last === undefined ? 0 : t.endOf(last);
  return { file: screen.file, start: end, end };
}

const GROUPS = new Map([
  [t.ParenGroup, "("],
  [t.ListGroup, "["],
  [t.BlockGroup, "{"],
]);

/** A bracket that stands at a wrong place is shown by its first character, not by all that is inside it. */
const firstCharacterOfGroup = (found: IToken, span: Span): Span =>
  GROUPS.has(found.tokenType) ? { ...span, end: span.start + 1 } : span;

function describe(token: IToken): string {
  const bracket = GROUPS.get(token.tokenType);
  if (bracket !== undefined) return `\`${bracket}\``;
  if (token.tokenType === t.StringText) return `the string ${token.image}`;
  return token.tokenType === t.Quoted ? token.image : `\`${token.image}\``;
}

const CLOSING = new Map([
  [t.ParenGroup, ")"],
  [t.ListGroup, "]"],
  [t.BlockGroup, "}"],
]);

/** What stands directly before a place: of a whole bracket, its end. */
function describeEnd(token: IToken): string {
  const bracket = CLOSING.get(token.tokenType);
  return bracket === undefined ? describe(token) : `\`${bracket}\``;
}

function endOfPart(context: Context): string {
  switch (context) {
    case "argument":
      return "the end of the argument";
    case "list":
      return "the end of the item";
    case "entry":
      return "the end of the entry";
    default:
      return "the end of the line";
  }
}

function describeExpected(expected: string, previous: IToken | undefined, context: Context): string {
  const after = previous === undefined ? "" : ` after ${describeEnd(previous)}`;
  switch (expected) {
    case "end":
      if (context === "argument") return `\`,\` or \`)\`${after}`;
      if (context === "list") return `\`,\` or \`]\`${after}`;
      return `${context === "entry" ? "the end of the entry" : "the end of the line"}${after}`;
    case "NameLike":
    case "name":
      return `a name${after}`;
    case "Assign":
      return `\`=\`${after}`;
    case "Colon":
      return `\`:\` and a type${after}`;
    case "StringText":
      return `a path in double quotes${after}`;
    case "ParenGroup":
      return `\`(\`${after}`;
    default:
      return `a value${after}`;
  }
}

function helpFor({ found, previous, expected }: Failure, context: Context): string {
  if (expected === "end" && (previous?.image === "if" || found.image === "if"))
    return "write a condition as a function: `if(units > 3, 1, 0)`";
  if (found.tokenType === t.At)
    return "write an annotation on the line of its column, behind the type: `x: float @target`";
  if (found.tokenType === t.Question) return "`?` stands directly behind a column type: `x: float?`";
  if (found.tokenType === t.BlockGroup)
    return "only a declaration, `derive`, `rename`, `case`, `aggregate(…)` and `resample(…)` take a block";
  if (found.tokenType === t.ListGroup && expected === "end")
    return "there is no indexing; `[64, 2]` stands behind a type only";
  if (found.tokenType === t.Not && expected === "end") return "write `not (a in b)`";
  if (found.tokenType === t.Compare && expected !== "end") return "write a value on both sides of a comparison";
  if (found.tokenType === t.Comma) return "begin a new line for the next declaration";
  switch (context) {
    case "entry":
      return "write each entry on a line of its own: `name`, `name: value` or `name = expression`";
    case "declaration":
      return "write `kind name = expression`, then `on …` and a block where the kind takes them";
    case "header":
      return 'write `pipeline name "title"`';
    case "import":
      return 'write `import "other.pipe" as name`';
    case "use":
      return "remove the line: there are no plugins";
    case "param":
      return "write `param name: type = value`";
    default:
      return expected === "end" ? "separate values by commas" : "write a value here, or remove what waits for it";
  }
}
