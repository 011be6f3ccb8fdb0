// The vocabulary in which column functions are declared: arguments and result rules. A result rule returns null when the
// argument types do not fit, which the compiler reports as a type error.
import type { FunctionArgument, FunctionDeclaration } from "../../specs/component.ts";
import { type ColumnType, type ScalarKind, scalar } from "../../specs/data-type.ts";

export type ResultRule = FunctionDeclaration["result"];
type Accepts = FunctionArgument["accepts"];
type Constant = NonNullable<FunctionArgument["constant"]>;

export const NUMERIC = ["int", "float"] as const;
export const NUMERIC_OR_BOOL = ["int", "float", "bool"] as const;
export const TEXT = ["string", "category"] as const;
export const MOMENT = ["date", "timestamp"] as const;
/** Kinds with an order: what `min`, `max`, `first` of a window and comparisons of size make sense for. */
export const ORDERED = ["int", "float", "bool", "string", "category", "date", "timestamp", "duration"] as const;

export const argument = (name: string, accepts: Accepts): FunctionArgument => ({
  name,
  accepts,
  optional: false,
  variadic: false,
  constant: null,
});

export const optionalArgument = (name: string, accepts: Accepts): FunctionArgument => ({
  ...argument(name, accepts),
  optional: true,
});

export const variadicArgument = (name: string, accepts: Accepts): FunctionArgument => ({
  ...argument(name, accepts),
  variadic: true,
});

export const constantArgument = (name: string, constant: Constant): FunctionArgument => ({
  ...argument(name, "any"),
  constant,
});

/** A share: a number from 0 to 1. */
export const shareArgument = (name: string): FunctionArgument => ({
  ...constantArgument(name, "float"),
  between: [0, 1],
});

export const constantWithDefault = (
  name: string,
  constant: Constant,
  value: number | boolean | string | null,
): FunctionArgument => ({ ...argument(name, "any"), optional: true, constant, default: value });

const isOneOf = (kinds: readonly ScalarKind[], type: ColumnType): boolean => kinds.includes(type.kind);

const isScalar = (type: ColumnType): boolean => type.shape.length === 0;

export const anyNullable = (args: readonly ColumnType[]): boolean => args.some((type) => type.nullable);

/** The same kind whatever the arguments; null where one of them is null. */
export const always =
  (kind: ScalarKind): ResultRule =>
  (args) =>
    args.every(isScalar) ? scalar(kind, anyNullable(args)) : null;

export const alwaysPresent =
  (kind: ScalarKind): ResultRule =>
  () =>
    scalar(kind);

/** The kind of the first argument; null where one of the arguments is null. */
export const likeFirst: ResultRule = (args) => {
  const first = args[0];
  return first === undefined ? null : { ...first, nullable: anyNullable(args) };
};

/**
 * The type of the first argument with its own nullability: for windows, whose incomplete heads are warm-up rows and not
 * missing values (LANGUAGE.md, chapter 10).
 */
export const keepFirst: ResultRule = (args) => args[0] ?? null;

/** A float with the nullability of the first argument. */
export const floatOfFirst: ResultRule = (args) => {
  const first = args[0];
  return first !== undefined && isScalar(first) ? scalar("float", first.nullable) : null;
};

/** Sums: bools are counted, numbers and durations keep their kind. */
export const sumOfFirst: ResultRule = (args) => {
  const first = args[0];
  if (first === undefined || !isScalar(first)) return null;
  return first.kind === "bool" ? scalar("int", first.nullable) : first;
};

/** The kind that can hold values of both kinds, or null. */
export function unifyKinds(a: ScalarKind, b: ScalarKind): ScalarKind | null {
  if (a === b) return a;
  const both = [a, b];
  if (both.every((kind) => kind === "int" || kind === "float")) return "float";
  if (both.every((kind) => kind === "string" || kind === "category")) return "string";
  if (both.every((kind) => kind === "date" || kind === "timestamp")) return "timestamp";
  return null;
}

