// Comparisons, logic and the handling of missing values. Logic is three-valued, as in SQL: a comparison with a missing
// value is missing, and `where` keeps only rows whose condition is true.
import { scalar } from "../../specs/data-type.ts";
import {
  always,
  alwaysPresent,
  argument,
  comparable,
  ORDERED,
  scalarFunction,
  unify,
  unifyKinds,
} from "./signature.ts";

const comparison = <const Name extends string>(name: Name, doc: string) =>
  scalarFunction({
    name,
    doc,
    arguments: [argument("a", ORDERED), argument("b", ORDERED)],
    result: comparable,
    identity: "lost",
  });

export const comparisonAndLogicDeclarations = [
  comparison("==", "True where both are equal."),
  comparison("!=", "True where they differ."),
  comparison("<", "True where a is below b."),
  comparison("<=", "True where a is not above b."),
  comparison(">", "True where a is above b."),
  comparison(">=", "True where a is not below b."),
  scalarFunction({
    name: "and",
    doc: "True where both are true.",
    arguments: [argument("a", ["bool"]), argument("b", ["bool"])],
    result: always("bool"),
  }),
  scalarFunction({
    name: "or",
    doc: "True where at least one is true.",
    arguments: [argument("a", ["bool"]), argument("b", ["bool"])],
    result: always("bool"),
  }),
  scalarFunction({
    name: "not",
    doc: "True where x is false.",
    arguments: [argument("x", ["bool"])],
    result: always("bool"),
  }),
  scalarFunction({
    name: "in",
    doc: "True where x equals one of the values of a list.",
    arguments: [argument("x", ORDERED), argument("values", "any")],
    result: ([x, values]) => {
      if (x === undefined || values === undefined) return null;
      return unifyKinds(x.kind, values.kind) === null ? null : scalar("bool", x.nullable);
    },
    identity: "lost",
  }),
  scalarFunction({
    name: "??",
    doc: "a, and b where a is missing.",
    arguments: [argument("a", ORDERED), argument("b", ORDERED)],
    result: ([a, b]) => {
      const common = a === undefined || b === undefined ? null : unify([a, b]);
      return common === null || b === undefined ? null : { ...common, nullable: b.nullable };
    },
    picks: true,
  }),
  scalarFunction({
    name: "is_null",
    doc: "True where x is missing.",
    arguments: [argument("x", "any")],
    result: alwaysPresent("bool"),
    reads: "presence",
    identity: "lost",
  }),
  scalarFunction({
    name: "if",
    doc: "`then` where the condition is true, else `otherwise` (also where the condition is missing).",
    arguments: [argument("condition", ["bool"]), argument("then", ORDERED), argument("otherwise", ORDERED)],
    result: ([, then, otherwise]) => (then === undefined || otherwise === undefined ? null : unify([then, otherwise])),
    picks: true,
  }),
] as const;
