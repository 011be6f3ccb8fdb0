// The grammar of chapter 4 for one declaration, entry, argument or expression at a time. Brackets arrive as single tokens
// that are parsed already, so there are no line ends, commas or nesting in here.
//
// Recovery is not chevrotain's: its invented tokens have no position, and parts are small enough to give up on.
import { EmbeddedActionsParser, type IParserErrorMessageProvider, type IToken } from "chevrotain";
import type {
  Annotation,
  Arg,
  Block,
  Declaration,
  Entry,
  Expr,
  Head,
  Header,
  Identifier,
  Import,
  Param,
  Use,
  Value,
} from "./ast.ts";
import { buildBlockcall, buildIdentifier, buildList, buildParen, buildShape, plainValue, stringOf } from "./build.ts";
import { foldRow, type Operand, type Row } from "./operators.ts";
import { type Screen, spanOf } from "./screen.ts";
import { syntax } from "./syntax.diagnostics.ts";
import * as t from "./tokens.ts";

/** Names that take the block behind them: `derive {…}`, `aggregate(…) {…}`. */
const BLOCK_NAMES = new Set(["derive", "rename", "case"]);
const CALL_NAMES = new Set(["aggregate", "resample"]);

/** Errors carry the name of the token type that was expected; `explain.ts` makes words of it. */
const expectedNames: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => expected.name,
  buildNotAllInputParsedMessage: () => "end",
  buildNoViableAltMessage: ({ ruleName }) => ruleName,
  buildEarlyExitMessage: ({ ruleName }) => ruleName,
};

export type Rule = keyof Results;

export interface Failure {
  readonly found: IToken;
  readonly previous: IToken | undefined;
  /** Name of a token type or rule, or `end` when more was written than fits. */
  readonly expected: string;
}

class PipeParser extends EmbeddedActionsParser {
  screen: Screen = { file: "", report: () => undefined };

  constructor() {
    super(t.VOCABULARY, {
      recoveryEnabled: false,
      maxLookahead: 2,
      skipValidations: true,
      errorMessageProvider: expectedNames,
    });
    this.performSelfAnalysis();
  }

  private readonly name = this.RULE("name", (): Identifier => {
    const token = this.CONSUME(t.NameLike);
    return this.ACTION(() => buildIdentifier(token, this.screen));
  });

  private readonly primary = this.RULE(
    "primary",
    (): Expr =>
      this.OR<Expr>([
        { ALT: () => this.CONSUME(t.LiteralLike).payload },
        { ALT: () => this.SUBRULE(this.named) },
        {
          ALT: () => {
            const group = this.CONSUME(t.ListGroup);
            return this.ACTION(() => buildList(group, this.screen));
          },
        },
        { ALT: () => this.CONSUME(t.BlockGroup).payload },
        {
          ALT: () => {
            const group = this.CONSUME(t.ParenGroup);
            return this.ACTION(() => buildParen(group, this.screen));
          },
        },
      ]),
  );

  /** A name, or a blockcall. */
  private readonly named = this.RULE("named", (): Expr => {
    const name = this.SUBRULE(this.name);
    return this.OR<Expr>([
      {
        GATE: () => !name.quoted && BLOCK_NAMES.has(name.name) && this.LA(1).tokenType === t.BlockGroup,
        ALT: () => {
          const block = this.CONSUME1(t.BlockGroup);
          return this.ACTION(() => buildBlockcall(name, null, block));
        },
      },
      {
        GATE: () => !name.quoted && CALL_NAMES.has(name.name) && this.LA(1).tokenType === t.ParenGroup,
        ALT: () => {
          const args = this.CONSUME(t.ParenGroup);
          const block = this.OPTION(() => this.CONSUME2(t.BlockGroup));
          return this.ACTION(() => this.aggregation(name, args, block));
        },
      },
      { ALT: () => name },
    ]);
  });

  private aggregation(name: Identifier, args: IToken, block: IToken | undefined): Expr {
    if (block !== undefined) return buildBlockcall(name, args.payload, block);
    const span = { ...name.span, end: t.endOf(args) };
    this.screen.report(syntax["missing-block"](name.span, { name: name.name }));
    return { kind: "invalid", span };
  }

