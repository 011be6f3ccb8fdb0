// The unit of a target is nothing that a tree may depend on, up to where floats end; from there on it says so.
import { describe, expect, it } from "vitest";
import { createThreadBudget } from "../../../../runtime/kernels/thread-budget.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { gradientBoosting } from "../../../../stdlib/models/gradient-boosting/gradient-boosting.decl.ts";
import { gradientBoostingImplementation } from "../../../../stdlib/models/gradient-boosting/gradient-boosting.impl.ts";
import { randomForest } from "../../../../stdlib/models/random-forest/random-forest.decl.ts";
import { randomForestImplementation } from "../../../../stdlib/models/random-forest/random-forest.impl.ts";
import { boostingRows, learnedRows } from "../../../reference/boosting-data.ts";
import { parametersOf } from "../../../reference/default-parameters.ts";

const train = boostingRows("train");
const predictedInUnits = {
  gradient_boosting: (label: Float64Array): Float64Array => {
    const params = parametersOf(gradientBoosting.params, { rounds: 20 });
    const { state } = gradientBoostingImplementation.fit(learnedRows(train, label, null), params, context());
    return valuesOf(gradientBoostingImplementation.predict(train.features, train.rows, state, params));
  },
  random_forest: (label: Float64Array): Float64Array => {
    const params = parametersOf(randomForest.params, { trees: 20 });
    const { state } = randomForestImplementation.fit(learnedRows(train, label, null), params, context());
    return valuesOf(randomForestImplementation.predict(train.features, train.rows, state, params));
  },
};

const context = () => ({
  task: "regress" as const,
  random: createRandom(3),
  validate: null,
  patience: null,
  threads: createThreadBudget(1),
});

function valuesOf(prediction: ReturnType<typeof gradientBoostingImplementation.predict>): Float64Array {
  if (prediction.kind !== "values") throw new Error(`numbers are expected, not ${prediction.kind}`);
  return prediction.values;
}

describe.each(Object.entries(predictedInUnits))("%s", (_, predicted) => {
  it.each([-400, -3, 10, 400])("gives the same in units of 2 ** %i, bit by bit", (power) => {
    const scaled = predicted(train.numbers.map((value) => value * 2 ** power));
    expect(scaled).toEqual(predicted(train.numbers).map((value) => value * 2 ** power));
    expect(new Set(scaled).size).toBeGreaterThan(50);
  });

  it.each([
    [-700, "too small"],
    [510, "too large"],
  ])("refuses units of 2 ** %i", (power, problem) => {
    expect(() => predicted(train.numbers.map((value) => value * 2 ** power))).toThrow(problem);
  });

  it("takes a target that is one tiny number", () => {
    const [value, ...others] = new Set(predicted(train.numbers.map(() => 1e-300)));
    expect(others).toEqual([]);
    expect(value! / 1e-300).toBeCloseTo(1, 12);
  });
});
