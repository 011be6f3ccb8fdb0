// The children of a node, for whoever looks for something in the tree.
import { assertNever } from "../base/invariant.ts";
import type { Arg, Block, Entry, Expr, Item } from "./ast.ts";

/** Calls `visit` with the expression and everything inside it, outermost first. */
export function walkExpr(expr: Expr, visit: (expr: Expr) => void): void {
  visit(expr);
  for (const child of childrenOf(expr)) walkExpr(child, visit);
}

export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "list":
      return expr.items;
    case "block":
      return expr.entries.flatMap(exprsOfEntry);
    case "blockcall":
      return [...exprsOfArgs(expr.args ?? []), expr.block];
    case "call":
      return [expr.callee, ...exprsOfArgs(expr.args)];
    case "member":
      return [expr.object];
    case "binary":
    case "pipe":
      return [expr.left, expr.right];
    case "unary":
      return [expr.operand];
    case "range":
      return expr.step === null ? [expr.low, expr.high] : [expr.low, expr.high, expr.step];
    case "paren":
      return [expr.inner];
    case "null":
    case "bool":
    case "int":
    case "float":
    case "percent":
    case "string":
    case "date":
    case "timestamp":
    case "duration":
    case "identifier":
    case "invalid":
      return [];
    default:
      return assertNever(expr, "expression");
  }
}

/** The expressions that stand directly in an item: type and value, partition, block. */
export function exprsOfItem(item: Item): readonly Expr[] {
  switch (item.kind) {
    case "param":
      return item.value === null ? [item.type] : [item.type, item.value];
    case "declaration":
      return [item.value, item.on, item.block].filter((part) => part !== null);
    default:
      return [];
  }
}

export function blocksOfItem(item: Item): readonly Block[] {
  const blocks: Block[] = [];
  for (const expr of exprsOfItem(item)) {
    walkExpr(expr, (one) => {
      if (one.kind === "block") blocks.push(one);
    });
  }
  return blocks;
}

function exprsOfEntry({ head, value }: Entry): readonly Expr[] {
  const inHead = head.kind === "expr" ? [head.expr] : head.kind === "all" ? exprsOfArgs(head.except) : [];
  if (value === null) return inHead;
  return [...inHead, value.expr, ...value.annotations.flatMap(({ args }) => exprsOfArgs(args))];
}

const exprsOfArgs = (args: readonly Arg[]): readonly Expr[] =>
  args.flatMap(({ value, when }) => (when === null ? [value] : [value, when]));
