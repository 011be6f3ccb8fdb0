// Visits the names inside an expression that may refer to something outside it.
import { assertNever } from "../base/invariant.ts";
import type { Arg, Block, Expr, Identifier } from "../syntax/ast.ts";

/** Every identifier in reading position, in the order of the text. Names of arguments, members and columns made are left out. */
export function visitNames(expr: Expr, visit: (name: Identifier) => void): void {
  const walk = (inner: Expr): void => visitNames(inner, visit);
  switch (expr.kind) {
    case "identifier":
      visit(expr);
      return;
    case "list":
      expr.items.forEach(walk);
      return;
    case "block":
      visitBlock(expr, visit);
      return;
    case "blockcall":
      visitArgs(expr.args ?? [], visit);
      visitBlock(expr.block, visit);
      return;
    case "call":
      walk(expr.callee);
      visitArgs(expr.args, visit);
      return;
    case "member":
      walk(expr.object);
      return;
    case "binary":
    case "pipe":
      walk(expr.left);
      walk(expr.right);
      return;
    case "unary":
      walk(expr.operand);
      return;
    case "range":
      walk(expr.low);
      walk(expr.high);
      if (expr.step !== null) walk(expr.step);
      return;
    case "paren":
      walk(expr.inner);
      return;
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
      return;
    default:
      assertNever(expr, "expression");
  }
}

function visitArgs(args: readonly Arg[], visit: (name: Identifier) => void): void {
  for (const arg of args) {
    visitNames(arg.value, visit);
    if (arg.when !== null) visitNames(arg.when, visit);
  }
}

function visitBlock(block: Block, visit: (name: Identifier) => void): void {
  for (const entry of block.entries) {
    // `new = …` makes a column; any other head is read (a condition of `case`, a rule).
    if (entry.head.kind === "expr" && entry.form !== "equals") visitNames(entry.head.expr, visit);
    if (entry.value !== null) visitNames(entry.value.expr, visit);
  }
}
