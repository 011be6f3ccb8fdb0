// The rows that something learns from or is judged on: a partition, or a table.
import type { Span } from "../../../specs/diagnostic.ts";
import type { Declaration, Expr } from "../../syntax/ast.ts";
import { meaningOf } from "../arguments/constant.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import type { DeclarationId, PartitionTerm, RowsTerm, SplitTerm, TableTerm, TypedTask } from "../typed.ts";
import { elaboratePartition, rootOf } from "./partition.ts";
import { elaborateTable } from "./table.ts";

/** Null after a message. A `let` stands for what it is; a `table` made from a partition keeps that partition's rows. */
export function elaborateRows(expr: Expr, context: TypeContext): RowsTerm | null {
  if (expr.kind === "paren") return elaborateRows(expr.inner, context);
  const meaning = meaningOf(expr, context);
  if (meaning?.kind === "let") return elaborateRows(meaning.expr, context);
  const root = rootOf(expr, context);
  // `cv` alone goes the same way, for the message that lists its partitions.
  if (root?.root.declaration.of === "split") {
    const partition = elaboratePartition(expr, context);
    return partition === null ? null : { kind: "partition", partition, span: expr.span };
  }
  const table = elaborateTable(expr, context);
  return table === null ? null : { kind: "table", table, span: expr.span };
}

/** The `on` part; null after a message, also when it is missing. `example` is a partition as text. */
export function requireRows(
  declaration: Declaration,
  expected: string,
  example: string,
  context: TypeContext,
): RowsTerm | null {
  if (declaration.on !== null) return elaborateRows(declaration.on, context);
  const { of: kind, name } = declaration;
  context.report(declarations["missing-rows"](name.span, { kind, name: name.name, expected, example }));
  return null;
}

/** The partition the rows come from, through every table and step on the way; null for rows of no partition. */
export function partitionOfRows(rows: RowsTerm, context: TypeContext): PartitionTerm | null {
  return rows.kind === "partition" ? rows.partition : partitionOfTable(rows.table, context);
}

export function partitionOfTable(table: TableTerm, context: TypeContext): PartitionTerm | null {
  switch (table.kind) {
    case "partition":
      return table.partition;
    case "step":
    case "apply":
    case "fit-apply":
      return partitionOfTable(table.input, context);
    case "reference": {
      const typed = context.typed(table.to);
      return typed?.kind === "table" ? partitionOfTable(typed.table, context) : null;
    }
    default:
      return table satisfies never;
  }
}

/** True when the rows exist once per fold. */
export const isFolded = (rows: RowsTerm, context: TypeContext): boolean =>
  partitionOfRows(rows, context)?.folded ?? false;

export const splitOfRows = (rows: RowsTerm, context: TypeContext): DeclarationId | null =>
  partitionOfRows(rows, context)?.split ?? null;

export function splitTermOf(split: DeclarationId, context: TypeContext): SplitTerm | null {
  const typed = context.typed(split);
  return typed?.kind === "split" ? typed.split : null;
}

/** The task whose split cut the rows; null for a plain table. */
export function taskOfRows(rows: RowsTerm, context: TypeContext): DeclarationId | null {
  const split = splitOfRows(rows, context);
  return split === null ? null : (splitTermOf(split, context)?.task ?? null);
}

export function taskById(id: DeclarationId | null, context: TypeContext): TypedTask | null {
  const typed = id === null ? null : context.typed(id);
  return typed?.kind === "task" ? typed : null;
}

/** Rows that must be of one split, and of one task. */
export interface FoldSide {
  /** The split whose folds the value follows; null when it exists once. */
  readonly split: DeclarationId | null;
  readonly span: Span;
}

export const foldSide = (rows: RowsTerm, context: TypeContext): FoldSide => ({
  split: isFolded(rows, context) ? splitOfRows(rows, context) : null,
  span: rows.span,
});

/** Reports values per fold of one split that meet values per fold of another. A value that exists once fits all. */
export function checkFolds(sides: readonly FoldSide[], context: TypeContext): boolean {
  const folded = sides.flatMap(({ split, span }) => (split === null ? [] : [{ split, span }]));
  const [first] = folded;
  const other = folded.find(({ split }) => split !== first?.split);
  if (first === undefined || other === undefined) return true;
  const related = [{ span: first.span, message: `per fold of \`${first.split}\`` }];
  context.report(declarations["fold-mismatch"](other.span, { left: first.split, right: other.split }, { related }));
  return false;
}

/** Reports a value of another task than `expected`; unknown tasks pass. */
export function checkTask(
  found: DeclarationId | null,
  expected: DeclarationId | null,
  what: string,
  span: Span,
  context: TypeContext,
): boolean {
  if (found === null || expected === null || found === expected) return true;
  context.report(declarations["task-mismatch"](span, { what, found, expected }));
  return false;
}
