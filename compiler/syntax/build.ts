// Small pieces of the tree, made from tokens whose brackets are parsed already.
import type { IToken } from "chevrotain";
import type { Span } from "../../specs/diagnostic.ts";
import type { Arg, Block, Expr, Identifier, Value } from "./ast.ts";
import { type Screen, spanOf } from "./screen.ts";
import { syntax } from "./syntax.diagnostics.ts";
import * as t from "./tokens.ts";

export function buildIdentifier(token: IToken, screen: Screen): Identifier {
  const quoted = token.tokenType === t.Quoted;
  const name = quoted ? token.image.replaceAll("`", "") : token.image;
  return { kind: "identifier", name, quoted, span: spanOf(token, screen) };
}

export function buildList(group: IToken, screen: Screen): Expr {
  const items: readonly Expr[] = group.payload;
  return { kind: "list", items, span: spanOf(group, screen) };
}

/** Parentheses where a value is expected. */
export function buildParen(group: IToken, screen: Screen): Expr {
  const args: readonly Arg[] = group.payload;
  const span = spanOf(group, screen);
  const [only] = args;
  if (only === undefined || args.length > 1 || only.name !== null || only.when !== null) {
    screen.report(syntax["single-value"](span, {}));
    return { kind: "invalid", span };
  }
  return { kind: "paren", inner: only.value, span };
}

export function buildBlockcall(name: Identifier, args: readonly Arg[] | null, group: IToken): Expr {
  const block: Block = group.payload;
  return { kind: "blockcall", name, args, block, span: { ...name.span, end: block.span.end } };
}

/** The sizes of `float[64, 2]`; wrong ones are reported and left out. */
export function buildShape(group: IToken, screen: Screen): readonly number[] {
  const items: readonly Expr[] = group.payload;
  const sizes = items.flatMap((item) => (item.kind === "int" && item.value > 0 ? [item.value] : []));
  if (items.length === 0 || items.some((item) => item.kind !== "invalid" && !(item.kind === "int" && item.value > 0))) {
    screen.report(syntax["bad-shape"](spanOf(group, screen), {}));
  }
  return sizes;
}

export const plainValue = (expr: Expr): Value => ({
  expr,
  shape: [],
  nullable: false,
  annotations: [],
  span: expr.span,
});

export function stringOf(token: IToken | undefined): string | null {
  const literal: Expr | undefined = token?.payload;
  return literal?.kind === "string" ? literal.value : literal === undefined ? null : "";
}

export const invalidAt = (span: Span): Expr => ({ kind: "invalid", span });
