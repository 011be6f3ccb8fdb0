// A model on the rows of a task: whether it can do the task, and whether its transform fits the feature columns.
import type { CombinatorDeclaration, ModelDeclaration } from "../../../specs/component.ts";
import { isValueConstraint } from "../../../specs/constraint.ts";
import { type Column, findColumn, type Schema } from "../../../specs/data-type.ts";
import { oncePer } from "../../base/once-per.ts";
import { joinNames } from "../../base/suggest.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { printType } from "../print-type.ts";
import type { ComponentCall, ModelTerm, TypedTask } from "../typed.ts";
import { checkNeeds } from "./beside.ts";
import { needsOfModel } from "./chain-needs.ts";
import { UNENCODED } from "./encoders.ts";
import { checkChosenBy } from "./metric.ts";
import { lagsOfTarget } from "./own-lags.ts";
import { holdForTask } from "./task-constraints.ts";
import { transformSchema } from "./transform-schema.ts";

/** False after an error. */
export function checkModelUse(model: ModelTerm, task: TypedTask, context: TypeContext): boolean {
  const schema = featureSchema(task);
  return walk(model, schema, task, context) && checkNeeds(model, schema.columns, task, context);
}

/** The columns that a transform inside a model sees: features only, without roles. */
export const featureSchema = oncePer((task: TypedTask): Schema => {
  const columns = task.features.flatMap(({ column }): readonly Column[] => {
    const found = findColumn(task.table.schema, column);
    return found === undefined ? [] : [{ ...found, roles: {} }];
  });
  return task.table.schema.open === true ? { columns, open: true } : { columns };
});

function walk(model: ModelTerm, schema: Schema, task: TypedTask, context: TypeContext): boolean {
  switch (model.kind) {
    case "reference":
      return walk(model.model, schema, task, context);
    case "pipeline": {
      const rolling = rollingIn(model.model, context);
      if (rolling !== null) {
        context.report(
          declarations["not-recursive"](rolling.nameSpan, {
            component: rolling.component,
            problem: "stands behind a transform",
            hint: `put the transform inside: \`${rolling.component}(transform |> model)\``,
          }),
        );
        return false;
      }
      return walk(model.model, transformSchema(model.transform, schema, context), task, context);
    }
    case "estimator": {
      const declared = context.registry.find("model", model.call.component);
      if (declared === null) return true;
      return (
        checkTask(model.call, declared, task, context) &&
        checkEncoded(model.call, declared, schema, task, context) &&
        (declared.constraints ?? [])
          .map((one) => isValueConstraint(one) || holdForTask(one, model.call, schema, task, context))
          .every(Boolean)
      );
    }
    case "combinator": {
      const declared = context.registry.find("combinator", model.call.component);
      const fits = declared === null || checkTask(model.call, declared, task, context);
      const rolls = declared?.rolls !== true || canRoll(model, task, context);
      return fits && rolls && checkChosenBy(model.call, task, context) && walk(model.model, schema, task, context);
    }
    case "choice":
      return model.options.map((option) => walk(option, schema, task, context)).every(Boolean);
    case "wrapped-fitted": {
      const declared = context.registry.find("combinator", model.call.component);
      if (declared !== null && !checkTask(model.call, declared, task, context)) return false;
      return checkChosenBy(model.call, task, context);
    }
    case "best":
      return true;
    default:
      return model satisfies never;
  }
}

/** The combinator that feeds a model with its own predictions. */
function rollingIn(model: ModelTerm, context: TypeContext): ComponentCall | null {
  switch (model.kind) {
    case "reference":
    case "pipeline":
      return rollingIn(model.model, context);
    case "combinator":
      if (context.registry.find("combinator", model.call.component)?.rolls === true) return model.call;
      return rollingIn(model.model, context);
    case "choice":
      return model.options.reduce<ComponentCall | null>((found, option) => found ?? rollingIn(option, context), null);
    case "estimator":
    case "best":
    case "wrapped-fitted":
      return null;
    default:
      return model satisfies never;
  }
}

