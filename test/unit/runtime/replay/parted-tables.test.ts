// Replays on columns in memory change, cut and compare as the engine does, and find what looks ahead.
import { rmSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addColumn, ColumnFileWriter } from "../../../../runtime/columns/column-file.ts";
import type { FunctionImplementation } from "../../../../runtime/component.ts";
import { columnTable } from "../../../../runtime/data/column-table.ts";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import type { Table } from "../../../../runtime/data/table.ts";
import { changedTable, cutTable, momentText } from "../../../../runtime/replay/change-source.ts";
import { cellsOf, compareInOrder } from "../../../../runtime/replay/compare-in-order.ts";
import { compareBySql, comparisonWith } from "../../../../runtime/replay/compare-tables.ts";
import { REPLAY_ROWS, testInvariance } from "../../../../runtime/replay/invariance.ts";
import { partsOf } from "../../../../runtime/replay/parted-table.ts";
import { inParts, recentTable, startOfLatest } from "../../../../runtime/replay/recent-table.ts";
import { createTableChain, type TableChain } from "../../../../runtime/replay/table-chain.ts";
import type { Column, Schema } from "../../../../specs/data-type.ts";
import type { PlanNode, TaskSpec } from "../../../../specs/plan.ts";
import { functionImplementations } from "../../../../stdlib/functions/implementations.ts";
import { call, col, columnOf, inlineTable, lit, span } from "../data/inline-table.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ threads: 2 });
});
afterAll(() => engine.close());

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const delay = { months: 0, milliseconds: 2 * HOUR };
const COLUMNS: readonly Column[] = [
  columnOf("at", "timestamp", false, { time: { every: null } as never }),
  columnOf("place", "int", false, { series: true } as never),
  columnOf("x", "float"),
  columnOf("late", "float", false, { delay }),
  columnOf("n", "int"),
  columnOf("huge", "int", false),
  columnOf("flag", "bool"),
  columnOf("day", "date"),
  columnOf("label", "string"),
];
const NAMES = COLUMNS.map(({ name }) => name);

const rowsOf = (count: number): fc.Arbitrary<readonly Readonly<Record<string, unknown>>[]> =>
  fc.array(
    fc.record({
      hour: fc.integer({ min: 0, max: 12 }),
      place: fc.integer({ min: 0, max: 2 }),
      x: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })),
      late: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
      n: fc.option(fc.integer()),
      huge: fc.constantFrom("9007199254740993", "3"),
      flag: fc.option(fc.boolean()),
      day: fc.option(fc.constantFrom("2024-02-29", "1999-12-31")),
      label: fc.option(fc.constantFrom("a", "b", "c'\"")),
    }),
    { minLength: 1, maxLength: count },
  );

const inlined = (rows: readonly Readonly<Record<string, unknown>>[]): Promise<Table> =>
  inlineTable(
    engine,
    COLUMNS,
    rows.map(({ hour, ...rest }) => ({
      at: new Date(START + Number(hour) * HOUR).toISOString().slice(0, 19),
      ...rest,
    })) as never,
  );

/** Gaps are drawn in one way here and in another by the engine; a `where` in the chain does without them. */
const chainOf = (withGaps: boolean): TableChain =>
  ({
    engine,
    steps: withGaps ? [] : [{ op: { step: { kind: "where" } } }],
    windows: () => undefined,
  }) as unknown as TableChain;

const content = async ({ name }: Table): Promise<readonly unknown[]> =>
  (await engine.query(`SELECT __row, ${NAMES.map((column) => `"${column}"`).join(", ")} FROM "${name}"`)).map((row) =>
    row.map(String),
  );

async function parted(table: Table): Promise<Table> {
  const made = await inParts(chainOf(false), table);
  expect(partsOf(made)).not.toBeNull();
  return made;
}

const random = { numRuns: 12 } as const;

