// Exported models predict in onnxruntime what they predict here.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ComponentError } from "../../../../runtime/component.ts";
import { exportOnnx } from "../../../../runtime/onnx/export-model.ts";
import type { TaskData } from "../../../../runtime/task/task-data.ts";
import type { Json } from "../../../../specs/json.ts";
import type { ModelSpec, TransformSpec } from "../../../../specs/plan.ts";
import { onnxLowerings } from "../../../../stdlib/onnx.ts";
import { estimator } from "../exec/plan-builder.ts";
import { categories, numbers } from "../model/hand-made-task.ts";
import {
  block,
  chain,
  expectSame,
  expectSameModel,
  FITTED,
  fitted,
  type Kind,
  pipeline,
  ROWS,
  step,
  strange,
  taskOf,
} from "./same-predictions.ts";

const NEAR = [0.1, 1e-40, 5e-324, -0, 6.999_999, 2.5, Number.NaN];
const FAR = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e308, -1e308, 3.5e38, Number.NaN, ...NEAR];

const FILLED = block([
  ["numeric", step("impute", { strategy: "median" })],
  ["categorical", step("onehot", { max: 3 })],
]);

const SCALED = chain(FILLED, block([["numeric", step("standardize")]]));
const BY_DISTANCE = { k: 3, weights: "distance", metric: "manhattan" };

const NUMERIC: readonly (readonly [string, TransformSpec])[] = [
  ["standardize", step("standardize")],
  ["minmax", step("minmax", { clip: true })],
  ["robust", step("robust")],
  ["scale", step("scale")],
  ["clip", step("clip", { low: 1, high: 4 })],
  ["winsorize", step("winsorize")],
  ["log1p", chain(step("clip", { low: 0 }), step("log1p"))],
  ["yeo_johnson", step("yeo_johnson")],
  ["box_cox", chain(step("clip", { low: 0.5 }), step("box_cox"))],
  ["quantile_transform", step("quantile_transform", { quantiles: 40 })],
  ["quantile_transform whose ends are repeated", step("quantile_transform")],
  ["quantile_transform to normal", step("quantile_transform", { quantiles: 40, output: "normal" })],
  ["bins", step("bins", { n: 4 })],
  ["normalize_rows", step("normalize_rows")],
  ["pca", step("pca", { n: 2 })],
  ["polynomial", step("polynomial")],
  ["interactions", step("interactions")],
  ["cyclical", step("cyclical", { period: 7 })],
  ["variance_threshold", step("variance_threshold", { threshold: 1 })],
  ["drop_correlated", step("drop_correlated", { over: 0.5 })],
  ["select_k", step("select_k", { k: 2 })],
  ["drop", step("drop", { columns: ["b"] })],
];

const CATEGORICAL: readonly (readonly [string, TransformSpec])[] = [
  ["onehot", step("onehot")],
  ["onehot with other", step("onehot", { max: 2, unknown: "other" })],
  ["ordinal", chain(step("ordinal"), step("impute", { strategy: "mean" }))],
  ["frequency_encode", step("frequency_encode")],
  ["target_encode", step("target_encode")],
  ["impute", chain(step("impute", { strategy: "mode" }), step("onehot"))],
  ["hash_encode", step("hash_encode", { bins: 5 })],
  ["hash_encode with signs", step("hash_encode", { bins: 6, signed: true })],
];

