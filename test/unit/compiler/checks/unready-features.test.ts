// Which features a chain leaves missing, or as categories, where they meet what does not take them so.
import { describe, expect, it } from "vitest";
import { checkText } from "./check-text.ts";

const spec = (model: string, more = ""): string => `pipeline p

source t = csv("t.csv") {
  id:     int @id
  income: float?
  age:    int?
  spent:  float
  city:   category?
  y:      bool @target
}

task risk = classify(y, from: t)

split s = holdout(risk, test: 20%, seed: 1)

${more}

model m = ${model}

fit champion = m on s.dev

evaluate final = champion on s.test {
  metrics: [roc_auc]
}
`;

const MESSAGE = /^the features? (?<columns>.+) may be missing, and `(?<at>\w+)` takes no missing values$/;

/** `call: columns` of every warning; nothing else may be wrong with the spec. */
function warned(model: string, more?: string): readonly string[] {
  const { diagnostics } = checkText(spec(model, more));
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return diagnostics
    .filter(({ id }) => id === "lint/missing-values")
    .map(({ message }) => {
      const { columns = "", at } = MESSAGE.exec(message)?.groups ?? {};
      return `${at}: ${columns.replaceAll("`", "")}`;
    });
}

describe("lint/missing-values", () => {
  it.each([
    ["a block that fills everything", "{ numeric: impute(median), categorical: onehot() }", null],
    ["a general entry that does not fill", "{ numeric: standardize(), categorical: onehot() }", "income and age"],
    [
      "a column's own entry that fills, beside a general one that does not",
      "{ numeric: standardize(), income: impute(mean), categorical: onehot() }",
      "age",
    ],
    [
      "a column's own entry that does not fill, beside a general one that does",
      "{ numeric: impute(mean), income: standardize(), categorical: onehot() }",
      "income",
    ],
    ["a pattern before a type", '{ numeric: impute(mean), matching("^a"): robust(), categorical: onehot() }', "age"],
    ["a type before all", "{ all: impute(mode), numeric: robust(), categorical: onehot() }", "income and age"],
    ["a fill behind the block", "{ numeric: robust(), categorical: onehot() } |> impute(mean)", null],
    ["codes that are filled as numbers", "ordinal() |> { numeric: impute(mean) }", null],
    ["codes that stay missing", "{ numeric: impute(mean), city: ordinal() }", "city"],
    ["columns that are dropped", "drop(income, age) |> onehot()", null],
    [
      "every entry of nested blocks",
      "{ categorical: onehot(), all: { age: impute(mean), income: robust() } }",
      "income",
    ],
  ])("%s", (_, chain, columns) => {
    expect(warned(`${chain} |> logistic()`)).toEqual(columns === null ? [] : [`logistic: ${columns}`]);
    expect(warned(`${chain} |> gradient_boosting()`)).toEqual([]);
  });

  it("asks what takes no missing values inside the chain", () => {
    expect(warned("onehot() |> pca(2) |> gradient_boosting()")).toEqual(["pca: income and age"]);
    expect(warned("{ numeric: impute(mean) |> pca(2) } |> gradient_boosting()")).toEqual([]);
  });

  it.each([
    ["choice(impute(mean), impute(median))", []],
    ["choice(impute(mean), robust())", ["logistic: income and age"]],
  ])("looks at every option of a search: %s", (chain, expected) => {
    const search = `split v = holdout(risk, test: 20%, val: 20%, seed: 1)

model either = onehot() |> ${chain} |> logistic()

search tuned = random(either, trials: 2) {
  fit:      v.train
  score:    v.val
  maximize: roc_auc
}`;
    expect(warned("gradient_boosting()", search)).toEqual(expected);
  });
});

describe("lint/unencoded-category", () => {
  const MESSAGE = "`logistic` takes numbers only, and no step before it encodes the feature `city`";
  const categories = (model: string, more?: string): readonly string[] =>
    checkText(spec(model, more))
      .diagnostics.filter(({ id }) => id === "lint/unencoded-category")
      .map(({ message }) => message);

  it.each([
    ["logistic()"],
    ["impute(mean) |> calibrated(logistic())"],
    ["{ numeric: standardize(), all: impute(mode) } |> logistic()"],
  ])("warns of %s", (model) => {
    expect(categories(model)).toEqual([MESSAGE]);
  });

  it.each([
    ["onehot() |> logistic()"],
    ["{ city: target_encode() } |> logistic()"],
    ["ordinal() |> logistic()"],
    ["drop(city) |> logistic()"],
    ["impute(mean) |> gradient_boosting()"],
    ["naive_bayes()"],
    ["dummy()"],
  ])("is silent about %s", (model) => {
    expect(categories(model)).toEqual([]);
  });

  it("reads the columns of the table that is fitted on", () => {
    const more = `fit ready = { numeric: impute(mean), categorical: impute(mode) |> ordinal() } on s.dev

table filled = s.dev |> ready

fit second = logistic() on filled`;
    expect(warned("gradient_boosting()", more)).toEqual([]);
    expect(categories("gradient_boosting()", more)).toEqual([]);
    expect(categories("gradient_boosting()", more.replace(" |> ordinal()", ""))).toEqual([MESSAGE]);
  });
});

it("looks at the models of `against:`, too", () => {
  const text = spec("gradient_boosting()").replace("metrics: [roc_auc]", "metrics: [roc_auc]\n  against: [logistic()]");
  const found = checkText(text).diagnostics.filter(({ id }) => id.startsWith("lint/"));
  expect(found.map(({ id }) => id).sort()).toEqual(["lint/missing-values", "lint/unencoded-category"]);
  const ready = text.replace("[logistic()]", "[{ numeric: impute(median), categorical: onehot() } |> logistic()]");
  expect(checkText(ready).diagnostics.filter(({ id }) => id.startsWith("lint/"))).toEqual([]);
});
