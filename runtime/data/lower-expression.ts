// Expressions of the plan as SQL. SQL allows no window function inside another, and no column to use one that is made in
// the same SELECT; both are resolved by levels: a level is one nested SELECT, and what an expression needs stands in a
// lower one.
import type { Expression, Over } from "../../specs/expression.ts";
import type { FunctionImplementation, WindowSql } from "../component.ts";
import { toLocal } from "./local-time.ts";
import { intervalText, literalText, nameList, quoteName, ROW } from "./sql-text.ts";

/** Implementations may repeat an argument; a longer one becomes a column first, so that nesting cannot explode the text. */
const LONGEST_ARGUMENT = 400;

export type Functions = Readonly<Record<string, FunctionImplementation>>;

/** A column computed at a level, on top of the columns of all lower ones. */
export interface Assignment {
  readonly level: number;
  readonly name: string;
  readonly sql: string;
}

export interface Lowering {
  readonly functions: Functions;
  /** Aggregates are over groups (`aggregate`), not over the whole table. */
  readonly grouped: boolean;
  /** The level at which a column is complete: 0 for columns of the input. */
  readonly levelOf: (column: string) => number;
  /** Helper columns that were needed so far; lowering appends to it. */
  readonly helpers: Assignment[];
}

export interface Lowered {
  readonly sql: string;
  /** The lowest level at which `sql` can stand. */
  readonly level: number;
  /** `sql` holds a window, so it can stand inside no other one. */
  readonly windowed: boolean;
}

export function lowerExpression(expression: Expression, lowering: Lowering): Lowered {
  switch (expression.kind) {
    case "column":
      return { sql: quoteName(expression.name), level: lowering.levelOf(expression.name), windowed: false };
    case "literal":
      return { sql: literalText(expression.literal), level: 0, windowed: false };
    case "case":
      return lowerCase(expression, lowering);
    case "call":
      return lowerCall(expression, lowering);
    default:
      return expression satisfies never;
  }
}

function lowerCase(expression: Extract<Expression, { kind: "case" }>, lowering: Lowering): Lowered {
  const branches = expression.branches.map(({ when, then }) => ({
    when: lowerExpression(when, lowering),
    then: lowerExpression(then, lowering),
  }));
  const otherwise = expression.otherwise === null ? null : lowerExpression(expression.otherwise, lowering);
  const parts = branches.flatMap(({ when, then }) => [when, then]).concat(otherwise === null ? [] : [otherwise]);
  const cases = branches.map(({ when, then }) => `WHEN ${when.sql} THEN ${then.sql}`).join(" ");
  return { sql: `(CASE ${cases} ELSE ${otherwise?.sql ?? "NULL"} END)`, ...combined(parts) };
}

const combined = (parts: readonly Lowered[]): Pick<Lowered, "level" | "windowed"> => ({
  level: Math.max(0, ...parts.map((part) => part.level)),
  windowed: parts.some((part) => part.windowed),
});

function lowerCall(expression: Extract<Expression, { kind: "call" }>, lowering: Lowering): Lowered {
  const implementation = lowering.functions[expression.function];
  if (implementation === undefined) throw new TypeError(`function ${expression.function} has no implementation`);
  const isAggregate = implementation.form === "aggregate";
  const makesWindow = isAggregate ? !lowering.grouped : implementation.form === "window";
  const order = orderOf(expression.over);
  const needsFlatArguments = makesWindow || isAggregate;
  const args = expression.args.map((argument) => {
    const lowered = lowerExpression(argument, lowering);
    const isLong = lowered.sql.length > LONGEST_ARGUMENT && !lowering.grouped;
    return (needsFlatArguments && lowered.windowed) || isLong ? toHelper(lowered, lowering) : lowered;
  });
  const base = combined([...args, ...partitionLevels(expression.over, lowering)]);
  let level = base.level;
  const stage = (expressions: readonly string[]): readonly string[] => {
    const columns = expressions.map((sql) => toHelper({ sql, level, windowed: true }, lowering).sql);
    level += 1;
    return columns;
  };
  const window = makesWindow ? windowSql(expression.over, stage) : null;
  const call = { args: expression.args, type: expression.type, order, zone: expression.zone ?? null };
  const sql = implementation.sql(
    args.map((argument) => argument.sql),
    window,
    call,
  );
  return { sql, level, windowed: base.windowed || makesWindow };
}

const partitionLevels = (over: Over | null, lowering: Lowering): readonly Lowered[] =>
  (over === null ? [] : [...over.partition, ...(over.order === null ? [] : [over.order])]).map((column) => ({
    sql: quoteName(column),
    level: lowering.levelOf(column),
    windowed: false,
  }));

function toHelper(lowered: Lowered, lowering: Lowering): Lowered {
  const existing = lowering.helpers.find((helper) => helper.sql === lowered.sql && helper.level === lowered.level);
  const name = existing?.name ?? `__helper_${lowering.helpers.length}`;
  if (existing === undefined) lowering.helpers.push({ level: lowered.level, name, sql: lowered.sql });
  return { sql: quoteName(name), level: lowered.level + 1, windowed: false };
}

const orderOf = (over: Over | null): string =>
  over === null || over.order === null ? ROW : `${quoteName(over.order)}, ${ROW}`;

/** Where steps are days or months of a zone, distances in time are those on its calendar. */
const clockOf = (column: string, zone: string | undefined): string =>
  zone === undefined ? quoteName(column) : toLocal(quoteName(column), zone);

function windowSql(over: Over | null, stage: WindowSql["stage"]): WindowSql {
  const every = over?.every ?? null;
  return {
    partition: over === null || over.partition.length === 0 ? "" : `PARTITION BY ${nameList(over.partition)}`,
    order: `ORDER BY ${orderOf(over)}`,
    time: over === null || over.order === null ? null : clockOf(over.order, over.zone),
    step: every === null ? null : intervalText(every),
    stepMilliseconds: every === null || every.months !== 0 ? null : every.milliseconds,
    stage,
  };
}
