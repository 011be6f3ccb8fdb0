// Evaluations: which fitted values are judged on which rows, by which metrics, against which baselines.
import type { Json } from "../../../specs/json.ts";
import type { Declaration, Expr } from "../../syntax/ast.ts";
import { meaningOf } from "../arguments/constant.ts";
import { itemsOf } from "../arguments/take.ts";
import { elaborateValue } from "../arguments/value.ts";
import type { TypeContext } from "../context.ts";
import { params as messages } from "../param.diagnostics.ts";
import type { FittedTerm, TypedEvaluate, TypedTask } from "../typed.ts";
import { type Clauses, clauseSite, POSITIVE_INT, readClauses } from "./clauses.ts";
import { checkClosed } from "./closed.ts";
import { baseOf } from "./declaration-parts.ts";
import { taskOfFitted } from "./fit.ts";
import { elaborateFitted } from "./fitted.ts";
import { elaborateMetric, metricName, nameMetrics, type TypedMetric } from "./metric.ts";
import { elaborateModelTerm } from "./model.ts";
import { checkModelUse } from "./model-use.ts";
import { checkFolds, checkSameTask, elaborateOn, foldSplitOfDeclaration, foldSplitOfRows, taskOfRows } from "./rows.ts";
import { modelName, uniqueName } from "./search.ts";
import { modelSpace } from "./space.ts";
import { inRows } from "./steps-of-time.ts";

const FORM = {
  names: {
    metrics: "what is measured",
    against: "baselines that are judged on the same rows",
    by: "columns whose groups get results of their own",
    stride: "steps between judged origins of a forecast",
    bootstrap: "resamples of the confidence intervals",
  },
  example: "metrics: [mae, rmse]",
} as const;

export function elaborateEvaluate(declaration: Declaration, context: TypeContext): TypedEvaluate | null {
  const clauses = readClauses(declaration, FORM, context);
  const exprs = itemsOf(declaration.value);
  const subjects = exprs.map((expr) => elaborateFitted(expr, context)).filter((subject) => subject !== null);
  const rows = elaborateOn(declaration, "cv.test", context);
  const task = rows === null ? null : taskOfRows(rows, context);
  const metrics = task === null ? null : elaborateMetrics(clauses, task, context);
  const against = task === null ? null : elaborateAgainst(clauses, task, context);
  const by = clauses.json("by", { kind: "columns" }, task?.table.schema ?? null);
  const stride = task === null ? null : strideOf(clauses, task, context);
  const bootstrap = bootstrapOf(clauses, context);
  if (rows === null || task === null || subjects.length < exprs.length || exprs.length === 0) return null;
  const sameTask = subjects.map((subject) => {
    const found = subject.kind === "reference" ? taskOfFitted(subject.to, context) : null;
    return checkSameTask(task, found, "this value", subject.span, context);
  });
  const fittedBaselines = (against ?? []).flatMap((entry) => (entry.kind === "fitted" ? [entry.fitted] : []));
  const uses = [...subjects, ...fittedBaselines].map((term) => ({ split: foldOf(term, context), span: term.span }));
  const rowsUse = { split: foldSplitOfRows(rows, context), span: rows.span };
  const foldsMatch = checkFolds([...uses, rowsUse], context);
  if (metrics === null || against === null || stride === null || bootstrap === null) return null;
  if (!sameTask.every(Boolean) || !foldsMatch || clauses.broken()) return null;
  return {
    kind: "evaluate",
    ...baseOf(declaration, context),
    subjects,
    rows,
    metrics: nameMetrics(metrics),
    against,
    by: isList(by) ? by.filter((name) => typeof name === "string") : [],
    stride,
    bootstrap,
    task: task.id,
  };
}

const foldOf = (term: FittedTerm, context: TypeContext): string | null =>
  term.kind === "reference" ? foldSplitOfDeclaration(term.to, context) : null;

/** Without the clause the first metrics of the registry that need nothing but predictions of the task's kind. */
function elaborateMetrics(clauses: Clauses, task: TypedTask, context: TypeContext): readonly TypedMetric[] | null {
  const expr = clauses.get("metrics");
  if (expr === null) return clauses.broken() ? null : defaultMetrics(task, context);
  const items = itemsOf(expr);
  const metrics = items.map((item) => elaborateMetric(item, task, context));
  const found = metrics.flatMap((metric) => (metric === null ? [] : [metric]));
  if (found.length < metrics.length) return null;
  const names = found.map(({ call }) => metricName(call));
  const repeated = names.findIndex((name, i) => names.indexOf(name) !== i);
  if (repeated < 0) return found;
  context.report(messages.duplicate(items[repeated]?.span ?? expr.span, { name: names[repeated] ?? "" }));
  return null;
}

