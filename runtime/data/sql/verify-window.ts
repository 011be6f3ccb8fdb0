// Windows of a query that says how far it reads: ordered by the time, and ending no later than that.
import type { Duration } from "../../../specs/data-type.ts";
import { columnNamed, refuse, type Scope } from "./query-facts.ts";
import { childOf, listOf, type Tree, textOf, textsOf } from "./syntax-tree.ts";

/** The frame of ranks does not matter: they count rows up to their own. */
export function verifyFrame(tree: Tree, scope: Scope, isRank: boolean): void {
  verifyOrder(tree, scope);
  if (isRank) return;
  const end = textOf(tree, "end");
  const bound = childOf(tree, "end_expr");
  if (end === "UNBOUNDED_PRECEDING" || end.startsWith("CURRENT_ROW")) return;
  if (end.startsWith("EXPR_PRECEDING")) {
    if (bound === null || positive(bound) === null)
      refuse("the end of a window must be a number or an interval as it stands");
    return;
  }
  if (end.startsWith("EXPR_FOLLOWING") && bound !== null) {
    const amount = positive(bound);
    if (amount === null) refuse("the end of a window must be a number or an interval as it stands");
    withinReach(end.endsWith("RANGE") ? amount : rowsAhead(amount, scope), scope);
    return;
  }
  refuse("a window reads all rows after its own");
}

export function verifyShift(tree: Tree, scope: Scope): void {
  verifyOrder(tree, scope);
  const given = childOf(tree, "offset_expr");
  const offset = given === null ? 1 : numberOf(given);
  if (offset === null || offset < 0)
    refuse("the offset of `lag` and `lead` must be a whole number from 0 on, as it stands");
  if (textOf(tree, "type") === "WINDOW_LEAD") withinReach(rowsAhead(offset, scope), scope);
}

function verifyOrder(tree: Tree, { claims, ...scope }: Scope): void {
  if (claims.time === null) refuse("it has a window, and without `@time` a window is a statistic of the rows");
  const [first] = listOf(tree, "orders");
  const expression = first === undefined ? null : childOf(first, "expression");
  const isTime =
    expression !== null &&
    textOf(expression, "class") === "COLUMN_REF" &&
    columnNamed(textsOf(expression, "column_names"), { claims, ...scope }).same === claims.time;
  if (!isTime || textOf(first!, "type") === "DESCENDING") refuse(`a window is not in the order of \`${claims.time}\``);
}

/** Milliseconds; a month counts 31 days. */
const upper = ({ months, milliseconds }: Duration): number => months * 31 * 86_400_000 + milliseconds;
const lower = ({ months, milliseconds }: Duration): number => months * 28 * 86_400_000 + milliseconds;

function withinReach(ahead: number, { claims }: Scope): void {
  if (ahead > (claims.reach === null ? 0 : lower(claims.reach)))
    refuse("a window reads further than the declared `reach`");
}

function rowsAhead(amount: number, { claims }: Scope): number {
  if (amount === 0) return 0;
  return claims.every === null
    ? refuse("how far rows lead in time can only be told with `@time(every:)`")
    : amount * upper(claims.every);
}

/** Of a bound from 0 on: a number, or the milliseconds of an interval. */
function positive(tree: Tree): number | null {
  const amount = numberOf(tree) ?? intervalOf(tree);
  return amount !== null && amount >= 0 ? amount : null;
}

function numberOf(tree: Tree): number | null {
  if (textOf(tree, "class") !== "CONSTANT") return null;
  const value = childOf(tree, "value")?.value;
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}

const UNITS: Readonly<Record<string, number>> = {
  to_milliseconds: 1,
  to_seconds: 1000,
  to_minutes: 60_000,
  to_hours: 3_600_000,
  to_days: 86_400_000,
  to_weeks: 7 * 86_400_000,
  to_months: 31 * 86_400_000,
  to_years: 366 * 86_400_000,
};

/** `INTERVAL 2 DAY` is `to_days(CAST(trunc(CAST(2 AS DOUBLE)) AS INTEGER))`. */
function intervalOf(tree: Tree): number | null {
  const unit = UNITS[textOf(tree, "function_name")];
  if (textOf(tree, "class") !== "FUNCTION" || unit === undefined) return null;
  let inner: Tree | null = listOf(tree, "children")[0] ?? null;
  while (inner !== null && textOf(inner, "class") !== "CONSTANT") {
    if (textOf(inner, "class") === "CAST") inner = childOf(inner, "child");
    else if (textOf(inner, "function_name") === "trunc") inner = listOf(inner, "children")[0] ?? null;
    else return null;
  }
  const amount = inner === null ? null : numberOf(inner);
  return amount === null ? null : amount * unit;
}
