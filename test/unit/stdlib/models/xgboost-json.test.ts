// XGBoost's JSON format: its files predict here what they predict there, and what is written is read back alike.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ComponentError } from "../../../../runtime/component.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { gradientBoosting } from "../../../../stdlib/models/gradient-boosting/gradient-boosting.decl.ts";
import { gradientBoostingImplementation } from "../../../../stdlib/models/gradient-boosting/gradient-boosting.impl.ts";
import type { GradientBoostingState } from "../../../../stdlib/models/gradient-boosting/gradient-boosting-state.ts";
import { readXgboost } from "../../../../stdlib/models/gradient-boosting/read-xgboost.ts";
import { floatAbove, writeXgboost } from "../../../../stdlib/models/gradient-boosting/write-xgboost.ts";
import { emptyForest } from "../../../../stdlib/models/trees/forest.ts";
import { largestDifference, levels, numbers } from "../../../reference/columns.ts";
import { parametersOf } from "../../../reference/default-parameters.ts";
import expected from "../../../reference/xgboost-json.json" with { type: "json" };

const rows = expected.a.length;
const features = [
  numbers("a", expected.a),
  numbers("b", expected.b),
  numbers("c", expected.c),
  levels("color", expected.color),
];
const params = parametersOf(gradientBoosting.params);

function predictions(state: GradientBoostingState, columns = features): readonly number[] {
  const prediction = gradientBoostingImplementation.predict(columns, rows, state, params);
  if (prediction.kind === "values") return Array.from(prediction.values);
  if (prediction.classes > 2) return Array.from(prediction.probabilities);
  return Array.from({ length: rows }, (_, row) => prediction.probabilities[2 * row + 1]!);
}

