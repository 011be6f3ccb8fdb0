// `distribution`: moments and quantiles between bounds, and the population stability index against a reference table.
import type { RuleContext, RuleImplementation, RuleParams } from "../../runtime/data/rule.ts";
import { quoteName, quoteText } from "../../runtime/data/sql-text.ts";
import { columnParam, listParam, numberParam } from "./rule-parameters.ts";

/** Bins of equal frequency of the reference, as is usual for the PSI (Siddiqi 2006). */
const BINS = 10;
/** An empty bin would make the index infinite; half a row stands in it instead. */
const HALF_A_ROW = 0.5;

export const distribution: RuleImplementation = {
  query: (params, context) => {
    const findings = [...boundFindings(params), ...driftFindings(params, context)];
    const list = findings.length === 0 ? "NULL" : `concat_ws('; ', ${findings.join(", ")})`;
    return {
      kind: "table",
      sql: `SELECT nullif(${list}, '') FROM (SELECT 1) AS once`.replaceAll("@table", quoteName(context.table.name)),
    };
  },
  demand: (params) => {
    const name = `\`${columnParam(params, "column")}\``;
    const parts = bounds(params).map(({ what, low, high }) => `${what} of ${name} lies between ${low} and ${high}`);
    const other = params.reference;
    if (typeof other === "string")
      parts.push(`the PSI of ${name} to \`${other}\` is at most ${numberParam(params, "max_psi")}`);
    return parts.length === 0 ? `${name} has a distribution` : parts.join(", and ");
  },
};

interface Bound {
  readonly what: string;
  readonly sql: string;
  readonly low: number;
  readonly high: number;
}

function bounds(params: RuleParams): readonly Bound[] {
  const column = `CAST(${quoteName(columnParam(params, "column"))} AS DOUBLE)`;
  const level = numberParam(params, "quantile") ?? 0.5;
  const all = [
    { name: "mean", what: "the mean", sql: `avg(${column})` },
    { name: "sd", what: "the standard deviation", sql: `stddev_samp(${column})` },
    { name: "within", what: `the ${level} quantile`, sql: `quantile_cont(${column}, ${level})` },
  ];
  return all.flatMap(({ name, what, sql }) => {
    const [low, high] = listParam(params, name).map(Number);
    return low === undefined || high === undefined ? [] : [{ what, sql, low, high }];
  });
}

const shown = (value: string): string => `format('{:.6g}', ${value})`;

function boundFindings(params: RuleParams): readonly string[] {
  return bounds(params).map(
    ({ what, sql, low, high }) =>
      `(SELECT CASE WHEN v IS NULL THEN ${quoteText(`${what} is undefined`)} WHEN v < ${low} OR v > ${high} THEN ${quoteText(`${what} is `)} || ${shown("v")} END FROM (SELECT ${sql} AS v FROM @table) AS measured)`,
  );
}

function driftFindings(params: RuleParams, context: RuleContext): readonly string[] {
  if (typeof params.reference !== "string") return [];
  const other = context.tables.get(params.reference);
  if (other === undefined) throw new TypeError("distribution needs its reference as an input of the check");
  const name = columnParam(params, "column");
  const kind = context.table.schema.columns.find((column) => column.name === name)?.type.kind;
  const isNumber = kind === "int" || kind === "float";
  const value = isNumber ? `CAST(${quoteName(name)} AS DOUBLE)` : `CAST(${quoteName(name)} AS VARCHAR)`;
  const reference = quoteName(other.name);
  const levels = Array.from({ length: BINS - 1 }, (_, i) => (i + 1) / BINS).join(", ");
  // The bin of a number is how many edges lie below it; a text is its own bin.
  const bin = isNumber ? `len(list_filter(edges.e, __edge -> __edge < ${value}))` : value;
  const edges = `(SELECT ${isNumber ? `list_distinct(quantile_disc(${value}, [${levels}]))` : "[0]"} AS e FROM ${reference}) AS edges`;
  const counts = (table: string): string =>
    `(SELECT ${bin} AS bin, count(*) AS n FROM ${table}, ${edges} WHERE ${quoteName(name)} IS NOT NULL GROUP BY bin)`;
  const shares = `SELECT (CASE WHEN a.n IS NULL THEN ${HALF_A_ROW} ELSE a.n END) / sum(coalesce(a.n, 0)) OVER () AS p, (CASE WHEN b.n IS NULL THEN ${HALF_A_ROW} ELSE b.n END) / sum(coalesce(b.n, 0)) OVER () AS q FROM ${counts("@table")} AS a FULL JOIN ${counts(reference)} AS b ON a.bin = b.bin`;
  const index = `SELECT sum((p - q) * ln(p / q)) AS v FROM (${shares}) AS shares`;
  const most = numberParam(params, "max_psi") ?? 0;
  return [
    `(SELECT CASE WHEN v IS NULL THEN 'the PSI is undefined' WHEN v > ${most} THEN 'the PSI is ' || ${shown("v")} END FROM (${index}) AS measured)`,
  ];
}
