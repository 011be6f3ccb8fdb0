// The rows that a fit, search or evaluation works on.
import type { NodeId, PartitionRef } from "../../../specs/plan.ts";
import type { RowsTerm } from "../../types/typed.ts";
import { declarationOf, type LowerContext, nodeOf } from "./context.ts";
import { lowerPartition, partitionOf, printPartition } from "./partition.ts";
import { lowerTable } from "./table.ts";
import { taskOperation } from "./task.ts";

export interface LoweredRows {
  readonly task: NodeId;
  readonly partition: PartitionRef;
  readonly influence: readonly string[];
}

/**
 * The rows for one fold. A table becomes a task of its own with the same target and features, and a split that keeps
 * all of its rows together.
 */
export function lowerRows(
  term: RowsTerm,
  fold: number | null,
  scope: { readonly declaration: string; readonly id: NodeId; readonly task: string },
  context: LowerContext,
): LoweredRows {
  const owner = declarationOf(context, scope.task, "task");
  if (term.kind === "partition") {
    const split = declarationOf(context, term.partition.split, "split");
    const partition = lowerPartition(term.partition, fold, context);
    const influence = [printPartition(term.partition.split, partition.part, partition.fold)];
    return { task: nodeOf(context, split.split.task), partition, influence };
  }
  const table = lowerTable(term.table, { declaration: scope.declaration, id: `${scope.id}/rows`, fold }, context);
  const task = context.builder.add({
    id: `${scope.id}/task`,
    declaration: scope.declaration,
    // Its classes are those of the task that it takes its target from, also where some do not occur.
    inputs: owner.of === "classify" ? [table, nodeOf(context, scope.task)] : [table],
    op: taskOperation(owner, term.table.schema, context),
    span: term.span,
    influences: [],
  });
  const split = context.builder.add({
    id: `${scope.id}/whole`,
    declaration: scope.declaration,
    inputs: [task],
    op: { kind: "split", split: WHOLE },
    span: term.span,
    influences: [],
  });
  const source = partitionOf(term, context);
  const influence = source === null ? [] : [printPartition(source.split, source.part, source.folded ? fold : null)];
  return { task, partition: { split, part: "all", fold: null }, influence };
}

/** A split with no test and no validation: `all` and `dev` are every row. */
const WHOLE = {
  method: "holdout",
  folds: 1,
  test: null,
  val: null,
  calib: null,
  train: null,
  step: null,
  gap: null,
  embargo: null,
  by: null,
  stratify: null,
  column: null,
  shuffle: false,
  seed: 0,
  inner: null,
} as const;
