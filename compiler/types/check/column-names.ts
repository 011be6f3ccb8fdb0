// Lists of columns in arguments: `by: store`, `on: [store, day]`, `select(a, b)`.
import type { Column, Schema } from "../../../specs/data-type.ts";
import type { Expr } from "../../syntax/ast.ts";
import type { TypeContext } from "../context.ts";
import { params } from "../param.diagnostics.ts";
import { types } from "../types.diagnostics.ts";
import { expandColumns, reportUnknownColumn } from "./column-scope.ts";

export interface NamedColumns {
  readonly columns: readonly Column[];
  /** Something in the list was wrong and is missing in `columns`. */
  readonly broken: boolean;
}

/** Names, lists of names, range columns, and lets that stand for them. */
export function elaborateColumnNames(exprs: readonly Expr[], schema: Schema, context: TypeContext): NamedColumns {
  const columns: Column[] = [];
  let broken = false;
  const add = (expr: Expr): void => {
    if (expr.kind === "list") expr.items.forEach(add);
    else if (expr.kind === "paren") add(expr.inner);
    else if (expr.kind === "identifier") {
      const found = expandColumns(expr.name, schema);
      const meaning = found.length > 0 || expr.quoted ? null : context.lookup(expr);
      if (meaning?.kind === "let") {
        add(meaning.expr);
        return;
      }
      const repeated = found.find(({ name }) => columns.some((column) => column.name === name));
      columns.push(...found);
      if (repeated !== undefined) {
        broken = true;
        context.report(params["repeated-column"](expr.span, { column: repeated.name }));
      }
      if (found.length > 0) return;
      broken = true;
      reportUnknownColumn(expr.name, expr.span, schema, context);
    } else {
      broken = true;
      if (expr.kind !== "invalid")
        context.report(types["not-an-expression"](expr.span, { what: "this", hint: "write names of columns here" }));
    }
  };
  exprs.forEach(add);
  return { columns, broken };
}
