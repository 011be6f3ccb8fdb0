// What an evaluation compares with: models, which it fits itself on rows that the judged value could have seen, and
// fitted values.
import { joinNames } from "../../base/suggest.ts";
import type { Expr } from "../../syntax/ast.ts";
import { meaningOf, simplify } from "../arguments/constant.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import type { FittedTerm, ModelTerm, RowsTerm, TypedEvaluate, TypedTask } from "../typed.ts";
import { elaborateFitted } from "./fitted.ts";
import { foldUse, nameOfFitted, taskOfFitted } from "./fitted-value.ts";
import { elaborateModelTerm } from "./model.ts";
import { checkModelUse } from "./model-use.ts";
import { checkFolds, checkSameTask, foldSplitOfRows } from "./rows.ts";
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
  const written = simplify(expr, context);
  const items = written.kind === "list" ? written.items : [written];
  const taken = new Set(judged.subjects.map(nameOfFitted));
  return items.flatMap((item) => {
    const entry = elaborateEntry(item, judged, context);
    if (entry === null) return [];
    const name = freeName(entry.name, taken);
    taken.add(name);
    return [{ ...entry, name }];
  });
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}_${number}`;
  return free;
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
    checkSameTask(judged.task, taskOfFitted(fitted, context), `\`${name}\``, span, context);
    return { kind: "fitted", name, span, fitted };
  }
  const model = elaborateModelTerm(expr, context);
  if (model === null) return null;
  const name = nameOfModel(model);
  const open = modelSpace(model);
  if (open.length > 0) {
    const parameters = joinNames(
      open.map(({ path }) => path),
      "and",
    );
    context.report(declarations["open-hyperparameters"](span, { what: `\`${name}\``, parameters }));
    return null;
  }
  return checkModelUse(model, judged.task, context) ? { kind: "model", name, span, model } : null;
}

function isFitted(expr: Expr, context: TypeContext): boolean {
  if (expr.kind === "call" && expr.callee.kind === "identifier")
    return context.registry.find("sink", expr.callee.name)?.kind === "registry";
  const meaning = meaningOf(expr, context);
  return meaning?.kind === "declaration" && (meaning.declaration.of === "fit" || meaning.declaration.of === "ensemble");
}

/** The declared name, else that of the component. */
function nameOfModel(model: ModelTerm): string {
  switch (model.kind) {
    case "reference":
      return model.to;
    case "estimator":
      return model.call.component;
    case "pipeline":
      return nameOfModel(model.model);
    case "combinator":
    case "wrapped-fitted":
      return model.call.component;
    case "choice":
      return "choice";
    case "best":
      return `${model.search}.best`;
    default:
      return model satisfies never;
  }
}