describe("transforms in ONNX", () => {
  it.each(NUMERIC)("%s", async (_name, transform) => {
    const filled = block([
      ["numeric", chain(step("impute", { strategy: "median", indicator: false }), transform)],
      ["categorical", step("onehot")],
    ]);
    await expectSame("regress", pipeline(filled, estimator("ridge")), true);
  });
  it.each(CATEGORICAL)("%s", async (_name, transform) => {
    const filled = block([
      ["numeric", step("impute", { strategy: "mean", indicator: true })],
      ["categorical", transform],
    ]);
    await expectSame("regress", pipeline(filled, estimator("ridge")), true);
  });
  it("hash_encode of texts of all lengths and letters", async () => {
    const task = taskOf("regress", false);
    const texts = fc.sample(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), { numRuns: ROWS, seed: 3 });
    const levels = [...new Set(texts)];
    const words = categories(
      "words",
      texts.map((text) => levels.indexOf(text)),
      levels,
    );
    const encoded = block([["categorical", step("hash_encode", { bins: 30, signed: true })]]);
    const withWords = { ...task, features: [...task.features, words] };
    await expectSame("regress", pipeline(encoded, estimator("ridge")), false, withWords);
  });
  it.each([[["city"]], [["b"]], [["city", "b"]]])("impute by %j", async (by) => {
    const own = (strategy: string) => step("impute", { strategy, by, indicator: true });
    const filled = block([
      ["numeric", own("median")],
      ["categorical", chain(own("mode"), step("onehot"))],
    ]);
    await expectSame("regress", pipeline(filled, estimator("ridge")), true);
  });
  it.each(["ridge", "extra_trees"])("knn_impute before %s", async (model) => {
    const filled = block([
      ["numeric", chain(step("standardize"), step("knn_impute", { k: 4 }))],
      ["categorical", step("onehot")],
    ]);
    await expectSame("regress", pipeline(filled, estimator(model)), true);
  });
  it("a difference reads rows that a graph does not have", () => {
    const taken: TransformSpec = { kind: "take", columns: [{ from: "b", to: "a" }] };
    const task = taskOf("regress", false);
    const model = fitted(task, pipeline(chain(taken, block([["categorical", step("onehot")]])), estimator("ridge")));
    const options = {
      name: "test",
      model,
      features: task.features,
      classes: null,
      ahead: [],
      task: task.spec,
      lowerings: onnxLowerings,
    };
    expect(() => exportOnnx({ ...options, metadata: {}, pipecVersion: "0" })).toThrow(/`b` reads earlier rows/);
  });
  it("columns may have any name but those of what the graph gives", async () => {
    const task = taskOf("two", false);
    const named = (name: string): TaskData => ({
      ...task,
      features: task.features.map((column) => (column.name === "a" ? { ...column, name } : column)),
    });
    const spec = pipeline(block([["categorical", step("onehot")]]), estimator("logistic"));
    await expectSame("two", spec, false, named("t1"));
    await expectSame("two", spec, false, named("prediction"));
    await expect(expectSame("two", spec, false, named("label"))).rejects.toThrow(/`label` has the name of/);
  });
  it.each(["onehot", "ordinal", "target_encode", "frequency_encode", null])(
    "an empty text that is a level is refused: %s",
    async (component) => {
      const task = taskOf("regress", true);
      const features = task.features.map((column) =>
        column.kind === "number" ? column : { ...column, levels: column.levels.with(1, "") },
      );
      const encoded = component === null ? [] : [["categorical", step(component)] as const];
      const spec = pipeline(
        block([["numeric", step("impute", { strategy: "median" })], ...encoded]),
        estimator("gradient_boosting", { rounds: 5 }),
      );
      await expect(expectSame("regress", spec, true, { ...task, features })).rejects.toThrow(
        /`city` has the empty text/,
      );
    },
  );
  it("what a forecast reads at the rows that it predicts has another value for every step", () => {
    const task = taskOf("regress", false);
    const model = fitted(task, pipeline(block([["categorical", step("onehot")]]), estimator("ridge")));
    const options = {
      name: "test",
      model,
      features: task.features,
      classes: null,
      task: task.spec,
      lowerings: onnxLowerings,
    };
    expect(() => exportOnnx({ ...options, ahead: ["a"], metadata: {}, pipecVersion: "0" })).toThrow(/`a` is read anew/);
  });
  it.each([
    step("quantile_transform", { quantiles: 20 }),
    step("quantile_transform", { quantiles: 20, output: "normal" }),
    step("bins", { n: 5 }),
  ])("numbers that are far from 0 and near each other are not taken for one: %o", async (transform) => {
    const task = taskOf("regress", false);
    const features = task.features.map((column) =>
      column.kind === "number"
        ? { ...column, values: column.values.map((value) => 2 ** 52 + Math.round(value)) }
        : column,
    );
    const spec = pipeline(
      block([
        ["numeric", transform],
        ["categorical", step("onehot")],
      ]),
      estimator("ridge"),
    );
    await expectSame("regress", spec, false, { ...task, features });
  });
  it.each(["standardize", "minmax", "robust", "scale", "log1p", "yeo_johnson", "box_cox", "quantile_transform"])(
    "%s of the target is turned back",
    async (component) => {
      const model = pipeline(chain(FILLED, block([["target", step(component)]])), estimator("ridge"));
      await expectSame("regress", model, true);
    },
  );
  it("quantile_transform of the target to normal is turned back", async () => {
    const target = step("quantile_transform", { output: "normal" });
    await expectSame("regress", pipeline(chain(FILLED, block([["target", target]])), estimator("ridge")), true);
  });
  it.each(["uniform", "normal"])(
    "quantile_transform to %s of a column that was constant in training",
    async (output) => {
      const task = taskOf("regress", false);
      const values = Array.from({ length: ROWS }, (_, i) => (i < FITTED ? 2 : [1, 2, 3][i % 3]!));
      const constant = { ...task, features: [...task.features, numbers("fixed", values)] };
      const transform = block([
        ["categorical", step("onehot")],
        ["numeric", step("quantile_transform", { output })],
      ]);
      // A network keeps the weights that it started with of what does not vary.
      const network = estimator("mlp", { hidden: [4], epochs: 2 });
      await expectSame("regress", pipeline(transform, network), false, constant);
    },
  );
  it("rows are drawn anew in fitting only", async () => {
    await expectSame("two", pipeline(chain(FILLED, step("smote")), estimator("logistic")), true);
  });
});

