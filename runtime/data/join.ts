// Joins on equal keys. Every left row stays single: a right key that matches twice is an error, found before the join.
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { TableStep } from "../../specs/plan.ts";
import { dataDiagnostics } from "./data.diagnostics.ts";
import type { Engine } from "./engine.ts";
import { intervalText, quoteName, ROW } from "./sql-text.ts";
import type { Table } from "./table.ts";

type Join = Extract<TableStep, { kind: "join" }>;

export function joinQuery(step: Join, left: Table, right: Table): string {
  const added = step.columns.map(({ from, to }) => `r.${quoteName(from)} AS ${quoteName(to)}`);
  const kept = left.schema.columns.map(({ name }) => `l.${quoteName(name)}`);
  const kind = step.how === "left" ? "LEFT JOIN" : "JOIN";
  return `SELECT ${[`l.${ROW}`, ...kept, ...added].join(", ")} FROM ${quoteName(left.name)} AS l ${kind} ${quoteName(right.name)} AS r ON ${condition(step)}`;
}

/** Equal keys; with a limit also not later than the left row, and not older than that. */
function condition({ on, within }: Join): string {
  const equal = on.map(({ left, right }) => `l.${quoteName(left)} = r.${quoteName(right)}`);
  if (within === undefined) return equal.join(" AND ");
  const time = `CAST(l.${quoteName(within.left)} AS TIMESTAMP)`;
  const known = `CAST(r.${quoteName(within.right)} AS TIMESTAMP)`;
  return [...equal, `${known} <= ${time}`, `${known} >= ${time} - ${intervalText(within.span)}`].join(" AND ");
}

/** The first right key, in row order, that more than one right row has and that a left row asks for. */
export async function findFanOut(
  engine: Engine,
  step: Join,
  left: Table,
  right: Table,
  span: Span,
): Promise<Diagnostic | null> {
  if (step.within !== undefined) return findFanOutWithin(engine, step, left, right, span);
  const keys = step.on.map(({ right: name }) => `r.${quoteName(name)}`).join(", ");
  const asked = `EXISTS (SELECT 1 FROM ${quoteName(left.name)} AS l WHERE ${condition(step)})`;
  const duplicated = `SELECT ${keys}, count(*) AS copies, min(r.${ROW}) AS first_row FROM ${quoteName(right.name)} AS r WHERE ${asked} GROUP BY ${keys} HAVING count(*) > 1`;
  return describeFanOut(engine, step, duplicated, span);
}

/** With a limit a key may occur often, but only once within the limit of a left row. */
function findFanOutWithin(
  engine: Engine,
  step: Join,
  left: Table,
  right: Table,
  span: Span,
): Promise<Diagnostic | null> {
  const keys = step.on.map(({ left: name }) => `l.${quoteName(name)}`);
  const pairs = `${quoteName(left.name)} AS l JOIN ${quoteName(right.name)} AS r ON ${condition(step)}`;
  const first = [...keys, "count(*) AS copies", `l.${ROW} AS first_row`].join(", ");
  const group = [...keys, `l.${ROW}`].join(", ");
  return describeFanOut(engine, step, `SELECT ${first} FROM ${pairs} GROUP BY ${group} HAVING count(*) > 1`, span);
}

async function describeFanOut(engine: Engine, step: Join, duplicated: string, span: Span): Promise<Diagnostic | null> {
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
