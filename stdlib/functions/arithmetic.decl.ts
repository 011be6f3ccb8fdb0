// Operators and functions over numbers. Undefined results (x / 0, log(0), sqrt(-1)) are missing values and leave the
// declared nullability alone, like warm-up rows.
import {
  always,
  argument,
  constantWithDefault,
  floatOfFirst,
  likeFirst,
  NUMERIC,
  ORDERED,
  productRule,
  quotientRule,
  scalarFunction,
  sumRule,
  unify,
  variadicArgument,
} from "./signature.ts";

const ADDABLE = ["int", "float", "date", "timestamp", "duration"] as const;
const SCALABLE = ["int", "float", "duration"] as const;
const x = argument("x", NUMERIC);

export const arithmeticDeclarations = [
  scalarFunction({
    name: "+",
    doc: "The sum; a date or timestamp plus a duration is a timestamp.",
    arguments: [argument("a", ADDABLE), argument("b", ADDABLE)],
    result: sumRule("+"),
    moment: "sum",
    identity: "mixed",
  }),
  scalarFunction({
    name: "-",
    doc: "The difference; of two moments it is a duration.",
    arguments: [argument("a", ADDABLE), argument("b", ADDABLE)],
    result: sumRule("-"),
    moment: "difference",
    identity: "mixed",
  }),
  scalarFunction({
    name: "*",
    doc: "The product.",
    arguments: [argument("a", SCALABLE), argument("b", SCALABLE)],
    result: productRule,
    identity: "mixed",
  }),
  scalarFunction({
    name: "/",
    doc: "The quotient, always a float (`1 / 2` is 0.5); missing where the divisor is 0.",
    arguments: [argument("a", SCALABLE), argument("b", SCALABLE)],
    result: quotientRule,
    identity: "mixed",
  }),
  scalarFunction({
    name: "neg",
    doc: "The negative: unary minus.",
    arguments: [argument("x", SCALABLE)],
    result: likeFirst,
  }),
  scalarFunction({
    name: "mod",
    doc: "The remainder with the sign of the divisor (`mod(-1, 24)` is 23); missing where the divisor is 0.",
    arguments: [argument("a", NUMERIC), argument("b", NUMERIC)],
    result: (args) => unify(args),
    identity: { beyond: "b", most: 10_000 },
  }),
  scalarFunction({ name: "abs", doc: "The absolute value.", arguments: [x], result: likeFirst }),
  scalarFunction({
    name: "round",
    doc: "Rounds half away from zero to a number of decimal digits.",
    arguments: [x, constantWithDefault("digits", "int", 0)],
    result: ([first]) => first ?? null,
  }),
  scalarFunction({
    name: "floor",
    doc: "The largest whole number that is not above x.",
    arguments: [x],
    result: likeFirst,
  }),
  scalarFunction({
    name: "ceil",
    doc: "The smallest whole number that is not below x.",
    arguments: [x],
    result: likeFirst,
  }),
  scalarFunction({ name: "sqrt", doc: "The square root; missing below 0.", arguments: [x], result: floatOfFirst }),
  scalarFunction({
    name: "exp",
    doc: "e to the power of x; missing where it overflows.",
    arguments: [x],
    result: floatOfFirst,
  }),
  scalarFunction({
    name: "log",
    doc: "The natural logarithm; missing at and below 0.",
    arguments: [x],
    result: floatOfFirst,
  }),
  scalarFunction({
    name: "log1p",
    doc: "log(1 + x), exact for small x; missing at and below -1.",
    arguments: [x],
    result: floatOfFirst,
  }),
  scalarFunction({
    name: "pow",
    doc: "x to the power of `exponent`; missing where it is not a finite real number.",
    arguments: [x, argument("exponent", NUMERIC)],
    result: always("float"),
  }),
  scalarFunction({ name: "sign", doc: "-1, 0 or 1.", arguments: [x], result: always("int"), identity: "lost" }),
  scalarFunction({
    name: "clip",
    doc: "x, but at least `low` and at most `high`.",
    arguments: [x, argument("low", NUMERIC), argument("high", NUMERIC)],
    result: (args) => unify(args),
  }),
  scalarFunction({
    name: "min_of",
    doc: "The smallest of several columns of the row; missing where one of them is.",
    arguments: [variadicArgument("values", ORDERED)],
    result: (args) => unify(args),
    picks: true,
  }),
  scalarFunction({
    name: "max_of",
    doc: "The largest of several columns of the row; missing where one of them is.",
    arguments: [variadicArgument("values", ORDERED)],
    result: (args) => unify(args),
    picks: true,
  }),
] as const;