  private readonly postfix = this.RULE("postfix", (): Expr => {
    let expr = this.SUBRULE(this.primary);
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Dot);
            const name = this.SUBRULE(this.name);
            this.ACTION(() => {
              expr = { kind: "member", object: expr, name, span: { ...expr.span, end: name.span.end } };
            });
          },
        },
        {
          ALT: () => {
            const group = this.CONSUME(t.ParenGroup);
            this.ACTION(() => {
              expr = { kind: "call", callee: expr, args: group.payload, span: { ...expr.span, end: t.endOf(group) } };
            });
          },
        },
      ]),
    );
    return expr;
  });

  private readonly operand = this.RULE("operand", (): Operand => {
    const prefixes: IToken[] = [];
    this.MANY(() => {
      prefixes.push(this.OR([{ ALT: () => this.CONSUME(t.Not) }, { ALT: () => this.CONSUME(t.Minus) }]));
    });
    const value = this.SUBRULE(this.postfix);
    return { prefixes, value };
  });

  readonly expression = this.RULE("expression", (): Expr => {
    const row: Row = { operands: [], operators: [], logs: new Map() };
    row.operands.push(this.SUBRULE1(this.operand));
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            row.operators.push(this.CONSUME(t.Operator));
            row.operands.push(this.SUBRULE2(this.operand));
          },
        },
        {
          ALT: () => {
            const log = this.CONSUME(t.Log);
            this.ACTION(() => row.logs.set(row.operands.length - 1, log));
          },
        },
      ]),
    );
    return this.ACTION(() => foldRow(row, this.screen));
  });

  readonly argument = this.RULE("argument", (): Arg => {
    const name = this.OPTION1(() => {
      const found = this.SUBRULE(this.name);
      this.CONSUME(t.Colon);
      return found;
    });
    const value = this.SUBRULE1(this.expression);
    const when = this.OPTION2(() => {
      this.CONSUME(t.When);
      return this.SUBRULE2(this.expression);
    });
    return this.ACTION(() => ({
      name: name ?? null,
      value,
      when: when ?? null,
      span: { ...value.span, start: (name ?? value).span.start, end: (when ?? value).span.end },
    }));
  });

  private readonly annotation = this.RULE("annotation", (): Annotation => {
    const at = this.CONSUME(t.At);
    const name = this.SUBRULE(this.name);
    const args = this.OPTION(() => this.CONSUME(t.ParenGroup));
    return this.ACTION(() => ({
      name,
      args: args?.payload ?? [],
      span: { ...name.span, start: at.startOffset, end: args === undefined ? name.span.end : t.endOf(args) },
    }));
  });

  private readonly value = this.RULE("value", (): Value => {
    const expr = this.SUBRULE(this.expression);
    const shape = this.OPTION1(() => this.CONSUME(t.ListGroup));
    const nullable = this.OPTION2(() => this.CONSUME(t.Question));
    const annotations: Annotation[] = [];
    this.MANY(() => annotations.push(this.SUBRULE(this.annotation)));
    return this.ACTION(() => {
      let { end } = expr.span;
      for (const token of [shape, nullable]) if (token !== undefined) end = t.endOf(token);
      if (annotations.length > 0) end = annotations[annotations.length - 1]!.span.end;
      const sizes = shape === undefined ? [] : buildShape(shape, this.screen);
      return { expr, shape: sizes, nullable: nullable !== undefined, annotations, span: { ...expr.span, end } };
    });
  });

  private readonly head = this.RULE(
    "head",
    (): Head =>
      this.OR<Head>([
        {
          ALT: () => {
            const token = this.CONSUME(t.Else);
            return this.ACTION(() => ({ kind: "else", span: spanOf(token, this.screen) }));
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(t.All);
            const except = this.OPTION(() => {
              this.CONSUME(t.Except);
              return this.CONSUME(t.ParenGroup);
            });
            return this.ACTION(() => {
              const end = t.endOf(except ?? token);
              return { kind: "all", except: except?.payload ?? [], span: { ...spanOf(token, this.screen), end } };
            });
          },
        },
        {
          ALT: () => {
            const expr = this.SUBRULE(this.expression);
            return this.ACTION(() => ({ kind: "expr", expr, span: expr.span }));
          },
        },
      ]),
  );

  readonly entry = this.RULE("entry", (): Entry => {
    const head = this.SUBRULE(this.head);
    const tail = this.OPTION(() =>
      this.OR<{ form: "colon" | "equals"; value: Value }>([
        {
          ALT: () => {
            this.CONSUME(t.Colon);
            return { form: "colon", value: this.SUBRULE(this.value) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Assign);
            const expr = this.SUBRULE(this.expression);
            return this.ACTION(() => ({ form: "equals", value: plainValue(expr) }));
          },
        },
      ]),
    );
    return this.ACTION(() => ({
      head,
      form: tail?.form ?? "bare",
      value: tail?.value ?? null,
      span: { ...head.span, end: (tail?.value ?? head).span.end },
    }));
  });

  readonly declaration = this.RULE("declaration", (): Declaration => {
    const keyword = this.CONSUME(t.Plain);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.Assign);
    const value = this.SUBRULE1(this.expression);
    const on = this.OPTION1(() => {
      this.CONSUME(t.On);
      return this.SUBRULE2(this.expression);
    });
    const group = this.OPTION2(() => this.CONSUME(t.BlockGroup));
    return this.ACTION(() => {
      const block: Block | null = group?.payload ?? null;
      const keywordSpan = spanOf(keyword, this.screen);
      const span = { ...keywordSpan, end: (block ?? on ?? value).span.end };
      // The caller chose this rule because the word is one of the kinds; a repaired misspelling carries the right one.
      const of = (keyword.payload ?? keyword.image) as Declaration["of"];
      return { kind: "declaration", of, keywordSpan, name, value, on: on ?? null, block, doc: null, span };
    });
  });

  readonly header = this.RULE("header", (): Header => {
    const keyword = this.CONSUME(t.Plain);
    const name = this.SUBRULE(this.name);
    const title = this.OPTION(() => this.CONSUME(t.StringText));
    return this.ACTION(() => {
      const end = title === undefined ? name.span.end : t.endOf(title);
      return {
        kind: "header",
        name,
        title: stringOf(title),
        doc: null,
        span: { ...spanOf(keyword, this.screen), end },
      };
    });
  });

  readonly import = this.RULE("import", (): Import => {
    const keyword = this.CONSUME(t.Plain);
    const path = this.CONSUME(t.StringText);
    const alias = this.OPTION(() => {
      this.CONSUME(t.As);
      return this.SUBRULE(this.name);
    });
    return this.ACTION(() => {
      const span = { ...spanOf(keyword, this.screen), end: alias?.span.end ?? t.endOf(path) };
      return {
        kind: "import",
        path: stringOf(path) ?? "",
        pathSpan: spanOf(path, this.screen),
        alias: alias ?? null,
        span,
      };
    });
  });

  readonly use = this.RULE("use", (): Use => {
    const keyword = this.CONSUME(t.Plain);
    const path = this.CONSUME(t.StringText);
    return this.ACTION(() => {
      const span = { ...spanOf(keyword, this.screen), end: t.endOf(path) };
      return { kind: "use", path: stringOf(path) ?? "", pathSpan: spanOf(path, this.screen), span };
    });
  });

  readonly param = this.RULE("param", (): Param => {
    const keyword = this.CONSUME(t.Plain);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.Colon);
    const type = this.SUBRULE1(this.expression);
    const value = this.OPTION(() => {
      this.CONSUME(t.Assign);
      return this.SUBRULE2(this.expression);
    });
    return this.ACTION(() => {
      const span = { ...spanOf(keyword, this.screen), end: (value ?? type).span.end };
      return { kind: "param", name, type, value: value ?? null, doc: null, span };
    });
  });
}

/** What each rule builds. */
interface Results {
  readonly expression: Expr;
  readonly argument: Arg;
  readonly entry: Entry;
  readonly declaration: Declaration;
  readonly header: Header;
  readonly import: Import;
  readonly use: Use;
  readonly param: Param;
}

let parser: PipeParser | null = null;

/**
 * Parses all of `tokens` by one rule. With a failure the value is what was read before it, or null when that is not a
 * whole one. Never throws.
 */
export function parseRule<R extends Rule>(
  rule: R,
  tokens: IToken[],
  screen: Screen,
): { value: Results[R] | null; failure: Failure | null } {
  parser ??= new PipeParser();
  parser.screen = screen;
  parser.input = tokens;
  // TypeScript sees a union of methods here; the rule's name picks its result.
  const value = (parser[rule]() ?? null) as Results[R] | null;
  const error = parser.errors[0];
  if (error === undefined) return { value, failure: null };
  const index = tokens.indexOf(error.token);
  const previous = tokens[index < 0 ? tokens.length - 1 : index - 1];
  return { value, failure: { found: error.token, previous, expected: error.message } };
}
