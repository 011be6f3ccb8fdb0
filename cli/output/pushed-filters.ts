// What a run leaves to database servers: the conditions of `where` right after a source, in the words of SQL.
import { type Dialect, filterSql, type PushedLiteral } from "../../runtime/data/databases/filter.ts";
import { pushedFilter } from "../../runtime/exec/pushed-filter.ts";
import type { Plan } from "../../specs/plan.ts";
import { standardLibrary } from "../../stdlib/declarations.ts";

export function describePushed(plan: Plan): readonly string[] {
  return plan.nodes.flatMap(({ id, op }) => {
    if (op.kind !== "source" || !isServer(op.connector)) return [];
    const condition = pushedFilter(plan, id);
    // Which types the database has is not known before it is asked; here all are taken to be as declared.
    const columns = op.schema.columns.map(({ name, type }) => ({ name, kind: "text" as const, type: type.kind }));
    const sql = condition === null ? null : filterSql(condition, columns, AS_DECLARED);
    const names = op.schema.columns.length === 1 ? "1 column" : `${op.schema.columns.length} columns`;
    return [`${id}: ${op.connector} is asked for ${names}${sql === null ? "" : ` where ${sql}`}`];
  });
}

const isServer = (connector: string): boolean =>
  standardLibrary.components.some(
    (component) => component.family === "connector" && component.name === connector && component.server !== undefined,
  );

const AS_DECLARED: Dialect = {
  column: (name) => name,
  isExact: () => true,
  knowsMissing: () => true,
  literal: (literal: PushedLiteral) =>
    literal.kind === "text" || literal.kind === "date" || literal.kind === "timestamp"
      ? `'${literal.value}'`
      : String(literal.value),
};
