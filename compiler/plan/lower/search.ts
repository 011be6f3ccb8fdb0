// A search: one node that holds the whole study, so that the runtime may propose trials one after the other. Under a
// nested split there is one study per outer fold.

import type { Family } from "../../../specs/component.ts";
import type { NodeId, SearchOperation } from "../../../specs/plan.ts";
import { invariant } from "../../base/invariant.ts";
import type { ComponentCall, RowsTerm, TypedSearch } from "../../types/typed.ts";
import { dropUnnoticed } from "../passes/drop-unnoticed.pass.ts";
import { lowerCall } from "./component.ts";
import { componentOf, declarationOf, type LowerContext, stepOf } from "./context.ts";
import { prepareNode } from "./fit.ts";
import { modelSpec } from "./model.ts";
import { openPaths, searchSpace } from "./open.ts";
import { foldsOf, partitionOf } from "./partition.ts";
import { type LoweredRows, lowerRows } from "./rows.ts";

export function lowerSearch(search: TypedSearch, context: LowerContext): readonly NodeId[] {
  const inner = partitionOf(search.fit, context)?.part.startsWith("inner.") ?? false;
  const outerFolds = foldsOf(search.fit, context);
  if (!inner) return [lowerStudy(search, search.id, outerFolds, null, context)];
  return Array.from({ length: outerFolds }, (_, fold) => lowerStudy(search, `${search.id}[${fold}]`, 1, fold, context));
}

function lowerStudy(
  search: TypedSearch,
  id: NodeId,
  folds: number,
  outerFold: number | null,
  context: LowerContext,
): NodeId {
  const task = declarationOf(context, search.task, "task");
  const scope = { declaration: search.id, id, task: task.id };
  const rowsOf = (term: RowsTerm, part: string): readonly LoweredRows[] =>
    Array.from({ length: folds }, (_, index) =>
      lowerRows(term, outerFold ?? index, { ...scope, id: `${id}/${part}[${index}]` }, context),
    );
  const fit = rowsOf(search.fit, "fit");
  const score = rowsOf(search.score, "score");
  const validate = search.validate === null ? null : rowsOf(search.validate, "validate");
  const prepared: NodeId[] = [];
  const models = search.models.map((entry) => {
    const paths = openPaths(entry.open);
    const model = dropUnnoticed(modelSpec(entry.model, { step: stepOf(task), paths, task }, context), context.registry);
    const nodes = fit.flatMap((rows, fold) => {
      const at = { id: `${id}/${entry.name}[${fold}]`, declaration: search.id, span: entry.span };
      const node = prepareNode(model, rows, at, context);
      return node === null ? [] : [node];
    });
    for (const { node } of nodes) if (!prepared.includes(node)) prepared.push(node);
    return {
      name: entry.name,
      model: nodes[0]?.rest ?? model,
      space: searchSpace(entry.open),
      prepared: nodes.map(({ node }) => node),
    };
  });
  const first = fit[0];
  invariant(first !== undefined, `search ${search.id} has no folds`);
  const call = (component: ComponentCall, family: Exclude<Family, "function">) =>
    lowerCall(component, {
      declaration: (name) => componentOf(context, family, name),
      step: stepOf(task),
      openPath: null,
    });
  const op: SearchOperation = {
    kind: "search",
    models,
    sampler: call(search.sampler, "sampler"),
    pruner: search.pruner === null ? null : call(search.pruner, "pruner"),
    trials: search.trials,
    timeLimitSeconds: search.timeLimitSeconds,
    seed: search.seed,
    folds: fit.map((rows, fold) => ({
      fit: rows.partition,
      score: score[fold]!.partition,
      validate: validate?.[fold]?.partition ?? null,
    })),
    patience: search.patience,
    metric: call(search.metric, "metric"),
    direction: search.direction,
    then: search.then.map(({ metric, direction }) => ({ metric: call(metric, "metric"), direction })),
  };
  const influences = [...fit, ...score, ...(validate ?? [])].flatMap(({ influence }) => influence);
  const inputs = [first.task, first.partition.split, ...prepared];
  return context.builder.add({ id, declaration: search.id, inputs, op, span: search.span, influences });
}
