import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import { addDuration } from "../../../../runtime/task/calendar-time.ts";
import { makeTask, type TaskResult } from "../../../../runtime/task/make-task.ts";
import type { Column } from "../../../../specs/data-type.ts";
import type { Json } from "../../../../specs/json.ts";
import type { TaskSpec } from "../../../../specs/plan.ts";
import { columnOf, inlineTable, span } from "../data/inline-table.ts";

const HOUR = 3_600_000;
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ threads: 2 });
});
afterAll(() => engine.close());

const plain: TaskSpec = {
  kind: "regress",
  target: "y",
  features: [],
  known: [],
  time: null,
  series: [],
  entity: null,
  weight: null,
  horizon: null,
  lookback: null,
  warmup: 0,
  positive: null,
  quantiles: [],
  claim: [],
};
const hourly = { column: "t", every: { months: 0, milliseconds: HOUR } };

async function task(columns: readonly Column[], rows: Json, parts: Partial<TaskSpec>): Promise<TaskResult> {
  const table = await inlineTable(engine, columns, rows);
  const held = columns.map(({ name }) => name);
  const op = { kind: "task", task: { ...plain, ...parts }, columns: held, schema: { columns } } as const;
  return makeTask(engine, op, table, span);
}

const idsOf = async (result: Promise<TaskResult>) => (await result).diagnostics.map(({ id }) => id);
const t = columnOf("t", "timestamp");
const y = columnOf("y", "float");
const at = (hour: number): string => new Date(Date.UTC(2024, 0, 1) + hour * HOUR).toISOString();

it("orders by series and time, and keeps the place of each row in the table", async () => {
  const columns = [columnOf("s", "category"), t, y, columnOf("city", "category"), columnOf("w", "float")];
  const rows = [
    ["b", at(1), 4, "Ulm", 1],
    ["a", at(1), 2, "Bonn", 2],
    ["b", at(0), 3, null, 3],
    ["a", at(0), 1, "Ulm", 4],
  ];
  const spec = { time: hourly, series: ["s"], features: ["city"], weight: "w", warmup: 1 };
  const { task: made, diagnostics } = await task(columns, rows, spec);
  expect(diagnostics).toEqual([]);
  expect([...made!.label]).toEqual([1, 2, 3, 4]);
  expect([...made!.rowIds]).toEqual([3, 1, 2, 0]);
  expect([...made!.series]).toEqual([0, 0, 1, 1]);
  expect(made!.seriesNames).toEqual(["a", "b"]);
  expect([...made!.usable]).toEqual([0, 1, 0, 1]);
  expect(made!.features).toEqual([
    {
      kind: "category",
      name: "city",
      type: "category",
      codes: Int32Array.from([1, 0, -1, 1]),
      levels: ["Bonn", "Ulm"],
    },
  ]);
  expect(made!.weight).toEqual(Float64Array.from([4, 2, 3, 1]));
  expect(made!.extras.map(({ name }) => name)).toEqual(["s", "t", "w"]);
  expect(made!.label.buffer).toBeInstanceOf(SharedArrayBuffer);
});

describe("classes", () => {
  it("ascend, and bools are positive where true", async () => {
    const classify = (kind: "category" | "bool" | "int", values: Json[], parts: Partial<TaskSpec> = {}) =>
      task(
        [columnOf("y", kind), columnOf("k", "int")],
        values.map((value) => [value, 1]),
        { kind: "classify", ...parts },
      );
    const words = await classify("category", ["no", "yes", null, "maybe"], { positive: "yes" });
    expect(words.task?.classes).toEqual(["maybe", "no", "yes"]);
    expect([...words.task!.label]).toEqual([1, 2, Number.NaN, 0]);
    expect([words.task!.positive, [...words.task!.usable]]).toEqual([2, [1, 1, 0, 1]]);
    expect(words.diagnostics.map(({ id }) => id)).toEqual(["data/null-target"]);
    const bools = await classify("bool", [true, false]);
    expect([bools.task?.classes, bools.task?.positive]).toEqual([["false", "true"], 1]);
    const numbers = await classify("int", [10, 9, 10]);
    expect([numbers.task?.classes, numbers.task?.positive]).toEqual([["9", "10"], null]);
    expect(await idsOf(classify("int", [1, 1]))).toEqual(["data/one-class"]);
    expect(await idsOf(classify("int", [1, 2], { positive: 3 }))).toEqual(["data/unknown-positive"]);
  });
});

describe("findings about time", () => {
  it("names the first repeated or irregular time", async () => {
    const rows = [0, 1, 1, 2].map((hour) => [at(hour), hour]);
    const repeated = await task([t, y], rows, { kind: "forecast", horizon: 1, time: hourly });
    expect(repeated.task).toBeNull();
    expect(repeated.diagnostics[0]?.id).toBe("data/duplicate-timestamps");
    expect(repeated.diagnostics[0]?.message).toContain("2024-01-01T01:00:00.000Z");
    expect(repeated.diagnostics[0]?.message).toContain("1 value of `t` occurs more than once");
    const gap = await task(
      [t, y],
      [0, 1, 3].map((hour) => [at(hour), hour]),
      { kind: "forecast", horizon: 1, time: hourly },
    );
    expect(gap.task).not.toBeNull();
    expect(gap.diagnostics.map(({ id, severity }) => [id, severity])).toEqual([["data/irregular-time", "warning"]]);
    expect(
      await idsOf(
        task(
          [t, y],
          [
            [at(0), 1],
            [null, 2],
          ],
          { time: hourly },
        ),
      ),
    ).toEqual(["data/null-time"]);
  });

  it("takes month ends as one monthly step", async () => {
    const months = { column: "t", every: { months: 1, milliseconds: 0 } };
    const ends = ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"].map((day, i) => [day, i]);
    expect(await idsOf(task([t, y], ends, { kind: "forecast", horizon: 1, time: months }))).toEqual([]);
    expect(new Date(addDuration(Date.UTC(2024, 0, 31, 6), { months: 1, milliseconds: 0 }, 1)).toISOString()).toBe(
      "2024-02-29T06:00:00.000Z",
    );
    expect(addDuration(Date.UTC(2024, 2, 31), { months: 1, milliseconds: 0 }, -13)).toBe(Date.UTC(2023, 1, 28));
  });
});

it("names targets that nothing can be learned from", async () => {
  const k = columnOf("k", "int");
  expect(
    await idsOf(
      task(
        [y, k],
        [
          [2, 1],
          [2, 1],
        ],
        {},
      ),
    ),
  ).toEqual(["data/constant-target"]);
  expect(
    await idsOf(
      task(
        [y, k],
        [
          [null, 1],
          [null, 1],
        ],
        {},
      ),
    ),
  ).toEqual(["data/empty-task"]);
  expect(
    await idsOf(
      task(
        [y, k],
        [
          [1, 1],
          [2, 1],
        ],
        { warmup: 5 },
      ),
    ),
  ).toEqual(["data/empty-task"]);
});

it("refuses weights below 0, and weights of which none counts", async () => {
  const weighted = (first: number, second: number) =>
    idsOf(
      task(
        [y, columnOf("w", "float")],
        [
          [1, first],
          [2, second],
        ],
        { weight: "w" },
      ),
    );
  expect(await weighted(1, -1)).toEqual(["data/unusable-weights"]);
  expect(await weighted(0, 0)).toEqual(["data/unusable-weights"]);
  expect(await weighted(0, 2)).toEqual([]);
});
