// Evaluations: what is judged, against which baselines, on which rows.
import type { EvaluateOperation, NodeId } from "../../../specs/plan.ts";
import type { TypedEvaluate } from "../../types/typed.ts";
import { lowerBaselines } from "./baseline.ts";
import { lowerCall } from "./component.ts";
import { componentOf, declarationOf, type LowerContext, stepOf } from "./context.ts";
import { fittedNodes } from "./fitted.ts";
import { foldsOf, isSealed } from "./partition.ts";
import { lowerRows } from "./rows.ts";

export function lowerEvaluate(evaluate: TypedEvaluate, context: LowerContext): readonly NodeId[] {
  const task = declarationOf(context, evaluate.task, "task");
  const folds = foldsOf(evaluate.rows, context);
  const folded = folds > 1;
  const rows = Array.from({ length: folds }, (_, fold) =>
    lowerRows(
      evaluate.rows,
      folded ? fold : null,
      { declaration: evaluate.id, id: folds === 1 ? evaluate.id : `${evaluate.id}[${fold}]`, task: task.id },
      context,
    ),
  );
  const subjects = evaluate.subjects.flatMap((subject) => {
    const nodes = fittedNodes(subject, "judging", context);
    return nodes === null ? [] : [{ name: subject.kind === "reference" ? subject.to : subject.name, nodes }];
  });
  const baselines = lowerBaselines(evaluate, task, { rows, folded }, context);
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
    sealed: isSealed(evaluate.rows, context),
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
}
