// Evaluations: which fitted values are judged on which rows, by which metrics, against which baselines.
import type { Declaration } from "../../syntax/ast.ts";
import { itemsOf } from "../arguments/take.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { sinks } from "../sink.diagnostics.ts";
import type { FittedTerm, RowsTerm, TypedEvaluate, TypedTask } from "../typed.ts";
import { elaborateAgainst } from "./against.ts";
import { elaborateBootstrap } from "./bootstrap.ts";
import { type Clauses, POSITIVE_INT, readClauses } from "./clauses.ts";
import { baseOf } from "./declaration-parts.ts";
import { elaborateFitted } from "./fitted.ts";
import { foldUse, nameOfFitted, taskById, taskIdOf } from "./fitted-value.ts";
import { elaborateMetric, nameMetrics, type TypedMetric } from "./metric.ts";
import { checkFolds, checkSameTask, elaborateOn, foldSplitOfRows, partitionOfRows, taskOfRows } from "./rows.ts";
import { inRows } from "./steps-of-time.ts";

const FORM = {
  names: {
    metrics: "what is measured",
    against: "baselines that are judged on the same rows",
    by: "columns whose groups get results of their own",
    stride: "steps between judged origins of a forecast",
    bootstrap: "resamples of the confidence intervals, or `off`",
  },
  example: "metrics: [mae, rmse]",
} as const;

/** Clauses with errors are left out, so that what is judged on which rows is still checked. */
export function elaborateEvaluate(declaration: Declaration, context: TypeContext): TypedEvaluate | null {
  const clauses = readClauses(declaration, FORM, context);
  const subjects = elaborateSubjects(declaration, context);
  const rows = elaborateOn(declaration, "cv.test", context);
  if (subjects === null || rows === null) return null;
  const task = taskOf(subjects, rows, context);
  if (task === null) return null;
  checkSubjects(subjects, rows, task, context);
  const { schema } = rows.kind === "table" ? rows.table : task.table;
  const by = clauses.json("by", { kind: "columns" }, schema);
  return {
    kind: "evaluate",
    ...baseOf(declaration, context),
    subjects,
    rows,
    metrics: nameMetrics(elaborateMetrics(clauses, task, context)),
    against: elaborateAgainst(clauses.get("against"), { subjects, rows, task }, context),
    by: Array.isArray(by) ? by.filter((name) => typeof name === "string") : [],
    stride: strideOf(clauses, task, context),
    bootstrap: elaborateBootstrap(clauses, declaration, context),
    task: task.id,
  };
}

/** One fitted value or a list of them; null when any has errors. */
function elaborateSubjects({ value }: Declaration, context: TypeContext): readonly FittedTerm[] | null {
  const items = itemsOf(value);
  const terms = items.map((item) => elaborateFitted(item, context));
  if (items.length === 0) {
    const reason = "an evaluation judges fitted values";
    const holes = { what: "an `evaluate`", expected: "at least one fitted value", reason, hint: "name a `fit`" };
    context.report(declarations["too-few"](value.span, holes));
  }
  const subjects: FittedTerm[] = [];
  for (const term of terms) {
    if (term === null) continue;
    const name = nameOfFitted(term);
    if (subjects.some((subject) => nameOfFitted(subject) === name))
      context.report(sinks["duplicate-value"](term.span, { what: `\`${name}\`` }));
    else subjects.push(term);
  }
  return subjects.length === 0 || terms.includes(null) ? null : subjects;
}

/** Of the partition; on a plain table of what is judged. */
function taskOf(subjects: readonly FittedTerm[], rows: RowsTerm, context: TypeContext): TypedTask | null {
  const known = subjects.map((subject) => taskIdOf(subject, context)).find((id) => id !== null) ?? null;
  if (known === null || partitionOfRows(rows, context) !== null) return taskOfRows(rows, context);
  return taskById(known, context);
}

/** A value per fold may be judged on rows that exist once, fold by fold; folds of two splits never meet. */
function checkSubjects(subjects: readonly FittedTerm[], rows: RowsTerm, task: TypedTask, context: TypeContext): void {
  const judged = { split: foldSplitOfRows(rows, context), span: rows.span };
  checkFolds([judged, ...subjects.map((subject) => foldUse(subject, context))], context);
  for (const subject of subjects)
    checkSameTask(task, taskIdOf(subject, context), `\`${nameOfFitted(subject)}\``, subject.span, context);
}

function elaborateMetrics(clauses: Clauses, task: TypedTask, context: TypeContext): readonly TypedMetric[] {
  const expr = clauses.get("metrics");
  if (expr === null) return defaultMetrics(task, context);
  const items = itemsOf(expr);
  if (items.length === 0) {
    const reason = "without a metric nothing is judged";
    const holes = {
      what: "`metrics`",
      expected: "at least one metric",
      reason,
      hint: "write it like `metrics: [mae]`",
    };
    context.report(declarations["too-few"](expr.span, holes));
  }
  const metrics: TypedMetric[] = [];
  for (const item of items) {
    const metric = elaborateMetric(item, task, context);
    if (metric === null) continue;
    const names = nameMetrics([...metrics, metric]).map(({ name }) => name);
    if (new Set(names).size === names.length) metrics.push(metric);
    else context.report(sinks["duplicate-value"](item.span, { what: `metric \`${metric.call.component}\`` }));
  }
  return metrics;
}

const DEFAULT_METRICS = 3;

/** Without the clause: the first metrics of the registry that need nothing but predictions of the task's kind. */
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

/** In origins: a number, or a duration where the time has a regular step. */
function strideOf(clauses: Clauses, task: TypedTask, context: TypeContext): number {
  const expr = clauses.get("stride");
  const span = clauses.span("stride");
  if (expr === null || span === null) return 1;
  if (task.of !== "forecast") {
    context.report(sinks["only-forecast"](span, { clause: "stride", kind: task.of, task: task.id }));
    return 1;
  }
  if (expr.kind === "duration") {
    const json = clauses.json("stride", { kind: "duration", rows: true });
    if (json === undefined) return 1;
    const argument = { value: { kind: "json", json }, span: expr.span, given: true } as const;
    return Math.max(1, inRows("stride", "evaluate", argument, task.time, context)?.rows ?? 1);
  }
  const stride = clauses.json("stride", POSITIVE_INT);
  return typeof stride === "number" ? stride : 1;
}
