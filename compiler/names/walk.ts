// Walks expressions without knowing what they mean.
import { assertNever } from "../base/invariant.ts";
import type { Block, Entry, Expr, Identifier } from "../syntax/ast.ts";

/**
 * Every identifier in reading position, in the order of the text. Names of arguments, members and columns made
 * (`new = ...`) are left out.
 */
export function visitNames(expr: Expr, visit: (name: Identifier) => void): void {
  if (expr.kind === "identifier") visit(expr);
  for (const part of partsOf(expr)) {
    if (part.kind === "expr") visitNames(part.expr, visit);
    else
      for (const entry of part.block.entries)
        for (const inner of exprsOfEntry(entry, entry.form !== "equals")) visitNames(inner, visit);
  }
}

/** Every block inside the expression, outer ones first. */
export function visitBlocks(expr: Expr, visit: (block: Block) => void): void {
  for (const part of partsOf(expr)) {
    if (part.kind === "expr") visitBlocks(part.expr, visit);
    else visitBlock(part.block, visit);
  }
}

export function visitBlock(block: Block, visit: (block: Block) => void): void {
  visit(block);
  for (const entry of block.entries) for (const inner of exprsOfEntry(entry, true)) visitBlocks(inner, visit);
}

type Part = { readonly kind: "expr"; readonly expr: Expr } | { readonly kind: "block"; readonly block: Block };

const part = (expr: Expr): Part => ({ kind: "expr", expr });

function partsOf(expr: Expr): readonly Part[] {
  switch (expr.kind) {
    case "list":
      return expr.items.map(part);
    case "block":
      return [{ kind: "block", block: expr }];
    case "blockcall":
      return [...partsOfArgs(expr.args ?? []), { kind: "block", block: expr.block }];
    case "call":
      return [part(expr.callee), ...partsOfArgs(expr.args)];
    case "member":
      return [part(expr.object)];
    case "binary":
    case "pipe":
      return [part(expr.left), part(expr.right)];
    case "unary":
      return [part(expr.operand)];
    case "range":
      return [part(expr.low), part(expr.high), ...(expr.step === null ? [] : [part(expr.step)])];
    case "paren":
      return [part(expr.inner)];
    case "identifier":
    case "null":
    case "bool":
    case "int":
    case "float":
    case "percent":
    case "string":
    case "date":
    case "timestamp":
    case "duration":
    case "invalid":
      return [];
    default:
      return assertNever(expr, "expression");
  }
}

function partsOfArgs(args: readonly { readonly value: Expr; readonly when: Expr | null }[]): readonly Part[] {
  return args.flatMap(({ value, when }) => (when === null ? [part(value)] : [part(value), part(when)]));
}

function exprsOfEntry(entry: Entry, withHead: boolean): readonly Expr[] {
  const head = withHead && entry.head.kind === "expr" ? [entry.head.expr] : [];
  return entry.value === null ? head : [...head, entry.value.expr];
}
