// Aggregates in SQL. Floats are not associative, so every aggregate whose result depends on the order of its input gets
// an ORDER BY: results are the same bits for any number of threads.
import type { FunctionCall, FunctionImplementation, WindowSql } from "../../runtime/component.ts";
import type { aggregateDeclarations } from "./aggregate.decl.ts";
import type { ImplementationsOf } from "./implementation-record.ts";
import { numberOr } from "./window-frame.ts";

const WHOLE = "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING";

type Aggregate = (x: string, call: FunctionCall) => { readonly name: string; readonly args: string };

const apply = (name: string, args: string, window: WindowSql | null, call: FunctionCall, sorted: boolean): string => {
  if (window !== null) return `${name}(${args}) OVER (${window.partition} ${window.order} ${WHOLE})`;
  return sorted ? `${name}(${args} ORDER BY ${call.order})` : `${name}(${args})`;
};

const sortedAggregate =
  (describe: Aggregate): FunctionImplementation["sql"] =>
  ([x], window, call) => {
    const { name, args } = describe(x!, call);
    return apply(name, args, window, call, true);
  };

const plainAggregate =
  (describe: Aggregate): FunctionImplementation["sql"] =>
  ([x], window, call) => {
    const { name, args } = describe(x!, call);
    return apply(name, args, window, call, false);
  };

const asNumber = (x: string, call: FunctionCall): string =>
  call.args[0]?.type.kind === "bool" ? `CAST(${x} AS BIGINT)` : x;

const named =
  (name: string): Aggregate =>
  (x, call) => ({ name, args: asNumber(x, call) });

const untouched =
  (name: string): Aggregate =>
  (x) => ({ name, args: x });

const isAbsent = (call: FunctionCall): boolean => {
  const [x] = call.args;
  return x === undefined || (x.kind === "literal" && x.literal.kind === "null");
};

export const aggregateImplementations: ImplementationsOf<typeof aggregateDeclarations> = {
  count: {
    form: "aggregate",
    sql: ([x], window, call) => apply("count", isAbsent(call) ? "*" : x!, window, call, false),
  },
  sum: { form: "aggregate", sql: sortedAggregate(named("sum")) },
  mean: { form: "aggregate", sql: sortedAggregate(named("avg")) },
  std: { form: "aggregate", sql: sortedAggregate(named("stddev_samp")) },
  median: {
    form: "aggregate",
    sql: plainAggregate((x, call) => ({ name: "quantile_cont", args: `CAST(${asNumber(x, call)} AS DOUBLE), 0.5` })),
  },
  quantile: {
    form: "aggregate",
    sql: plainAggregate((x, call) => ({
      name: "quantile_cont",
      args: `CAST(${x} AS DOUBLE), ${numberOr(call.args[1], 0.5)}`,
    })),
  },
  min: { form: "aggregate", sql: plainAggregate(untouched("min")) },
  max: { form: "aggregate", sql: plainAggregate(untouched("max")) },
  first: { form: "aggregate", sql: sortedAggregate(untouched("first")) },
  last: { form: "aggregate", sql: sortedAggregate(untouched("last")) },
  any: { form: "aggregate", sql: plainAggregate(untouched("bool_or")) },
  all: { form: "aggregate", sql: plainAggregate(untouched("bool_and")) },
  n_unique: {
    form: "aggregate",
    sql: ([x], window, call) => apply("count", `DISTINCT ${x}`, window, call, false),
  },
  rank: {
    form: "window",
    sql: ([x]) => `(CASE WHEN ${x} IS NOT NULL THEN rank() OVER (ORDER BY ${x} NULLS LAST) END)`,
  },
};