describe("XGBoost's JSON format", () => {
  it.each(["regression", "binary", "multiclass", "poisson"] as const)("%s", (name) => {
    const { text, predictions: want } = expected[name];
    const read = readXgboost(text, "model.json");
    expect(read.features.map(({ name: feature, levels: own }) => [feature, own?.length ?? null])).toEqual([
      ["a", null],
      ["b", null],
      ["c", null],
      ["color", 5],
    ]);
    // XGBoost adds up 32-bit floats.
    expect(largestDifference(predictions(read.state), want.flat())).toBeLessThan(2e-6);
    const again = readXgboost(writeXgboost(read.state, read.features), "again.json");
    expect(largestDifference(predictions(again.state), predictions(read.state))).toBeLessThan(2e-6);
  });

  it.each(expected.odd.files)("$name, with levels that are numbers", ({ text, predictions: want }) => {
    const columns = [...features.slice(0, 3), levels("color", expected.odd.color)];
    const read = readXgboost(text, "model.json");
    const scale = Math.max(...want.flat());
    expect(largestDifference(predictions(read.state, columns), want.flat()) / scale).toBeLessThan(2e-6);
    const again = readXgboost(writeXgboost(read.state, read.features), "again.json");
    expect(largestDifference(predictions(again.state, columns), want.flat()) / scale).toBeLessThan(2e-6);
  });

  it("an estimator that stopped early has the rounds up to its best one, a booster all", () => {
    const { text } = expected.odd.files.find(({ name }) => name === "stopped early")!;
    const learner = JSON.parse(text).learner;
    const best = Number(learner.attributes.best_iteration);
    expect(readXgboost(text, "model.json").state.forest.roots).toHaveLength(best + 1);
    const plain = text.replace('"scikit_learn"', '"another"');
    const all = learner.gradient_booster.model.trees.length;
    expect(readXgboost(plain, "model.json").state.forest.roots).toHaveLength(all);
    expect(() => readXgboost(text.replace(/"best_iteration":"\d+"/, '"best_iteration":"x"'), "model.json")).toThrow(
      "its best round is none",
    );
  });

  it("keeps what was learned here to 32 bits", () => {
    const random = createRandom(5);
    const label = Float64Array.from({ length: rows }, (_, row) => (expected.b[row]! > 5 ? 3 : 0) + random.normal());
    const small = { ...params, rounds: 6, leaves: 5, min_leaf: 2, cat_smooth: 1 };
    const context = { task: "regress", random, validate: null, patience: null } as const;
    const { state } = gradientBoostingImplementation.fit(
      { rows, features, label, classes: null, weight: null },
      small,
      context,
    );
    const described = features.map((column) => ({
      name: column.name,
      type: column.type,
      levels: column.kind === "category" ? column.levels : null,
    }));
    const read = readXgboost(writeXgboost(state, described), "model.json");
    expect(largestDifference(predictions(read.state), predictions(state))).toBeLessThan(2e-6);
  });

  it("names rare levels, too, which no split tells from what is missing", () => {
    const color = Array.from({ length: 1000 }, (_, row) => (row % 3 === 0 ? `rare ${row}` : `often ${row % 8}`));
    const columns = [levels("color", color)];
    const label = Float64Array.from(color, (level, row) => (level < "often 4" ? 3 : 0) + (row % 5));
    const context = { task: "regress", random: createRandom(5), validate: null, patience: null } as const;
    const data = { rows: color.length, features: columns, label, classes: null, weight: null };
    const { state } = gradientBoostingImplementation.fit(data, { ...params, rounds: 10 }, context);
    const all = [...new Set(color)];
    expect(all.length).toBeGreaterThan(255);
    const text = writeXgboost(state, [{ name: "color", type: "category", levels: all }]);
    expect(JSON.parse(text).learner.gradient_booster.model.cats.enc[0].offsets.length).toBe(all.length + 1);
    const valuesOf = (model: GradientBoostingState): readonly number[] => {
      const prediction = gradientBoostingImplementation.predict(columns, color.length, model, params);
      return prediction.kind === "values" ? [...prediction.values] : [];
    };
    const want = valuesOf(state);
    expect(new Set(want).size).toBeGreaterThan(1);
    expect(largestDifference(valuesOf(readXgboost(text, "model.json").state), want)).toBeLessThan(2e-6);
  });

  it("keeps splits at which all numbers go the same way", () => {
    const values = [Number.NaN, 1, -(2 ** 127), 2 ** 127, 0];
    const columns = [numbers("m", values)];
    for (const missingLeft of [0, 1]) {
      for (const threshold of [Number.POSITIVE_INFINITY, 1e300, -1e300, Number.NEGATIVE_INFINITY, 0]) {
        const state: GradientBoostingState = {
          objective: "squared",
          classes: 0,
          mappers: [{ kind: "number", name: "m" }],
          start: Float64Array.of(0),
          forest: {
            ...emptyForest(1, 1, 1, 2, 0),
            threshold: Float64Array.of(threshold),
            flags: Uint8Array.of(missingLeft),
            left: Int32Array.of(-1),
            right: Int32Array.of(-2),
            leaves: Float64Array.of(1, 2),
          },
        };
        const valuesOf = (model: GradientBoostingState) =>
          gradientBoostingImplementation.predict(columns, values.length, model, params);
        const { state: read } = readXgboost(writeXgboost(state, []), "model.json");
        expect(valuesOf(read)).toEqual(valuesOf(state));
      }
    }
  });

  it("writes levels as signed bytes in their order, and names that its data frames take", () => {
    const state = readXgboost(expected.regression.text, "model.json").state;
    // The order that XGBoost itself writes for these levels.
    const names = ["zz", "b", "ax", "a", "é"];
    const mappers = state.mappers.map((mapper) =>
      mapper.kind === "category" ? { ...mapper, levels: names } : { ...mapper, name: `${mapper.name}[<0]` },
    );
    const { learner } = JSON.parse(writeXgboost({ ...state, mappers }, []));
    const { enc, sorted_idx } = learner.gradient_booster.model.cats;
    expect(enc[3].offsets).toEqual([0, 2, 3, 5, 6, 8]);
    expect(enc[3].values.slice(-2)).toEqual([-61, -87]);
    const { features: read } = readXgboost(writeXgboost({ ...state, mappers }, []), "again.json");
    expect(read.at(-1)!.levels).toEqual(names);
    expect(sorted_idx).toEqual([4, 3, 2, 1, 0]);
    expect(learner.feature_names).toEqual(["a__0_", "b__0_", "c__0_", "color"]);
  });

  it("finds the 32-bit float above", () => {
    for (const value of [0, 1, -1, 0.1, -0.1, 1e-30, 123456.789, -7.25]) {
      const above = floatAbove(value);
      expect(above).toBeGreaterThan(value);
      expect(Math.fround(above)).toBe(above);
      expect(Math.fround((value + above) / 2) === above || Math.fround(value) <= value).toBe(true);
    }
  });

  it.each([
    ["no JSON", "hello"],
    ["another file", "{}"],
    ["a linear booster", expected.regression.text.replace('"gbtree"', '"gblinear"')],
    [
      "an objective of its own",
      expected.regression.text.replace('"name":"reg:squarederror"', '"name":"rank:pairwise"'),
    ],
    [
      "a base score that is no number",
      expected.regression.text.replace(/"base_score":"[^"]*"/, '"base_score":"[NaN]"'),
    ],
    ["a tree that is lost", expected.regression.text.replace(/"num_trees":"\d+"/, '"num_trees":"99"')],
    ["a name that is lost", expected.regression.text.replace('"a","b","c"', '"a","b"')],
    [
      "a value beyond all numbers",
      expected.regression.text.replace(/"split_conditions":\[[^,]*,/, '"split_conditions":[1e999,'),
    ],
    ["leaves of several values", expected.odd.several_values],
    ["names of levels that are cut", expected.odd.cut_letters],
    ["weights of trees that are lost", expected.odd.files[0]!.text.replace('"weight_drop":[', '"weight_drop":[1,')],
    ["two features of one name", expected.regression.text.replace('"a","b","c"', '"a","a","c"')],
  ])("refuses %s", (_name, text) => {
    expect(() => readXgboost(text, "model.json")).toThrow(ComponentError);
  });

  it("a lost or changed digit is said, or the trees are the same but for values that nothing else tells", () => {
    const { text } = expected.regression;
    const { forest } = readXgboost(text, "model.json").state;
    const digits = [...text.matchAll(/\d/g)].map(({ index }) => index);
    fc.assert(
      fc.property(fc.constantFrom(...digits), fc.constantFrom(..."0123456789", ""), (at, digit) => {
        let read: ReturnType<typeof readXgboost>["state"]["forest"];
        try {
          read = readXgboost(text.slice(0, at) + digit + text.slice(at + 1), "model.json").state.forest;
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

  it("a value that is lost from any list is said", () => {
    const whole = JSON.parse(expected.regression.text);
    const listsOf = (file: typeof whole) => file.learner.gradient_booster.model.trees[0];
    const lists = Object.keys(listsOf(whole)).filter((key) => Array.isArray(listsOf(whole)[key]));
    expect(lists).toContain("parents");
    for (const key of lists) {
      for (const at of [0, -1]) {
        const file = structuredClone(whole);
        expect(listsOf(file)[key].splice(at, 1)).toHaveLength(1);
        expect(() => readXgboost(JSON.stringify(file), "model.json"), key).toThrow(/is damaged: tree 1/);
      }
    }
  });

  it("cut off or damaged anywhere ends in words, or predicts something", () => {
    for (const { text } of [expected.regression, expected.multiclass, expected.odd.files[0]!]) {
      fc.assert(
        fc.property(
          fc.nat(text.length - 1),
          fc.constantFrom(..."0123456789-.,[]{}e"),
          fc.constantFrom("cut", "change", "drop"),
          (at, mark, how) => {
            const damaged =
              how === "cut" ? text.slice(0, at) : text.slice(0, at) + (how === "drop" ? "" : mark) + text.slice(at + 1);
            try {
              const read = readXgboost(damaged, "model.json");
              // A changed name is another feature, which the rows here do not have.
              if (read.features.every(({ name: own }) => features.some((column) => column.name === own)))
                predictions(read.state);
            } catch (error) {
              if (!(error instanceof ComponentError)) throw error;
            }
          },
        ),
        { numRuns: 500 },
      );
    }
  });
});
