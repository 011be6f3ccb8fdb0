import { describe, expect, it } from "vitest";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { createLibrary } from "../../../../runtime/model/library.ts";
import {
  applyTransform,
  fitTransform,
  invertLabel,
  transformLabel,
} from "../../../../runtime/model/transform-chain.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import type { TransformSpec } from "../../../../specs/plan.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";
import { categories, numbers } from "./hand-made-task.ts";

const library = createLibrary(implementations, standardLibrary.components);
const component = (name: string, params = {}): TransformSpec => ({ kind: "component", component: name, params });
const columns = [
  numbers("a", [1, 2, 3, 4]),
  categories("city", [0, 1, 0, 1], ["Oslo", "Rome"]),
  numbers("b", [10, 20, 30, 40]),
];
const input = {
  rows: 4,
  columns,
  label: Float64Array.from([1, 2, 3, 6]),
  classes: null,
  weight: null,
  order: null,
  beside: [],
};
const alone = (given: readonly FrameColumn[]) => ({ columns: given, order: null, beside: [] });
const fitOnRows = (spec: TransformSpec) => fitTransform(spec, input, library, createRandom(1));
const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);

describe("transform chains", () => {
  it("a component without a selector takes the types it accepts and passes the rest", () => {
    const { columns: made } = fitOnRows(component("standardize"));
    expect(names(made)).toEqual(["a", "city", "b"]);
    expect(made[1]).toBe(columns[1]);
  });

  it("the most specific entry of a block takes a column, others pass", () => {
    const { columns: made } = fitOnRows({
      kind: "block",
      entries: [
        { selector: { kind: "numeric" }, transform: component("standardize") },
        { selector: { kind: "columns", columns: ["b"] }, transform: component("minmax") },
      ],
    });
    const b = made.find(({ name }) => name === "b");
    expect(b?.kind === "number" && [...b.values]).toEqual([0, 1 / 3, 2 / 3, 1]);
    expect(made.find(({ name }) => name === "city")).toBe(columns[1]);
  });

  it("one-hot columns stand where their column stood, and later steps see them", () => {
    const { fitted, columns: made } = fitOnRows({
      kind: "chain",
      steps: [component("onehot"), component("standardize")],
    });
    expect(names(made)[0]).toBe("a");
    expect(names(made)[1]).toMatch(/^city=/);
    expect(names(made).at(-1)).toBe("b");
    expect(applyTransform(fitted, alone(columns), library)).toEqual(made);
  });

  it("is fitted once: applying to other rows uses the fitted statistics", () => {
    const { fitted } = fitOnRows(component("minmax"));
    const [a] = applyTransform(fitted, alone([numbers("a", [4, 7]), columns[1]!, numbers("b", [10, 10])]), library);
    expect(a?.kind === "number" && [...a.values]).toEqual([1, 2]);
  });

  it("a transform of the target is undone on predictions", () => {
    const { fitted, columns: made } = fitOnRows({
      kind: "block",
      entries: [
        {
          selector: { kind: "target" },
          transform: { kind: "chain", steps: [component("log1p"), component("standardize")] },
        },
      ],
    });
    expect(made).toEqual(columns);
    const seen = transformLabel(fitted, Float64Array.from([1, 2, 9]), library, null);
    expect(Math.abs(seen[0]!)).toBeLessThan(2);
    expect([...invertLabel(fitted, seen, library, null)].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([
      1, 2, 9,
    ]);
  });

  it("asks for the columns it was fitted on", () => {
    const { fitted } = fitOnRows(component("standardize"));
    expect(() => applyTransform(fitted, alone([columns[0]!]), library)).toThrow(/`b`/);
  });
});
