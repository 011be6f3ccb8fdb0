// Fits, one node per fold. A closed chain in front of the model becomes a transform node of its own, which every other
// fit and trial on the same rows shares.

import type { Span } from "../../../specs/diagnostic.ts";
import type { ComponentSpec, FitOperation, ModelSpec, NodeId } from "../../../specs/plan.ts";
import type { RowsTerm, TypedFit } from "../../types/typed.ts";
import { planDiagnostics } from "../plan.diagnostics.ts";
import { declarationOf, type LowerContext, nodeOf, nodesOf, stepOf } from "./context.ts";
import { fittedNodes } from "./fitted.ts";
import { type LoweredModel, lowerModel } from "./model.ts";
import { foldsOf } from "./partition.ts";
import { type LoweredRows, lowerRows } from "./rows.ts";
import { lowerTable } from "./table.ts";
import { isClosed, lowerTransform } from "./transform.ts";

export function lowerFit(fit: TypedFit, context: LowerContext): readonly NodeId[] {
  const { of } = fit;
  if (fit.warmStart !== null)
    context.report(planDiagnostics["not-runnable"](fit.warmStart.span, { what: "`warm_start:`" }));
  const perFold = (
    before: readonly NodeId[],
    lower: (fold: number | null, id: NodeId) => NodeId,
  ): readonly NodeId[] => {
    if (!fit.folded) return [lower(null, fit.id)];
    // What is per fold may stand on rows that exist once.
    const folds = Math.max(foldsOf(fit.rows, context), before.length);
    return Array.from({ length: folds }, (_, fold) => lower(fold, `${fit.id}[${fold}]`));
  };
  if (of.kind === "transform") {
    const { transform } = of;
    return perFold([], (fold, id) => lowerTransformFit(fit, transform, fold, id, context));
  }
  const task = declarationOf(context, fit.task!, "task");
  const model = lowerModel(of.model, { step: stepOf(task), paths: null, task }, context);
  switch (model.kind) {
    case "wrapped": {
      const fitted = fittedNodes(model.fitted, "wrapping", context) ?? [];
      return perFold(fitted, (fold, id) => lowerWrapped(fit, model.wrapper, fitted, fold, id, context));
    }
    case "best":
      return perFold(nodesOf(context, model.search), (fold, id) => lowerFold(fit, model, fold, id, context));
    case "model":
      return perFold([], (fold, id) => lowerFold(fit, model, fold, id, context));
    default:
      return model satisfies never;
  }
}

function lowerFold(
  fit: TypedFit,
  model: Exclude<LoweredModel, { kind: "wrapped" }>,
  fold: number | null,
  id: NodeId,
  context: LowerContext,
): NodeId {
  const scope = { declaration: fit.id, id, task: fit.task! };
  const rows = lowerRows(fit.rows, fold, scope, context);
  const validate =
    fit.validate === null ? null : lowerRows(fit.validate, fold, { ...scope, id: `${id}/validate` }, context);
  const common = {
    partition: rows.partition,
    validate: validate?.partition ?? null,
    patience: fit.patience,
    seed: fit.seed,
    ...(fit.weight === null ? {} : { weight: fit.weight }),
  };
  const influences = [...rows.influence, ...(validate?.influence ?? [])];
  switch (model.kind) {
    case "best": {
      const searches = nodesOf(context, model.search);
      const search = searches[fold ?? 0] ?? searches[0]!;
      const op: FitOperation = { kind: "fit", model: null, best: true, prepared: false, ...common };
      const inputs = [rows.task, rows.partition.split, search];
      return context.builder.add({ id, declaration: fit.id, inputs, op, span: fit.span, influences });
    }
    case "model":
      return fitNode(model.model, { id, declaration: fit.id, rows, span: fit.span, influences, common }, context);
    default:
      return model satisfies never;
  }
}

