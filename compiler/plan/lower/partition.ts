// Partitions of a split.
import type { PartitionRef } from "../../../specs/plan.ts";
import type { PartitionTerm, RowsTerm, TableTerm } from "../../types/typed.ts";
import { declarationOf, type LowerContext, nodeOf, nodesOf } from "./context.ts";

export const printPartition = (split: string, part: string, fold: number | null): string =>
  fold === null ? `${split}.${part}` : `${split}.${part}[${fold}]`;

export function lowerPartition(term: PartitionTerm, fold: number | null, context: LowerContext): PartitionRef {
  return { split: nodeOf(context, term.split), part: term.part, fold: term.folded ? (fold ?? 0) : null };
}

/** How many folds rows have: those of their split, or 1. */
export const foldsOf = (term: RowsTerm, context: LowerContext): number =>
  term.kind === "partition" ? foldsOfPartition(term.partition, context) : foldsOfTable(term.table, context);

const foldsOfPartition = (partition: PartitionTerm, context: LowerContext): number =>
  partition.folded ? declarationOf(context, partition.split, "split").split.folds : 1;

/** A table exists once per fold when any rows or fitted values it is made from do, also by way of declared tables. */
export function foldsOfTable(table: TableTerm, context: LowerContext): number {
  switch (table.kind) {
    case "reference":
      return nodesOf(context, table.to).length;
    case "partition":
      return foldsOfPartition(table.partition, context);
    case "step": {
      const input = foldsOfTable(table.input, context);
      return "right" in table.step ? Math.max(input, foldsOfTable(table.step.right, context)) : input;
    }
    case "apply": {
      const fitted = table.fitted.kind === "reference" ? nodesOf(context, table.fitted.to).length : 1;
      return Math.max(foldsOfTable(table.input, context), fitted);
    }
    case "fit-apply":
      return foldsOfTable(table.input, context);
    default:
      return table satisfies never;
  }
}

/** The partition the rows come from: named directly, or at the root of the tables that lead to it. */
export function partitionOf(term: RowsTerm, context: LowerContext): PartitionTerm | null {
  return term.kind === "partition" ? term.partition : rootOf(term.table, context);
}

function rootOf(table: TableTerm, context: LowerContext): PartitionTerm | null {
  switch (table.kind) {
    case "reference": {
      const declared = context.declarations.get(table.to);
      return declared?.kind === "table" ? rootOf(declared.table, context) : null;
    }
    case "partition":
      return table.partition;
    case "step":
    case "apply":
    case "fit-apply":
      return rootOf(table.input, context);
    default:
      return table satisfies never;
  }
}

/** True when test rows are among the rows, also by way of declared tables: whatever was made of them is as sealed as they are. */
export const isSealed = (term: RowsTerm, context: LowerContext): boolean =>
  term.kind === "partition" ? term.partition.part === "test" : holdsTestRows(term.table, context);

function holdsTestRows(table: TableTerm, context: LowerContext): boolean {
  switch (table.kind) {
    case "partition":
      return table.partition.part === "test";
    case "reference": {
      const declared = context.declarations.get(table.to);
      return declared?.kind === "table" && holdsTestRows(declared.table, context);
    }
    case "step":
      return (
        holdsTestRows(table.input, context) || (table.step.kind === "union" && holdsTestRows(table.step.right, context))
      );
    case "apply":
    case "fit-apply":
      return holdsTestRows(table.input, context);
    default:
      return table satisfies never;
  }
}
