// Exported models predict in onnxruntime what they predict here.
import * as ort from "onnxruntime-web";
import { describe, expect, it } from "vitest";
import { ComponentError } from "../../../../runtime/component.ts";
import { numbersOf } from "../../../../runtime/model/combine-predictions.ts";
import { fitModel } from "../../../../runtime/model/fit-model.ts";
import type { FittedModel } from "../../../../runtime/model/fitted.ts";
import { createLibrary } from "../../../../runtime/model/library.ts";
import { takeModelRows } from "../../../../runtime/model/model-rows.ts";
import { predictModel } from "../../../../runtime/model/predict-model.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { exportOnnx } from "../../../../runtime/onnx/export-model.ts";
import { readOnnx } from "../../../../runtime/onnx/run/read-model.ts";
import { compileGraph } from "../../../../runtime/onnx/run/run-graph.ts";
import { type OnnxTensor, numbers as ownNumbers, texts as ownTexts } from "../../../../runtime/onnx/run/tensor.ts";
import type { TaskData } from "../../../../runtime/task/task-data.ts";
import type { Json } from "../../../../specs/json.ts";
import type { ModelSpec, Selector, TransformSpec } from "../../../../specs/plan.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";
import { onnxLowerings } from "../../../../stdlib/onnx.ts";
import { estimator } from "../exec/plan-builder.ts";
import { allRows, categories, handMadeTask, numbers } from "../model/hand-made-task.ts";

const library = createLibrary(implementations, standardLibrary.components);
const ROWS = 400;
const FITTED = 300;
const CITIES = ["Bonn", "Köln", "Ulm", "Aachen", "Trier"];

type Kind = "regress" | "two" | "three";

/** The last rows are not learned from: they hold levels, gaps and values that training has not seen. */
function taskOf(kind: Kind, missing: boolean): TaskData {
  const random = createRandom(11, kind);
  const hole = (value: number): number => (missing && random.uniform() < 0.1 ? Number.NaN : value);
  const a = Array.from({ length: ROWS }, (_, i) => (random.normal() + 3) * (i < FITTED ? 1 : 1.4));
  const b = a.map((value) => Math.round(value * 2 + random.normal()));
  const c = a.map(() => 1 + random.uniform() * 5);
  const city = a.map((_, i) => (missing && random.uniform() < 0.1 ? -1 : random.below(i < FITTED ? 4 : 5)));
  const score = a.map((value, i) => value - 0.5 * c[i]! + (city[i] === 1 ? 2 : 0) + random.normal() * 0.3);
  const label = kind === "regress" ? score.map((value) => value + 20) : score.map((value) => cut(value, kind));
  const features = [
    numbers("a", a.map(hole)),
    numbers("b", b.map(hole)),
    numbers("c", c.map(hole)),
    categories("city", city, CITIES),
  ];
  const classes = kind === "regress" ? null : kind === "two" ? ["no", "yes"] : ["low", "middle", "high"];
  const positive = kind === "two" ? 1 : null;
  const beside = ["b", "c", "city"].map((column) => ({ column, ahead: false }));
  const spec = { kind: kind === "regress" ? "regress" : "classify", beside } as const;
  return handMadeTask(label, features, spec, { classes, positive });
}

const cut = (value: number, kind: "two" | "three"): number =>
  kind === "two" ? (value > 1 ? 1 : 0) : value > 2 ? 2 : value > 0.5 ? 1 : 0;

function fitted(task: TaskData, spec: ModelSpec): FittedModel {
  const rows = takeModelRows(task, allRows(task).subarray(0, FITTED));
  const options = { library, seed: 1, label: "fit", patience: null, rounds: null, steps: null };
  return fitModel(spec, { task, fit: rows, validate: null }, options);
}

const bytesOf = (task: TaskData, model: FittedModel): Uint8Array =>
  exportOnnx({
    name: "test",
    model,
    features: task.features,
    classes: task.classes,
    ahead: [],
    lowerings: onnxLowerings,
    metadata: { origin: "test" },
    pipecVersion: "0",
  });

/** What we export can be read here again, and is the same model. */
function expectSameHere(task: TaskData, bytes: Uint8Array, want: Float64Array): void {
  const graph = readOnnx(bytes);
  const run = compileGraph(graph, task.classes === null ? "prediction" : "probabilities");
  const width = want.length / task.rows;
  for (let row = 0; row < task.rows; row += 7) {
    const inputs = new Map(
      graph.inputs.map(({ name }): [string, OnnxTensor] => {
        const column = task.features.find((one) => one.name === name)!;
        if (column.kind === "number") return [name, ownNumbers("double", [1], column.values.slice(row, row + 1))];
        return [name, ownTexts([1], [column.levels[column.codes[row]!] ?? ""])];
      }),
    );
    const { data } = run(inputs);
    for (let k = 0; k < width; k++) {
      const value = want[row * width + k]!;
      expect(Math.abs(Number(data[k]) - value) / (1 + Math.abs(value))).toBeLessThan(1e-5);
    }
  }
}

async function scoreInRuntime(task: TaskData, bytes: Uint8Array): Promise<Record<string, ort.Tensor>> {
  const session = await ort.InferenceSession.create(bytes);
  const inputs = Object.fromEntries(
    task.features.map((column) => [
      column.name,
      column.kind === "number"
        ? new ort.Tensor("float64", column.values, [task.rows])
        : new ort.Tensor(
            "string",
            Array.from(column.codes, (code) => (code < 0 ? "" : column.levels[code]!)),
            [task.rows],
          ),
    ]),
  );
  const wanted = Object.fromEntries(session.inputNames.map((name) => [name, inputs[name]!]));
  return session.run(wanted);
}

