// Whether the needs of a chain can be met: windows stand first and have an order to go by, and what is given beside the columns of
// the chain is there and can tell groups apart.
import type { TransformDeclaration } from "../../../specs/component.ts";
import { findColumn, type Schema, scalar } from "../../../specs/data-type.ts";
import { joinNames } from "../../base/suggest.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { printType } from "../print-type.ts";
import type { ComponentCall, ModelTerm, TransformTerm, TypedTask } from "../typed.ts";
import { types } from "../types.diagnostics.ts";
import { type ChainNeeds, needsOf, needsOfModel, printSteps, windowOf } from "./chain-needs.ts";
import { overOf, reportUnknownColumn } from "./column-scope.ts";
import { checkStepArgument } from "./constant-argument.ts";

/** Of a model or a transform on the rows of a task. `columns`: the features. False after a message. */
export function checkNeeds(
  of: ModelTerm | { readonly kind: "transform"; readonly transform: TransformTerm },
  columns: Schema["columns"],
  task: TypedTask,
  context: TypeContext,
): boolean {
  const { registry } = context;
  const needs =
    of.kind === "transform" ? needsOf(of.transform, columns, registry) : needsOfModel(of, columns, registry);
  return [checkWindows(needs, task, context), checkBeside(needs, task.table.schema, context)].every(Boolean);
}

/** Of a transform on a table that belongs to no task: what a window reads may lie before its first row. */
export function checkTableNeeds(transform: TransformTerm, schema: Schema, context: TypeContext): boolean {
  const needs = needsOf(transform, schema.columns, context.registry);
  const windows = unique([...needs.windowed.flatMap(({ calls }) => calls), ...needs.behind, ...needs.undecided]);
  for (const call of windows) {
    const hint = `derive the column: \`derive { ${exampleOf(call, context)} }\``;
    context.report(
      declarations["window-of-part"](call.nameSpan, { component: call.component, rows: "a table in a pipe", hint }),
    );
  }
  return checkBeside(needs, schema, context) && windows.length === 0;
}

function checkWindows(needs: ChainNeeds, task: TypedTask, context: TypeContext): boolean {
  const { windowed, behind, undecided } = needs;
  for (const call of unique(undecided)) reportUndecided(call, context);
  for (const call of unique(behind)) {
    const example = exampleOf(call, context);
    context.report(declarations["window-behind"](call.nameSpan, { component: call.component, example }));
  }
  const first = unique(windowed.flatMap(({ calls }) => calls.slice(0, 1)));
  if (task.time === null)
    for (const call of first) context.report(types["no-order"](call.nameSpan, { function: call.component }));
  const areSteps = unique(windowed.flatMap(({ calls }) => calls)).map((call) => checkSteps(call, task, context));
  const tensors = windowed.filter(({ column }) => column.type.shape.length > 0);
  for (const { column, calls } of tensors) {
    const what = `\`${column.name}\``;
    const holes = { what, found: printType(column.type), expected: "one number per row", hint: "select other columns" };
    context.report(types["wrong-type"](calls[0]?.nameSpan ?? task.span, holes));
  }
  return (
    areSteps.every(Boolean) &&
    behind.length + undecided.length === 0 &&
    tensors.length === 0 &&
    (task.time !== null || first.length === 0)
  );
}

/** A duration leads to one row only along a regular time. */
function checkSteps(call: ComponentCall, task: TypedTask, context: TypeContext): boolean {
  const window = windowOf(call, context.registry);
  if (window === null || window.argument === null) return true;
  const { name, value } = window.argument;
  const span = call.args[name]?.given === true ? call.args[name].span : call.nameSpan;
  const declared = context.registry.find("function", window.function);
  const over = overOf(task.table.schema);
  const literal = { kind: "literal", literal: value, type: scalar(value.kind), span } as const;
  return declared === null || over === null || checkStepArgument(literal, declared, over, context);
}

function reportUndecided({ component, args, nameSpan }: ComponentCall, context: TypeContext): void {
  const { parameter, is } = context.registry.find("transform", component)?.window?.when ?? { parameter: "", is: "" };
  const holes = {
    what: `\`${is}\``,
    found: "made on the whole table",
    expected: "a value that can be fitted on the rows of each trial",
    reason: "which columns a table has is settled before a search begins",
    hint: `let the search choose between steps: \`choice(${component}(...), ${component}(${is}))\``,
  };
  context.report(declarations["wrong-kind"](args[parameter]?.span ?? nameSpan, holes));
}

/** What the user would write in `derive` instead. */
function exampleOf(call: ComponentCall, { registry }: TypeContext): string {
  const window = windowOf(call, registry);
  const name = window?.function ?? call.component;
  const argument = window === null || window.argument === null ? "" : `, ${printSteps(window.argument.value)}`;
  return `x_${name} = ${name}(x${argument})`;
}

const unique = (calls: readonly ComponentCall[]): readonly ComponentCall[] => [...new Set(calls)];

function checkBeside({ beside }: ChainNeeds, schema: Schema, context: TypeContext): boolean {
  let fine = true;
  const seen = new Set<ComponentCall>();
  for (const { call, columns } of beside) {
    const declared = context.registry.find("transform", call.component);
    if (declared?.beside === undefined || seen.has(call)) continue;
    seen.add(call);
    if (columns.length === 0) {
      const { parameter } = declared.beside;
      const holes = {
        what: `\`${parameter}\``,
        expected: "at least one column",
        reason: "an empty list tells no groups apart",
        hint: `leave \`${parameter}:\` out for all rows together`,
      };
      context.report(declarations["too-few"](call.args[parameter]?.span ?? call.nameSpan, holes));
      fine = false;
    }
    for (const name of columns) fine = checkColumn(name, call, declared.beside, schema, context) && fine;
  }
  return fine;
}

function checkColumn(
  name: string,
  call: ComponentCall,
  { parameter, accepts }: NonNullable<TransformDeclaration["beside"]>,
  schema: Schema,
  context: TypeContext,
): boolean {
  const span = call.args[parameter]?.span ?? call.nameSpan;
  const column = findColumn(schema, name);
  if (column === undefined) {
    reportUnknownColumn(name, span, schema, context);
    return false;
  }
  if (!accepts.includes(column.type.kind) || column.type.shape.length > 0) {
    const hint = "group by values that rows share: bin a number, or derive a part of a moment";
    const holes = { what: `\`${name}\``, found: printType(column.type), expected: joinNames(accepts, "or"), hint };
    context.report(types["wrong-type"](span, holes));
    return false;
  }
  if (column.roles.id !== true) return true;
  const holes = {
    what: `\`${name}\``,
    found: "an identifier of every row (`@id`)",
    expected: "a column whose values rows share",
    reason: "a group of one row has no other value to learn from",
    hint: "group by a category, an entity or a series",
  };
  context.report(declarations["wrong-kind"](span, holes));
  return false;
}
