// Joins on equal keys. Every left row stays single: a right key that matches twice is an error, found before the join.
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { TableStep } from "../../specs/plan.ts";
import { dataDiagnostics } from "./data.diagnostics.ts";
import type { Engine } from "./engine.ts";
import { quoteName, ROW } from "./sql-text.ts";
import type { Table } from "./table.ts";

type Join = Extract<TableStep, { kind: "join" }>;

export function joinQuery(step: Join, left: Table, right: Table): string {
  const added = step.columns.map(({ from, to }) => `r.${quoteName(from)} AS ${quoteName(to)}`);
  const kept = left.schema.columns.map(({ name }) => `l.${quoteName(name)}`);
  const kind = step.how === "left" ? "LEFT JOIN" : "JOIN";
  return `SELECT ${[`l.${ROW}`, ...kept, ...added].join(", ")} FROM ${quoteName(left.name)} AS l ${kind} ${quoteName(right.name)} AS r ON ${condition(step.on)}`;
}

const condition = (on: Join["on"]): string =>
  on.map(({ left, right }) => `l.${quoteName(left)} = r.${quoteName(right)}`).join(" AND ");

/** The first right key, in row order, that more than one right row has and that a left row asks for. */
export async function findFanOut(
  engine: Engine,
  step: Join,
  left: Table,
  right: Table,
  span: Span,
): Promise<Diagnostic | null> {
  const keys = step.on.map(({ right: name }) => `r.${quoteName(name)}`).join(", ");
  const asked = `EXISTS (SELECT 1 FROM ${quoteName(left.name)} AS l WHERE ${condition(step.on)})`;
  const duplicated = `SELECT ${keys}, count(*) AS copies, min(r.${ROW}) AS first_row FROM ${quoteName(right.name)} AS r WHERE ${asked} GROUP BY ${keys} HAVING count(*) > 1`;
  const rows = await engine.query(`SELECT *, count(*) OVER () FROM (${duplicated}) AS d ORDER BY first_row LIMIT 1`);
  const found = rows[0];
  if (found === undefined) return null;
  const width = step.on.length;
  const key = step.on.map(({ right: name }, index) => `\`${name}\` = \`${String(found[index])}\``).join(", ");
  const total = Number(found[width + 2]);
  return dataDiagnostics["join-fan-out"](span, {
    count: `${Number(found[width])} rows`,
    key,
    keys: total === 1 ? "one key" : `${total} keys`,
  });
}
