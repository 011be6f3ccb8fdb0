// The rows that something learns from or is judged on, the task they belong to, and the split whose folds they follow.

import type { Span } from "../../../specs/diagnostic.ts";
import type { Declaration, Expr } from "../../syntax/ast.ts";
import { visibleDeclarations } from "../arguments/reference.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import type { DeclarationId, ModelTerm, PartitionTerm, RowsTerm, TableTerm, TypedTask } from "../typed.ts";
import { elaboratePartition, rootOf } from "./partition.ts";
import { elaborateTable } from "./table.ts";

/** A partition, or a table that holds rows. Null after a message. */
export function elaborateRows(expr: Expr, context: TypeContext): RowsTerm | null {
  if (expr.kind === "paren") return elaborateRows(expr.inner, context);
  if (rootOf(expr, context)?.root.declaration.of === "split") {
    const partition = elaboratePartition(expr, context);
    return partition === null ? null : { kind: "partition", partition, span: expr.span };
  }
  const table = elaborateTable(expr, context);
  if (table === null) return null;
  return table.kind === "partition"
    ? { kind: "partition", partition: table.partition, span: expr.span }
    : { kind: "table", table, span: expr.span };
}

/** The `on` part of a declaration that cannot do without. */
export function elaborateOn(declaration: Declaration, example: string, context: TypeContext): RowsTerm | null {
  if (declaration.on !== null) return elaborateRows(declaration.on, context);
  const kind = declaration.of;
  const holes = { kind, name: declaration.name.name, expected: "a partition", example };
  context.report(declarations["missing-rows"](declaration.name.span, holes));
  return null;
}

/** The partition at the root of rows, also through tables that are made from it. */
export function partitionOfRows(rows: RowsTerm, context: TypeContext): PartitionTerm | null {
  return rows.kind === "partition" ? rows.partition : partitionOfTable(rows.table, context);
}

function partitionOfTable(table: TableTerm, context: TypeContext): PartitionTerm | null {
  switch (table.kind) {
    case "partition":
      return table.partition;
    case "reference": {
      const typed = context.typed(table.to);
      return typed?.kind === "table" ? partitionOfTable(typed.table, context) : null;
    }
    case "step":
    case "apply":
    case "fit-apply":
      return partitionOfTable(table.input, context);
    default:
      return table satisfies never;
  }
}

/** Null after a message, or when the split itself has errors. Plain tables belong to the only task there is. */
export function taskOfRows(rows: RowsTerm, context: TypeContext): TypedTask | null {
  const partition = partitionOfRows(rows, context);
  if (partition !== null) {
    const split = context.typed(partition.split);
    const task = split?.kind === "split" ? context.typed(split.split.task) : null;
    return task?.kind === "task" ? task : null;
  }
  const tasks = visibleDeclarations(rows.span, context).filter(({ declaration }) => declaration.of === "task");
  const [only, ...more] = tasks;
  if (only !== undefined && more.length === 0) {
    const task = context.typed(only.id);
    return task?.kind === "task" ? task : null;
  }
  const what = rows.kind === "table" && rows.table.kind === "reference" ? `table \`${rows.table.to}\`` : "a table";
  context.report(declarations["no-task"](rows.span, { what }));
  return null;
}

// ---- folds -----------------------------------------------------------------------------------------------------------

/** The split whose folds a value follows, or null for one that exists once. */
export function foldSplitOfRows(rows: RowsTerm, context: TypeContext): DeclarationId | null {
  const partition = partitionOfRows(rows, context);
  return partition?.folded === true ? partition.split : null;
}

/** An ensemble is one value, also when its members exist once per fold. */
export function foldSplitOfDeclaration(id: DeclarationId, context: TypeContext): DeclarationId | null {
  const typed = context.typed(id);
  switch (typed?.kind) {
    case "fit":
      return (
        foldSplitOfRows(typed.rows, context) ??
        (typed.of.kind === "model" ? foldSplitOfModel(typed.of.model, context) : null)
      );
    default:
      return null;
  }
}

/** The winner of a search over inner partitions exists once per outer fold. */
export function foldSplitOfModel(model: ModelTerm, context: TypeContext): DeclarationId | null {
  switch (model.kind) {
    case "reference":
      return foldSplitOfModel(model.model, context);
    case "wrapped-fitted":
      return model.fitted.kind === "reference" ? foldSplitOfDeclaration(model.fitted.to, context) : null;
    case "best": {
      const search = context.typed(model.search);
      const partition = search?.kind === "search" ? partitionOfRows(search.fit, context) : null;
      if (partition === null || !partition.part.startsWith("inner.")) return null;
      const split = context.typed(partition.split);
      return split?.kind === "split" && split.split.folded ? partition.split : null;
    }
    case "estimator":
    case "pipeline":
    case "combinator":
    case "choice":
      return null;
    default:
      return model satisfies never;
  }
}

export interface FoldUse {
  readonly split: DeclarationId | null;
  readonly span: Span;
}

/** Reports values that follow the folds of different splits; one message per value that does not fit the first. */
export function checkFolds(uses: readonly FoldUse[], context: TypeContext): boolean {
  const first = uses.find(({ split }) => split !== null);
  let fine = true;
  for (const { split, span } of uses) {
    if (first === undefined || split === null || split === first.split) continue;
    fine = false;
    const related = [{ span: first.span, message: `per fold of \`${first.split}\`` }];
    context.report(declarations["fold-mismatch"](span, { left: first.split ?? "", right: split }, { related }));
  }
  return fine;
}

/** Everything in one declaration belongs to one task. */
export function checkSameTask(
  expected: TypedTask,
  found: DeclarationId | null,
  what: string,
  span: Span,
  context: TypeContext,
): boolean {
  if (found === null || found === expected.id) return true;
  context.report(declarations["task-mismatch"](span, { what, found, expected: expected.id }));
  return false;
}