/** The common type of several alternatives (`if`, `??`, `min_of`), nullable where one of them is. */
export function unify(types: readonly ColumnType[]): ColumnType | null {
  const [first, ...rest] = types;
  if (first === undefined || !types.every(isScalar)) return null;
  let kind: ScalarKind | null = first.kind;
  for (const type of rest) {
    if (kind === null) return null;
    kind = unifyKinds(kind, type.kind);
  }
  return kind === null ? null : scalar(kind, anyNullable(types));
}

export const comparable: ResultRule = (args) => {
  const common = unify(args);
  return common === null ? null : scalar("bool", common.nullable);
};

/** `a + b` and `a - b` over numbers, moments and durations. */
export const sumRule =
  (operator: "+" | "-"): ResultRule =>
  ([left, right]) => {
    if (left === undefined || right === undefined || !isScalar(left) || !isScalar(right)) return null;
    const nullable = left.nullable || right.nullable;
    const numeric = isOneOf(NUMERIC, left) && isOneOf(NUMERIC, right) ? unifyKinds(left.kind, right.kind) : null;
    if (numeric !== null) return scalar(numeric, nullable);
    const leftMoment = isOneOf(MOMENT, left);
    const rightMoment = isOneOf(MOMENT, right);
    if (left.kind === "duration" && right.kind === "duration") return scalar("duration", nullable);
    // A date plus hours has a time of day, and the rule sees types only: moments shifted by a duration are timestamps.
    if (leftMoment && right.kind === "duration") return scalar("timestamp", nullable);
    if (operator === "+" && left.kind === "duration" && rightMoment) return scalar("timestamp", nullable);
    if (operator === "-" && leftMoment && rightMoment) return scalar("duration", nullable);
    return null;
  };

export const productRule: ResultRule = ([left, right]) => {
  if (left === undefined || right === undefined || !isScalar(left) || !isScalar(right)) return null;
  const nullable = left.nullable || right.nullable;
  if (left.kind === "duration" && isOneOf(NUMERIC, right)) return scalar("duration", nullable);
  if (right.kind === "duration" && isOneOf(NUMERIC, left)) return scalar("duration", nullable);
  if (!isOneOf(NUMERIC, left) || !isOneOf(NUMERIC, right)) return null;
  const kind = unifyKinds(left.kind, right.kind);
  return kind === null ? null : scalar(kind, nullable);
};

/** Always a float; a ratio of durations is a number, a duration can be divided by a number. */
export const quotientRule: ResultRule = ([left, right]) => {
  if (left === undefined || right === undefined || !isScalar(left) || !isScalar(right)) return null;
  const nullable = left.nullable || right.nullable;
  if (left.kind === "duration") {
    if (right.kind === "duration") return scalar("float", nullable);
    return isOneOf(NUMERIC, right) ? scalar("duration", nullable) : null;
  }
  return isOneOf(NUMERIC, left) && isOneOf(NUMERIC, right) ? scalar("float", nullable) : null;
};

/** Declarations keep their names as types, so that a missing implementation does not compile. */
export type Named<Name extends string> = FunctionDeclaration & { readonly name: Name };
type Draft<Name extends string> = Omit<FunctionDeclaration, "family" | "role" | "reach" | "name"> & {
  readonly name: Name;
};

/** A function of its own row. */
export const scalarFunction = <const Name extends string>(draft: Draft<Name>): Named<Name> => ({
  ...draft,
  family: "function",
  role: "scalar",
  reach: { kind: "row" },
});

/** A function of the clock and calendar of its own row. */
export const zonedFunction = <const Name extends string>(draft: Draft<Name>): Named<Name> => ({
  ...scalarFunction(draft),
  zoned: true,
});

export const windowFunction = <const Name extends string>(
  draft: Draft<Name> & Pick<FunctionDeclaration, "reach">,
): Named<Name> => ({ ...draft, family: "function", role: "window" });

/** Many rows to one; outside `aggregate` and `resample` it reads the whole table. */
export const aggregateFunction = <const Name extends string>(draft: Draft<Name>): Named<Name> => ({
  ...draft,
  family: "function",
  role: "aggregate",
  reach: { kind: "table" },
});

export const orderedAggregate = <const Name extends string>(draft: Draft<Name>): Named<Name> => ({
  ...aggregateFunction(draft),
  ordered: true,
});
