// Metrics where they are used: `mae`, `pinball(0.9)`, `roc_auc(average: macro)`.
import { joinNames } from "../../base/suggest.ts";
import type { Expr } from "../../syntax/ast.ts";
import { elaborateCall } from "../arguments/call.ts";
import { article } from "../arguments/describe.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import type { ComponentCall, TypedTask } from "../typed.ts";

/** Null after a message. `task` is null when it is unknown; then only the metric's own arguments are checked. */
export function elaborateMetric(expr: Expr, task: TypedTask | null, context: TypeContext): ComponentCall | null {
  const call = elaborateCall(expr, ["metric"], context);
  return call !== null && fitsTask(call, task, context) ? call : null;
}

/** Reports a metric that cannot judge the task. */
export function fitsTask(call: ComponentCall, task: TypedTask | null, context: TypeContext): boolean {
  if (task === null) return true;
  const metric = context.registry.find("metric", call.component);
  if (metric === null) return false;
  const { nameSpan, component } = call;
  if (!metric.tasks.includes(task.of)) {
    const tasks = metric.tasks.map((kind) => `${article(kind)} task`).join(" or ");
    const allowed = joinNames(metricsFor(task, context), "or");
    const holes = { metric: component, kind: task.of, task: task.id, tasks, allowed };
    context.report(declarations["metric-task"](nameSpan, holes));
    return false;
  }
  // A metric that can average over classes needs no positive one: the data say whether there are more than two.
  if (metric.oneClass && metric.params.average === undefined && !hasPositive(task)) {
    context.report(declarations["positive-needed"](nameSpan, { metric: component, task: task.id }));
    return false;
  }
  return true;
}

function hasPositive(task: TypedTask): boolean {
  const target = task.table.schema.columns.find(({ name }) => name === task.target);
  return task.positive !== null || target?.type.kind === "bool";
}

export function metricsFor(task: TypedTask, context: TypeContext): readonly string[] {
  const fits = (name: string) => context.registry.find("metric", name)?.tasks.includes(task.of) === true;
  return context.registry.names("metric").filter(fits);
}

/**
 * Names under which scores are found: the component's, or with its written arguments when it stands there several times
 * (`pinball(0.1)`, `pinball(0.9)`).
 */
export function nameMetrics(calls: readonly ComponentCall[]): readonly { name: string; call: ComponentCall }[] {
  return calls.map((call) => {
    const alone = calls.filter(({ component }) => component === call.component).length === 1;
    return { name: alone ? call.component : withArguments(call), call };
  });
}

export function withArguments({ component, args }: ComponentCall): string {
  const given = Object.values(args).flatMap(({ given, value }) =>
    given && value.kind === "json" ? [typeof value.json === "string" ? value.json : JSON.stringify(value.json)] : [],
  );
  return given.length === 0 ? component : `${component}(${given.join(", ")})`;
}
