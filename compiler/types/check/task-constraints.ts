// What a component demands of the features and the label of the task that it is used for (specs/constraint.ts).
import type { LabelKind, TaskConstraint } from "../../../specs/constraint.ts";
import { type Column, findColumn, type Schema } from "../../../specs/data-type.ts";
import { didYouMean, joinSome } from "../../base/suggest.ts";
import type { TypeContext } from "../context.ts";
import { params as messages } from "../param.diagnostics.ts";
import { printType } from "../print-type.ts";
import type { Argument, ComponentCall, TypedTask } from "../typed.ts";

/** `schema`: the columns that reach the component. False after a message. */
export function holdForTask(
  constraint: TaskConstraint,
  call: ComponentCall,
  schema: Schema,
  task: TypedTask,
  context: TypeContext,
): boolean {
  const argument = call.args[constraint.parameter];
  const json = argument?.value.kind === "json" ? argument.value.json : null;
  if (argument === undefined || json === null) return true;
  const keys = typeof json === "object" && !Array.isArray(json) ? Object.keys(json) : [];
  switch (constraint.kind) {
    case "features":
      return keys.map((feature) => isFeature(feature, constraint, argument, schema, context)).every(Boolean);
    case "classes":
      if (task.of !== "classify")
        return json === constraint.neutral || refuseWeights(constraint, call, argument, task, context);
      return keys.map((name) => isClass(name, constraint.parameter, argument, task, context)).every(Boolean);
    case "labels": {
      const fitting = typeof json === "string" ? constraint.values[json] : undefined;
      const kinds = labelKinds(task);
      if (typeof json !== "string" || fitting === undefined || kinds.some((kind) => fitting.includes(kind)))
        return true;
      const holes = {
        name: constraint.parameter,
        value: json,
        component: call.component,
        label: task.target,
        kind: kinds[0],
        fitting: fitting.join(" and "),
      };
      context.report(messages["label-mismatch"](argument.span, holes));
      return false;
    }
    default:
      return constraint satisfies never;
  }
}

function isFeature(
  feature: string,
  constraint: Extract<TaskConstraint, { readonly kind: "features" }>,
  argument: Argument,
  schema: Schema,
  context: TypeContext,
): boolean {
  const column = findColumn(schema, feature);
  if (column === undefined && schema.open === true) return true;
  const isNumber = column !== undefined && ["int", "float", "bool"].includes(column.type.kind);
  if (column !== undefined && (constraint.ordered !== true || isNumber)) return true;
  const names = schema.columns.map(({ name }) => name);
  const [problem, hint] =
    column === undefined
      ? ["does not reach the model", didYouMean(feature, names, `the features are ${joinSome(names, MOST_LISTED)}`)]
      : [`is a \`${printType(column.type)}\`, whose values have no order`, "name features of numbers"];
  context.report(messages["unknown-feature"](argument.span, { name: constraint.parameter, feature, problem, hint }));
  return false;
}

const MOST_LISTED = 12;
function refuseWeights(
  { parameter: name }: TaskConstraint,
  { component }: ComponentCall,
  { span }: Argument,
  task: TypedTask,
  context: TypeContext,
): false {
  context.report(messages["no-classes"](span, { name, component, label: task.target, kind: task.of }));
  return false;
}

/** Only those of a bool are known before data is read. */
function isClass(name: string, parameter: string, argument: Argument, task: TypedTask, context: TypeContext): boolean {
  const target = targetOf(task);
  if (target?.type.kind !== "bool" || name === "true" || name === "false") return true;
  const hint = didYouMean(name, ["true", "false"], "write `{ true: 2.0 }`");
  const holes = { name: parameter, class: name, label: `\`${task.target}\``, classes: "`false` and `true`", hint };
  context.report(messages["unknown-class"](argument.span, holes));
  return false;
}

const targetOf = (task: TypedTask): Column | undefined => findColumn(task.table.schema, task.target);

/** How many classes a label has is known of a bool only. What holds of all comes first. */
function labelKinds(task: TypedTask): readonly [LabelKind, ...LabelKind[]] {
  if (task.of !== "classify") return ["numbers"];
  return targetOf(task)?.type.kind === "bool" ? ["two classes"] : ["classes", "two classes"];
}
