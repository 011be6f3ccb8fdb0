// The abstract syntax tree: what the author wrote, nothing inferred. Every node carries its exact span. Later phases keep
// what they learn in their own structures and never write here.
import type { Duration } from "../../specs/data-type.ts";
import type { Span } from "../../specs/diagnostic.ts";

export interface Comment {
  readonly span: Span;
  /** With its `#` or `##`. */
  readonly text: string;
  /** True when nothing but white space stands before it on its line. */
  readonly ownLine: boolean;
}

export interface SourceTree {
  readonly file: string;
  readonly header: Header | null;
  readonly imports: readonly Import[];
  readonly uses: readonly Use[];
  readonly params: readonly Param[];
  readonly declarations: readonly Declaration[];
  /** All comments of the file in order, documentation comments included. */
  readonly comments: readonly Comment[];
  /** Header, imports, uses, params and declarations in the order of the file, for the formatter. */
  readonly items: readonly Item[];
}

export type Item = Header | Import | Use | Param | Declaration;

export interface Identifier {
  readonly kind: "identifier";
  /** Without back-ticks. */
  readonly name: string;
  readonly quoted: boolean;
  readonly span: Span;
}

export interface Header {
  readonly kind: "header";
  readonly name: Identifier;
  readonly title: string | null;
  readonly doc: string | null;
  readonly span: Span;
}

export interface Import {
  readonly kind: "import";
  readonly path: string;
  readonly pathSpan: Span;
  readonly alias: Identifier | null;
  readonly span: Span;
}

export interface Use {
  readonly kind: "use";
  readonly path: string;
  readonly pathSpan: Span;
  readonly span: Span;
}

export interface Param {
  readonly kind: "param";
  readonly name: Identifier;
  readonly type: Expr;
  readonly value: Expr | null;
  readonly doc: string | null;
  readonly span: Span;
}

export const DECLARATION_KINDS = [
  "let",
  "source",
  "table",
  "check",
  "task",
  "split",
  "transform",
  "model",
  "search",
  "fit",
  "ensemble",
  "evaluate",
  "predict",
  "publish",
  "monitor",
  "report",
  "schedule",
] as const;

export type DeclarationKind = (typeof DECLARATION_KINDS)[number];

export interface Declaration {
  readonly kind: "declaration";
  readonly of: DeclarationKind;
  readonly keywordSpan: Span;
  readonly name: Identifier;
  readonly value: Expr;
  readonly on: Expr | null;
  readonly block: Block | null;
  readonly doc: string | null;
  readonly span: Span;
}

export interface Block {
  readonly kind: "block";
  readonly entries: readonly Entry[];
  readonly span: Span;
}

/** `head`, `head: value`, or `head = expr`; the declaration's kind decides what it means. */
export interface Entry {
  readonly head: Head;
  readonly form: "bare" | "colon" | "equals";
  readonly value: Value | null;
  readonly span: Span;
}

export type Head =
  | { readonly kind: "all"; readonly except: readonly Arg[]; readonly span: Span }
  | { readonly kind: "else"; readonly span: Span }
  | { readonly kind: "expr"; readonly expr: Expr; readonly span: Span };

/** A type with annotations (`float[64, 2]? @id`), or simply an expression (then shape is empty, nullable false). */
export interface Value {
  readonly expr: Expr;
  readonly shape: readonly number[];
  readonly nullable: boolean;
  readonly annotations: readonly Annotation[];
  readonly span: Span;
}

export interface Annotation {
  readonly name: Identifier;
  readonly args: readonly Arg[];
  readonly span: Span;
}

export interface Arg {
  readonly name: Identifier | null;
  readonly value: Expr;
  readonly when: Expr | null;
  readonly span: Span;
}

export type BinaryOperator = "or" | "and" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "??" | "+" | "-" | "*" | "/";

export type DurationUnit = "ms" | "s" | "min" | "h" | "d" | "w" | "mo" | "q" | "y";

export type Literal =
  | { readonly kind: "null"; readonly span: Span }
  | { readonly kind: "bool"; readonly value: boolean; readonly span: Span }
  /** `text` keeps `10_000` as written. */
  | { readonly kind: "int" | "float" | "percent"; readonly value: number; readonly text: string; readonly span: Span }
  | { readonly kind: "string"; readonly value: string; readonly span: Span }
  | { readonly kind: "date" | "timestamp"; readonly value: string; readonly span: Span }
  | {
      readonly kind: "duration";
      readonly value: Duration;
      readonly amount: number;
      readonly unit: DurationUnit;
      readonly text: string;
      readonly span: Span;
    };

export type Expr =
  | Literal
  | Identifier
  | { readonly kind: "list"; readonly items: readonly Expr[]; readonly span: Span }
  | Block
  /** `derive {…}`, `case {…}`, `aggregate(by: x) {…}`. */
  | {
      readonly kind: "blockcall";
      readonly name: Identifier;
      readonly args: readonly Arg[] | null;
      readonly block: Block;
      readonly span: Span;
    }
  | { readonly kind: "call"; readonly callee: Expr; readonly args: readonly Arg[]; readonly span: Span }
  | { readonly kind: "member"; readonly object: Expr; readonly name: Identifier; readonly span: Span }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly operatorSpan: Span;
      readonly left: Expr;
      readonly right: Expr;
      readonly span: Span;
    }
  | { readonly kind: "unary"; readonly operator: "not" | "-"; readonly operand: Expr; readonly span: Span }
  | {
      readonly kind: "range";
      readonly low: Expr;
      readonly high: Expr;
      readonly step: Expr | null;
      readonly log: boolean;
      readonly span: Span;
    }
  | { readonly kind: "pipe"; readonly left: Expr; readonly right: Expr; readonly span: Span }
  | { readonly kind: "paren"; readonly inner: Expr; readonly span: Span }
  /** Where recovery skipped something; already reported, so later phases stay silent about it. */
  | { readonly kind: "invalid"; readonly span: Span };

export type ExprKind = Expr["kind"];
