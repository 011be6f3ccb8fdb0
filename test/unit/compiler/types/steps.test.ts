// Steps along the time, pivot, explode and queries: what they make of a schema, and what they refuse.
import { describe, expect, it } from "vitest";
import { findColumn } from "../../../../specs/data-type.ts";
import { typeTable } from "./type-text.ts";

const NO_TIME = 'source plain = csv("plain.csv") {\n  x: float\n  tags: string\n}\n';
const IRREGULAR = 'source events = csv("events.csv") {\n  at: timestamp @time\n  x: float\n}\n';

describe("steps that make rows anew", () => {
  it("resample keeps time and series, with the new step", () => {
    const { columns, schema, found } = typeTable("raw |> resample(every: 1d) { total = sum(x), rows = count() }");
    expect(found).toEqual([]);
    expect(columns.slice(-2)).toEqual(["total: float", "rows: int"]);
    expect(findColumn(schema, "at")?.roles.time?.every).toEqual({ months: 0, milliseconds: 86_400_000 });
    expect(findColumn(schema, "shop")?.roles.series).toBe(true);
  });

  it("fill_gaps makes all but time and series nullable", () => {
    const { schema } = typeTable("raw |> fill_gaps()");
    expect(schema.columns.filter(({ type }) => !type.nullable).map(({ name }) => name)).toEqual(["at", "shop"]);
  });

  it("windows makes tensors of numbers, and multiplies the step by the stride", () => {
    const { schema, found } = typeTable("raw |> windows(length: 1d, stride: 2, keep: [n])");
    expect(found).toEqual([]);
    const shape = (name: string) => findColumn(schema, name)?.type.shape;
    expect([shape("x"), shape("open"), shape("n"), shape("y"), shape("city")]).toEqual([[24], [24], [], [], []]);
    expect(shape("grid")).toEqual([24, 2, 2]);
    expect(findColumn(schema, "at")?.roles.time?.every).toEqual({ months: 0, milliseconds: 7_200_000 });
  });

  it("pivot makes a column per level", () => {
    const pivot = 'pivot(column: city, values: x, by: shop, levels: ["Bonn", "Ulm"], how: sum)';
    expect(typeTable(`raw |> ${pivot}`).schema.columns.map(({ name }) => name)).toEqual(["shop", "x_Bonn", "x_Ulm"]);
  });

  it("explode takes the first axis of a tensor off", () => {
    const { schema } = typeTable('raw |> explode(grid, index: "row")');
    expect(findColumn(schema, "grid")?.type.shape).toEqual([2]);
    expect(findColumn(schema, "row")?.type.kind).toBe("int");
  });

  it("sql takes the names that a query gives, or the columns that are listed", () => {
    const guessed = typeTable("raw |> sql(\"SELECT *, (x AS z) + 1 AS more, 'AS q' FROM input -- AS r\", fits: true)");
    expect(guessed.schema.columns.at(-1)).toEqual({
      name: "more",
      type: { kind: "float", shape: [], nullable: true },
      roles: {},
    });
    const listed = typeTable(
      'raw |> sql("SELECT at, n AS m FROM raw", fits: true, columns: {at: "timestamp", m: "int?"})',
    );
    expect(listed.found).toEqual([]);
    expect(listed.schema.columns.map(({ name, type }) => [name, type.kind, type.nullable])).toEqual([
      ["at", "timestamp", false],
      ["m", "int", true],
    ]);
    expect(findColumn(listed.schema, "at")?.roles.time).toBeDefined();
  });

  it("fourier makes sine and cosine of every harmonic", () => {
    const { schema, found } = typeTable("raw |> derive { w = fourier(at, period: 1d, order: 2) }");
    expect(found).toEqual([]);
    expect(schema.columns.slice(-4).map(({ name }) => name)).toEqual(["w_1", "w_2", "w_3", "w_4"]);
  });

  it.each([
    ["plain |> resample(every: 1d) { n = count() }", "type/no-order @ resample"],
    ["plain |> fill_gaps()", "type/no-order @ fill_gaps"],
    ["events |> fill_gaps()", "type/no-regular-step @ fill_gaps"],
    ["plain |> windows(length: 3)", "type/no-order @ windows"],
    ["events |> windows(length: 3h)", "type/no-step @ 3h"],
    ["raw |> windows(length: 90min)", "type/not-a-multiple @ 90min"],
    ["raw |> windows(length: 0)", "param/out-of-range @ 0"],
    ["raw |> windows(length: 3, stride: 0)", "param/out-of-range @ 0"],
    ["raw |> resample(every: 24) { n = count() }", "type/unit-mismatch @ 24"],
    ["raw |> resample(every: 0h) { n = count() }", "param/out-of-range @ 0h"],
    ["raw |> resample(every: 1d, label: middle) { n = count() }", "param/not-allowed @ middle"],
    ["raw |> resample(every: 1d) { n = x }", "type/not-aggregated @ x"],
    ["raw |> resample(every: 1d) { at = count() }", "type/duplicate-column @ at"],
    ["raw |> resample(every: 1d)", "syntax/missing-block @ resample"],
    ["raw |> pivot(column: city, values: x, by: shop, levels: [1])", "type/wrong-type @ [1]"],
    ["raw |> pivot(column: x, values: n, by: shop, levels: [1.5])", "type/wrong-type @ [1.5]"],
    ['raw |> pivot(column: city, values: x, by: shop, levels: ["a", "a"])', 'type/duplicate-column @ ["a", "a"]'],
    ['raw |> explode(x, separator: ",")', "type/step-form @ x"],
    ["plain |> explode(tags)", "type/step-form @ tags"],
    ['raw |> explode(grid, separator: ",")', "type/step-form @ grid"],
    ['raw |> sql("SELECT 1", columns: {a: "number"})', 'type/step-form @ {a: "number"}'],
    ['raw |> sql("SELECT 1", reach: -1h)', "param/out-of-range @ -1h"],
    [
      "raw |> derive { w = fourier(at, period: 1d, order: 0) }",
      "type/function-arguments @ fourier(at, period: 1d, order: 0)",
    ],
    ["raw |> derive { w = fourier(at, period: 24, order: 1) }", "type/unit-mismatch @ 24"],
    ["raw |> where(fourier(at, 1d, 2) > 0)", "type/function-arguments @ fourier"],
  ])("%s gives %s", (pipe, expected) => {
    expect(typeTable(pipe, NO_TIME + IRREGULAR).found).toEqual([expected]);
  });
});
