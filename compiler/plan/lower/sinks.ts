// What leaves the pipeline: predictions, published models, reports.
import type { ComponentSpec, NodeId, ResultExpression } from "../../../specs/plan.ts";
import type { ResultTerm, TypedPredict, TypedPublish, TypedReport } from "../../types/typed.ts";
import { lowerCall } from "./component.ts";
import { type LowerContext, nodesOf } from "./context.ts";
import { fittedNodes } from "./fitted.ts";
import { replaySteps } from "./replay.ts";
import { lowerTable, refuseFolds } from "./table.ts";

export function lowerPredict(predict: TypedPredict, context: LowerContext): readonly NodeId[] {
  const fitted = fittedNodes(predict.fitted, "predicting with", context);
  if (fitted === null) return [];
  refuseFolds(predict.table, "predicting a table that exists once per fold", context);
  const table = lowerTable(predict.table, { declaration: predict.id, id: `${predict.id}/rows`, fold: null }, context);
  const node = context.builder.add({
    id: predict.id,
    declaration: predict.id,
    inputs: [...fitted, table],
    op: {
      kind: "predict",
      into:
        predict.into === null
          ? null
          : inFolderOf(
              lowerCall(predict.into, {
                declaration: (name) => context.registry.find("connector", name),
                step: null,
                openPath: null,
              }),
              context.outputsOf,
            ),
      keep: predict.keep,
      intervals: predict.intervals,
      replay: replaySteps(fitted[0]!, table, context),
    },
    span: predict.span,
    influences: [],
  });
  return [node];
}

/** One folder per moment, as partitions of a table are written: who reads the whole takes `as_of=*`. */
function inFolderOf(into: ComponentSpec, moment: string | null): ComponentSpec {
  const { path } = into.params;
  if (moment === null || typeof path !== "string") return into;
  const at = path.lastIndexOf("/") + 1;
  return { ...into, params: { ...into.params, path: `${path.slice(0, at)}as_of=${moment}/${path.slice(at)}` } };
}

export function lowerPublish(publish: TypedPublish, context: LowerContext): readonly NodeId[] {
  const fitted = fittedNodes(publish.fitted, "publishing", context);
  if (fitted === null) return [];
  const when = publish.when === null ? null : lowerResult(publish.when, context);
  const node = context.builder.add({
    id: publish.id,
    declaration: publish.id,
    inputs: [...fitted, ...(when === null ? [] : resultNodes(when))],
    op: {
      kind: "publish",
      name: publish.id,
      alias: publish.alias,
      when,
      description: publish.description,
      tags: publish.tags,
    },
    span: publish.span,
    influences: [],
  });
  return [node];
}

export function lowerReport(report: TypedReport, context: LowerContext): readonly NodeId[] {
  const sections = report.of.flatMap(({ declaration }) => nodesOf(context, declaration));
  const node = context.builder.add({
    id: report.id,
    declaration: report.id,
    inputs: sections,
    op: { kind: "report", format: report.format, name: report.id, sections },
    span: report.span,
    influences: [],
  });
  return [node];
}

function lowerResult(term: ResultTerm, context: LowerContext): ResultExpression {
  switch (term.kind) {
    case "result":
      return { kind: "result", node: nodesOf(context, term.declaration)[0]!, path: term.path };
    case "literal":
      return { kind: "literal", value: term.value };
    case "call":
      return { kind: "call", function: term.function, args: term.args.map((arg) => lowerResult(arg, context)) };
    default:
      return term satisfies never;
  }
}

function resultNodes(expression: ResultExpression): readonly NodeId[] {
  switch (expression.kind) {
    case "result":
      return [expression.node];
    case "literal":
      return [];
    case "call":
      return [...new Set(expression.args.flatMap(resultNodes))];
    default:
      return expression satisfies never;
  }
}