/** The last rows hold values that no row of training has, near and far beyond those that it has. */
function strange(task: TaskData, values: readonly number[]): TaskData {
  const features = task.features.map((column, j) => {
    if (column.kind !== "number") return column;
    const own = column.values.slice();
    for (let row = FITTED; row < ROWS; row++) if (row % 3 === j) own[row] = values[row % values.length]!;
    return { ...column, values: own };
  });
  return { ...task, features };
}

const NEAR = [0.1, 1e-40, 5e-324, -0, 6.999_999, 2.5, Number.NaN];
const FAR = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e308, -1e308, 3.5e38, Number.NaN, ...NEAR];

async function expectSame(
  kind: Kind,
  spec: ModelSpec,
  missing: boolean,
  task: TaskData = taskOf(kind, missing),
): Promise<void> {
  const model = fitted(task, spec);
  const own = predictModel(model, task, takeModelRows(task, allRows(task)), library);
  const bytes = bytesOf(task, model);
  const output = await scoreInRuntime(task, bytes);
  const got = (own.kind === "values" ? output.prediction : output.probabilities)?.data as Float64Array;
  const want = numbersOf(own);
  expect(got.length).toBe(want.length);
  expectSameHere(task, bytes, want);
  let largest = 0;
  for (let i = 0; i < want.length; i++)
    largest = Math.max(largest, Math.abs(got[i]! - want[i]!) / (1 + Math.abs(want[i]!)));
  expect(largest).toBeLessThan(1e-5);
  if (own.kind !== "probabilities") {
    for (const end of ["lower", "upper"] as const) {
      const ends = output[end]?.data as Float64Array | undefined;
      expect(ends?.length).toBe(own.interval?.[end].length);
      ends?.forEach((value, i) => {
        expect(Math.abs(value - own.interval![end][i]!) / (1 + Math.abs(value))).toBeLessThan(1e-5);
      });
    }
    return;
  }
  const labels = output.label?.data as unknown as readonly string[];
  const { classes } = own;
  labels.forEach((label, row) => {
    const shares = Array.from(want.subarray(row * classes, (row + 1) * classes));
    const best = Math.max(...shares);
    expect(shares[task.classes!.indexOf(label)]!).toBeGreaterThan(best - 1e-5);
  });
}

const step = (component: string, params: Readonly<Record<string, Json>> = {}): TransformSpec => ({
  kind: "component",
  component,
  params,
});
const chain = (...steps: readonly TransformSpec[]): TransformSpec => ({ kind: "chain", steps });
const block = (entries: readonly (readonly [Selector["kind"], TransformSpec])[]): TransformSpec => ({
  kind: "block",
  entries: entries.map(([kind, transform]) => ({ selector: { kind } as Selector, transform })),
});
const pipeline = (transform: TransformSpec, model: ModelSpec): ModelSpec => ({ kind: "pipeline", transform, model });

const FILLED = block([
  ["numeric", step("impute", { strategy: "median" })],
  ["categorical", step("onehot", { max: 3 })],
]);

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
  it.each([[["city"]], [["b"]], [["city", "b"]]])("impute by %j", async (by) => {
    const own = (strategy: string) => step("impute", { strategy, by, indicator: true });
    const filled = block([
      ["numeric", own("median")],
      ["categorical", chain(own("mode"), step("onehot"))],
    ]);
    await expectSame("regress", pipeline(filled, estimator("ridge")), true);
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
      lowerings: onnxLowerings,
    };
    expect(() => exportOnnx({ ...options, metadata: {}, pipecVersion: "0" })).toThrow(/`b` reads earlier rows/);
  });
  it("what a forecast reads at the rows that it predicts has another value for every step", () => {
    const task = taskOf("regress", false);
    const model = fitted(task, pipeline(block([["categorical", step("onehot")]]), estimator("ridge")));
    const options = { name: "test", model, features: task.features, classes: null, lowerings: onnxLowerings };
    expect(() => exportOnnx({ ...options, ahead: ["a"], metadata: {}, pipecVersion: "0" })).toThrow(/`a` is read anew/);
  });
  it.each(["standardize", "minmax", "robust", "scale", "log1p", "yeo_johnson", "box_cox", "quantile_transform"])(
    "%s of the target is turned back",
    async (component) => {
      const model = pipeline(chain(FILLED, block([["target", step(component)]])), estimator("ridge"));
      await expectSame("regress", model, true);
    },
  );
  it("rows are drawn anew in fitting only", async () => {
    await expectSame("two", pipeline(chain(FILLED, step("smote")), estimator("logistic")), true);
  });
});

const MODELS: readonly (readonly [string, readonly Kind[], ModelSpec, boolean])[] = [
  ["linear", ["regress"], pipeline(FILLED, estimator("linear")), true],
  ["lasso", ["regress"], pipeline(FILLED, estimator("lasso", { alpha: 0.1 })), true],
  ["elastic_net", ["regress"], pipeline(FILLED, estimator("elastic_net", { alpha: 0.1 })), true],
  ["logistic", ["two", "three"], pipeline(FILLED, estimator("logistic")), true],
  ["naive_bayes", ["two", "three"], estimator("naive_bayes"), true],
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
  it("says what has no form in ONNX", async () => {
    const spec = pipeline(FILLED, estimator("knn"));
    await expect(expectSame("regress", spec, true)).rejects.toThrow(ComponentError);
  });
});
