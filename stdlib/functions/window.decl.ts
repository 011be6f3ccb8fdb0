// Functions of the rows before (or after) a row, inside each series and in time order. Windows include the current row.
import { scalar } from "../../specs/data-type.ts";
import {
  argument,
  constantArgument,
  constantWithDefault,
  floatOfFirst,
  keepFirst,
  NUMERIC,
  NUMERIC_OR_BOOL,
  ORDERED,
  type ResultRule,
  shareArgument,
  sumOfFirst,
  windowFunction,
} from "./signature.ts";

const steps = constantWithDefault("k", "duration-or-rows", 1);
const x = argument("x", NUMERIC_OR_BOOL);
const trailing = { kind: "trailing", window: "window", center: "center" } as const;

const differenceType: ResultRule = ([first]) => {
  if (first === undefined) return null;
  if (first.kind === "date" || first.kind === "timestamp") return scalar("duration", first.nullable);
  return first;
};

const rolling = <const Name extends string>(name: Name, doc: string, result: ResultRule) =>
  windowFunction({
    name,
    doc: `${doc} The window is a duration or a number of rows; rows at the head of a series that lack a whole window are missing, and so are windows of rows that hold a missing value, unless \`min_periods\` values suffice.`,
    arguments: [
      x,
      constantArgument("window", "duration-or-rows"),
      constantWithDefault("center", "bool", false),
      constantWithDefault("min_periods", "int", null),
    ],
    reach: trailing,
    result,
  });

export const windowDeclarations = [
  windowFunction({
    name: "lag",
    doc: "The value k rows (or a duration) earlier.",
    arguments: [argument("x", "any"), steps],
    reach: { kind: "lag", by: "k" },
    result: keepFirst,
  }),
  windowFunction({
    name: "lead",
    doc: "The value k rows (or a duration) later: the future, so never a feature of its own row.",
    arguments: [argument("x", "any"), steps],
    reach: { kind: "lead", by: "k" },
    result: keepFirst,
  }),
  windowFunction({
    name: "diff",
    doc: "x minus its value k rows (or a duration) earlier.",
    arguments: [argument("x", ["int", "float", "date", "timestamp", "duration"]), steps],
    reach: { kind: "difference", by: "k" },
    result: differenceType,
  }),
  windowFunction({
    name: "pct_change",
    doc: "x divided by its value k rows (or a duration) earlier, minus 1; missing where that value is 0.",
    arguments: [argument("x", NUMERIC), steps],
    reach: { kind: "difference", by: "k" },
    result: floatOfFirst,
  }),
  rolling("rolling_mean", "The mean of a window.", floatOfFirst),
  rolling("rolling_sum", "The sum of a window.", sumOfFirst),
  rolling("rolling_std", "The sample standard deviation (n - 1) of a window.", floatOfFirst),
  rolling("rolling_min", "The smallest value of a window.", keepFirst),
  rolling("rolling_max", "The largest value of a window.", keepFirst),
  rolling("rolling_median", "The median of a window.", floatOfFirst),
  windowFunction({
    name: "rolling_quantile",
    doc: "The quantile `q` of a window, linearly interpolated.",
    arguments: [
      argument("x", NUMERIC),
      constantArgument("window", "duration-or-rows"),
      shareArgument("q"),
      constantWithDefault("center", "bool", false),
      constantWithDefault("min_periods", "int", null),
    ],
    reach: trailing,
    result: floatOfFirst,
  }),
  windowFunction({
    name: "expanding_mean",
    doc: "The mean of all rows up to and including this one.",
    arguments: [x],
    reach: { kind: "prefix" },
    result: floatOfFirst,
  }),
  windowFunction({
    name: "ewm_mean",
    doc: "The mean of all rows up to this one with weights that halve every `half_life` (a duration or rows).",
    arguments: [argument("x", NUMERIC), constantArgument("half_life", "duration-or-rows")],
    reach: { kind: "prefix" },
    result: floatOfFirst,
  }),
  windowFunction({
    name: "cumulative_sum",
    doc: "The sum of all rows up to and including this one; missing values are skipped.",
    arguments: [x],
    reach: { kind: "prefix" },
    result: sumOfFirst,
  }),
  windowFunction({
    name: "count_since",
    doc: "Rows since the condition was last true, 0 at such a row; missing before the first one.",
    arguments: [argument("condition", ["bool"])],
    reach: { kind: "prefix" },
    result: () => scalar("int", true),
  }),
  windowFunction({
    name: "fill_forward",
    doc: "x, or where it is missing the last known value, at most `limit` rows old.",
    arguments: [argument("x", ORDERED), constantWithDefault("limit", "int", null)],
    reach: { kind: "prefix" },
    result: keepFirst,
  }),
  windowFunction({
    name: "fill_backward",
    doc: "x, or where it is missing the next known value: it reads the future.",
    arguments: [argument("x", ORDERED)],
    reach: { kind: "suffix" },
    result: keepFirst,
  }),
  windowFunction({
    name: "interpolate",
    doc: "x, or where it is missing the point on the line between the known neighbours in time: it reads the future.",
    arguments: [argument("x", NUMERIC)],
    reach: { kind: "suffix" },
    result: floatOfFirst,
  }),
] as const;
