// The grammar of chapter 4 for one declaration, entry, argument or expression at a time, and how it is called.
import type { IToken } from "chevrotain";
import type {
  Annotation,
  Arg,
  Block,
  Declaration,
  Entry,
  Expr,
  Head,
  Header,
  Import,
  Param,
  Use,
  Value,
} from "./ast.ts";
import { buildShape, plainValue, stringOf } from "./build.ts";
import { ExpressionParser } from "./expression-grammar.ts";
import { type Screen, spanOf } from "./screen.ts";
import { syntax } from "./syntax.diagnostics.ts";
import * as t from "./tokens.ts";

export type Rule = keyof Results;

export interface Failure {
  readonly found: IToken;
  readonly previous: IToken | undefined;
  /** Name of a token type or rule, or `end` when more was written than fits. */
  readonly expected: string;
}

class PipeParser extends ExpressionParser {
  constructor() {
    super();
    this.performSelfAnalysis();
  }

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
      if (type.kind === "binary" && type.operator === "==") {
        const written = type.left.kind === "identifier" ? type.left.name : "…";
        const holes = { name: `${name.name}: ${written}`, found: "==", kind: "param" };
        const edits = [{ span: type.operatorSpan, text: "=" }];
        const fixes = [{ title: "write `=`", safe: true, edits }];
        this.screen.report(syntax["colon-for-equals"](type.operatorSpan, holes, { fixes }));
        return { kind: "param", name, type: type.left, value: type.right, doc: null, span };
      }
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
