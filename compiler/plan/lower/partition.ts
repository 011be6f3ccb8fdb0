// Partitions of a split.
import type { PartitionRef } from "../../../specs/plan.ts";
import type { PartitionTerm, RowsTerm, TableTerm } from "../../types/typed.ts";
import { declarationOf, type LowerContext, nodeOf } from "./context.ts";

export const printPartition = (split: string, part: string, fold: number | null): string =>
  fold === null ? `${split}.${part}` : `${split}.${part}[${fold}]`;

export function lowerPartition(term: PartitionTerm, fold: number | null, context: LowerContext): PartitionRef {
  return { split: nodeOf(context, term.split), part: term.part, fold: term.folded ? (fold ?? 0) : null };
}

/** How many folds a term has: those of its split, or 1. */
export function foldsOf(term: RowsTerm, context: LowerContext): number {
  const partition = partitionOf(term);
  if (partition === null || !partition.folded) return 1;
  return declarationOf(context, partition.split, "split").split.folds;
}

/** The partition the rows come from: named directly, or at the root of a table made from one. */
export function partitionOf(term: RowsTerm): PartitionTerm | null {
  if (term.kind === "partition") return term.partition;
  let table = term.table;
  while (table.kind === "step" || table.kind === "apply" || table.kind === "fit-apply") table = table.input;
  return table.kind === "partition" ? table.partition : null;
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
