// The tree that a report draws decides as the model does.
import { describe, expect, it } from "vitest";
import type { FitContext, TabularData } from "../../../../runtime/component.ts";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { describeFeatures } from "../../../../runtime/model/category-levels.ts";
import { drawModel } from "../../../../runtime/model/draw-model.ts";
import { createLibrary } from "../../../../runtime/model/library.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { chartTree } from "../../../../runtime/report/charts/tree.ts";
import type { DrawnTree } from "../../../../specs/explanation.ts";
import type { EvaluationResult, SubjectResult } from "../../../../specs/run-record.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";
import { levels, numbers } from "../../../reference/columns.ts";
import { createSequence } from "../../../reference/sequence.ts";

const ROWS = 300;
const s = createSequence(5);
const [a, b, u] = [s.uniforms(ROWS), s.uniforms(ROWS), s.uniforms(ROWS)];
const cities = Array.from(u, (value) => ["Rome", "Oslo", "<b>Bern"][Math.floor(3 * value)]!);
const features: readonly FrameColumn[] = [
  numbers(
    "a",
    Array.from(a, (value, i) => (i % 9 === 0 ? null : value)),
  ),
  numbers("b<i>", [...b]),
  levels("city", cities),
];
const score = Array.from(a, (value, i) => 2 * value + (cities[i] === "Rome" ? 1 : 0) + (b[i]! > 0.5 ? 0.5 : 0));
const data = (classes: readonly string[] | null): TabularData => ({
  rows: ROWS,
  features,
  label: Float64Array.from(score, (value) =>
    classes === null ? value : Math.min(classes.length - 1, Math.floor(value)),
  ),
  classes,
  weight: null,
});
const library = createLibrary(implementations, standardLibrary.components);

function fitted(component: string, given: Record<string, number | string>, classes: readonly string[] | null) {
  const context: FitContext = {
    task: classes === null ? "regress" : "classify",
    random: createRandom(2),
    validate: null,
    patience: null,
  };
  const params = library.params("model", component, given);
  const { implementation } = library.model(component);
  if (implementation.input !== "tabular") throw new Error("not tabular");
  const { state } = implementation.fit(data(classes), params, context);
  const model = {
    kind: "tabular" as const,
    component,
    params,
    features: describeFeatures(features),
    state,
    rounds: null,
  };
  const prediction = implementation.predict(features, ROWS, state, params);
  return { model, prediction };
}

/** The end that a row comes to. */
function endOf({ nodes }: DrawnTree, row: number): DrawnTree["nodes"][number] {
  let node = nodes[0]!;
  while (node.kind === "split") {
    const column = features.find(({ name }) => node.kind === "split" && name === node.feature)!;
    const value = column.kind === "number" ? column.values[row]! : (column.levels[column.codes[row]!] ?? Number.NaN);
    const isMissing = typeof value === "number" && Number.isNaN(value);
    const { test } = node;
    const fits =
      test.kind === "levels"
        ? test.levels.includes(String(value))
        : test.kind === "known" || (test.kind === "at-most" && Number(value) <= test.cut);
    node = nodes[(isMissing ? node.missing === "yes" : fits) ? node.yes : node.no]!;
  }
  return node;
}

