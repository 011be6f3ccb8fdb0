// Joins to the nearest row in time. Right rows with equal key and time are ties: the last one in the table wins.
import type { TableStep } from "../../specs/plan.ts";
import { intervalText, nameList, quoteName, ROW } from "./sql-text.ts";
import type { Table } from "./table.ts";

type AsOfJoin = Extract<TableStep, { kind: "join_as_of" }>;
type Direction = "backward" | "forward";

export function asOfJoinQuery(step: AsOfJoin, left: Table, right: Table): string {
  if (step.event !== undefined) return bitemporal(step, step.event, left, right);
  if (step.direction !== "nearest") return oneWay(step, left, right, step.direction);
  return nearest(step, left, right);
}

const MATCH = "__match_time";

/**
 * The latest event that had happened and was known at the left row's time, in its latest known version. A version counts
 * from the later of its two times on. The right rows are walked in that order, and each keeps the best version so far: the
 * one of the latest event, then the one known last, then the last in the table. The as-of join finds the walk's last row.
 */
function bitemporal(step: AsOfJoin, event: string, left: Table, right: Table): string {
  const moment = (name: string): string => `CAST(${quoteName(name)} AS TIMESTAMP)`;
  const [happened, known] = [moment(event), moment(step.time.right)];
  const keys = step.on.map((key) => quoteName(key.right));
  const partition = keys.length === 0 ? "" : `PARTITION BY ${keys.join(", ")} `;
  const counts = `SELECT *, greatest(${happened}, ${known}) AS __counts FROM ${quoteName(right.name)} WHERE ${happened} IS NOT NULL AND ${known} IS NOT NULL`;
  // One row number that is larger the better a version is.
  const rank = `row_number() OVER (${partition}ORDER BY ${happened}, ${known}, ${ROW})`;
  const ranked = `SELECT *, ${rank} AS __rank FROM (${counts}) AS counted`;
  const best = `max(__rank) OVER (${partition}ORDER BY __counts RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
  const walked = `SELECT DISTINCT ${[...keys, "__counts", `${best} AS __best`].join(", ")} FROM (${ranked}) AS ranked`;
  const equal = step.on.map((key) => `l.${quoteName(key.left)} = w.${quoteName(key.right)}`);
  const operator = step.strict ? ">" : ">=";
  const found = `SELECT l.*, w.__best FROM (SELECT *, ${moment(step.time.left)} AS __time FROM ${quoteName(left.name)}) AS l ASOF LEFT JOIN (${walked}) AS w ON ${[...equal, `l.__time ${operator} w.__counts`].join(" AND ")}`;
  const same = step.on.map((key) => `f.${quoteName(key.left)} = v.${quoteName(key.right)}`);
  const kept = left.schema.columns.map(({ name }) => `f.${quoteName(name)}`);
  const fresh = step.within === null ? [] : [`v.${quoteName(event)} >= f.__time - ${intervalText(step.within)}`];
  const added = step.columns.map(({ from, to }) => `v.${quoteName(from)} AS ${quoteName(to)}`);
  return `SELECT ${[`f.${ROW}`, ...kept, ...added].join(", ")} FROM (${found}) AS f LEFT JOIN (${ranked}) AS v ON ${[...same, "f.__best = v.__rank", ...fresh].join(" AND ")}`;
}

function oneWay(step: AsOfJoin, left: Table, right: Table, direction: Direction): string {
  const kept = left.schema.columns.map(({ name }) => quoteName(name));
  const added = step.columns.map(({ to }, i) => `${within(step, `__added_${i}`)} AS ${quoteName(to)}`);
  return `SELECT ${[ROW, ...kept, ...added].join(", ")} FROM (${matched(step, left, right, direction)}) AS matched`;
}

/** Left columns, the time of the match and the right columns as `__added_<i>`. */
function matched(step: AsOfJoin, left: Table, right: Table, direction: Direction): string {
  const equal = step.on.map((key) => `l.${quoteName(key.left)} = r.${quoteName(key.right)}`);
  const operator = `${direction === "backward" ? ">" : "<"}${step.strict ? "" : "="}`;
  const inTime = `l.${quoteName(step.time.left)} ${operator} r.${quoteName(step.time.right)}`;
  const added = step.columns.map(({ from }, i) => `r.${quoteName(from)} AS __added_${i}`);
  const columns = ["l.*", `r.${quoteName(step.time.right)} AS ${MATCH}`, ...added].join(", ");
  return `SELECT ${columns} FROM ${quoteName(left.name)} AS l ASOF LEFT JOIN (${lastOfTies(step, right)}) AS r ON ${[...equal, inTime].join(" AND ")}`;
}

function lastOfTies(step: AsOfJoin, right: Table): string {
  const keys = nameList([...step.on.map((key) => key.right), step.time.right]);
  return `SELECT * FROM ${quoteName(right.name)} QUALIFY row_number() OVER (PARTITION BY ${keys} ORDER BY ${ROW} DESC) = 1`;
}

function within(step: AsOfJoin, sql: string): string {
  if (step.within === null) return sql;
  const limit = intervalText(step.within);
  const left = quoteName(step.time.left);
  return `CASE WHEN ${MATCH} >= ${left} - ${limit} AND ${MATCH} <= ${left} + ${limit} THEN ${sql} END`;
}

/** Both ways, then the closer of the two; equally far means the earlier one, as in pandas. */
function nearest(step: AsOfJoin, left: Table, right: Table): string {
  const time = `b.${quoteName(step.time.left)}`;
  const kept = left.schema.columns.map(({ name }) => `b.${quoteName(name)}`);
  const back = `CAST(${time} AS TIMESTAMP) - CAST(b.${MATCH} AS TIMESTAMP)`;
  const ahead = `CAST(f.${MATCH} AS TIMESTAMP) - CAST(${time} AS TIMESTAMP)`;
  const takeBack = `(f.${MATCH} IS NULL OR (b.${MATCH} IS NOT NULL AND ${back} <= ${ahead}))`;
  const picked = (name: string): string => `CASE WHEN ${takeBack} THEN b.${name} ELSE f.${name} END`;
  const added = step.columns.map((_, i) => `${picked(`__added_${i}`)} AS __added_${i}`);
  const both = `SELECT ${[`b.${ROW}`, ...kept, `${picked(MATCH)} AS ${MATCH}`, ...added].join(", ")} FROM (${matched(step, left, right, "backward")}) AS b JOIN (${matched(step, left, right, "forward")}) AS f ON b.${ROW} = f.${ROW}`;
  const columns = left.schema.columns.map(({ name }) => quoteName(name));
  const final = step.columns.map(({ to }, i) => `${within(step, `__added_${i}`)} AS ${quoteName(to)}`);
  return `SELECT ${[ROW, ...columns, ...final].join(", ")} FROM (${both}) AS picked`;
}
