// Sparse linear models, neighbours, naive Bayes and networks, against scikit-learn on fixed data.
import { describe, expect, it } from "vitest";
import { ComponentError, type FitContext, type TabularData } from "../../../../runtime/component.ts";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { openKernels } from "../../../../runtime/kernels/kernels.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { elasticNet } from "../../../../stdlib/models/elastic-net/elastic-net.decl.ts";
import { elasticNetImplementation } from "../../../../stdlib/models/elastic-net/elastic-net.impl.ts";
import { knn } from "../../../../stdlib/models/knn/knn.decl.ts";
import { knnImplementation } from "../../../../stdlib/models/knn/knn.impl.ts";
import { lasso } from "../../../../stdlib/models/lasso/lasso.decl.ts";
import { lassoImplementation } from "../../../../stdlib/models/lasso/lasso.impl.ts";
import { mlp } from "../../../../stdlib/models/mlp/mlp.decl.ts";
import { mlpImplementation } from "../../../../stdlib/models/mlp/mlp.impl.ts";
import { createLayers, createTrainedNetwork } from "../../../../stdlib/models/mlp/network.ts";
import { naiveBayes } from "../../../../stdlib/models/naive-bayes/naive-bayes.decl.ts";
import { naiveBayesImplementation } from "../../../../stdlib/models/naive-bayes/naive-bayes.impl.ts";
import { largestDifference, levels, numbers } from "../../../reference/columns.ts";
import { parametersOf } from "../../../reference/default-parameters.ts";
import expected from "../../../reference/simple-models.json" with { type: "json" };

const TRAIN = 80;
const CLASSES = ["0", "1", "2"];
const regress: FitContext = { task: "regress", random: createRandom(1), validate: null, patience: null };
const classify: FitContext = { ...regress, task: "classify" };

const features = (matrix: readonly (readonly number[])[], from: number, to: number): readonly FrameColumn[] =>
  matrix[0]!.map((_, j) =>
    numbers(
      `x${j}`,
      matrix.slice(from, to).map((row) => row[j]!),
    ),
  );

const dataOf = (
  matrix: readonly (readonly number[])[],
  label: readonly number[],
  rows: number,
  extra: Partial<TabularData> = {},
): TabularData => ({
  rows,
  features: features(matrix, 0, rows),
  label: Float64Array.from(label.slice(0, rows)),
  classes: null,
  weight: null,
  ...extra,
});

const all = expected.x.length;
const tests = features(expected.x, TRAIN, all);
const count = all - TRAIN;
const weight = Float64Array.from(expected.weight);

describe("sparse linear models equal scikit-learn", () => {
  const tight = { tol: 1e-13, max_iter: 100_000 };
  it.each([
    ["elastic_small", { alpha: 0.01, l1_ratio: 0.5 }, null],
    ["elastic_large", { alpha: 0.3, l1_ratio: 0.2 }, null],
    ["elastic_weighted", { alpha: 0.05 }, weight],
    ["elastic_no_intercept", { alpha: 0.05, intercept: false }, null],
  ] as const)("%s", (name, changed, weights) => {
    const params = parametersOf(elasticNet.params, { ...tight, ...changed });
    const { state } = elasticNetImplementation.fit(
      dataOf(expected.x, expected.target, all, { weight: weights }),
      params,
      regress,
    );
    expect(largestDifference([...state.coefficients, state.intercept], expected[name])).toBeLessThan(1e-6);
  });
  it("lasso", () => {
    const params = parametersOf(lasso.params, { alpha: 0.1, ...tight });
    const { state } = lassoImplementation.fit(dataOf(expected.x, expected.target, all), params, regress);
    expect(largestDifference([...state.coefficients, state.intercept], expected.lasso)).toBeLessThan(1e-6);
    expect(state.coefficients.filter((value) => value === 0).length).toBeGreaterThan(0);
  });
  it("says when it has not converged", () => {
    const params = parametersOf(lasso.params, { alpha: 0.001, max_iter: 1, tol: 1e-12 });
    expect(() => lassoImplementation.fit(dataOf(expected.x, expected.target, all), params, regress)).toThrow(
      ComponentError,
    );
  });
});

