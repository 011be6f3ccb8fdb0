// What must hold between arguments, and between an argument and the task.
import { describe, expect, it } from "vitest";
import { createLibrary } from "../../../../runtime/model/library.ts";
import { brokenBy } from "../../../../specs/constraint.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";
import { onlyMessage, typeComponents } from "./component-text.ts";

const fitOf = (label: string, model: string): string =>
  `task c = ${label}\nsplit h = holdout(c, test: 20%)\nfit f = ${model} on h.dev`;
const PAID = "classify(paid, from: s, claim: new_rows, features: [x, n, city])";
const NUMBERS = "regress(x, from: s, features: [n])";
const CITY = "classify(city, from: s, claim: new_rows, features: [x, n])";

describe("values that contradict each other", () => {
  it.each([
    ["transform a = clip(low: 5, high: 1)", "`low` at most `high`, not 5 and 1", "1"],
    ["transform a = clip(high: 1, low: 5)", "`low` at most `high`, not 5 and 1", "5"],
    ["transform a = winsorize(low: 0.9, high: 0.1)", "`low` below `high`, not 0.9 and 0.1", "0.1"],
    ["transform a = winsorize(low: 0.96)", "`low` below `high`, not 0.96 and 0.95", "0.96"],
    ["transform a = minmax(low: 1)", "`low` below `high`, not 1 and 1", "1"],
    ["transform a = bins(edges: [3, 1])", "`edges` in rising order, each value once, not 1 after 3", "[3, 1]"],
    ["transform a = bins(edges: [1, 1])", "1 after 1", "[1, 1]"],
    ["model a = dummy(strategy: constant)", "`constant` beside `strategy: constant`, not none", "constant"],
    [
      "model a = lightgbm(data_sample_strategy: goss, top_rate: 0.8, other_rate: 0.5)",
      "`top_rate` and `other_rate` together at most 1, not 0.8 and 0.5",
      "0.5",
    ],
    ["model a = catboost(objective: quantile, monotone: { x: 1 })", "not together", "{ x: 1 }"],
  ])("%s", (text, message, at) => {
    const found = onlyMessage(text);
    expect(found.id).toBe("param/values-disagree");
    expect(found.message).toContain(message);
    expect(typeComponents(text).found).toEqual([`param/values-disagree @ ${at}`]);
  });

  it.each([
    "transform a = clip(low: 5, high: 5)",
    "transform a = clip(low: 5)",
    "transform a = bins(edges: [1, 3])",
    "model a = lightgbm(top_rate: 0.8, other_rate: 0.5)",
    "model a = lightgbm(data_sample_strategy: goss, top_rate: 0.9, other_rate: 0.1)",
    "model a = catboost(objective: quantile, monotone: { x: 0 })",
    "transform a = winsorize(low: 0.1..0.9)",
  ])("%s is fine", (text) => {
    expect(typeComponents(text).found).toEqual([]);
  });

  it("drawn by a search end the trial with the same words", () => {
    const library = createLibrary(implementations, standardLibrary.components);
    expect(() => library.params("transform", "winsorize", { low: 0.97 })).toThrow(
      "`winsorize` needs `low` below `high`, not 0.97 and 0.95",
    );
  });

  it("are not judged while one is open", () => {
    expect(brokenBy({ kind: "below", parameters: ["low", "high"] }, { low: 5 })).toBeNull();
  });
});

describe("values that do not go with the task", () => {
  it.each([
    [PAID, "gradient_boosting(monotone: { z: 1 })", "param/unknown-feature", "`z`, which does not reach the model"],
    [PAID, "gradient_boosting(monotone: { city: 1 })", "param/unknown-feature", "no order"],
    [PAID, "gradient_boosting(objective: squared)", "param/label-mismatch", "a label of two classes"],
    [CITY, "xgboost(objective: poisson)", "param/label-mismatch", "a label of classes"],
    [NUMBERS, "lightgbm(objective: logistic)", "param/label-mismatch", "numbers"],
    [PAID, "dummy(strategy: median)", "param/label-mismatch", "`strategy: median`"],
    [PAID, "lightgbm(class_weight: { yes: 2.0 })", "param/unknown-class", "`yes`, which does not exist"],
    [PAID, 'catboost(class_weights: { "True": 2.0 })', "param/unknown-class", "`True`"],
    ...[
      "gradient_boosting(class_weight: balanced)",
      "gradient_boosting(class_weight: { a: 2.0 })",
      "random_forest(class_weight: balanced)",
      "lightgbm(class_weight: balanced)",
      "xgboost(scale_pos_weight: 2.0)",
      "catboost(auto_class_weights: Balanced)",
      "catboost(class_weights: [1.0, 2.0])",
    ].map((model): [string, string, string, string] => [NUMBERS, model, "param/no-classes", "`x` has none"]),
  ])("%s: %s", (task, model, id, message) => {
    const found = onlyMessage(fitOf(task, model));
    expect(found.id).toBe(id);
    expect(found.message).toContain(message);
  });

  it.each([
    [PAID, "gradient_boosting(monotone: { x: 1 })"],
    [PAID, "onehot() |> gradient_boosting(monotone: { `city=Rome`: 1 })"],
    [PAID, "gradient_boosting(objective: logistic)"],
    [CITY, "gradient_boosting(objective: softmax)"],
    [NUMBERS, "xgboost(scale_pos_weight: 1.0)"],
    [NUMBERS, "catboost()"],
    [NUMBERS, "xgboost()"],
    [PAID, "xgboost(scale_pos_weight: 2.0)"],
    [PAID, "catboost(auto_class_weights: Balanced)"],
    [PAID, "lightgbm(class_weight: { true: 2.0, false: 1.0 })"],
    [PAID, 'lightgbm(class_weight: { "true": 2.0 })'],
    [CITY, 'lightgbm(class_weight: { "New York": 2.0, Rome: 3.0 })'],
  ])("%s: %s is fine", (task, model) => {
    expect(typeComponents(fitOf(task, model)).found).toEqual([]);
  });
});
