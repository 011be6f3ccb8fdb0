// When all declarations are typed: what the transforms of all models of a task need is laid beside its features. Columns of window
// functions become the last step of the task's table, as if the author had derived them there, so that whatever is known and
// proved of derived columns holds for them.
import { type Column, findColumn, type Schema, scalar } from "../../specs/data-type.ts";
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import { type ChainNeeds, NO_NEEDS, needsOf, needsOfModel, windowOf, windowsKey } from "./check/chain-needs.ts";
import { overOf } from "./check/column-scope.ts";
import { featureSchema } from "./check/model-use.ts";
import type { RegistryIndex } from "./context.ts";
import { derived } from "./derived-table.ts";
import { onOtherRows } from "./rows-beside.ts";
import type {
  ComponentCall,
  DerivedColumn,
  TypedBeside,
  TypedDeclaration,
  TypedExpression,
  TypedTask,
} from "./typed.ts";

type Find = Pick<RegistryIndex, "find">;

export function layBeside(
  all: readonly TypedDeclaration[],
  registry: Find,
  report: (diagnostic: Diagnostic) => void,
): readonly TypedDeclaration[] {
  const byId = new Map(all.map((one) => [one.id, one]));
  const taskOf = (id: string | null): TypedTask | null => {
    const found = id === null ? undefined : byId.get(id);
    return found?.kind === "task" ? found : null;
  };
  const needs = new Map<string, ChainNeeds>();
  for (const one of all) {
    const own = needsOfDeclaration(one, taskOf, registry);
    if (own !== null) needs.set(one.id, own);
  }
  if (needs.size === 0) return all;
  const laid = all.map((one) => {
    if (one.kind !== "task") return one;
    const uses = all.flatMap((user) => ("task" in user && user.task === one.id ? (needs.get(user.id) ?? []) : []));
    return uses.length === 0 ? one : withBeside(one, uses, registry);
  });
  return onOtherRows(laid, needs, report);
}

/** Null where nothing is needed. */
function needsOfDeclaration(
  one: TypedDeclaration,
  taskOf: (id: string | null) => TypedTask | null,
  registry: Find,
): ChainNeeds | null {
  const parts = ((): readonly ChainNeeds[] => {
    if (one.kind !== "fit" && one.kind !== "search" && one.kind !== "evaluate") return [];
    const task = taskOf(one.task);
    if (task === null) return [];
    const { columns } = featureSchema(task);
    switch (one.kind) {
      case "fit":
        return one.of.kind === "transform"
          ? [needsOf(one.of.transform, columns, registry)]
          : [needsOfModel(one.of.model, columns, registry)];
      case "search":
        return one.models.map(({ model }) => needsOfModel(model, columns, registry));
      case "evaluate":
        return one.against.map((entry) =>
          entry.kind === "model" ? needsOfModel(entry.model, columns, registry) : NO_NEEDS,
        );
      default:
        return one satisfies never;
    }
  })();
  const windowed = parts.flatMap((part) => part.windowed);
  const beside = parts.flatMap((part) => part.beside);
  return windowed.length + beside.length === 0 ? null : { ...NO_NEEDS, windowed, beside };
}

// ---- what is laid beside ---------------------------------------------------------------------------------------------

function withBeside(task: TypedTask, uses: readonly ChainNeeds[], registry: Find): TypedTask {
  const known = new Set(task.known.map(({ column }) => column));
  const isMadeBy = (windows: readonly (readonly ComponentCall[])[], key: string): boolean =>
    windows.some((calls) => windowsKey(calls, registry) === key);
  const beside = new Map<string, TypedBeside>();
  const made: DerivedColumn[] = [];
  const columns: Column[] = [...task.table.schema.columns];
  for (const { call, columns: names } of uses.flatMap((use) => use.beside))
    for (const column of names) {
      const parameter = registry.find("transform", call.component)?.beside?.parameter ?? "";
      const span = call.args[parameter]?.span ?? call.nameSpan;
      if (!beside.has(column) && findColumn(task.table.schema, column) !== undefined)
        beside.set(column, { column, span, ahead: known.has(column), made: null });
    }
  for (const { column, calls } of uses.flatMap((use) => use.windowed)) {
    const key = windowsKey(calls, registry);
    const same = [...beside.values()].find(({ made: own }) => own?.from === column.name && isMadeBy(own.windows, key));
    if (same?.made !== undefined && same.made !== null) {
      const windows = [...same.made.windows, calls];
      beside.set(same.column, { ...same, made: { ...same.made, windows } });
      continue;
    }
    const expression = windowExpression(column, calls, task.table.schema, registry);
    const last = calls[calls.length - 1];
    if (expression === null || last === undefined) continue;
    const name = freeName(nameOf(column.name, calls, registry), columns);
    columns.push({ name, type: expression.type, roles: {} });
    made.push({ name, expression, span: last.span, nameSpan: last.nameSpan });
    const own = { from: column.name, windows: [calls] };
    beside.set(name, { column: name, span: last.span, ahead: known.has(column.name), made: own });
  }
  const table = made.length === 0 ? task.table : derived(task.table, made);
  return { ...task, table, beside: [...beside.values()] };
}

/** Null where the table has no time, or the function does not take the column: that has been reported. */
function windowExpression(
  { name, type }: Column,
  calls: readonly ComponentCall[],
  schema: Schema,
  registry: Find,
): TypedExpression | null {
  const over = overOf(schema);
  let made: TypedExpression = { kind: "column", name, type, span: calls[0]?.span ?? NOWHERE };
  for (const call of calls) {
    const window = windowOf(call, registry);
    const declared = window === null ? null : registry.find("function", window.function);
    if (over === null || declared === null || window === null) return null;
    const { span, nameSpan } = call;
    const args = declared.arguments.map((argument, i): TypedExpression => {
      if (i === 0) return made;
      const value = argument.name === window.argument?.name ? window.argument.value : null;
      const literal = value ?? ({ kind: "null" } as const);
      return { kind: "literal", literal, type: scalar(value?.kind ?? "int"), span };
    });
    const result = declared.result(args.map((arg) => arg.type));
    if (result === null) return null;
    const partition = [...new Set([...over.partition, ...window.by])];
    made = { kind: "call", function: declared, args, over: { ...over, partition }, type: result, span, nameSpan };
  }
  return made;
}

const NOWHERE: Span = { file: "", start: 0, end: 0 };

/** As it would be written: `difference(x, 24)`. */
const nameOf = (column: string, calls: readonly ComponentCall[], registry: Find): string =>
  calls.reduce((inner, call) => `${call.component}(${inner}, ${windowOf(call, registry)?.text})`, column);

function freeName(name: string, columns: readonly Column[]): string {
  let free = name;
  while (columns.some((column) => column.name === free)) free += "'";
  return free;
}
