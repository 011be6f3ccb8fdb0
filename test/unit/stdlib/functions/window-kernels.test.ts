// Window functions on numbers in memory give what the same functions give in SQL: for random series with gaps, repeated times
// and missing values, for rows, durations and centred windows.
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { applyStep } from "../../../../runtime/data/apply-step.ts";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import { exportFrame } from "../../../../runtime/data/export-frame.ts";
import type { Functions } from "../../../../runtime/data/lower-expression.ts";
import type { Expression, Over } from "../../../../specs/expression.ts";
import type { Json } from "../../../../specs/json.ts";
import { functionImplementations } from "../../../../stdlib/functions/implementations.ts";
import { kernels } from "../../../../stdlib/functions/kernels/window-kernels.ts";
import { call, col, columnOf, duration, inlineTable, lit, span } from "../../runtime/data/inline-table.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ threads: 2 });
});
afterAll(() => engine.close());

const inSql: Functions = Object.fromEntries(
  Object.entries(functionImplementations).map(([name, { kernel: _, ...sql }]) => [name, sql]),
);

const HOUR = 3_600_000;
const NONE: Expression = {
  kind: "literal",
  literal: { kind: "null" },
  type: { kind: "int", shape: [], nullable: true },
};
const spans: readonly Expression[] = [lit(1), lit(2), lit(5), duration(2 * HOUR), duration(5 * HOUR)];
const periods: readonly Expression[] = [NONE, lit(1), lit(2)];

function argumentsOf(name: string, pick: (count: number) => number): readonly Expression[] {
  const window = spans[pick(spans.length)]!;
  const flags = [lit(pick(3) === 0), periods[pick(periods.length)]!];
  switch (name) {
    case "lag":
    case "lead":
    case "diff":
    case "pct_change":
    case "ewm_mean":
      return [window];
    case "rolling_quantile":
      return [window, lit([0, 0.3, 0.5, 1][pick(4)]!, "float"), ...flags];
    case "expanding_mean":
    case "cumulative_sum":
    case "count_since":
    case "fill_backward":
      return [];
    case "fill_forward":
      return [periods[pick(periods.length)]!];
    default:
      return [window, ...flags];
  }
}

const row = fc.record({
  series: fc.constantFrom("a", "b", null),
  hour: fc.integer({ min: 0, max: 14 }),
  x: fc.option(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })), { freq: 4 }),
  n: fc.option(fc.integer({ min: -100, max: 100 }), { freq: 4 }),
  flag: fc.option(fc.boolean(), { freq: 4 }),
});

it.each(Object.keys(kernels))(
  "%s",
  async (name) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 30 }),
        fc.infiniteStream(fc.nat(1000)),
        fc.constantFrom(null, HOUR),
        async (rows, choices, every) => {
          const pick = (count: number): number => choices.next().value! % count;
          const columns = [
            columnOf("series", "category"),
            columnOf("at", "timestamp"),
            columnOf("x", "float"),
            columnOf("n", "int"),
            columnOf("flag", "bool"),
          ];
          const table = await inlineTable(
            engine,
            columns,
            rows.map(({ series, hour, x, n, flag }): Json[] => [
              series,
              new Date(Date.UTC(2024, 0, 1, hour)).toISOString(),
              x,
              n,
              flag,
            ]),
          );
          const over: Over = {
            partition: ["series"],
            order: "at",
            every: every === null ? null : { months: 0, milliseconds: every },
          };
          const kinds = name === "count_since" ? (["bool"] as const) : (["float", "int"] as const);
          const kind = kinds[pick(kinds.length)]!;
          const x = col({ float: "x", int: "n", bool: "flag" }[kind], kind);
          const expression = call(name, [x, ...argumentsOf(name, pick)], over);
          const result = columnOf("y", expression.type.kind);
          const op = {
            kind: "step",
            step: { kind: "derive", columns: [{ name: "y", expression }] },
            schema: { columns: [...columns, result] },
          } as const;
          const values = async (functions: Functions): Promise<readonly (number | null)[]> => {
            const { table: made, diagnostics } = await applyStep(engine, op, [table], functions, span);
            expect(diagnostics).toEqual([]);
            const column = (await exportFrame(engine, made!, ["y"])).columns[0]!;
            await engine.drop(made!.name);
            if (column.kind !== "number") throw new TypeError("numbers");
            return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
          };
          const inMemory = await values(functionImplementations);
          const reference = await values(inSql);
          await engine.drop(table.name);
          const near = inMemory.map((value, i) => {
            const wanted = reference[i]!;
            if (value === null || wanted === null) return value === wanted;
            return Math.abs(value - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted), name === "rolling_std" ? 1e-3 : 0);
          });
          expect(near.indexOf(false), `${JSON.stringify(expression)}: ${inMemory} and ${reference}`).toBe(-1);
        },
      ),
      { numRuns: 25 },
    );
  },
  120_000,
);
