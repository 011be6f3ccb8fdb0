// A short text of a tree for expectations: spans and empty parts left out, operators prefix.
import type { Arg, Entry, Expr, Head, Value } from "../../../../compiler/syntax/ast.ts";
import { parse } from "../../../../compiler/syntax/parse.ts";

export function exprOf(text: string): string {
  const { tree, diagnostics } = parse({ path: "t.pipe", text: `let x = ${text}\n` });
  if (diagnostics.length > 0)
    return diagnostics.map(({ id, span }) => `${id}@${span.start - 8}..${span.end - 8}`).join(" ");
  return printExpr(tree.declarations[0]!.value);
}

export function entriesOf(text: string): string[] {
  const { tree, diagnostics } = parse({ path: "t.pipe", text: `check x = t {\n${text}\n}\n` });
  if (diagnostics.length > 0) return diagnostics.map(({ id }) => id);
  return tree.declarations[0]!.block!.entries.map(printEntry);
}

export function printExpr(expr: Expr): string {
  switch (expr.kind) {
    case "null":
      return "null";
    case "bool":
    case "int":
    case "float":
    case "percent":
      return `${expr.kind === "percent" ? "percent " : ""}${expr.value}`;
    case "string":
      return JSON.stringify(expr.value);
    case "date":
    case "timestamp":
      return `${expr.kind} ${expr.value}`;
    case "duration":
      return `${expr.value.months}mo+${expr.value.milliseconds}ms`;
    case "identifier":
      return expr.quoted ? `\`${expr.name}\`` : expr.name;
    case "list":
      return `[${expr.items.map(printExpr).join(", ")}]`;
    case "block":
      return `{${expr.entries.map(printEntry).join("; ")}}`;
    case "blockcall":
      return `${expr.name.name}${expr.args === null ? "" : printArgs(expr.args)}${printExpr(expr.block)}`;
    case "call":
      return `${printExpr(expr.callee)}${printArgs(expr.args)}`;
    case "member":
      return `${printExpr(expr.object)}.${expr.name.name}`;
    case "binary":
      return `(${expr.operator} ${printExpr(expr.left)} ${printExpr(expr.right)})`;
    case "unary":
      return `(${expr.operator} ${printExpr(expr.operand)})`;
    case "range": {
      const step = expr.step === null ? "" : ` step ${printExpr(expr.step)}`;
      return `(${printExpr(expr.low)}..${printExpr(expr.high)}${step}${expr.log ? " log" : ""})`;
    }
    case "pipe":
      return `(|> ${printExpr(expr.left)} ${printExpr(expr.right)})`;
    case "paren":
      return `<${printExpr(expr.inner)}>`;
    case "invalid":
      return "INVALID";
  }
}

const printArgs = (args: readonly Arg[]): string => `(${args.map(printArg).join(", ")})`;

function printArg({ name, value, when }: Arg): string {
  const condition = when === null ? "" : ` when ${printExpr(when)}`;
  return `${name === null ? "" : `${name.name}: `}${printExpr(value)}${condition}`;
}

function printEntry({ head, form, value }: Entry): string {
  if (value === null) return printHead(head);
  return `${printHead(head)}${form === "colon" ? ":" : " ="} ${printValue(value)}`;
}

function printHead(head: Head): string {
  if (head.kind === "expr") return printExpr(head.expr);
  if (head.kind === "else") return "ELSE";
  return head.except.length === 0 ? "ALL" : `ALL except${printArgs(head.except)}`;
}

function printValue({ expr, shape, nullable, annotations }: Value): string {
  const notes = annotations.map(({ name, args }) => ` @${name.name}${args.length > 0 ? printArgs(args) : ""}`);
  return `${printExpr(expr)}${shape.length > 0 ? `[${shape.join(",")}]` : ""}${nullable ? "?" : ""}${notes.join("")}`;
}