it("knn leaves out rows that weigh nothing, however near they are", () => {
  const params = parametersOf(knn.params, { k: 2 });
  const data = {
    rows: 5,
    features: [numbers("x", [0, 0, 0, 5, 6])],
    label: Float64Array.of(9, 9, 9, 1, 4),
    classes: null,
    weight: Float64Array.of(0, 0, 0, 1, 2),
  };
  const { state } = knnImplementation.fit(data, params, regress);
  expect(knnImplementation.predict([numbers("x", [0])], 1, state, params)).toEqual({
    kind: "values",
    values: Float64Array.of(3),
  });
});

it("knn weighs rows by distances of any size", () => {
  const params = parametersOf(knn.params, { k: 2, weights: "distance", metric: "manhattan" });
  const data = { rows: 3, features: [numbers("x", [0, 1.5e-323, 1.5e308])], classes: null, weight: null };
  const { state } = knnImplementation.fit({ ...data, label: Float64Array.of(0, 9, 4) }, params, regress);
  const at = (x: number) => knnImplementation.predict([numbers("x", [x])], 1, state, params);
  expect(at(5e-324)).toEqual({ kind: "values", values: Float64Array.of(3) });
  expect(at(-1.5e308)).toEqual({ kind: "values", values: Float64Array.of(4.5) });
});

describe("knn equals scikit-learn", () => {
  it.each([
    ["euclidean", "uniform"],
    ["euclidean", "distance"],
    ["manhattan", "uniform"],
    ["manhattan", "distance"],
  ] as const)("%s, %s", (metric, weights) => {
    const params = parametersOf(knn.params, { k: 7, metric, weights });
    const { state } = knnImplementation.fit(dataOf(expected.x, expected.target, TRAIN), params, regress);
    const got = knnImplementation.predict(tests, count, state, params);
    if (got.kind !== "values") throw new TypeError("no values");
    expect(largestDifference(got.values, expected[`knn_${metric}_${weights}`])).toBeLessThan(1e-10);
  });
  it("class probabilities", () => {
    const params = parametersOf(knn.params, { k: 7, weights: "distance" });
    const data = dataOf(expected.x, expected.classes, TRAIN, { classes: CLASSES });
    const { state } = knnImplementation.fit(data, params, classify);
    expectProbabilities(knnImplementation.predict(tests, count, state, params), expected.knn_classes);
  });
});

function expectProbabilities(
  got: ReturnType<typeof naiveBayesImplementation.predict>,
  want: readonly (readonly number[])[],
): void {
  if (got.kind !== "probabilities") throw new TypeError("no probabilities");
  expect(largestDifference(got.probabilities, want.flat())).toBeLessThan(1e-9);
}

describe("naive_bayes equals scikit-learn", () => {
  it.each([
    ["gaussian", null],
    ["gaussian_weighted", weight.slice(0, TRAIN)],
  ] as const)("%s", (name, weights) => {
    const params = parametersOf(naiveBayes.params);
    const data = dataOf(expected.x, expected.classes, TRAIN, { classes: CLASSES, weight: weights });
    const { state } = naiveBayesImplementation.fit(data, params, classify);
    expectProbabilities(naiveBayesImplementation.predict(tests, count, state, params), expected[name]);
  });
  it("refuses numbers whose spread no number holds, which would leave every class as likely as any other", () => {
    const huge = numbers("huge", [1e300, -2e300, 3e300, -1e300]);
    const data: TabularData = {
      rows: 4,
      features: [huge],
      label: Float64Array.of(0, 1, 0, 1),
      classes: ["a", "b"],
      weight: null,
    };
    expect(() => naiveBayesImplementation.fit(data, parametersOf(naiveBayes.params), classify)).toThrow("too large");
  });
  it("categorical", () => {
    const columns = (from: number, to: number): readonly FrameColumn[] =>
      [0, 1].map((j) =>
        levels(
          `c${j}`,
          expected.levels.slice(from, to).map((row) => `${row[j]}`),
        ),
      );
    const params = parametersOf(naiveBayes.params, { alpha: 0.7 });
    const data = dataOf(expected.x, expected.classes, TRAIN, { classes: CLASSES, features: columns(0, TRAIN) });
    const { state } = naiveBayesImplementation.fit(data, params, classify);
    expectProbabilities(
      naiveBayesImplementation.predict(columns(TRAIN, all), count, state, params),
      expected.categorical,
    );
  });
});