const MODELS: readonly (readonly [string, readonly Kind[], ModelSpec, boolean])[] = [
  ["dummy", ["regress", "two", "three"], estimator("dummy"), true],
  [
    "dummy of levels",
    ["regress", "three"],
    pipeline(step("drop", { columns: ["a", "b", "c"] }), estimator("dummy")),
    true,
  ],
  ["dummy of a constant", ["regress"], estimator("dummy", { strategy: "constant", constant: -7.5 }), true],
  ["dummy of a class", ["two"], estimator("dummy", { strategy: "constant", constant: "yes" }), true],
  ["dummy of the most frequent class", ["three"], estimator("dummy", { strategy: "most_frequent" }), true],
  ["linear", ["regress"], pipeline(FILLED, estimator("linear")), true],
  ["lasso", ["regress"], pipeline(FILLED, estimator("lasso", { alpha: 0.1 })), true],
  ["elastic_net", ["regress"], pipeline(FILLED, estimator("elastic_net", { alpha: 0.1 })), true],
  ["logistic", ["two", "three"], pipeline(FILLED, estimator("logistic")), true],
  ["naive_bayes", ["two", "three"], estimator("naive_bayes"), true],
  ["knn", ["regress", "two", "three"], pipeline(SCALED, estimator("knn")), true],
  ["knn by distance", ["regress", "three"], pipeline(SCALED, estimator("knn", BY_DISTANCE)), true],
  ["mlp", ["regress", "two", "three"], pipeline(FILLED, estimator("mlp", { hidden: [8], epochs: 5 })), true],
  [
    "gradient_boosting",
    ["regress", "two", "three"],
    estimator("gradient_boosting", { rounds: 20, leaves: 8, min_leaf: 5 }),
    true,
  ],
  [
    "gradient_boosting poisson",
    ["regress"],
    estimator("gradient_boosting", { rounds: 10, objective: "poisson" }),
    false,
  ],
];

const TREES: typeof MODELS = [
  ["random_forest", ["regress", "two", "three"], pipeline(FILLED, estimator("random_forest", { trees: 10 })), true],
  ["extra_trees", ["regress", "three"], pipeline(FILLED, estimator("extra_trees", { trees: 10 })), true],
  ["decision_tree of levels", ["regress", "two"], estimator("decision_tree", { max_depth: 5 }), false],
  ["lightgbm", ["regress", "two"], estimator("lightgbm", { n_estimators: 10 }), true],
  ["xgboost", ["three"], pipeline(FILLED, estimator("xgboost", { n_estimators: 10 })), true],
  ["catboost", ["regress", "two", "three"], estimator("catboost", { iterations: 10 }), true],
];

