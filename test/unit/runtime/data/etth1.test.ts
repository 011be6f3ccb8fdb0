// Real data: ETTh1 of Zhou et al. (2021), read from the shared data folder beside the checkout.
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { applyStep } from "../../../../runtime/data/apply-step.ts";
import { openEngine } from "../../../../runtime/data/engine.ts";
import { exportFrame } from "../../../../runtime/data/export-frame.ts";
import { readSource } from "../../../../runtime/data/read-source.ts";
import { type Column, scalar } from "../../../../specs/data-type.ts";
import type { Expression, Over } from "../../../../specs/expression.ts";
import { functionImplementations } from "../../../../stdlib/functions/implementations.ts";

const path = "../shared/data/ett/ETTh1.csv";
const isPresent = existsSync(path);
const span = { file: "etth1.pipe", start: 0, end: 1 };
const floats = ["HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT"];
const columns: readonly Column[] = [
  { name: "date", type: scalar("timestamp"), roles: { time: { every: { months: 0, milliseconds: 3_600_000 } } } },
  ...floats.map((name) => ({ name, type: scalar("float"), roles: {} })),
];

const over: Over = { partition: [], order: "date", every: { months: 0, milliseconds: 3_600_000 } };
const column = (name: string): Expression => ({ kind: "column", name, type: scalar("float") });
const hours = (n: number): Expression => ({
  kind: "literal",
  literal: { kind: "duration", months: 0, milliseconds: n * 3_600_000 },
  type: scalar("duration"),
});
const month: Expression = {
  kind: "literal",
  literal: { kind: "duration", months: 1, milliseconds: 0 },
  type: scalar("duration"),
};
const rows = (n: number): Expression => ({ kind: "literal", literal: { kind: "int", value: n }, type: scalar("int") });
const none: Expression = { kind: "literal", literal: { kind: "null" }, type: scalar("int", true) };
const no: Expression = { kind: "literal", literal: { kind: "bool", value: false }, type: scalar("bool") };
const call = (name: string, args: readonly Expression[]): Expression => ({
  kind: "call",
  function: name,
  args,
  over,
  type: scalar("float"),
});

async function features(threads: number): Promise<Map<string, Float64Array>> {
  const engine = await openEngine({ threads });
  const source = await readSource(
    engine,
    { kind: "source", connector: "csv", params: { path }, schema: { columns } },
    { resolvePath: (p) => p, span },
  );
  expect(source.diagnostics).toEqual([]);
  const derived = [
    { name: "day", expression: call("rolling_mean", [column("OT"), hours(24), no, none]) },
    { name: "rows", expression: call("rolling_mean", [column("OT"), rows(24), no, none]) },
    { name: "lagged", expression: call("lag", [column("OT"), rows(168)]) },
    { name: "smooth", expression: call("ewm_mean", [column("day"), rows(24)]) },
    { name: "aged", expression: call("ewm_mean", [column("OT"), hours(24)]) },
    { name: "month", expression: call("rolling_sum", [column("OT"), month, no, none]) },
    { name: "spread", expression: call("rolling_std", [call("lag", [column("OT"), rows(1)]), rows(24), no, none]) },
  ];
  const added = derived.map(({ name }) => ({ name, type: scalar("float"), roles: {} }));
  const step = await applyStep(
    engine,
    { kind: "step", step: { kind: "derive", columns: derived }, schema: { columns: [...columns, ...added] } },
    [source.table!],
    functionImplementations,
    span,
  );
  expect(step.diagnostics).toEqual([]);
  const frame = await exportFrame(engine, step.table!, ["date", ...floats, ...derived.map(({ name }) => name)]);
  engine.close();
  const result = new Map<string, Float64Array>();
  for (const item of frame.columns) if (item.kind === "number") result.set(item.name, item.values);
  return result;
}

describe.skipIf(!isPresent)(`ETTh1 (needs ${path})`, () => {
  it("reads all rows and computes windows that equal a direct computation", async () => {
    const columnsOf = await features(1);
    const ot = columnsOf.get("OT")!;
    expect(ot.length).toBe(17_420);
    expect(columnsOf.get("date")![0]).toBe(Date.UTC(2016, 6, 1));
    const mean = (end: number): number => ot.slice(end - 23, end + 1).reduce((sum, v) => sum + v, 0) / 24;
    const day = columnsOf.get("day")!;
    expect(day[22]).toBeNaN();
    for (const i of [23, 100, 17_419]) expect(day[i]).toBeCloseTo(mean(i), 10);
    const byRows = columnsOf.get("rows")!;
    for (const i of [23, 100, 17_419]) expect(byRows[i]).toBeCloseTo(day[i]!, 12);
    expect(columnsOf.get("lagged")![167]).toBeNaN();
    expect(columnsOf.get("lagged")![168]).toBe(ot[0]);
    let weight = 0;
    let sum = 0;
    const smooth = columnsOf.get("smooth")!;
    for (let i = 23; i < ot.length; i++) {
      weight = weight * 2 ** (-1 / 24) + 1;
      sum = sum * 2 ** (-1 / 24) + day[i]!;
      if (i % 1000 === 0 || i === 23) expect(smooth[i]).toBeCloseTo(sum / weight, 9);
    }
    expect(columnsOf.get("spread")![23]).toBeNaN();
    expect(columnsOf.get("spread")![24]).not.toBeNaN();
  });

  it("gives the same bits for any number of threads", async () => {
    const [one, four] = [await features(1), await features(4)];
    for (const [name, values] of one) {
      expect(
        Buffer.compare(Buffer.from(values.slice().buffer), Buffer.from(four.get(name)!.slice().buffer)),
        name,
      ).toBe(0);
    }
  });
});