const DEFAULT_METRICS = 3;

function defaultMetrics(task: TypedTask, { registry }: TypeContext): readonly TypedMetric[] {
  const all = registry.names("metric").flatMap((name): readonly TypedMetric[] => {
    const declaration = registry.find("metric", name);
    if (declaration === null || !declaration.tasks.includes(task.of)) return [];
    const needsMore = declaration.needsHistory || declaration.oneClass || declaration.direction === "none";
    const isPlain = declaration.needs === "values" || declaration.needs === "classes";
    if (needsMore || !isPlain || Object.keys(declaration.params).length > 0) return [];
    return [{ declaration, call: { component: name, args: {}, span: task.span, nameSpan: task.nameSpan } }];
  });
  return all.slice(0, DEFAULT_METRICS);
}

type Against = TypedEvaluate["against"][number];

function elaborateAgainst(clauses: Clauses, task: TypedTask, context: TypeContext): readonly Against[] | null {
  const expr = clauses.get("against");
  if (expr === null) return [];
  const taken = new Set<string>();
  const entries = itemsOf(expr).map((item) => elaborateBaseline(item, task, taken, context));
  const found = entries.filter((entry) => entry !== null);
  return found.length < entries.length ? null : found;
}

function elaborateBaseline(expr: Expr, task: TypedTask, taken: Set<string>, context: TypeContext): Against | null {
  const meaning = meaningOf(expr, context);
  const of = meaning?.kind === "declaration" ? meaning.declaration.of : null;
  if (of === "fit" || of === "ensemble") {
    const fitted = elaborateFitted(expr, context);
    if (fitted?.kind !== "reference") return null;
    const fine = checkSameTask(task, taskOfFitted(fitted.to, context), "this baseline", expr.span, context);
    return fine ? { kind: "fitted", name: uniqueName(fitted.to, taken), fitted, span: expr.span } : null;
  }
  const model = elaborateModelTerm(expr, context);
  if (model === null) return null;
  const name = modelName(model);
  if (!checkClosed(`baseline \`${name}\``, modelSpace(model), expr.span, context)) return null;
  if (!checkModelUse(model, task, context)) return null;
  return { kind: "model", name: uniqueName(name, taken), model, span: expr.span };
}

function strideOf(clauses: Clauses, task: TypedTask, context: TypeContext): number | null {
  const expr = clauses.get("stride");
  if (expr === null) return 1;
  const site = clauseSite("evaluate", "stride", FORM.names.stride, null, context);
  const value = elaborateValue(expr, { kind: "duration", rows: true }, site);
  if (value === null) return null;
  // A number of steps is plain here: a stride counts origins.
  if (value.kind === "json" && typeof value.json === "number" && value.json >= 1) return value.json;
  return inRows("stride", "evaluate", { value, span: expr.span, given: true }, task.time, context)?.rows ?? null;
}

const DEFAULT_BOOTSTRAP = { resamples: 1000, level: 0.95, block: null } as const;
const RESAMPLES = { kind: "int", min: 0, max: 1_000_000 } as const;

/** `1000`, or `{ resamples: 1000, level: 95%, block: 24 }`; 0 turns intervals off. */
function bootstrapOf(clauses: Clauses, context: TypeContext): TypedEvaluate["bootstrap"] | null {
  const expr = clauses.get("bootstrap");
  if (expr === null) return DEFAULT_BOOTSTRAP;
  const site = clauseSite("evaluate", "bootstrap", FORM.names.bootstrap, null, context);
  if (expr.kind !== "block") {
    const value = elaborateValue(expr, RESAMPLES, site);
    return value?.kind === "json" ? { ...DEFAULT_BOOTSTRAP, resamples: Number(value.json) } : null;
  }
  const kinds = {
    resamples: RESAMPLES,
    level: { kind: "float", min: 0, max: 1, openMin: true, openMax: true },
    block: POSITIVE_INT,
  } as const;
  const found: Partial<Record<keyof typeof kinds, number>> = {};
  for (const { head, value, span } of expr.entries) {
    const name = head.kind === "expr" && head.expr.kind === "identifier" ? head.expr.name : "";
    if (value === null || (name !== "resamples" && name !== "level" && name !== "block")) {
      const hint = "it takes `resamples`, `level` and `block`";
      context.report(messages["unknown-clause"](span, { kind: "bootstrap", name, hint }));
      return null;
    }
    const item = elaborateValue(value.expr, kinds[name], { ...site, component: "bootstrap", name });
    if (item?.kind !== "json") return null;
    found[name] = Number(item.json);
  }
  return { ...DEFAULT_BOOTSTRAP, ...found };
}

const isList = (json: Json | undefined): json is readonly Json[] => Array.isArray(json);
