// What a query declares, what it is checked against, and how a broken rule is told.
import type { Duration } from "../../../specs/data-type.ts";

/** A query that breaks a rule of the step; the text continues "the query of `sql` cannot be used: …". */
export class QueryProblem extends Error {}

export function refuse(problem: string): never {
  throw new QueryProblem(problem);
}

export interface QueryClaims {
  /** Names by which the query may read the table it is piped from. */
  readonly tables: readonly string[];
  /** Columns of the input, in order. */
  readonly columns: readonly string[];
  /** The time of the rows; null without `@time`. */
  readonly time: string | null;
  readonly every: Duration | null;
  /** Columns that say what a row is: they must pass through as they are. */
  readonly structure: readonly string[];
  /** Columns with a role that keeps them out of features; what is new may not read them. */
  readonly hidden: readonly string[];
  /** Columns that the compiler has counted on: for what is new, and for which rows there are. */
  readonly named: readonly string[];
  readonly choosing: readonly string[];
  /** How far after its own row the query reads, when it says that it learns nothing; null where it says nothing. */
  readonly reach: Duration | null;
  /** The query says that it learns nothing: no statistic of rows, no look beyond `reach`. */
  readonly isBounded: boolean;
}

/** What a column of a query is made from. */
export interface QueryColumn {
  /** Columns of the input. */
  readonly reads: ReadonlySet<string>;
  /** It is that column of the input, unchanged. */
  readonly same: string | null;
}

export type Columns = ReadonlyMap<string, QueryColumn>;

/** The columns that a SELECT may read, and the tables by name. */
export interface Scope {
  readonly claims: QueryClaims;
  /** The input and the CTEs. */
  readonly tables: ReadonlyMap<string, Columns>;
  readonly columns: Columns;
  /** Name of the one table that is read here. */
  readonly alias: string;
  /** Aliases of the SELECT list so far. */
  readonly aliases: Map<string, QueryColumn>;
  /** Aggregates stand here in a grouping by the time. */
  readonly isGrouped: boolean;
}

export function columnNamed(path: readonly string[], scope: Scope): QueryColumn {
  const [first, second, ...rest] = path;
  const isQualified = second !== undefined && first === scope.alias && rest.length === 0;
  const name = isQualified ? second : first;
  if (name === undefined || (second !== undefined && !isQualified))
    return refuse(`\`${path.join(".")}\` is not a column of the table it reads`);
  return (
    scope.columns.get(name) ??
    (isQualified ? undefined : scope.aliases.get(name)) ??
    refuse(`it reads \`${name}\`, which is not a column of the table`)
  );
}