describe("rows beyond those of training in ONNX", () => {
  const filled = (...steps: readonly TransformSpec[]): TransformSpec =>
    block([
      ["numeric", chain(step("impute", { strategy: "median" }), ...steps)],
      ["categorical", step("onehot")],
    ]);
  const by = (columns: readonly string[]): TransformSpec =>
    block([
      ["numeric", step("impute", { strategy: "median", by: columns })],
      ["categorical", step("onehot")],
    ]);
  const trees = estimator("extra_trees", { trees: 8 });
  it.each<readonly [string, Kind, ModelSpec, readonly number[]]>([
    ["a group that training has not seen is none that it rounds to", "regress", pipeline(by(["b"]), trees), FAR],
    ["groups may be numbers with fractions", "regress", pipeline(by(["c"]), trees), FAR],
    ["a value beyond all measure speaks for no class", "three", estimator("naive_bayes"), FAR],
    ["the circle goes on for ever", "regress", pipeline(filled(step("cyclical", { period: 7 })), trees), NEAR],
    [
      "a value on an edge stays on it, however its logarithm is rounded",
      "two",
      pipeline(filled(step("clip", { low: 0 }), step("log1p"), step("bins", { n: 4 })), estimator("logistic")),
      NEAR,
    ],
    [
      "a value that many rows share stands at their mean level",
      "two",
      pipeline(filled(step("clip", { low: 0 }), step("log1p"), step("quantile_transform", { quantiles: 40 })), trees),
      NEAR,
    ],
  ])("%s", async (_name, kind, spec, values) => {
    await expectSame(kind, spec, true, strange(taskOf(kind, true), values));
  });
});

describe("models in ONNX", () => {
  it.each(
    [...MODELS, ...TREES].flatMap(([name, kinds, spec, missing]) =>
      kinds.map((kind) => [name, kind, spec, missing] as const),
    ),
  )("%s, %s", async (_name, kind, spec, missing) => {
    await expectSame(kind, spec, missing);
  });
  const wrap = (component: string, params: Readonly<Record<string, Json>>): ModelSpec => ({
    kind: "combinator",
    component,
    params,
    model: estimator("gradient_boosting", { rounds: 10, leaves: 6, min_leaf: 5 }),
  });
  it.each([
    ["calibrated", "two", wrap("calibrated", { method: "sigmoid" })],
    ["calibrated, isotonic", "two", wrap("calibrated", { method: "isotonic" })],
    ["calibrated, three classes", "three", wrap("calibrated", { method: "isotonic" })],
    ["threshold", "two", wrap("threshold", { maximize: "f1" })],
    ["bagged", "regress", wrap("bagged", { n: 3 })],
    ["conformal", "regress", wrap("conformal", { level: 0.8 })],
    [
      "conformal in bagged",
      "regress",
      { kind: "combinator", component: "bagged", params: { n: 3 }, model: wrap("conformal", { level: 0.8 }) },
    ],
  ] as const)("%s, %s", async (_name, kind, spec) => {
    await expectSame(kind, spec, true);
  });
  it.each(["regress", "three"] as const)("ensembles, %s", async (kind) => {
    const task = taskOf(kind, true);
    const members = [3, 6, 9, 12].map((leaves) => fitted(task, estimator("gradient_boosting", { rounds: 10, leaves })));
    await expectSameModel(task, { kind: "median", members });
    await expectSameModel(task, { kind: "median", members: members.slice(1) });
    await expectSameModel(task, { kind: "mean", members, weights: [0.7, 0.5, -0.4, 0.2] });
  });
  it("classes that are drawn anew for every row have no form in ONNX", async () => {
    const spec = estimator("dummy", { strategy: "stratified" });
    await expect(expectSame("two", spec, true)).rejects.toThrow(/`dummy\(strategy: stratified\)` draws/);
  });
  it.each(["ridge", "logistic", "mlp", "random_forest"])(
    "%s that no feature reaches has no form in ONNX",
    async (model) => {
      const none = chain(FILLED, block([["numeric", step("variance_threshold", { threshold: 1e9 })]]));
      const kind = model === "logistic" ? "two" : "regress";
      await expect(expectSame(kind, pipeline(none, estimator(model)), false)).rejects.toThrow(
        "a model without features",
      );
    },
  );
  it("says what has no form in ONNX", () => {
    const task = taskOf("regress", false);
    const model = fitted(task, pipeline(SCALED, estimator("ridge")));
    const options = { name: "test", model, features: task.features, classes: null, ahead: [], task: task.spec };
    const without = (part: "transforms" | "models") => () =>
      exportOnnx({ ...options, lowerings: { ...onnxLowerings, [part]: {} }, metadata: {}, pipecVersion: "0" });
    expect(without("models")).toThrow(ComponentError);
    expect(without("models")).toThrow("`ridge` has no form in ONNX");
    expect(without("transforms")).toThrow("`impute` has no form in ONNX");
  });
});
