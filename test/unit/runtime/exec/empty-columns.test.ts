// Columns without any value, in the whole table or in what is learned from: a defined result, and it is said.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { createPlace, type Place, planOf } from "../contracts/run-text.ts";

let place: Place;
beforeAll(() => {
  place = createPlace();
  const random = createRandom(2, "rows");
  place.write(
    "rows.csv",
    "part,x,none,no_level,late,late_level,y,bad",
    Array.from({ length: 200 }, (_, i) => {
      const part = ["train", "train", "train", "test"][i % 4]!;
      const x = random.normal();
      const later = part === "train" ? "," : `${random.normal()},${"ab"[random.below(2)]}`;
      return `${part},${x},,,${later},${2 * x + 0.1 * random.normal()},${x > 0}`;
    }),
  );
});
afterAll(() => place.remove());

const specOf = (model: string, features: string): string => `pipeline holes

source rows = csv("rows.csv") {
  part: category
  x: float
  none: float?
  no_level: category?
  late: float?
  late_level: category?
  y: float
  bad: bool
}

task t = ${model.includes("naive_bayes") ? "classify(bad" : "regress(y"}, from: rows, features: [${features}])

split s = predefined(t, column: part)

fit f = ${model} on s.train

evaluate final = f on s.test { metrics: [${model.includes("naive_bayes") ? "log_loss" : "mae"}] }
`;

async function runOf(model: string, features: string) {
  const outcome = await place.run(planOf(specOf(model, features)));
  expect(outcome.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const findings = outcome.diagnostics
    .filter(({ id }) => id === "data/all-null" || id === "data/empty-in-part")
    .map(({ message }) => message);
  return { score: outcome.record.evaluations[0]!.subjects[0]!.scores[0]!.value!, findings };
}

const NOWHERE = ["none", "no_level"].map((name) => `every value of column \`${name}\` is missing`);
const NOT_HERE = (name: string) => `\`${name}\` has no value in the 150 rows of \`s.train\` that are learned from`;

describe("a column without values", () => {
  it.each([
    "gradient_boosting(rounds: 20, min_leaf: 5)",
    "catboost(iterations: 20)",
    "random_forest(trees: 10, max_features: 1.0)",
    "decision_tree()",
    "naive_bayes()",
    "impute(median) |> ridge()",
    "impute(mode) |> onehot() |> ridge()",
    "knn_impute(k: 3) |> { categorical: drop() } |> ridge()",
    "standardize() |> frequency_encode() |> impute(mean) |> ridge()",
  ])("changes nothing in %s", async (model) => {
    const { score } = await runOf(model, "x");
    const isNumbers = model.startsWith("impute(median)");
    for (const features of isNumbers ? ["x, none", "x, late"] : ["x, none, no_level", "x, late, late_level"])
      expect((await runOf(model, features)).score).toBeCloseTo(score, 6);
  });

  it("is said once, where it is read or where it is learned from", async () => {
    expect((await runOf("gradient_boosting()", "x, none")).findings).toEqual(NOWHERE);
    expect((await runOf("gradient_boosting()", "x, late, late_level")).findings).toEqual([
      ...NOWHERE,
      NOT_HERE("late"),
      NOT_HERE("late_level"),
    ]);
    expect((await runOf("impute(median) |> lasso()", "x, late")).findings).toEqual([...NOWHERE, NOT_HERE("late")]);
    expect((await runOf("dummy()", "x, late")).findings).toEqual(NOWHERE);
  });
});

describe("a chain that takes all features away", () => {
  it.each([
    ["variance_threshold(threshold: 1000) |> ridge()", "no feature reaches `ridge` in `f`"],
    [
      "drop(columns: [x]) |> bagged(gradient_boosting(rounds: 5), n: 2)",
      "no feature reaches `gradient_boosting` in `f`",
    ],
    ["variance_threshold(threshold: 0) |> ridge()", null],
    ["variance_threshold(threshold: 1000) |> dummy()", null],
  ])("%s", async (model, message) => {
    const { diagnostics } = await place.run(planOf(specOf(model, "x")));
    const found = diagnostics.filter(({ id }) => id === "run/no-features-left");
    expect(found.map((finding) => finding.message.split(":")[0])).toEqual(message === null ? [] : [message]);
  });
});
