// Rules as queries for what breaks them.
import { risesStrictly } from "../../runtime/data/rising-rows.ts";
import type { RuleContext, RuleImplementation, RuleParams } from "../../runtime/data/rule.ts";
import { intervalText, nameList, quoteName, quoteText, ROW } from "../../runtime/data/sql-text.ts";
import { knownFacts } from "../../runtime/data/table.ts";
import { distribution } from "./distribution.impl.ts";
import {
  anyNull,
  columnParam,
  columnsParam,
  durationParam,
  durationText,
  listParam,
  numberParam,
  ticked,
  valueText,
} from "./rule-parameters.ts";
import type { rules } from "./rules.decl.ts";

type RuleName = (typeof rules)[number]["name"];

const rowsWhere =
  (condition: (params: RuleParams, context: RuleContext) => string): RuleImplementation["query"] =>
  (params, context) => ({
    kind: "rows",
    sql: `SELECT * FROM ${quoteName(context.table.name)} WHERE ${condition(params, context)}`,
  });

const column = (params: RuleParams): string => quoteName(columnParam(params, "column"));

/** The time column's series: rows of different series are not neighbours. */
const seriesOf = (context: RuleContext): readonly string[] =>
  context.table.schema.columns.filter((item) => item.roles.series === true).map((item) => item.name);

function stepOf(params: RuleParams, context: RuleContext): string {
  const declared = context.table.schema.columns.find((item) => item.name === columnParam(params, "column"));
  const every = durationParam(params, "every") ?? declared?.roles.time?.every ?? null;
  if (every !== null) return intervalText(every);
  // Without a declared step the most frequent distance is the step.
  const time = column(params);
  const partition = seriesOf(context).length === 0 ? "" : `PARTITION BY ${nameList(seriesOf(context))} `;
  const distance = `${time} - lag(${time}) OVER (${partition}ORDER BY ${time}, ${ROW})`;
  return `(SELECT distance FROM (SELECT ${distance} AS distance FROM ${quoteName(context.table.name)}) AS distances WHERE distance IS NOT NULL GROUP BY distance ORDER BY count(*) DESC, distance LIMIT 1)`;
}

export const ruleImplementations: Readonly<Record<RuleName, RuleImplementation>> = {
  unique: {
    query: (params, context) => ({
      kind: "rows",
      sql: `SELECT * FROM ${quoteName(context.table.name)} QUALIFY count(*) OVER (PARTITION BY ${nameList(columnsParam(params, "columns"))}) > 1`,
    }),
    holds: (params, { table }) => risesStrictly(table, columnsParam(params, "columns")),
    demand: (params) => `no two rows agree in ${ticked(columnsParam(params, "columns"))}`,
  },
  not_null: {
    query: rowsWhere((params) => anyNull(columnsParam(params, "columns"))),
    holds: (params, { table }) =>
      columnsParam(params, "columns").every((name) => knownFacts(table, name)?.missing === 0),
    demand: (params) => `no value of ${ticked(columnsParam(params, "columns"))} is missing`,
  },
  regular: {
    query: (params, context) => {
      const series = seriesOf(context);
      const partition = series.length === 0 ? "" : `PARTITION BY ${nameList(series)} `;
      const before = `lag(${column(params)}) OVER (${partition}ORDER BY ${column(params)}, ${ROW})`;
      const isOff = `${before} IS NOT NULL AND ${before} + ${stepOf(params, context)} <> ${column(params)}`;
      return { kind: "rows", sql: `SELECT * FROM ${quoteName(context.table.name)} QUALIFY ${isOff}` };
    },
    demand: (params) => {
      const every = durationParam(params, "every");
      const step = every === null ? "one step" : durationText(every);
      return `every \`${columnParam(params, "column")}\` follows the one before it by ${step}`;
    },
  },
  between: {
    query: rowsWhere(
      (params) =>
        `${column(params)} < ${numberParam(params, "min")} OR ${column(params)} > ${numberParam(params, "max")}`,
    ),
    holds: (params, { table }) => {
      const [least, most] = [numberParam(params, "min"), numberParam(params, "max")];
      const facts = knownFacts(table, columnParam(params, "column"));
      return facts !== null && least !== null && most !== null && facts.min >= least && facts.max <= most;
    },
    demand: (params) =>
      `\`${columnParam(params, "column")}\` lies between ${numberParam(params, "min")} and ${numberParam(params, "max")}`,
  },
  matches: {
    query: rowsWhere(
      (params) => `NOT regexp_full_match(${column(params)}, ${quoteText(columnParam(params, "pattern"))})`,
    ),
    demand: (params) => `\`${columnParam(params, "column")}\` matches \`${columnParam(params, "pattern")}\``,
  },
  one_of: {
    query: rowsWhere((params) => `${column(params)} NOT IN (${listParam(params, "values").map(valueText).join(", ")})`),
    demand: (params) =>
      `\`${columnParam(params, "column")}\` is one of ${listParam(params, "values").map(String).join(", ")}`,
  },
  foreign_key: {
    query: (params, context) => {
      const other = context.tables.get(columnParam(params, "table"));
      if (other === undefined) throw new TypeError("foreign_key needs its other table as an input of the check");
      const key = params.key === null || params.key === undefined ? column(params) : quoteName(String(params.key));
      const isKnown = `EXISTS (SELECT 1 FROM ${quoteName(other.name)} AS o WHERE o.${key} = t.${column(params)})`;
      return {
        kind: "rows",
        sql: `SELECT * FROM ${quoteName(context.table.name)} AS t WHERE t.${column(params)} IS NOT NULL AND NOT ${isKnown}`,
      };
    },
    demand: (params) => `every \`${columnParam(params, "column")}\` occurs in \`${columnParam(params, "table")}\``,
  },
  row_count: {
    query: (params, context) => {
      const tests = [
        ...(numberParam(params, "min") === null ? [] : [`count(*) < ${numberParam(params, "min")}`]),
        ...(numberParam(params, "max") === null ? [] : [`count(*) > ${numberParam(params, "max")}`]),
      ];
      const isWrong = tests.length === 0 ? "FALSE" : tests.join(" OR ");
      return {
        kind: "table",
        sql: `SELECT CASE WHEN ${isWrong} THEN 'it has ' || count(*) || ' rows' END FROM ${quoteName(context.table.name)}`,
      };
    },
    demand: (params) => {
      const [min, max] = [numberParam(params, "min"), numberParam(params, "max")];
      const bounds = [...(min === null ? [] : [`at least ${min}`]), ...(max === null ? [] : [`at most ${max}`])];
      return `the table has ${bounds.join(" and ")} rows`;
    },
  },
  freshness: {
    query: (params, context) => {
      if (context.asOf === null) throw new TypeError("freshness needs the time of the run");
      const age = intervalText(durationParam(params, "max_age") ?? { months: 0, milliseconds: 0 });
      const latest = `max(${column(params)})`;
      return {
        kind: "table",
        sql: `SELECT CASE WHEN ${latest} IS NULL THEN 'it has no time at all' WHEN ${latest} < ${context.asOf} - ${age} THEN 'the latest is ' || ${latest} END FROM ${quoteName(context.table.name)}`,
      };
    },
    demand: (params) =>
      `the latest \`${columnParam(params, "column")}\` is at most ${durationText(durationParam(params, "max_age") ?? { months: 0, milliseconds: 0 })} old`,
  },
  distribution,
  custom: {
    query: rowsWhere((params, context) => `NOT ${context.expression(params.condition ?? null)}`),
    demand: (params) => (typeof params.message === "string" ? params.message : "the condition holds in every row"),
  },
};
