import { type Doc, group, indent, line } from "../../base/doc-printer.ts";
import { assertNever } from "../../base/invariant.ts";
import type { Declaration, Item } from "../../syntax/ast.ts";
import { type CommentPool, hasLineEnd } from "../comment-pool.ts";
import { printBlock, printExpr } from "./expression.ts";

export function printItem(item: Item, pool: CommentPool): Doc {
  const raw = (span: { readonly start: number; readonly end: number }): string => pool.text.slice(span.start, span.end);
  switch (item.kind) {
    case "header": {
      const title = raw({ start: item.name.span.end, end: item.span.end }).trim();
      return ["pipeline ", raw(item.name.span), title === "" ? "" : ` ${title}`];
    }
    case "import":
      return ["import ", raw(item.pathSpan), item.alias === null ? "" : ` as ${raw(item.alias.span)}`];
    case "use":
      return ["use ", raw(item.pathSpan)];
    case "param": {
      const value = item.value === null ? "" : [" = ", printExpr(item.value, pool)];
      return ["param ", raw(item.name.span), ": ", printExpr(item.type, pool), value];
    }
    case "declaration":
      return printDeclaration(item, pool);
    default:
      return assertNever(item, "item");
  }
}

function printDeclaration(declaration: Declaration, pool: CommentPool): Doc {
  const { of, name, value, on, block } = declaration;
  const left = [of, " ", printExpr(name, pool), " = ", printExpr(value, pool)];
  const partition = on === null ? "" : [indent(line), "on ", indent(printExpr(on, pool))];
  const wasBroken = on !== null && hasLineEnd(pool.text, value.span.end, on.span.start);
  return [group([left, partition], wasBroken), block === null ? "" : [" ", printBlock(block, pool)]];
}