it("naive_bayes gives probabilities to a value beyond all measure, and refuses to learn from such", () => {
  const params = parametersOf(naiveBayes.params);
  const labels = { rows: 4, label: Float64Array.from([0, 1, 0, 1]), classes: ["a", "b"], weight: null };
  const { state } = naiveBayesImplementation.fit(
    { ...labels, features: [numbers("x", [1, 2, 3, 4])] },
    params,
    classify,
  );
  const far = naiveBayesImplementation.predict([numbers("x", [1e200, -1e308])], 2, state, params);
  expect(far.kind === "probabilities" && far.probabilities.every(Number.isFinite)).toBe(true);
  const vast = { ...labels, features: [numbers("x", [1e160, 2e160, -1e160, 3e160])] };
  expect(() => naiveBayesImplementation.fit(vast, params, classify)).toThrow(ComponentError);
});

describe("mlp", () => {
  const scaled = features(expected.scaled, TRAIN, all);
  const params = parametersOf(mlp.params, { hidden: [30], epochs: 60, batch_size: 20, learning_rate: 0.01 });

  it("has the gradient of its loss", () => {
    const kernels = openKernels();
    const random = createRandom(4);
    for (const [activation, sparse] of [
      ["relu", false],
      ["relu", true],
      ["tanh", false],
      ["logistic", false],
    ] as const) {
      const layers = createLayers([3, 5, 4, 2], activation, random.derive(activation));
      const batch = Float64Array.from({ length: 12 }, () => random.normal());
      const pull = Float64Array.from({ length: 8 }, () => random.normal());
      const mark = kernels.mark();
      const network = createTrainedNetwork(kernels, layers, activation, 4, sparse);
      network.batch.set(batch);
      const loss = (): number => {
        network.forward(4);
        return network.scores.reduce((sum, value, i) => sum + value * pull[i]!, 0);
      };
      loss();
      network.scoresGradient.set(pull);
      network.backward(4);
      layers.forEach((_, l) => {
        for (const part of ["weights", "bias"] as const) {
          const { values } = network.parameters.layers[l]![part];
          for (let i = 0; i < values.length; i += 3) {
            const before = values[i]!;
            values[i] = before + 1e-6;
            const above = loss();
            values[i] = before - 1e-6;
            const below = loss();
            values[i] = before;
            expect(Math.abs((above - below) / 2e-6 - network.gradients.layers[l]![part].values[i]!)).toBeLessThan(1e-6);
          }
        }
      });
      kernels.release(mark);
    }
  });

  it("classifies as well as scikit-learn's", () => {
    const data = dataOf(expected.scaled, expected.classes, TRAIN, { classes: CLASSES });
    const { state } = mlpImplementation.fit(data, params, classify);
    const got = mlpImplementation.predict(scaled, count, state, params);
    if (got.kind !== "probabilities") throw new TypeError("no probabilities");
    const loss = expected.classes
      .slice(TRAIN)
      .reduce((sum, label, row) => sum - Math.log(got.probabilities[row * 3 + label]!) / count, 0);
    expect(loss).toBeLessThan(1.25 * expected.mlp_log_loss);
  });

  it("predicts numbers as well as scikit-learn's", () => {
    const { state } = mlpImplementation.fit(dataOf(expected.scaled, expected.target, TRAIN), params, regress);
    const got = mlpImplementation.predict(scaled, count, state, params);
    if (got.kind !== "values") throw new TypeError("no values");
    const error = got.values.reduce((sum, value, row) => sum + (value - expected.target[TRAIN + row]!) ** 2 / count, 0);
    expect(error).toBeLessThan(1.5 * expected.mlp_squared_error);
  });

  it("says that steps were far too large, even where its weights stay finite", () => {
    for (const learning_rate of [1e5, 1e12]) {
      const wild = { ...params, learning_rate };
      const classes = dataOf(expected.scaled, expected.classes, TRAIN, { classes: CLASSES });
      expect(() => mlpImplementation.fit(classes, wild, classify)).toThrow(/diverged/);
      expect(() => mlpImplementation.fit(dataOf(expected.scaled, expected.target, TRAIN), wild, regress)).toThrow(
        /diverged/,
      );
    }
  });

  it("keeps the epoch that is best on the validation rows", () => {
    const validate: TabularData = {
      rows: count,
      features: scaled,
      label: Float64Array.from(expected.classes.slice(TRAIN)),
      classes: CLASSES,
      weight: null,
    };
    const data = dataOf(expected.scaled, expected.classes, TRAIN, { classes: CLASSES });
    const long = { ...params, epochs: 400 };
    const { rounds } = mlpImplementation.fit(data, long, { ...classify, validate, patience: 30 });
    expect(rounds).toBeLessThan(370);
    // The same number of epochs without validation rows ends with the same weights.
    const kept = mlpImplementation.fit(data, { ...long, epochs: rounds! }, classify);
    const again = mlpImplementation.fit(data, long, { ...classify, validate, patience: 30 });
    expect(kept.state).toEqual(again.state);
  });

  it("says so when it diverges", () => {
    const wild = { ...params, optimizer: "sgd" as const, learning_rate: 1e6 };
    expect(() => mlpImplementation.fit(dataOf(expected.x, expected.target, TRAIN), wild, regress)).toThrow(
      ComponentError,
    );
  });
});

