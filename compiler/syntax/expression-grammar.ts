// The grammar of expressions and arguments (LANGUAGE.md, chapter 4). Brackets arrive as single tokens that are parsed
// already, so there are no line ends, commas or nesting in here.
//
// Recovery is not chevrotain's: its invented tokens have no position, and parts are small enough to give up on.
import { EmbeddedActionsParser, type IParserErrorMessageProvider, type IToken } from "chevrotain";
import type { Arg, Expr, Identifier } from "./ast.ts";
import { buildBlockcall, buildIdentifier, buildList, buildParen } from "./build.ts";
import { foldRow, LONGEST_ROW, type Operand, type Row } from "./operators.ts";
import type { Screen } from "./screen.ts";
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

/** Whoever extends it calls `performSelfAnalysis` when all rules are there. */
export class ExpressionParser extends EmbeddedActionsParser {
  screen: Screen = { file: "", report: () => undefined };

  constructor() {
    super(t.VOCABULARY, {
      recoveryEnabled: false,
      maxLookahead: 2,
      skipValidations: true,
      errorMessageProvider: expectedNames,
    });
  }

  protected readonly name = this.RULE("name", (): Identifier => {
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
    let length = 0;
    /** Beyond the limit the rest is read but not kept. */
    const extend = (next: Expr): void => {
      length++;
      if (length === LONGEST_ROW)
        this.screen.report(syntax["too-deep"](expr.span, { most: LONGEST_ROW, what: "calls and members" }));
      if (length < LONGEST_ROW) expr = next;
    };
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Dot);
            const name = this.SUBRULE(this.name);
            this.ACTION(() =>
              extend({ kind: "member", object: expr, name, span: { ...expr.span, end: name.span.end } }),
            );
          },
        },
        {
          ALT: () => {
            const group = this.CONSUME(t.ParenGroup);
            this.ACTION(() =>
              extend({ kind: "call", callee: expr, args: group.payload, span: { ...expr.span, end: t.endOf(group) } }),
            );
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
}
