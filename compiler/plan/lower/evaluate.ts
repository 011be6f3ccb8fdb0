// Evaluations: what is judged, against which baselines, on which rows. A baseline is fitted on the rows that the judged
// value could have seen, so that the comparison is fair.
import type { EvaluateOperation, NodeId, PartitionRef } from "../../../specs/plan.ts";
import type { PartitionTerm, RowsTerm, TypedEvaluate, TypedTask } from "../../types/typed.ts";
import { lowerCall } from "./component.ts";
import { componentOf, declarationOf, type LowerContext, stepOf } from "./context.ts";
import { fitNode } from "./fit.ts";
import { fittedNodes } from "./fitted.ts";
import { modelSpec } from "./model.ts";
import { foldsOf, partitionOf } from "./partition.ts";
import { type LoweredRows, lowerRows } from "./rows.ts";

export function lowerEvaluate(evaluate: TypedEvaluate, context: LowerContext): readonly NodeId[] {
  const task = declarationOf(context, evaluate.task, "task");
  const folds = foldsOf(evaluate.rows, context);
  const folded = partitionOf(evaluate.rows)?.folded ?? false;
  const rows = Array.from({ length: folds }, (_, fold) =>
    lowerRows(
      evaluate.rows,
      folded ? fold : null,
      { declaration: evaluate.id, id: folds === 1 ? evaluate.id : `${evaluate.id}[${fold}]`, task: task.id },
      context,
    ),
  );
  const subjects = evaluate.subjects.flatMap((subject) => {
    const nodes = fittedNodes(subject, context);
    return nodes === null ? [] : [{ name: subject.kind === "reference" ? subject.to : subject.name, nodes }];
  });
  const baselines = evaluate.against.flatMap((entry): EvaluateOperation["baselines"] => {
    if (entry.kind === "model") return [{ name: entry.name, ...lowerBaseline(entry.model, entry.name) }];
    const nodes = fittedNodes(entry.fitted, context);
    return nodes === null
      ? []
      : [{ name: entry.name, model: { kind: "estimator", component: entry.name, params: {} }, nodes }];
  });
  const op: EvaluateOperation = {
    kind: "evaluate",
    subjects,
    baselines,
    partitions: rows.map(({ partition }) => partition),
    metrics: evaluate.metrics.map(({ name, call }) => {
      const metric = componentOf(context, "metric", call.component);
      const spec = lowerCall(call, { declaration: () => metric, step: stepOf(task), openPath: null });
      return { name, metric: spec, direction: metric.direction };
    }),
    by: evaluate.by,
    stride: evaluate.stride,
    bootstrap: { ...evaluate.bootstrap, seed: context.typed.seed },
    sealed: partitionOf(evaluate.rows)?.part === "test",
  };
  const first = rows[0]!;
  const inputs = [
    first.task,
    first.partition.split,
    ...[...subjects, ...baselines].flatMap(({ nodes }) => nodes),
    ...rows.flatMap((row) => [row.task, row.partition.split]),
  ];
  const node = context.builder.add({
    id: evaluate.id,
    declaration: evaluate.id,
    inputs: [...new Set(inputs)],
    op,
    span: evaluate.span,
    influences: rows.flatMap(({ influence }) => influence),
  });
  return [node];

  function lowerBaseline(term: Parameters<typeof modelSpec>[0], name: string) {
    const model = modelSpec(term, { step: stepOf(task), paths: null }, context);
    const nodes = rows.map((row, fold) =>
      fitNode(
        model,
        {
          id: `${evaluate.id}/${name}${folds === 1 ? "" : `[${fold}]`}`,
          declaration: evaluate.id,
          rows: baselineRows(evaluate, task, row, folded ? fold : null, context),
          span: term.span,
          influences: [],
          common: {
            partition: baselinePartition(evaluate.rows, row, folded ? fold : null),
            validate: null,
            patience: null,
            seed: context.typed.seed,
          },
        },
        context,
      ),
    );
    return { model, nodes };
  }
}

/** Rows outside the judged ones: `train` of the same fold for `val`, everything before the test for `test`. */
function baselinePartition(rows: RowsTerm, row: LoweredRows, fold: number | null): PartitionRef {
  const partition = partitionOf(rows);
  if (rows.kind === "table" || partition === null) return row.partition;
  return {
    split: row.partition.split,
    part: trainingPart(partition),
    fold: trainingPart(partition) === "dev" ? null : fold,
  };
}

function trainingPart(partition: PartitionTerm): PartitionRef["part"] {
  switch (partition.part) {
    case "val":
      return "train";
    case "inner.val":
      return "inner.train";
    default:
      return "dev";
  }
}

function baselineRows(
  evaluate: TypedEvaluate,
  task: TypedTask,
  row: LoweredRows,
  fold: number | null,
  context: LowerContext,
): LoweredRows {
  const partition = baselinePartition(evaluate.rows, row, fold);
  if (evaluate.rows.kind === "table")
    return lowerRows(evaluate.rows, fold, { declaration: evaluate.id, id: evaluate.id, task: task.id }, context);
  return { task: row.task, partition, influence: [] };
}