describe("a table in parts", () => {
  it("is the table, and changes and is cut as the table is", async () => {
    await fc.assert(
      fc.asyncProperty(rowsOf(30), fc.integer({ min: -1, max: 13 }), async (rows, hour) => {
        const chain = chainOf(false);
        const table = await inlined(rows);
        const parts = await parted(table);
        expect(await content(parts)).toEqual(await content(table));
        const part = { kind: "later", than: START + hour * HOUR } as const;
        const [plain, made] = [table, parts].map((given) => ({ table: given, isMain: true, part }));
        const [changed, changedParts] = [await changedTable(chain, plain!, 1), await changedTable(chain, made!, 1)];
        expect(partsOf(changedParts!)).not.toBeNull();
        expect(await content(changedParts!)).toEqual(await content(changed!));
        const [cut, cutParts] = [await cutTable(chain, plain!), await cutTable(chain, made!)];
        expect(partsOf(cutParts!)).not.toBeNull();
        expect(await content(cutParts!)).toEqual(await content(cut!));
        const made5 = [table, parts, changed!, changedParts!, cut!, cutParts!];
        for (const { name } of made5) await engine.drop(name);
      }),
      random,
    );
  });

  it("gets gaps only where something may be missing, and only in what is changed", async () => {
    const rows = Array.from({ length: 200 }, (_, i) => ({
      hour: i % 13,
      place: 1,
      x: i,
      late: i,
      n: i,
      huge: "3",
      flag: true,
      day: null,
      label: "a",
    }));
    const parts = await parted(await inlined(rows));
    const cells = { table: parts, isMain: true, part: { kind: "later", than: START + 6 * HOUR } } as const;
    const changed = partsOf((await changedTable(chainOf(true), cells, 1))!)!;
    const gapsIn = (name: string, isLater: boolean): number =>
      changed.numbers.get(name)!.filter((value, i) => Number.isNaN(value) && rows[i]!.hour > 6 === isLater).length;
    expect([gapsIn("x", false), gapsIn("late", true)]).toEqual([0, 0]);
    expect(gapsIn("x", true)).toBeGreaterThan(5);
    expect(gapsIn("x", true)).toBeLessThan(45);
  });
});

describe("the latest rows", () => {
  it("are the same from a file and from the engine", async () => {
    const columns = COLUMNS.filter(({ name }) => name !== "label" && name !== "huge");
    const schema: Schema = { columns };
    await fc.assert(
      fc.asyncProperty(rowsOf(60), fc.integer({ min: 1, max: 60 }), async (rows, latest) => {
        const table = { ...(await inlined(rows)), schema };
        const path = engine.freshFile();
        const writer = new ColumnFileWriter(
          path,
          columns.map(({ name }) => ({ name, kind: "number" })),
        );
        const { numbers } = partsOf(await parted(table))!;
        for (const [i, { name }] of columns.entries()) addColumn(writer, i, numbers.get(name)!);
        const inFile = await columnTable(engine, writer.finish(), schema);
        const chain = chainOf(false);
        const from = await startOfLatest(chain, inFile, latest);
        expect(from).toBe(await startOfLatest(chain, table, latest));
        const sorted = rows.map(({ hour }) => START + Number(hour) * HOUR).sort((a, b) => b - a);
        expect(from).toBe(rows.length <= latest ? null : sorted[latest - 1]);
        if (from === null) return;
        const list = columns.map(({ name }) => `"${name}"`).join(", ");
        const read = async (name: string, where = ""): Promise<readonly unknown[]> =>
          (await engine.query(`SELECT __row, ${list} FROM "${name}" ${where}`)).map((row) => row.map(String));
        const expected = await read(table.name, `WHERE "at" >= ${momentText(from)}`);
        expect(await read((await recentTable(chain, inFile, from)).name)).toEqual(expected);
        expect(await read((await recentTable(chain, table, from)).name)).toEqual(expected);
        rmSync(path, { force: true });
      }),
      random,
    );
  });
});

