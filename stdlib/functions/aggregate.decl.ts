// Many rows to one value. Missing values are skipped; a group without any value gives a missing result.
import { scalar } from "../../specs/data-type.ts";
import {
  aggregateFunction,
  alwaysPresent,
  argument,
  floatOfFirst,
  keepFirst,
  type Named,
  NUMERIC,
  NUMERIC_OR_BOOL,
  ORDERED,
  optionalArgument,
  orderedAggregate,
  shareArgument,
  sumOfFirst,
} from "./signature.ts";

const number = argument("x", NUMERIC_OR_BOOL);
const ordered = argument("x", ORDERED);
const bool = argument("x", ["bool"]);

export const aggregateDeclarations = [
  aggregateFunction({
    name: "count",
    doc: "The number of rows, or with an argument the number of rows in which it is present.",
    arguments: [optionalArgument("x", "any")],
    result: alwaysPresent("int"),
  }),
  aggregateFunction({
    name: "sum",
    doc: "The sum; of bools the number of true ones.",
    arguments: [argument("x", ["int", "float", "bool"])],
    result: sumOfFirst,
  }),
  aggregateFunction({ name: "mean", doc: "The arithmetic mean.", arguments: [number], result: floatOfFirst }),
  aggregateFunction({ name: "median", doc: "The median.", arguments: [number], result: floatOfFirst }),
  aggregateFunction({
    name: "std",
    doc: "The sample standard deviation (n - 1); missing for fewer than two values.",
    arguments: [number],
    result: floatOfFirst,
  }),
  aggregateFunction({ name: "min", doc: "The smallest value.", arguments: [ordered], result: keepFirst, picks: true }),
  aggregateFunction({ name: "max", doc: "The largest value.", arguments: [ordered], result: keepFirst, picks: true }),
  orderedAggregate({
    name: "first",
    doc: "The first value in time order, else in the order of the table; it may be missing.",
    arguments: [ordered],
    result: keepFirst,
    picks: true,
  }),
  orderedAggregate({
    name: "last",
    doc: "The last value in time order, else in the order of the table; it may be missing.",
    arguments: [ordered],
    result: keepFirst,
    picks: true,
  }),
  aggregateFunction({
    name: "any",
    doc: "True where at least one value is true.",
    arguments: [bool],
    result: keepFirst,
  }),
  aggregateFunction({ name: "all", doc: "True where no value is false.", arguments: [bool], result: keepFirst }),
  aggregateFunction({
    name: "n_unique",
    doc: "The number of different values.",
    arguments: [argument("x", "any")],
    result: alwaysPresent("int"),
  }),
  aggregateFunction({
    name: "quantile",
    doc: "The quantile `q`, linearly interpolated.",
    arguments: [argument("x", NUMERIC), shareArgument("q")],
    result: floatOfFirst,
  }),
  // One value per row, but read from all rows: a scalar whose reach is the whole table.
  {
    family: "function",
    name: "rank",
    doc: "The rank of x among all rows of the table, 1 for the smallest; equal values share the lowest rank.",
    role: "scalar",
    reach: { kind: "table" },
    arguments: [ordered],
    result: ([x]) => (x === undefined ? null : scalar("int", x.nullable)),
  } satisfies Named<"rank">,
] as const;
