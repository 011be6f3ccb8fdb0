import type { Doc } from "../../base/doc-printer.ts";
import { assertNever } from "../../base/invariant.ts";
import type { Annotation, Entry, Head, Value } from "../../syntax/ast.ts";
import type { CommentPool } from "../comment-pool.ts";
import { printArgs, printExpr } from "./expression.ts";

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
