// LightGBM's text format: its files predict and explain here what they do there, and what is written is read back alike.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ComponentError } from "../../../../runtime/component.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { gradientBoosting } from "../../../../stdlib/models/gradient-boosting/gradient-boosting.decl.ts";
import { gradientBoostingImplementation } from "../../../../stdlib/models/gradient-boosting/gradient-boosting.impl.ts";
import { readLightgbm } from "../../../../stdlib/models/gradient-boosting/read-lightgbm.ts";
import { writeLightgbm } from "../../../../stdlib/models/gradient-boosting/write-lightgbm.ts";
import { largestDifference, levels, numbers } from "../../../reference/columns.ts";
import { parametersOf } from "../../../reference/default-parameters.ts";
import expected from "../../../reference/lightgbm-text.json" with { type: "json" };

const rows = expected.a.length;
const features = [
  numbers("a", expected.a),
  numbers("b", expected.b),
  numbers("c", expected.c),
  levels("color", expected.color),
];
const params = parametersOf(gradientBoosting.params);
type State = ReturnType<typeof readLightgbm>["state"];

function predictions(state: State, columns = features): readonly number[] {
  const prediction = gradientBoostingImplementation.predict(columns, rows, state, params);
  if (prediction.kind === "values") return Array.from(prediction.values);
  if (prediction.classes > 2) return Array.from(prediction.probabilities);
  return Array.from({ length: rows }, (_, row) => prediction.probabilities[2 * row + 1]!);
}

describe("LightGBM's text format", () => {
  it.each(["regression", "binary", "multiclass", "poisson"] as const)("%s", (name) => {
    const { text, predictions: want } = expected[name];
    const read = readLightgbm(text, "model.txt");
    expect(read.features.map(({ name: feature }) => feature)).toEqual(["a", "b", "c", "color"]);
    expect(largestDifference(predictions(read.state), want.flat())).toBeLessThan(1e-12);
    const again = readLightgbm(writeLightgbm(read.state, read.features), "again.txt");
    expect(largestDifference(predictions(again.state), predictions(read.state))).toBeLessThan(1e-12);
    expect(again.features).toEqual(read.features);
  });

  it.each(expected.odd.files)("$name, with a constant category and few values", ({ text, predictions: want }) => {
    const { a, c } = expected.odd;
    const columns = [levels("a", a), features[1]!, numbers("c", c), features[3]!];
    const read = readLightgbm(text, "model.txt");
    expect(read.features.map(({ levels: own }) => own?.length ?? null)).toEqual([1, null, null, 5]);
    expect(largestDifference(predictions(read.state, columns), want.flat())).toBeLessThan(1e-12);
    const again = readLightgbm(writeLightgbm(read.state, read.features), "again.txt");
    expect(largestDifference(predictions(again.state, columns), want.flat())).toBeLessThan(1e-12);
  });

  it("levels whose feature is unclear are refused, and so are labels that were square roots", () => {
    const { text } = expected.odd.files[0]!;
    const unsaid = text.replace("categorical_feature: 0,3", "categorical_feature: ");
    expect(readLightgbm(unsaid, "model.txt")).toEqual(readLightgbm(text, "model.txt"));
    const unclear = unsaid.replace("pandas_categorical:[", 'pandas_categorical:[["x"],');
    expect(() => readLightgbm(unclear, "model.txt")).toThrow(
      "has lists of levels for 3 features, and 1 features of levels",
    );
    const roots = expected.regression.text.replace("objective=regression", "objective=regression sqrt");
    expect(() => readLightgbm(roots, "model.txt")).toThrow("square roots");
  });

  it("a lost tree, line or character is said, or changes nothing that is read", () => {
    const { text } = expected.multiclass;
    const whole = readLightgbm(text, "model.txt");
    const trees = text.slice(text.indexOf("Tree=0"), text.indexOf("end of trees"));
    const lines = text.split("\n");
    const lost = [
      ...lines.map((_, at) => lines.toSpliced(at, 1).join("\n")),
      ...Array.from({ length: 200 }, (_, i) => {
        const at = text.indexOf("Tree=0") + Math.floor((i * trees.length) / 200);
        return text.slice(0, at) + text.slice(at + 1);
      }),
    ];
    // Without the line of level names, as the command line tool writes files, levels are codes.
    for (const damaged of lost.filter((file) => file.includes("pandas_categorical"))) {
      let read: ReturnType<typeof readLightgbm>;
      try {
        read = readLightgbm(damaged, "model.txt");
      } catch (error) {
        if (!(error instanceof ComponentError)) throw error;
        continue;
      }
      expect(read).toEqual(whole);
    }
    const [first, second] = [text.indexOf("Tree=1"), text.indexOf("Tree=2")];
    expect(() => readLightgbm(text.slice(0, first) + text.slice(second), "model.txt")).toThrow(
      /is damaged: it holds \d+ trees, where its header says \d+/,
    );
  });

  it("a changed digit is said, or the trees are the same but for values that nothing else tells", () => {
    const { text } = expected.regression;
    const { forest } = readLightgbm(text, "model.txt").state;
    const digits = [...text.matchAll(/\d/g)].map(({ index }) => index);
    fc.assert(
      fc.property(fc.constantFrom(...digits), fc.constantFrom(..."0123456789", ""), (at, digit) => {
        let read: State["forest"];
        try {
          read = readLightgbm(text.slice(0, at) + digit + text.slice(at + 1), "model.txt").state.forest;
        } catch (error) {
          expect(error).toBeInstanceOf(ComponentError);
          return;
        }
        expect([read.roots, read.left, read.right]).toEqual([forest.roots, forest.left, forest.right]);
        expect(read.leaves.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it.each(["regression", "binary", "multiclass", "poisson"] as const)("SHAP values of %s", (name) => {
    const { text, contributions: want } = expected[name];
    const { state } = readLightgbm(text, "model.txt");
    const { names, values } = gradientBoostingImplementation.contributions!(features, rows, state);
    expect(names).toEqual(["a", "b", "c", "color"]);
    expect(largestDifference(Array.from(values), want.flat())).toBeLessThan(1e-9);
  });

  it("keeps what was learned here, starting scores and missing levels included", () => {
    const random = createRandom(5);
    const label = Float64Array.from({ length: rows }, (_, row) => (expected.b[row]! > 5 ? 3 : 0) + random.normal());
    const small = { ...params, rounds: 6, leaves: 5, min_leaf: 2, cat_smooth: 1 };
    const context = { task: "regress", random, validate: null, patience: null } as const;
    const data = { rows, features, label, classes: null, weight: null };
    const { state } = gradientBoostingImplementation.fit(data, small, context);
    const described = features.map((column) => ({
      name: column.name,
      type: column.type,
      levels: column.kind === "category" ? column.levels : null,
    }));
    const read = readLightgbm(writeLightgbm(state, described), "model.txt");
    expect(largestDifference(predictions(read.state), predictions(state))).toBeLessThan(1e-12);
  });

  it.each([
    ["no model", "hello"],
    ["another version", "tree\nversion=v2\n\nTree=0\n"],
    ["an objective of its own", expected.regression.text.replace("objective=regression", "objective=custom")],
    ["trees per iteration for other classes", expected.multiclass.text.replace("num_class=3", "num_class=2")],
    ["two features of one name", expected.regression.text.replace("feature_names=a b", "feature_names=a a")],
    ["linear trees", expected.regression.text.replace("is_linear=0", "is_linear=1")],
  ])("refuses %s", (_name, text) => {
    expect(() => readLightgbm(text, "model.txt")).toThrow(ComponentError);
  });
});