/** `fitted`: one node per fold, or one. */
function lowerWrapped(
  fit: TypedFit,
  wrapper: ComponentSpec,
  fitted: readonly NodeId[],
  fold: number | null,
  id: NodeId,
  context: LowerContext,
): NodeId {
  const rows = lowerRows(fit.rows, fold, { declaration: fit.id, id, task: fit.task! }, context);
  return context.builder.add({
    id,
    declaration: fit.id,
    inputs: [rows.task, rows.partition.split, fitted[fold ?? 0] ?? fitted[0]!],
    op: {
      kind: "wrap",
      wrapper,
      partition: rows.partition,
      ...(fit.weight === null ? {} : { weight: fit.weight }),
    },
    span: fit.span,
    influences: rows.influence,
  });
}

export interface FitDraft {
  readonly id: NodeId;
  readonly declaration: string;
  readonly rows: LoweredRows;
  readonly span: Span;
  readonly influences: readonly string[];
  readonly common: Pick<FitOperation, "partition" | "validate" | "weight" | "patience" | "seed">;
}

/** A fit of a closed model, with its chain prepared apart. */
export function fitNode(model: ModelSpec, draft: FitDraft, context: LowerContext): NodeId {
  const { rows } = draft;
  const inputs = [rows.task, rows.partition.split];
  const { id, declaration, span, influences } = draft;
  // A chain that other fits share knows the weights of the task only.
  const prepared =
    draft.common.weight === undefined ? prepareNode(model, rows, { id, declaration, span }, context) : null;
  if (prepared !== null) inputs.push(prepared.node);
  const op: FitOperation = {
    kind: "fit",
    model: prepared?.rest ?? model,
    best: false,
    prepared: prepared !== null,
    ...draft.common,
  };
  return context.builder.add({ id, declaration, inputs, op, span, influences });
}

/** The transform node for a closed chain at the front of the model, and the model that is left. */
export function prepareNode(
  model: ModelSpec,
  rows: LoweredRows,
  at: { readonly id: NodeId; readonly declaration: string; readonly span: Span },
  context: LowerContext,
): { readonly node: NodeId; readonly rest: ModelSpec } | null {
  if (model.kind !== "pipeline" || !isClosed(model.transform)) return null;
  const node = context.builder.add({
    id: `${at.id}/prepare`,
    declaration: at.declaration,
    inputs: [rows.task, rows.partition.split],
    op: { kind: "transform", transform: model.transform, partition: rows.partition },
    span: at.span,
    influences: rows.influence,
  });
  return { node, rest: model.model };
}

function lowerTransformFit(
  fit: TypedFit,
  term: Extract<TypedFit["of"], { kind: "transform" }>["transform"],
  fold: number | null,
  id: NodeId,
  context: LowerContext,
): NodeId {
  const task = fit.task === null ? null : declarationOf(context, fit.task, "task");
  const transform = lowerTransform(term, { paths: null, task }, context);
  const draft = { id, declaration: fit.id, span: fit.span };
  if (fit.rows.kind === "partition") {
    const task = declarationOf(context, fit.rows.partition.split, "split").split.task;
    const rows = lowerRows(fit.rows, fold, { declaration: fit.id, id, task }, context);
    return context.builder.add({
      ...draft,
      inputs: [rows.task, nodeOf(context, fit.rows.partition.split)],
      op: { kind: "transform", transform, partition: rows.partition },
      influences: rows.influence,
    });
  }
  return context.builder.add({
    ...draft,
    inputs: [tableOf(fit.rows, fit.id, id, fold, context)],
    op: { kind: "transform", transform, partition: null },
    influences: [],
  });
}

function tableOf(
  rows: Extract<RowsTerm, { kind: "table" }>,
  declaration: string,
  id: NodeId,
  fold: number | null,
  context: LowerContext,
): NodeId {
  return lowerTable(rows.table, { declaration, id: `${id}/rows`, fold }, context);
}
