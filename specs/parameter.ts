// Contract: self-describing parameters of components. From one value come the type check, the message, the reference
// page, the default search space and the TypeScript type of what an implementation receives.
import type { Duration } from "./data-type.ts";
import type { Json } from "./json.ts";

export type ParameterKind =
  | { readonly kind: "int"; readonly min: number; readonly max: number }
  | {
      readonly kind: "float";
      readonly min: number;
      readonly max: number;
      readonly openMin: boolean;
      readonly openMax: boolean;
    }
  | { readonly kind: "bool" }
  | { readonly kind: "string" }
  | { readonly kind: "enum"; readonly values: readonly string[] }
  /** A span of time, or a number of rows where `rows` is true (`24h`, `168`). Not 0 where it must be `positive`. */
  | { readonly kind: "duration"; readonly rows: boolean; readonly positive?: true }
  /** What a split accepts: a percentage, a duration, a row count or a date. */
  | { readonly kind: "amount" }
  | { readonly kind: "column" }
  | { readonly kind: "columns" }
  /** A literal of any type: the value of `constant(v)`, `positive:`. */
  | { readonly kind: "value" }
  /** A bool expression over the columns in scope. */
  | { readonly kind: "expression" }
  | { readonly kind: "list"; readonly of: ParameterKind }
  /** A map from names to values: `monotone: {age: 1}`. */
  | { readonly kind: "map"; readonly of: ParameterKind }
  /** Another component of one of these families, or a declared value of it. */
  | { readonly kind: "component"; readonly families: readonly string[] }
  /** A declaration of one of these kinds: a task, a table, a partition (`s.train`). */
  | { readonly kind: "reference"; readonly to: readonly string[] }
  | { readonly kind: "any-of"; readonly options: readonly ParameterKind[] };

export interface Parameter<Value = unknown> {
  readonly kind: ParameterKind;
  readonly doc: string;
  readonly required: boolean;
  /** Present when the parameter may be left out; null means "none". */
  readonly default?: Json | undefined;
  /** Takes all remaining positional arguments (`select(a, b, c)`). */
  readonly variadic: boolean;
  /** May be left open for a search (`3..10`, `choice(...)`). */
  readonly searchable: boolean;
  /** How a search should walk it by default. */
  readonly scale: "linear" | "log";
  readonly aliases: readonly string[];
  /** Carries the TypeScript type only; never present at run time. */
  readonly "~value"?: Value;
}

/** Names in the order in which positional arguments fill them. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** What an implementation receives: every parameter present, defaults filled in. */
export type ValuesOf<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends Parameter<infer Value> ? Value : never;
};

interface Common<Value> {
  readonly doc: string;
  readonly default?: Value | null;
  readonly required?: boolean;
  readonly searchable?: boolean;
  readonly scale?: "linear" | "log";
  readonly aliases?: readonly string[];
  readonly variadic?: boolean;
}

function parameter<Value>(kind: ParameterKind, common: Common<Json>): Parameter<Value> {
  return {
    kind,
    doc: common.doc,
    required: common.required ?? common.default === undefined,
    default: common.default,
    variadic: common.variadic ?? false,
    searchable: common.searchable ?? false,
    scale: common.scale ?? "linear",
    aliases: common.aliases ?? [],
  };
}

type IntOptions = Common<number> & { readonly min?: number; readonly max?: number };
type FloatOptions = Common<number> & {
  readonly min?: number;
  readonly max?: number;
  readonly openMin?: boolean;
  readonly openMax?: boolean;
};
/** `null` joins the type when it is the default. */
type OrNull<Value, Options> = Options extends { readonly default: null } ? Value | null : Value;

// -1e308 and 1e308 stand for "unbounded": infinities are not JSON.
const LOWEST = -1e308;
const HIGHEST = 1e308;

export const int = <const O extends IntOptions>(o: O): Parameter<OrNull<number, O>> =>
  parameter(
    { kind: "int", min: o.min ?? Number.MIN_SAFE_INTEGER, max: o.max ?? Number.MAX_SAFE_INTEGER },
    { searchable: true, ...o },
  );

export const float = <const O extends FloatOptions>(o: O): Parameter<OrNull<number, O>> =>
  parameter(
    {
      kind: "float",
      min: o.min ?? LOWEST,
      max: o.max ?? HIGHEST,
      openMin: o.openMin ?? false,
      openMax: o.openMax ?? false,
    },
    { searchable: true, ...o },
  );

export const bool = <const O extends Common<boolean>>(o: O): Parameter<OrNull<boolean, O>> =>
  parameter({ kind: "bool" }, { searchable: true, ...o });

export const string = <const O extends Common<string>>(o: O): Parameter<OrNull<string, O>> =>
  parameter({ kind: "string" }, o);

export const oneOf = <const V extends readonly string[], const O extends Common<V[number]>>(
  values: V,
  o: O,
): Parameter<OrNull<V[number], O>> => parameter({ kind: "enum", values }, { searchable: true, ...o });

/** Received as a Duration, or as a number of rows. */
export const duration = <const O extends Common<Json> & { readonly rows?: boolean; readonly positive?: true }>(
  o: O,
): Parameter<OrNull<Duration | number, O>> =>
  parameter({ kind: "duration", rows: o.rows ?? true, ...(o.positive === true ? { positive: true } : {}) }, o);

/** Received as `{fraction}`, `{rows}`, `{duration}` or `{date}`. */
export type Amount =
  | { readonly fraction: number }
  | { readonly rows: number }
  | { readonly duration: Duration }
  | { readonly date: string };

export const amount = <const O extends Common<Json>>(o: O): Parameter<OrNull<Amount, O>> =>
  parameter({ kind: "amount" }, o);

export const column = <const O extends Common<string>>(o: O): Parameter<OrNull<string, O>> =>
  parameter({ kind: "column" }, o);

export const columns = <const O extends Common<Json>>(o: O): Parameter<OrNull<readonly string[], O>> =>
  parameter({ kind: "columns" }, o);

export const value = <const O extends Common<Json>>(o: O): Parameter<OrNull<Json, O>> =>
  parameter({ kind: "value" }, o);

export const list = <T, const O extends Common<Json>>(of: Parameter<T>, o: O): Parameter<OrNull<readonly T[], O>> =>
  parameter({ kind: "list", of: of.kind }, o);

export const map = <T, const O extends Common<Json>>(
  of: Parameter<T>,
  o: O,
): Parameter<OrNull<Readonly<Record<string, T>>, O>> => parameter({ kind: "map", of: of.kind }, o);

/** Received as a ComponentSpec of specs/plan.ts. */
export const component = (families: readonly string[], o: Common<Json>): Parameter<Json> =>
  parameter({ kind: "component", families }, o);

export const reference = (to: readonly string[], o: Common<Json>): Parameter<Json> =>
  parameter({ kind: "reference", to }, o);

export const expression = (o: Common<Json>): Parameter<Json> => parameter({ kind: "expression" }, o);

export const anyOf = <const T extends readonly Parameter[], const O extends Common<Json>>(
  options: T,
  o: O,
): Parameter<OrNull<ValueOfAny<T>, O>> =>
  parameter({ kind: "any-of", options: options.map((option) => option.kind) }, o);

type ValueOfAny<T extends readonly Parameter[]> = T[number] extends Parameter<infer Value> ? Value : never;
