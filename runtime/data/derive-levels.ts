// Several named expressions as nested SELECTs. Later entries may use earlier ones, and an entry may replace a column that
// earlier ones still read.
import type { Schema } from "../../specs/data-type.ts";
import type { NamedExpression } from "../../specs/plan.ts";
import { type Assignment, type Functions, type Lowering, lowerExpression } from "./lower-expression.ts";
import { nameList, physicalType, quoteName, ROW } from "./sql-text.ts";

export interface DerivedQuery {
  readonly sql: string;
  /** A window function was used: the rows come in another order. */
  readonly reordered: boolean;
}

/** `SELECT __row, <columns of the result>`; `schema` is that of the result, `from` a quoted table. */
export function deriveQuery(
  from: string,
  available: readonly string[],
  entries: readonly NamedExpression[],
  schema: Schema,
  functions: Functions,
): DerivedQuery {
  const levels = new Map<string, number>(available.map((name) => [name, 0]));
  const helpers: Assignment[] = [];
  const derived: Assignment[] = [];
  let highest = 0;
  let reordered = false;
  for (const entry of entries) {
    const lowering: Lowering = { functions, grouped: false, helpers, levelOf: (column) => levels.get(column) ?? 0 };
    const lowered = lowerExpression(entry.expression, lowering);
    // A replaced column must stay readable for every earlier entry: those stand at the same level or below.
    const level = levels.has(entry.name) ? Math.max(lowered.level, highest) : lowered.level;
    derived.push({ level, name: entry.name, sql: typedText(lowered.sql, entry) });
    levels.set(entry.name, level + 1);
    highest = Math.max(highest, level);
    reordered ||= lowered.windowed;
  }
  const assignments = [...helpers, ...derived];
  reordered ||= helpers.length > 0;
  return { sql: nest(from, available, assignments, schema), reordered };
}

/** NaN and infinities are missing values: they would otherwise sort and compare like numbers. */
function typedText(sql: string, { expression }: NamedExpression): string {
  const cast = `CAST(${sql} AS ${physicalType(expression.type)})`;
  if (expression.type.kind !== "float" || expression.kind !== "call") return cast;
  return `CASE WHEN isfinite(${cast}) THEN ${cast} END`;
}

export function nest(
  from: string,
  available: readonly string[],
  assignments: readonly Assignment[],
  schema: Schema,
): string {
  const names = new Set(available);
  const depth = Math.max(-1, ...assignments.map((assignment) => assignment.level));
  let sql = from;
  for (let level = 0; level <= depth; level++) {
    const here = assignments.filter((assignment) => assignment.level === level);
    const replaced = new Set(here.map((assignment) => assignment.name));
    const kept = [...names].filter((name) => !replaced.has(name));
    const made = here.map((assignment) => `${assignment.sql} AS ${quoteName(assignment.name)}`);
    sql = `(SELECT ${[ROW, ...kept.map(quoteName), ...made].join(", ")} FROM ${sql}) AS level${level}`;
    for (const assignment of here) names.add(assignment.name);
  }
  const columns = schema.columns.map((column) => column.name);
  return `SELECT ${ROW}${columns.length === 0 ? "" : `, ${nameList(columns)}`} FROM ${sql}`;
}
