// Which features of a forecast are the target itself, at its own or an earlier row. What is not found here may still be one:
// the walk goes through steps only that keep every row in its place.
import type { DeclarationId, DerivedColumn, TableTerm, TypedDeclaration, TypedTask } from "../typed.ts";

export type FindTyped = (id: DeclarationId) => TypedDeclaration | null;

/** Rows back per feature; 0 for the target at the origin. */
export function lagsOfTarget(task: TypedTask, find: FindTyped): Readonly<Record<string, number>> {
  const lags: Record<string, number> = {};
  for (const { column } of task.features) {
    const lag = column === task.target ? 0 : lagOf(task.table, column, task.target, find);
    if (lag !== null) lags[column] = lag;
  }
  return lags;
}

function lagOf(table: TableTerm, column: string, target: string, find: FindTyped): number | null {
  if (table.kind === "reference") {
    const typed = find(table.to);
    return typed?.kind === "table" ? lagOf(typed.table, column, target, find) : null;
  }
  if (table.kind !== "step") return null;
  const { step, input } = table;
  switch (step.kind) {
    case "select":
      return lagOf(input, column, target, find);
    case "rename": {
      const before = (name: string): string => step.columns.find(({ to }) => to === name)?.from ?? name;
      return lagOf(input, before(column), before(target), find);
    }
    case "derive": {
      // A target that is made here is another one than that below.
      if (step.columns.some(({ name }) => name === target)) return null;
      const made = step.columns.find(({ name }) => name === column);
      return made === undefined ? lagOf(input, column, target, find) : lagIn(made, target);
    }
    default:
      return null;
  }
}

function lagIn({ expression }: DerivedColumn, target: string): number | null {
  if (expression.kind !== "call" || expression.function.reach.kind !== "lag") return null;
  const { reach, arguments: declared } = expression.function;
  const by = expression.args[declared.findIndex(({ name }) => name === reach.by)];
  const [of] = expression.args;
  if (of?.kind !== "column" || of.name !== target || by?.kind !== "literal") return null;
  const { literal } = by;
  return "value" in literal && typeof literal.value === "number" && literal.value >= 0 ? literal.value : null;
}
