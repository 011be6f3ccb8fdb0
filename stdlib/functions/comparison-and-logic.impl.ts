import type { comparisonAndLogicDeclarations } from "./comparison-and-logic.decl.ts";
import type { ImplementationsOf } from "./implementation-record.ts";

export const comparisonAndLogicImplementations: ImplementationsOf<typeof comparisonAndLogicDeclarations> = {
  "==": { sql: ([a, b]) => `(${a} = ${b})` },
  "!=": { sql: ([a, b]) => `(${a} <> ${b})` },
  "<": { sql: ([a, b]) => `(${a} < ${b})` },
  "<=": { sql: ([a, b]) => `(${a} <= ${b})` },
  ">": { sql: ([a, b]) => `(${a} > ${b})` },
  ">=": { sql: ([a, b]) => `(${a} >= ${b})` },
  and: { sql: ([a, b]) => `(${a} AND ${b})` },
  or: { sql: ([a, b]) => `(${a} OR ${b})` },
  not: { sql: ([x]) => `(NOT ${x})` },
  in: { sql: ([x, values]) => `(CASE WHEN ${x} IS NOT NULL THEN list_contains(${values}, ${x}) END)` },
  "??": { sql: ([a, b]) => `coalesce(${a}, ${b})` },
  is_null: { sql: ([x]) => `(${x} IS NULL)` },
  if: { sql: ([condition, then, otherwise]) => `(CASE WHEN ${condition} THEN ${then} ELSE ${otherwise} END)` },
};
