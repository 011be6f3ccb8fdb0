// Metrics: whether they can judge a task, and in which direction.
import type { MetricDeclaration } from "../../../specs/component.ts";
import { joinNames } from "../../base/suggest.ts";
import type { Expr } from "../../syntax/ast.ts";
import { elaborateCall } from "../arguments/call.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import type { ComponentCall, TypedTask } from "../typed.ts";

export interface TypedMetric {
  readonly call: ComponentCall;
  readonly declaration: MetricDeclaration;
}

/** Null after a message. */
export function elaborateMetric(expr: Expr, task: TypedTask | null, context: TypeContext): TypedMetric | null {
  const call = elaborateCall(expr, ["metric"], context, { schema: task?.table.schema ?? null });
  const declaration = call === null ? null : context.registry.find("metric", call.component);
  if (call === null || declaration === null) return null;
  if (task !== null && !judges(call, declaration, task, context)) return null;
  return { call, declaration };
}

/** `suits`: which of the metrics of the task would do here. */
function judges(
  call: ComponentCall,
  declaration: MetricDeclaration,
  task: TypedTask,
  context: TypeContext,
  suits: (other: MetricDeclaration) => boolean = () => true,
): boolean {
  const { registry } = context;
  const metric = declaration.name;
  if (!declaration.tasks.includes(task.of)) {
    const fitting = registry.names("metric").filter((name) => {
      const other = registry.find("metric", name);
      return other?.tasks.includes(task.of) && suits(other);
    });
    const tasks = joinNames(declaration.tasks, "and");
    const allowed = fitting.length === 0 ? "none known" : joinNames(fitting, "or");
    context.report(
      declarations["metric-task"](call.nameSpan, { metric, kind: task.of, task: task.id, tasks, allowed }),
    );
    return false;
  }
  // With an average over classes it has a meaning without a positive one.
  if (!declaration.oneClass || task.positive !== null || Object.hasOwn(declaration.params, "average")) return true;
  context.report(declarations["positive-needed"](call.nameSpan, { metric, task: task.id }));
  return false;
}

/**
 * A wrapper that chooses a class for every row by a metric: it judges such a task, is better when higher, and compares
 * classes, because scores of probabilities are the same wherever they are cut.
 */
export function checkChosenBy(call: ComponentCall, task: TypedTask, context: TypeContext): boolean {
  return Object.values(call.args).every(({ value }) => {
    if (value.kind !== "component") return true;
    const declaration = context.registry.find("metric", value.call.component);
    if (declaration === null) return true;
    if (!judges(value.call, declaration, task, context, choosesClasses)) return false;
    if (declaration.needs === "classes") return checkDirection({ call: value.call, declaration }, "maximize", context);
    context.report(
      declarations["metric-direction"](value.call.nameSpan, {
        metric: declaration.name,
        problem: `says nothing about the classes that \`${call.component}\` chooses`,
        reason: "it judges the probabilities, which are the same wherever they are cut",
        hint: "choose a metric of classes, such as `f1`, `mcc` or `balanced_accuracy`",
      }),
    );
    return false;
  });
}

const choosesClasses = ({ needs, direction }: MetricDeclaration): boolean =>
  needs === "classes" && direction === "maximize";

/** Reports `minimize: r2` and metrics that have no better side. */
export function checkDirection(
  { call, declaration }: TypedMetric,
  wanted: "minimize" | "maximize",
  context: TypeContext,
): boolean {
  const metric = declaration.name;
  const { direction } = declaration;
  if (direction === wanted) return true;
  const holes =
    direction === "none"
      ? {
          problem: "cannot be optimised",
          reason: "it describes a model without saying which value is better",
          hint: "choose a metric with a direction, and report this one in `evaluate`",
        }
      : {
          problem: `is better when ${direction === "maximize" ? "higher" : "lower"}, so it is not ${wanted}d`,
          reason: `to ${wanted} it would choose the worst model`,
          hint: `write \`${direction}: ${metric}\``,
        };
  context.report(declarations["metric-direction"](call.nameSpan, { metric, ...holes }));
  return false;
}

/** `mae`; with arguments that tell two uses apart `pinball_0_9`. */
export function nameMetrics(
  metrics: readonly TypedMetric[],
): readonly { readonly name: string; readonly call: ComponentCall }[] {
  const plain = metrics.map(({ call }) => call.component);
  return metrics.map(({ call }) => {
    const isOnly = plain.filter((name) => name === call.component).length === 1;
    return { name: isOnly ? call.component : metricName(call), call };
  });
}

export function metricName(call: ComponentCall): string {
  const given = Object.values(call.args).flatMap(({ value, given: written }) =>
    written && value.kind === "json" ? [String(value.json).replaceAll(/[^A-Za-z0-9]+/g, "_")] : [],
  );
  return [call.component, ...given].join("_");
}