describe("rows in the same order", () => {
  it("differ as the engine says, or are left to it", async () => {
    let inOrder = 0;
    await fc.assert(
      fc.asyncProperty(
        rowsOf(30),
        fc.array(fc.tuple(fc.nat(29), fc.constantFrom("x", "n", "label", "flag", "huge", "place"), rowsOf(1)), {
          maxLength: 4,
        }),
        fc.integer({ min: -1, max: 13 }),
        async (rows, edits, hour) => {
          const edited = rows.map((row) => ({ ...row }));
          for (const [row, name, [other]] of edits) if (row < edited.length) edited[row]![name] = other![name];
          const [one, other] = [await inlined(rows), await parted(await inlined(edited))];
          const until = START + hour * HOUR;
          const compared = { keys: ["place", "at"], time: "at", where: `"at" <= ${momentText(until)}`, until };
          const names = NAMES.filter((name) => name !== "at" && name !== "place");
          const cells = [one, other].map((table) => cellsOf(engine, table, [...compared.keys, ...names]));
          const found = compareInOrder(await cells[0]!, await cells[1]!, names, compared);
          const expected = await compareBySql(engine, one, other, names, compared);
          // All at once, or a few columns after the others.
          for (const cells of [1_000, 60])
            expect(await comparisonWith(engine, one, names, cells)(other, compared)).toEqual(expected);
          if (found === null) return;
          inOrder += 1;
          // Only whole numbers that no double can hold are left.
          expect(["", "huge"]).toContain(found.left.join());
          const { left: _, ...difference } = found;
          const columns = expected.columns.filter(({ column }) => !found.left.includes(column));
          expect(difference).toEqual({ ...expected, columns });
        },
      ),
      { numRuns: 30 },
    );
    expect(inOrder).toBeGreaterThan(20);
  });
});

describe("a replay of the latest rows", () => {
  const task = {
    kind: "regress",
    features: ["mean"],
    series: ["place"],
    time: { column: "at", every: null },
    horizon: null,
  } as unknown as TaskSpec;
  const mean = (function_: FunctionImplementation | null) => ({
    ...functionImplementations,
    ...(function_ === null ? {} : { rolling_mean: function_ }),
  });
  const over = { partition: ["place"], order: "at", every: { months: 0, milliseconds: HOUR }, zone: null } as never;

  async function trialsWith(function_: FunctionImplementation | null) {
    const rows = REPLAY_ROWS + 5_000;
    const each = rows / 5;
    const values = `SELECT i AS __row, make_timestamp(${START * 1000} + (i % ${each}) * ${HOUR * 1000}) AS at, i // ${each} AS place, hash(i) % 1000 / 7.0 AS x FROM range(${rows}) AS r(i)`;
    const columns = COLUMNS.slice(0, 3);
    const source = await engine.store(values, { columns }, true);
    const derived = { columns: [...columns, columnOf("mean", "float")] };
    const step = {
      kind: "derive",
      columns: [{ name: "mean", expression: call("rolling_mean", [col("x"), lit(5)], over) }],
    };
    const nodes = new Map<string, unknown>([
      ["source", { op: { kind: "source" }, inputs: [], span }],
      ["derived", { op: { kind: "step", step, schema: derived }, inputs: ["source"], span }],
    ]);
    const chain = createTableChain({
      engine,
      functions: mean(function_),
      last: "derived" as never,
      nodeOf: (id) => nodes.get(id) as PlanNode,
      tableOf: async () => source,
      windows: () => undefined,
    });
    const times = Float64Array.from({ length: rows }, (_, i) => START + (i % each) * HOUR);
    return testInvariance(chain, { task, times, moments: 2, seed: 1, onTrial: () => undefined });
  }

  it("holds honest windows to be honest", async () => {
    const trials = await trialsWith(null);
    expect(trials?.map(({ variant, unmatched, columns }) => [variant, unmatched, columns])).toEqual([
      ["changed", 0, []],
      ["cut", 0, []],
      ["changed", 0, []],
      ["cut", 0, []],
    ]);
    expect(trials?.every(({ rows }) => rows > 30_000)).toBe(true);
  });

  it("finds one that looks a row ahead, computed in memory or by the engine", async () => {
    const ahead: FunctionImplementation = {
      form: "window",
      sql: ([x], window) => `lead(${x}) OVER (${window!.partition} ${window!.order})`,
    };
    const inMemory: FunctionImplementation = {
      ...ahead,
      kernel:
        () =>
        (x, { starts }) =>
          x.map((_, row) => (starts.includes(row + 1) ? Number.NaN : x[row + 1]!)),
    };
    const found = await trialsWith(ahead);
    expect(found?.map(({ columns }) => columns.map(({ column, count }) => [column, count]))).toEqual([
      [["mean", 5]],
      [["mean", 5]],
      [["mean", 5]],
      [["mean", 5]],
    ]);
    expect(await trialsWith(inMemory)).toEqual(found);
  });
});
