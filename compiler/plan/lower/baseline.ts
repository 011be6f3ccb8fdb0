// Baselines of an evaluation, fitted on the rows that the judged value could have seen, so that the comparison is fair.
// The obvious one is always among them: a score without it says nothing.

import type { Span } from "../../../specs/diagnostic.ts";
import type { EvaluateOperation, ModelSpec, PartitionRef } from "../../../specs/plan.ts";
import type { PartitionTerm, TypedEvaluate, TypedTask } from "../../types/typed.ts";
import { declarationOf, type LowerContext, nodeOf, stepOf } from "./context.ts";
import { fitNode } from "./fit.ts";
import { fittedNodes } from "./fitted.ts";
import { modelSpec } from "./model.ts";
import { partitionOf } from "./partition.ts";
import { type LoweredRows, lowerRows } from "./rows.ts";

type Baselines = EvaluateOperation["baselines"];

export interface JudgedRows {
  readonly rows: readonly LoweredRows[];
  /** One entry of `rows` per fold. */
  readonly folded: boolean;
}

export function lowerBaselines(
  evaluate: TypedEvaluate,
  task: TypedTask,
  judged: JudgedRows,
  context: LowerContext,
): Baselines {
  const fitted = (name: string, model: ModelSpec, span: Span): Baselines[number] => ({
    name,
    model,
    nodes: judged.rows.map((row, index) => {
      const fold = judged.folded ? index : null;
      const rows = seenRows(evaluate, task, row, fold, context);
      const common = { partition: rows.partition, validate: null, patience: null, seed: context.typed.seed };
      const id = `${evaluate.id}/${name}${judged.folded ? `[${index}]` : ""}`;
      return fitNode(
        model,
        { id, declaration: evaluate.id, rows: { ...rows, influence: [] }, span, influences: [], common },
        context,
      );
    }),
  });
  const given = evaluate.against.flatMap((entry): Baselines => {
    if (entry.kind === "model")
      return [
        fitted(entry.name, modelSpec(entry.model, { step: stepOf(task), paths: null, task }, context), entry.span),
      ];
    const nodes = fittedNodes(entry.fitted, "comparing with", context);
    return nodes === null ? [] : [{ name: entry.name, model: named(entry.name), nodes }];
  });
  return [
    ...given,
    ...obviousBaselines(task, given, context).map((model) => fitted(model.component, model, evaluate.nameSpan)),
  ];
}

type Estimator = Extract<ModelSpec, { kind: "estimator" }>;

const named = (component: string): Estimator => ({ kind: "estimator", component, params: {} });

/** The models that declare themselves obvious for this kind of task, unless one of that kind was asked for. */
function obviousBaselines(task: TypedTask, given: Baselines, context: LowerContext): readonly Estimator[] {
  const known = new Set(given.map(({ model }) => (model.kind === "estimator" ? model.component : "")));
  return context.registry.names("model").flatMap((name) => {
    const declared = context.registry.find("model", name);
    if (declared?.obviousFor?.includes(task.of) !== true || known.has(name)) return [];
    const params = Object.entries(declared.params).map(([key, parameter]) => [key, parameter.default ?? null] as const);
    return [{ ...named(name), params: Object.fromEntries(params) }];
  });
}

/**
 * Rows outside the judged ones: `train` of the same fold for `val`, everything before the test for `test`. Rows of no split
 * are compared with a baseline fitted where the first judged value was fitted.
 */
function seenRows(
  evaluate: TypedEvaluate,
  task: TypedTask,
  row: LoweredRows,
  fold: number | null,
  context: LowerContext,
): Pick<LoweredRows, "task" | "partition"> {
  const partition = partitionOf(evaluate.rows, context);
  if (partition === null) {
    const subject = evaluate.subjects[0];
    const declared = subject?.kind === "reference" ? context.declarations.get(subject.to) : undefined;
    if (declared?.kind !== "fit") return row;
    return lowerRows(
      declared.rows,
      fold,
      { declaration: evaluate.id, id: `${evaluate.id}/seen`, task: task.id },
      context,
    );
  }
  const split = declarationOf(context, partition.split, "split");
  const part = trainingPart(partition);
  return {
    task: nodeOf(context, split.split.task),
    partition: { split: nodeOf(context, split.id), part, fold: part === "dev" ? null : fold },
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
