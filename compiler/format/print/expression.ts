import { choice, type Doc, group, hardline, indent, line, softline } from "../../base/doc-printer.ts";
import { assertNever } from "../../base/invariant.ts";
import type { Annotation, Arg, BinaryOperator, Block, Entry, Expr, Head, Value } from "../../syntax/ast.ts";
import { type CommentPool, hasLineEnd } from "../comment-pool.ts";
import { type BracketStyle, collectPieces, hasComments, printBracket, printLines } from "./sequence.ts";

const PARENTHESES: BracketStyle = { open: "(", close: ")", padded: false, separator: "," };
const LIST: BracketStyle = { open: "[", close: "]", padded: false, separator: "," };
const BLOCK: BracketStyle = { open: "{", close: "}", padded: true, separator: "" };

export function printExpr(expr: Expr, pool: CommentPool): Doc {
  switch (expr.kind) {
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
      return pool.text.slice(expr.span.start, expr.span.end);
    case "list":
      return printBracket(
        collectPieces(expr.items, inside(expr.span), pool, (item) => printExpr(item, pool)),
        expr.span,
        LIST,
        pool,
      );
    case "block":
      return printBlock(expr, pool);
    case "blockcall": {
      const args = expr.args === null ? "" : printArgs(expr.args, expr.name.span.end, expr.block.span.start, pool);
      return [expr.name.name, args, " ", printBlock(expr.block, pool)];
    }
    case "call":
      return [printExpr(expr.callee, pool), printArgs(expr.args, expr.callee.span.end, expr.span.end, pool)];
    case "member":
      return [printExpr(expr.object, pool), ".", printExpr(expr.name, pool)];
    case "paren":
      return group(
        ["(", indent([softline, printExpr(expr.inner, pool)]), softline, ")"],
        hasLineEnd(pool.text, expr.span.start, expr.inner.span.start),
      );
    case "unary":
      return [expr.operator === "not" ? "not " : "-", printExpr(expr.operand, pool)];
    case "range": {
      const step = expr.step === null ? "" : [" step ", printExpr(expr.step, pool)];
      return [printExpr(expr.low, pool), "..", printExpr(expr.high, pool), step, expr.log ? " log" : ""];
    }
    case "binary":
      return printBinary(expr, pool);
    case "pipe":
      return printPipe(expr, pool);
    default:
      return assertNever(expr, "expression");
  }
}

const inside = ({ start, end }: { readonly start: number; readonly end: number }) => ({ start: start + 1, end });

export function printBlock(block: Block, pool: CommentPool): Doc {
  const pieces = collectPieces(block.entries, inside(block.span), pool, (entry) => printEntry(entry, pool));
  return printBracket(pieces, block.span, BLOCK, pool);
}

/** The arguments stand between `from` and `to`, in parentheses. */
export function printArgs(args: readonly Arg[], from: number, to: number, pool: CommentPool): Doc {
  const file = "";
  const start = from + pool.text.slice(from, to).indexOf("(");
  const end = start + pool.text.slice(start, to).trimEnd().length;
  const pieces = collectPieces(args, { start: start + 1, end }, pool, (arg) => printArg(arg, pool));
  return printBracket(pieces, { file, start, end }, PARENTHESES, pool);
}

function printArg(arg: Arg, pool: CommentPool): Doc {
  const name = arg.name === null ? "" : [printExpr(arg.name, pool), ": "];
  const when = arg.when === null ? "" : [" when ", printExpr(arg.when, pool)];
  return [name, printExpr(arg.value, pool), when];
}

const SAME_STRENGTH: readonly (readonly BinaryOperator[])[] = [["+", "-"], ["*", "/"], ["and"], ["or"], ["??"]];

/** Breaks after operators, where a line end never separates anything. */
function printBinary(expr: Expr & { readonly kind: "binary" }, pool: CommentPool): Doc {
  const strength = SAME_STRENGTH.find((operators) => operators.includes(expr.operator)) ?? [];
  const rest: Doc[] = [];
  let left: Expr = expr;
  let wasBroken = false;
  while (left.kind === "binary" && (left === expr || strength.includes(left.operator))) {
    rest.unshift([" ", left.operator, line, printExpr(left.right, pool)]);
    wasBroken ||= hasLineEnd(pool.text, left.left.span.end, left.right.span.start);
    left = left.left;
  }
  return group([printExpr(left, pool), indent(rest)], wasBroken);
}

/** One step per line where the author did so, or where one line is not enough. */
function printPipe(expr: Expr & { readonly kind: "pipe" }, pool: CommentPool): Doc {
  const steps: Expr[] = [];
  let head: Expr = expr;
  while (head.kind === "pipe") {
    steps.unshift(head.right);
    head = head.left;
  }
  const first = printExpr(head, pool);
  const remark = pool.takeTrailing(head.span.end, steps[0]!.span.start);
  const from = remark?.span.end ?? head.span.end;
  const wasBroken = [head, ...steps].some((step, i, all) => {
    const next = all[i + 1];
    return next !== undefined && hasLineEnd(pool.text, step.span.end, next.span.start);
  });
  const pieces = collectPieces(steps, { start: from, end: expr.span.end }, pool, (step) => [
    "|> ",
    printExpr(step, pool),
  ]);
  const onLines = [
    first,
    remark === null ? "" : `  ${remark.text}`,
    indent([hardline, printLines(pieces.map((piece) => ({ ...piece, blank: false })))]),
  ];
  if (wasBroken || remark !== null || hasComments(pieces)) return onLines;
  return choice([first, pieces.map((piece) => [" ", piece.doc])], onLines);
}

export function printEntry(entry: Entry, pool: CommentPool): Doc {
  const head = printHead(entry.head, pool);
  if (entry.value === null) return head;
  return [head, entry.form === "equals" ? " = " : ": ", printValue(entry.value, pool)];
}

function printHead(head: Head, pool: CommentPool): Doc {
  switch (head.kind) {
    case "all": {
      if (!pool.text.slice(head.span.start, head.span.end).includes("(")) return "all";
      return ["all except", printArgs(head.except, head.span.start, head.span.end, pool)];
    }
    case "else":
      return "else";
    case "expr":
      return printExpr(head.expr, pool);
    default:
      return assertNever(head, "head of an entry");
  }
}

function printValue(value: Value, pool: CommentPool): Doc {
  const shape = value.shape.length === 0 ? "" : `[${value.shape.join(", ")}]`;
  const annotations = value.annotations.map((annotation) => [" ", printAnnotation(annotation, pool)]);
  return [printExpr(value.expr, pool), shape, value.nullable ? "?" : "", annotations];
}

function printAnnotation(annotation: Annotation, pool: CommentPool): Doc {
  const { name, args, span } = annotation;
  const bare = !pool.text.slice(name.span.end, span.end).includes("(");
  return ["@", printExpr(name, pool), bare ? "" : printArgs(args, name.span.end, span.end, pool)];
}
