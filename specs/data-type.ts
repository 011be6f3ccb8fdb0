// Contract: column types, durations, roles and schemas, shared by compiler, plan and runtime. Plain JSON.

export type ScalarKind = "int" | "float" | "bool" | "string" | "category" | "date" | "timestamp" | "duration";

export interface ColumnType {
  readonly kind: ScalarKind;
  /** Empty for a scalar; `[64, 2]` for a tensor column. */
  readonly shape: readonly number[];
  readonly nullable: boolean;
}

/** Calendar months and exact milliseconds are kept apart: a month has no fixed length (28..31 days). */
export interface Duration {
  readonly months: number;
  readonly milliseconds: number;
}

/** What the checker knows about a column; each key is one annotation of the language. */
export interface Roles {
  readonly time?: { readonly every?: Duration; readonly zone?: string };
  readonly knownAt?: true;
  readonly delay?: Duration;
  readonly series?: true;
  readonly entity?: { readonly unique: boolean };
  readonly group?: true;
  readonly target?: { readonly delay?: Duration };
  readonly known?: true;
  readonly forecastOf?: { readonly column: string; readonly issued: string };
  readonly posthoc?: true;
  readonly id?: true;
  readonly weight?: true;
  readonly ignore?: true;
  readonly pii?: true;
  readonly protected?: true;
}

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly roles: Roles;
}

/** Columns in the order of the table; names are unique. */
export interface Schema {
  readonly columns: readonly Column[];
  /**
   * True when fitting makes further columns, or other ones, whose names are unknown before data is read (one-hot levels).
   * In a chain a name that is not among `columns` is then no error until run time; steps of a table know `columns` only.
   */
  readonly open?: true;
}

export const scalar = (kind: ScalarKind, nullable = false): ColumnType => ({ kind, shape: [], nullable });

export const findColumn = (schema: Schema, name: string): Column | undefined =>
  schema.columns.find((column) => column.name === name);

/** Columns with these roles are no features unless named, and naming them is what the leakage checks are about. */
export function isLeftOut({ roles }: Pick<Column, "roles">): boolean {
  const { target, id, time, knownAt, weight, ignore, posthoc, group, entity } = roles;
  return [target, id, time, knownAt, weight, ignore, posthoc, group, entity].some((role) => role !== undefined);
}

/** Columns that a transform of their table takes; the others pass by it. What is proved and what is run go by the same. */
export const isTransformed = (column: Pick<Column, "roles">): boolean =>
  !isLeftOut(column) && column.roles.series === undefined;