it("mlp has not diverged where one class is rare and training short", () => {
  const label = Float64Array.from({ length: TRAIN }, (_, row) => (row === 0 ? 1 : 0));
  const weight = label.map((own) => (own === 1 ? 1e-3 : 1));
  const data = dataOf(expected.scaled, [...label], TRAIN, { classes: ["no", "yes"], weight });
  const short = parametersOf(mlp.params, { hidden: [3], epochs: 2 });
  expect(() => mlpImplementation.fit(data, short, classify)).not.toThrow();
});

it("mlp learns nothing from a batch whose rows do not count", () => {
  const weight = Float64Array.from({ length: TRAIN }, (_, row) => row % 3);
  const alone = parametersOf(mlp.params, { hidden: [3], epochs: 2, batch_size: 1 });
  for (const data of [
    dataOf(expected.scaled, expected.classes, TRAIN, { classes: CLASSES, weight }),
    dataOf(expected.scaled, expected.target, TRAIN, { weight }),
  ]) {
    expect(() => mlpImplementation.fit(data, alone, data.classes === null ? regress : classify)).not.toThrow();
  }
});

it("mlp predicts numbers of any size alike", () => {
  const params = parametersOf(mlp.params, { hidden: [3], epochs: 5 });
  const scaled = features(expected.scaled, TRAIN, all);
  const predicted = (unit: number): readonly number[] => {
    const label = expected.target.map((value) => value * unit);
    const { state } = mlpImplementation.fit(dataOf(expected.scaled, label, TRAIN), params, regress);
    const got = mlpImplementation.predict(scaled, count, state, params);
    return got.kind === "values" ? Array.from(got.values, (value) => value / unit) : [];
  };
  const plain = predicted(1);
  expect(plain.every(Number.isFinite)).toBe(true);
  for (const unit of [2 ** 900, 2 ** -900]) expect(predicted(unit)).toEqual(plain);
});