/** Every feature of a later step must be there when the forecast is made. */
function canRoll(
  model: Extract<ModelTerm, { readonly kind: "combinator" }>,
  task: TypedTask,
  context: TypeContext,
): boolean {
  const { component, nameSpan } = model.call;
  const refuse = (problem: string, hint: string): false => {
    context.report(declarations["not-recursive"](nameSpan, { component, problem, hint }));
    return false;
  };
  const inner = rollingIn(model.model, context);
  if (inner !== null) return refuse("holds another one", "write it once");
  if (holdsSeries(model.model, context)) return refuse("holds a model that forecasts by itself", "leave it out");
  if (task.labelDelay !== null)
    return refuse(`needs the last value of \`${task.target}\`, which is published later (\`delay:\`)`, "use `direct`");
  const [windowed] = needsOfModel(model.model, featureSchema(task).columns, context.registry).windowed;
  if (windowed !== undefined)
    return refuse(
      `cannot make \`${windowed.calls[0]?.component ?? ""}\` of \`${windowed.column.name}\` for later steps`,
      `use \`direct\`, or leave the step out of the chain`,
    );
  const lags = lagsOfTarget(task, (id) => context.typed(id));
  const known = new Set(task.known.map(({ column }) => column));
  const others = task.features
    .map(({ column }) => column)
    .filter((name) => lags[name] === undefined && !known.has(name));
  if (others.length === 0) return true;
  return refuse(
    `cannot make ${joinNames(others.slice(0, 6), "and")}${others.length > 6 ? " and others" : ""} for later steps`,
    `features are \`${task.target}\`, plain lags of it (\`lag(${task.target}, 1..24)\`) and columns of \`known:\`; name them with \`features:\`, or use \`direct\``,
  );
}

function holdsSeries(model: ModelTerm, context: TypeContext): boolean {
  switch (model.kind) {
    case "reference":
    case "pipeline":
    case "combinator":
      return holdsSeries(model.model, context);
    case "choice":
      return model.options.some((option) => holdsSeries(option, context));
    case "estimator":
      return context.registry.find("model", model.call.component)?.input === "series";
    case "best":
    case "wrapped-fitted":
      return false;
    default:
      return model satisfies never;
  }
}

/** A tabular estimator of numbers forecasts one model per step (`direct`). */
function canDo(
  declared: Pick<ModelDeclaration, "tasks"> & { readonly input?: string },
  kind: TypedTask["of"],
): boolean {
  if (declared.tasks.includes(kind)) return true;
  return kind === "forecast" && declared.input === "tabular" && declared.tasks.includes("regress");
}

function checkTask(
  call: ComponentCall,
  declared: Pick<ModelDeclaration | CombinatorDeclaration, "family" | "tasks" | "name"> & { readonly input?: string },
  task: TypedTask,
  context: TypeContext,
): boolean {
  if (canDo(declared, task.of)) return true;
  const { registry } = context;
  const fitting = registry.names("model").filter((name) => {
    const other = registry.find("model", name);
    return other !== null && canDo(other, task.of);
  });
  const instead = fitting.length === 0 ? "change the task" : `use one of ${joinNames(fitting.slice(0, 12), "or")}`;
  const hint = declared.family === "combinator" ? "leave it out" : instead;
  const holes = { model: declared.name, kind: task.of, task: task.id, tasks: joinNames(declared.tasks, "and"), hint };
  context.report(declarations["model-task"](call.nameSpan, holes));
  return false;
}

/** Named features must reach the estimator in a form it takes; default ones that do not are left out with a note. */
function checkEncoded(
  call: ComponentCall,
  declared: ModelDeclaration,
  schema: Schema,
  task: TypedTask,
  context: TypeContext,
): boolean {
  if (declared.ignoresFeatures) return true;
  const left = schema.columns.filter(({ type }) => UNENCODED.has(type.kind));
  const isNamed = (name: string): boolean => task.features.some(({ column, given }) => given && column === name);
  const named = left.filter(({ name }) => isNamed(name));
  for (const { name: column, type } of named) {
    const holes = { column, model: `\`${call.component}\``, type: printType(type) };
    context.report(declarations["unencoded-feature"](call.nameSpan, holes));
  }
  const others = left.filter(({ name }) => !isNamed(name));
  if (others.length > 0 && named.length === 0) {
    const columns = others.map(({ name }) => `\`${name}\``).join(", ");
    const types = [...new Set(others.map(({ type }) => `\`${type.kind}\``))].join(", ");
    context.report(declarations["feature-left-out"](call.nameSpan, { columns, task: task.id, types }));
  }
  return named.length === 0;
}