describe("the drawing of a tree", () => {
  it("of a decision tree leads a row to the leaf that predicts it", () => {
    for (const classes of [null, ["no", "yes"], ["low", "mid", "high"]]) {
      const { model, prediction } = fitted("decision_tree", { max_depth: 3 }, classes);
      const tree = drawModel(model, library, classes, new Set())!;
      expect(tree).toMatchObject({ trees: 1, combined: "alone", classes: classes ?? [] });
      for (let row = 0; row < ROWS; row++) {
        const end = endOf(tree, row);
        if (end.kind !== "leaf") throw new Error("a shallow tree is not folded");
        const wanted =
          prediction.kind === "values"
            ? [prediction.values[row]!]
            : Array.from(prediction.probabilities.subarray(row * prediction.classes, (row + 1) * prediction.classes));
        const shown = classes?.length === 2 ? wanted.slice(1) : wanted;
        for (const [k, value] of shown.entries()) expect(end.values[k]).toBeCloseTo(value, 12);
      }
    }
  });

  it("of a boosting with one round holds the parts of the score, levels in sets included", () => {
    const { model, prediction } = fitted("gradient_boosting", { rounds: 1, leaves: 5 }, null);
    const tree = drawModel(model, library, null, new Set())!;
    expect(tree).toMatchObject({ trees: 1, combined: "sum" });
    const start = (model.state as { start: Float64Array }).start[0]!;
    for (let row = 0; row < ROWS; row++) {
      const end = endOf(tree, row);
      if (end.kind !== "leaf" || prediction.kind !== "values") throw new Error("no leaf");
      expect(end.values[0]! + start).toBeCloseTo(prediction.values[row]!, 12);
    }
  });

  it("folds what lies deeper, and loses no row", () => {
    const { model } = fitted("random_forest", { trees: 5 }, null);
    const tree = drawModel(model, library, null, new Set())!;
    const ends = tree.nodes.filter(({ kind }) => kind !== "split");
    expect(tree).toMatchObject({ trees: 5, combined: "mean" });
    expect(ends.length).toBeLessThanOrEqual(20);
    expect(tree.nodes.some(({ kind }) => kind === "folded")).toBe(true);
    expect(ends.reduce((sum, { rows }) => sum + rows, 0)).toBe(tree.nodes[0]!.rows);
  });

  it("shows no value of personal columns, and escapes what data hold", () => {
    const { model } = fitted("gradient_boosting", { rounds: 3 }, null);
    const open = drawModel(model, library, null, new Set())!;
    const chart = chartTree({ tree: open } as SubjectResult, { target: "<i>y" } as EvaluationResult)!;
    expect(chart.title).toBe("The first of 3 trees");
    expect(chart.svg).toContain(">b&lt;i&gt;</text>");
    expect(chart.svg).not.toContain("<i>");
    const closed = drawModel(model, library, null, new Set(["city", "a"]))!;
    const tests = closed.nodes.flatMap((node) =>
      node.kind === "split" && node.feature !== "b<i>" ? [node.test.kind] : [],
    );
    expect(new Set(tests)).toEqual(new Set(["hidden"]));
    expect(JSON.stringify(closed)).not.toContain("Rome");
  });

  it("asks bools and levels by name, and says whose score its leaves speak for", () => {
    const { model } = fitted("gradient_boosting", { rounds: 2 }, ["low", "mid", "high"]);
    const named = {
      ...model,
      features: model.features.map((own) => (own.name === "a" ? { ...own, type: "bool" as const } : own)),
    };
    const tree = drawModel(named, library, ["low", "mid", "high"], new Set())!;
    expect(tree.towards).toBe("low");
    const asked = tree.nodes.filter(
      (node) => node.kind === "split" && node.feature === "a" && node.test.kind !== "known",
    );
    expect(asked.length).toBeGreaterThan(0);
    for (const node of asked) expect(node).toMatchObject({ test: { kind: "levels", levels: ["false"] } });
    expect(drawModel(named, library, ["no", "yes"], new Set())!.towards).toBe("yes");
    const { svg, description } = chartTree({ tree } as SubjectResult, { target: "y" } as EvaluationResult)!;
    expect(svg).toMatch(/>= false · \d+ rows</);
    expect(description).toContain("adds to the score of low;");
  });

  it("asks whether a value is known where nothing else matters", () => {
    const isMissing = Array.from({ length: ROWS }, (_, i) => i % 3 === 0);
    const column = numbers(
      "a",
      isMissing.map((flag, i) => (flag ? null : i % 7)),
    );
    const implementation = library.model("decision_tree").implementation;
    if (implementation.input !== "tabular") throw new Error("not tabular");
    const params = library.params("model", "decision_tree", {});
    const label = Float64Array.from(isMissing, Number);
    const table: TabularData = { rows: ROWS, features: [column], label, classes: null, weight: null };
    const context: FitContext = { task: "regress", random: createRandom(2), validate: null, patience: null };
    const { state } = implementation.fit(table, params, context);
    const tree = implementation.tree!(state, describeFeatures([column]));
    expect(tree.nodes).toMatchObject([
      { feature: "a", test: { kind: "known" }, missing: "no", yes: 1, no: 2 },
      { values: [0] },
      { values: [1] },
    ]);
    const { svg } = chartTree({ tree } as SubjectResult, { target: "y" } as EvaluationResult)!;
    expect(svg).toContain(">is known · 300 rows<");
  });

  it("sends missing levels to the side where the model sends them, and asks whether one is known", () => {
    const names = ["", "Oslo", "Rome", "Bern"];
    const column = levels(
      "city",
      Array.from({ length: ROWS }, (_, i) => names[i % 4] || null),
    );
    const { implementation } = library.model("gradient_boosting");
    if (implementation.input !== "tabular") throw new Error("not tabular");
    const params = library.params("model", "gradient_boosting", { rounds: 1, leaves: 2 });
    const context: FitContext = { task: "regress", random: createRandom(2), validate: null, patience: null };
    // Labels of missing, Oslo, Rome and Bern. A set of missing values alone, or of all others, is asked as a question of its own.
    for (const labels of [
      [9, 0, 0, 0],
      [0, 9, 9, 9],
      [9, 9, 0, 0],
      [0, 9, 9, 0],
    ]) {
      const label = Float64Array.from({ length: ROWS }, (_, i) => labels[i % 4]!);
      const table: TabularData = { rows: ROWS, features: [column], label, classes: null, weight: null };
      const { state } = implementation.fit(table, params, context);
      const { nodes } = implementation.tree!(state, describeFeatures([column]));
      const [root] = nodes;
      if (root?.kind !== "split") throw new Error("no split");
      if (labels.filter((one) => one === labels[0]).length === 1) expect(root.test).toEqual({ kind: "known" });
      const end = nodes[root.missing === "yes" ? root.yes : root.no]!;
      if (end.kind !== "leaf") throw new Error("no leaf");
      expect(Math.sign(end.values[0]!)).toBe(labels[0] === 9 ? 1 : -1);
    }
  });

  it("keeps both ends of a name, since columns often differ in the last letters only", () => {
    const split = (feature: string, cut: number) => ({
      kind: "split" as const,
      rows: 9,
      feature,
      test: { kind: "at-most" as const, cut },
      missing: "yes" as const,
      yes: 1,
      no: 2,
    });
    const leaf = { kind: "leaf" as const, rows: 4, values: [1] };
    const drawn = (feature: string, cut: number) => {
      const tree: DrawnTree = { trees: 1, combined: "alone", classes: [], nodes: [split(feature, cut), leaf, leaf] };
      return chartTree({ tree } as SubjectResult, { target: "y" } as EvaluationResult)!.svg;
    };
    expect(drawn("balance of the month before last", 1_234.5)).toContain(">balance of…fore last<");
    expect(drawn("x", 1_234.5)).toContain("≤ 1,234.5 · 9 rows");
    expect(drawn("x", 1_857_812_345)).toContain("≤ 1.8578e9 · 9 rows");
    expect(drawn("x", -0.00000019048)).toContain("≤ -1.9048e-7 · 9 rows");
  });

  it("is drawn for one model only", () => {
    const { model } = fitted("dummy", {}, null);
    expect(drawModel(model, library, null, new Set())).toBeNull();
    const { model: tree } = fitted("decision_tree", { max_depth: 2 }, null);
    expect(
      drawModel({ kind: "mean", members: [tree, tree], weights: [0.5, 0.5] }, library, null, new Set()),
    ).toBeNull();
    expect(chartTree({} as SubjectResult, {} as EvaluationResult)).toBeNull();
  });
});
