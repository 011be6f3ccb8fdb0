// The columns that an expression may read, and in which order of rows it runs.
import { type Column, type Duration, findColumn, type Schema } from "../../../specs/data-type.ts";
import type { Span } from "../../../specs/diagnostic.ts";
import type { Over } from "../../../specs/expression.ts";
import { nearHint } from "../../names/unknown-name.ts";
import type { TypeContext } from "../context.ts";
import { types } from "../types.diagnostics.ts";

export interface ColumnScope {
  readonly schema: Schema;
  /** How window functions run; null when the table has no `@time`. */
  readonly over: Over | null;
  /**
   * `rows`: one value per row, an aggregate reads the whole table. `groups`: an entry of `aggregate`, one value per
   * group. `rows-of-group`: inside an aggregate of such an entry.
   */
  readonly per: "rows" | "groups" | "rows-of-group";
  /** With `groups`: the columns that have one value per group. */
  readonly by: readonly string[];
}

/** The scope of `where`, `derive`, rules and other expressions with one value per row. */
export const rowScope = (schema: Schema): ColumnScope => ({ schema, over: overOf(schema), per: "rows", by: [] });

/** Windows run inside each `@series` and `@entity`, in `@time` order; null without `@time`. */
export function overOf(schema: Schema): Over | null {
  const time = schema.columns.find((column) => column.roles.time !== undefined);
  if (time === undefined) return null;
  const partition = schema.columns.filter(({ roles }) => roles.series !== undefined || roles.entity !== undefined);
  const every = time.roles.time?.every ?? null;
  const zone = time.type.kind === "timestamp" && every !== null && isCalendar(every) ? zoneOf(schema) : null;
  const names = partition.map(({ name }) => name);
  return { partition: names, order: time.name, every, ...(zone === null ? {} : { zone }) };
}

const DAY = 86_400_000;

/** Whole days and months are counted on the calendar of a zone, where days may have 23 or 25 hours. */
const isCalendar = ({ months, milliseconds }: Duration): boolean => months > 0 || milliseconds % DAY === 0;

/** The zone on whose clock the timestamps of a table are read; null is UTC. */
export const zoneOf = (schema: Schema): string | null =>
  schema.columns.find(({ roles }) => roles.time !== undefined)?.roles.time?.zone ?? null;

/**
 * The columns that a name stands for: the column itself, else the range column `name_1`, `name_2`, … in table order
 * (LANGUAGE.md, chapter 10). Empty when there is neither.
 */
export function expandColumns(name: string, schema: Schema): readonly Column[] {
  const own = findColumn(schema, name);
  if (own !== undefined) return [own];
  return schema.columns.filter((column) => rangeSuffix(column.name, name) !== null);
}

/** Spread into a schema that is made from this one. */
export const openOf = (schema: Schema): Pick<Schema, "open"> => (schema.open === true ? { open: true } : {});

/** `24` of `OT_lag_24` for `OT_lag`: a number, or a number with a unit. */
export function rangeSuffix(column: string, name: string): string | null {
  if (!column.startsWith(`${name}_`)) return null;
  const suffix = column.slice(name.length + 1);
  return /^-?\d+(\.\d+)?(ms|s|min|h|d|w|mo|q|y)?$/.test(suffix) ? suffix : null;
}

/** Of tables that a transform has widened: nothing could be proved about columns that only the data tells. */
const MADE =
  "what a transform of the table makes is known with the data only: put the transform into the chain of the model, or derive the column";

/** Silent about a column whose own declaration had an error. */
export function reportUnknownColumn(name: string, span: Span, schema: Schema, context: TypeContext): void {
  if (isBroken(name, context)) return;
  const columns = schema.columns.map((column) => column.name);
  const otherwise = schema.open === true ? MADE : "look at the columns of this table";
  const hint = nearHint(name, schema.open === true ? [] : [...columns, ...rangeNames(columns)], otherwise);
  context.report(types["unknown-column"](span, { name, hint }));
}

function isBroken(name: string, context: TypeContext): boolean {
  if (context.brokenColumns.has(name)) return true;
  return [...context.brokenColumns].some((broken) => rangeSuffix(name, broken) !== null);
}

const rangeNames = (columns: readonly string[]): string[] => [
  ...new Set(columns.flatMap((column) => /^(.+)_\d+$/.exec(column)?.[1] ?? [])),
];
