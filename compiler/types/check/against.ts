// What an evaluation compares with: models, which it fits itself on rows that the judged value could have seen, and
// fitted values.
import type { Expr } from "../../syntax/ast.ts";
import { meaningOf } from "../arguments/constant.ts";
import { itemsOf } from "../arguments/take.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import type { FittedTerm, ModelTerm, RowsTerm, TypedEvaluate, TypedTask } from "../typed.ts";
import { checkClosed } from "./closed.ts";
import { elaborateFitted } from "./fitted.ts";
import { foldUse, nameOfFitted, taskIdOf } from "./fitted-value.ts";
import { elaborateModelTerm } from "./model.ts";
import { checkModelUse } from "./model-use.ts";
import { checkFolds, checkSameTask, foldSplitOfRows } from "./rows.ts";
import { modelName, uniqueName } from "./search.ts";
import { modelSpace } from "./space.ts";

type Entry = TypedEvaluate["against"][number];

interface Judged {
  readonly subjects: readonly FittedTerm[];
  readonly rows: RowsTerm;
  readonly task: TypedTask;
}

/** Entries with errors are left out. Names are unique: `naive`, `naive_2`. */
export function elaborateAgainst(expr: Expr | null, judged: Judged, context: TypeContext): readonly Entry[] {
  if (expr === null) return [];
  const taken = new Set(judged.subjects.map(nameOfFitted));
  return itemsOf(expr).flatMap((item) => {
    const entry = elaborateEntry(item, judged, context);
    if (entry === null) return [];
    return [{ ...entry, name: uniqueName(entry.name, taken) }];
  });
}

function elaborateEntry(expr: Expr, judged: Judged, context: TypeContext): Entry | null {
  const { span } = expr;
  if (isFitted(expr, context)) {
    const fitted = elaborateFitted(expr, context);
    if (fitted === null) return null;
    const name = nameOfFitted(fitted);
    checkFolds(
      [{ split: foldSplitOfRows(judged.rows, context), span: judged.rows.span }, foldUse(fitted, context)],
      context,
    );
    checkSameTask(judged.task, taskIdOf(fitted, context), `\`${name}\``, span, context);
    return { kind: "fitted", name, span, fitted };
  }
  const model = elaborateModelTerm(expr, context);
  if (model === null) return null;
  const name = modelName(model);
  if (isPretrained(model, context)) {
    // What it has seen is followed from a `fit` on.
    const holes = {
      what: `\`${name}\``,
      found: "a model that was trained elsewhere",
      expected: "a baseline",
      reason: "a baseline is fitted by the evaluation itself, on rows that the judged value could have seen",
      hint: "fit it first, `fit x = ... on ...`, and compare with `x`",
    };
    context.report(declarations["wrong-kind"](span, holes));
    return null;
  }
  if (!checkClosed(`baseline \`${name}\``, modelSpace(model), span, context)) return null;
  return checkModelUse(model, judged.task, context) ? { kind: "model", name, span, model } : null;
}

function isPretrained(model: ModelTerm, context: TypeContext): boolean {
  switch (model.kind) {
    case "reference":
    case "pipeline":
    case "combinator":
      return isPretrained(model.model, context);
    case "estimator":
      return context.registry.find("model", model.call.component)?.pretrained !== undefined;
    case "choice":
      return model.options.some((option) => isPretrained(option, context));
    case "best":
    case "wrapped-fitted":
      return false;
    default:
      return model satisfies never;
  }
}

function isFitted(expr: Expr, context: TypeContext): boolean {
  if (expr.kind === "call" && expr.callee.kind === "identifier")
    return context.registry.find("sink", expr.callee.name)?.kind === "registry";
  const meaning = meaningOf(expr, context);
  return meaning?.kind === "declaration" && (meaning.declaration.of === "fit" || meaning.declaration.of === "ensemble");
}
