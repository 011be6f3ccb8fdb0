// Arithmetic in SQL. What is undefined over the reals becomes NULL here: the engine would raise an error for log(0) and
// return NaN or infinity for others, and both would behave unlike a missing value later on.

import type { FunctionCall, FunctionImplementation } from "../../runtime/component.ts";
import type { Expression } from "../../specs/expression.ts";
import type { arithmeticDeclarations } from "./arithmetic.decl.ts";
import type { ImplementationsOf } from "./implementation-record.ts";

const finite = (sql: string): string => `(CASE WHEN isfinite(${sql}) THEN ${sql} END)`;

const isDuration = (expression: Expression | undefined): boolean => expression?.type.kind === "duration";

/** Whole numbers stay as they are: the engine would make them floats. */
const isInt = (call: FunctionCall): boolean => call.args[0]?.type.kind === "int";

const floats = (sql: string): string => `CAST(${sql} AS DOUBLE)`;

/** An interval times a number: exact for whole numbers, to the microsecond otherwise; a month counts 30 days. */
const scaled = (interval: string, factor: string): string =>
  `to_microseconds(CAST(round(epoch_us(${interval}) * ${floats(factor)}) AS BIGINT))`;

function product([a, b]: readonly string[], call: FunctionCall): string {
  if (isDuration(call.args[0])) return scaled(a!, b!);
  if (isDuration(call.args[1])) return scaled(b!, a!);
  return `(${a} * ${b})`;
}

function quotient([a, b]: readonly string[], call: FunctionCall): string {
  if (!isDuration(call.args[0])) return `(${floats(a!)} / nullif(${floats(b!)}, 0))`;
  if (isDuration(call.args[1])) return `(${floats(`epoch_us(${a})`)} / nullif(epoch_us(${b}), 0))`;
  return scaled(a!, `(1 / nullif(${floats(b!)}, 0))`);
}

const extreme =
  (name: "least" | "greatest"): FunctionImplementation["sql"] =>
  (args) =>
    `(CASE WHEN ${args.map((sql) => `${sql} IS NOT NULL`).join(" AND ")} THEN ${name}(${args.join(", ")}) END)`;

export const arithmeticImplementations: ImplementationsOf<typeof arithmeticDeclarations> = {
  "+": { sql: ([a, b]) => `(${a} + ${b})` },
  "-": {
    sql: ([a, b], _window, call) => {
      const betweenDates = call.args.every((side) => side.type.kind === "date");
      // DATE - DATE is a number of days in SQL; ours is a duration.
      return betweenDates ? `(CAST(${a} AS TIMESTAMP) - CAST(${b} AS TIMESTAMP))` : `(${a} - ${b})`;
    },
  },
  "*": { sql: (args, _window, call) => product(args, call) },
  "/": { sql: (args, _window, call) => quotient(args, call) },
  neg: { sql: ([x]) => `(-${x})` },
  mod: {
    sql: ([a, b]) =>
      `((${a} % nullif(${b}, 0)) + CASE WHEN (${a} % nullif(${b}, 0)) * sign(${b}) < 0 THEN ${b} ELSE 0 END)`,
  },
  abs: { sql: ([x]) => `abs(${x})` },
  round: {
    sql: ([x, digits], _window, call) =>
      // Rounding 64 bits to tens would wrap around near the bounds.
      isInt(call)
        ? `CAST(round(CAST(${x} AS HUGEINT), CAST(${digits} AS INTEGER)) AS BIGINT)`
        : `round(${x}, CAST(${digits} AS INTEGER))`,
  },
  floor: { sql: ([x], _window, call) => (isInt(call) ? x! : `floor(${x})`) },
  ceil: { sql: ([x], _window, call) => (isInt(call) ? x! : `ceil(${x})`) },
  sqrt: { sql: ([x]) => `sqrt(CASE WHEN ${x} >= 0 THEN ${floats(x!)} END)` },
  exp: { sql: ([x]) => finite(`exp(${floats(x!)})`) },
  log: { sql: ([x]) => `ln(CASE WHEN ${x} > 0 THEN ${floats(x!)} END)` },
  // Kahan's formula: exact where 1 + x rounds to 1.
  log1p: {
    sql: ([x]) => {
      const v = floats(x!);
      return `(CASE WHEN ${v} <= -1 THEN NULL WHEN 1 + ${v} = 1 THEN ${v} ELSE ln(CASE WHEN ${v} > -1 THEN 1 + ${v} END) * ${v} / nullif((1 + ${v}) - 1, 0) END)`;
    },
  },
  pow: { sql: ([x, exponent]) => finite(`pow(${floats(x!)}, ${floats(exponent!)})`) },
  sign: { sql: ([x]) => `CAST(sign(${x}) AS BIGINT)` },
  clip: {
    sql: ([x, low, high]) =>
      `(CASE WHEN ${x} IS NOT NULL AND ${low} IS NOT NULL AND ${high} IS NOT NULL THEN greatest(${low}, least(${high}, ${x})) END)`,
  },
  min_of: { sql: extreme("least") },
  max_of: { sql: extreme("greatest") },
};
