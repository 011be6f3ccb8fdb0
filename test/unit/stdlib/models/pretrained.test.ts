// Models from files: they predict here what they predict in onnxruntime, and damaged files end in words.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ComponentError, type FitContext, type Prediction, type TabularData } from "../../../../runtime/component.ts";
import { takeColumn } from "../../../../runtime/frame/column-rows.ts";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { modelMessage } from "../../../../runtime/onnx/schema.ts";
import { lightgbmFileImplementation } from "../../../../stdlib/models/pretrained/lightgbm-file.impl.ts";
import { onnxImplementation } from "../../../../stdlib/models/pretrained/onnx.impl.ts";
import { largestDifference, levels, numbers } from "../../../reference/columns.ts";
import lightgbm from "../../../reference/lightgbm-text.json" with { type: "json" };
import expected from "../../../reference/onnx-models.json" with { type: "json" };

interface Reference {
  readonly model: string;
  readonly rows: string;
  readonly predictions: readonly (number | readonly number[])[];
}

const models: Readonly<Record<string, Reference>> = expected.models;
const rows = expected.x.length;
const column = (data: readonly (readonly (number | null)[])[], j: number): FrameColumn =>
  numbers(
    `x${j}`,
    data.map((row) => row[j] ?? null),
  );
const matrix = (data: readonly (readonly (number | null)[])[]): readonly FrameColumn[] =>
  [0, 1, 2, 3].map((j) => column(data, j));
const mixed: readonly FrameColumn[] = [
  { ...column(expected.x, 0), name: "a" },
  levels("town", expected.town),
  numbers("count", expected.count),
];
const columnsFor = (reference: Reference): readonly FrameColumn[] =>
  reference.rows === "mixed" ? mixed : matrix(reference.rows === "x" ? expected.x : expected.gaps);

const contextOf = (file: Uint8Array, classes: boolean): FitContext => ({
  task: classes ? "classify" : "regress",
  random: createRandom(1, "test"),
  validate: null,
  patience: null,
  file,
});

const dataOf = (features: readonly FrameColumn[], classes: readonly string[] | null): TabularData => ({
  rows,
  features,
  label: new Float64Array(rows),
  classes,
  weight: null,
});

const paramsFor = (reference: Reference) => ({
  path: "model.onnx",
  features: reference.rows === "mixed" ? null : ["x0", "x1", "x2", "x3"],
  classes: null,
  trained_until: null,
  output: null,
});

/** Three classes that were named keep their names; numbered ones are those of an int. */
function classesOf(name: string, reference: Reference): readonly string[] | null {
  const first = reference.predictions[0];
  if (!Array.isArray(first)) return null;
  if (first.length === 2) return ["false", "true"];
  return /lightgbm|xgboost/.test(name) ? ["0", "1", "2"] : ["high", "low", "mid"];
}

function predicted(name: string): { readonly found: Float64Array; readonly wanted: readonly number[] } {
  const reference = models[name]!;
  const features = columnsFor(reference);
  const file = new Uint8Array(Buffer.from(reference.model, "base64"));
  const classes = classesOf(name, reference);
  const { state } = onnxImplementation.fit(
    dataOf(features, classes),
    paramsFor(reference),
    contextOf(file, classes !== null),
  );
  const prediction = onnxImplementation.predict(features, rows, state, paramsFor(reference));
  return {
    found: prediction.kind === "values" ? prediction.values : prediction.probabilities,
    wanted: reference.predictions.flat(),
  };
}

/** Its graph has another one inside. */
const REFUSED = "neighbours";

describe("an ONNX file", () => {
  it.each(Object.keys(models).filter((name) => name !== REFUSED))("%s predicts what onnxruntime predicts", (name) => {
    const { found, wanted } = predicted(name);
    expect(found.length).toBe(wanted.length);
    const far = wanted.map((value, i) => Math.abs(value - found[i]!) / Math.max(1, Math.abs(value)));
    expect(Math.max(...far)).toBeLessThan(2e-6);
  });

  it("gives a row alone what it gives it among others", () => {
    const reference = models["forest three"]!;
    const features = columnsFor(reference);
    const { state } = onnxImplementation.fit(
      dataOf(features, ["high", "low", "mid"]),
      paramsFor(reference),
      fileContext(reference, true),
    );
    const all = onnxImplementation.predict(features, rows, state, paramsFor(reference));
    const last = features.map((feature) => takeColumn(feature, Int32Array.of(rows - 1)));
    const one = onnxImplementation.predict(last, 1, state, paramsFor(reference));
    expect(probabilitiesOf(one)).toEqual(probabilitiesOf(all).slice(-3));
  });

  it("keeps its classes where the label has them in another order", () => {
    const reference = models["lightgbm three"]!;
    const features = columnsFor(reference);
    const classes = ["one", "two", "zero"];
    const params = { ...paramsFor(reference), classes: ["zero", "one", "two"] };
    const { state } = onnxImplementation.fit(dataOf(features, classes), params, fileContext(reference, true));
    expect(state.classes).toEqual([1, 2, 0]);
    expect(() =>
      onnxImplementation.fit(dataOf(features, classes), paramsFor(reference), fileContext(reference, true)),
    ).toThrow(/write the classes|has 3 classes/);
  });

  it.each([
    [{ features: null }, "param/unknown-feature", /matrix of 4 columns/],
    [{ features: ["x0", "x1"] }, "param/unknown-feature", /takes 4 columns, and `features:` names 2/],
    [{ features: ["x0", "x1", "x2", "z"] }, "param/unknown-feature", /takes `z`/],
    [{ output: "nothing" }, "data/unreadable-model", /no output `nothing`/],
  ] as const)("with %o: %s", (change, id, message) => {
    const reference = models.linear!;
    const attempt = () =>
      onnxImplementation.fit(
        dataOf(columnsFor(reference), null),
        { ...paramsFor(reference), ...change },
        fileContext(reference, false),
      );
    expect(failureOf(attempt)).toMatchObject({ id, message: expect.stringMatching(message) });
  });
});

const fileContext = (reference: Reference, classes: boolean): FitContext =>
  contextOf(new Uint8Array(Buffer.from(reference.model, "base64")), classes);

const probabilitiesOf = (prediction: Prediction): readonly number[] =>
  prediction.kind === "probabilities" ? Array.from(prediction.probabilities) : [];

function failureOf(attempt: () => unknown): ComponentError | null {
  try {
    attempt();
    return null;
  } catch (error) {
    if (error instanceof ComponentError) return error;
    throw error;
  }
}

/** A graph made by hand. */
const graphOf = (graph: object): Uint8Array =>
  modelMessage()
    .encode(modelMessage().fromObject({ irVersion: 10, opsetImport: [{ domain: "", version: 17 }], graph }))
    .finish();
const input = {
  name: "x0",
  type: { tensorType: { elemType: 1, shape: { dim: [{ dimParam: "N" }, { dimValue: 1 }] } } },
};
const output = { ...input, name: "y" };
const node = (opType: string, from: readonly string[], to: string, attribute: readonly object[] = []): object => ({
  opType,
  input: from,
  output: [to],
  attribute,
});

describe("a hostile ONNX file", () => {
  const read = (bytes: Uint8Array): ComponentError | null =>
    failureOf(() =>
      onnxImplementation.fit(
        dataOf(matrix(expected.x), null),
        { ...paramsFor(models.linear!), features: ["x0"] },
        contextOf(bytes, false),
      ),
    );

  it.each<readonly [string, object, RegExp]>([
    [
      "a ring",
      { node: [node("Identity", ["b"], "a"), node("Identity", ["a"], "b"), node("Identity", ["b"], "y")] },
      /before anything has computed it/,
    ],
    [
      "an unknown operator",
      { node: [node("Loop", ["x0"], "y")] },
      /the operator Loop \(node 1\), which is not supported/,
    ],
    ["an operator named like what every object has", { node: [node("constructor", ["x0"], "y")] }, /not supported/],
    [
      "weights in another file",
      { node: [node("Add", ["x0", "w"], "y")], initializer: [{ name: "w", dims: [1], dataType: 1, dataLocation: 1 }] },
      /in another file, which is not opened/,
    ],
    [
      "a huge shape without its elements",
      {
        node: [node("Add", ["x0", "w"], "y")],
        initializer: [{ name: "w", dims: [1e12, 1e12], dataType: 1, rawData: new Uint8Array(4) }],
      },
      /with 1 elements/,
    ],
    [
      "a huge tensor made on the way",
      {
        node: [node("Expand", ["x0", "w"], "y")],
        initializer: [{ name: "w", dims: [2], dataType: 7, int64Data: [1e9, 1e9] }],
      },
      /too large/,
    ],
    [
      "a huge repetition",
      {
        node: [node("Tile", ["x0", "w"], "y")],
        initializer: [{ name: "w", dims: [2], dataType: 7, int64Data: [1e6, 1e6] }],
      },
      /too large/,
    ],
    [
      "a graph in an attribute",
      { node: [node("Identity", ["x0"], "y", [{ name: "body", g: new Uint8Array(3) }])] },
      /a graph inside/,
    ],
    ["an output that nothing computes", { node: [node("Identity", ["x0"], "z")] }, /which nothing computes/],
    ["a name computed twice", { node: [node("Identity", ["x0"], "y"), node("Identity", ["x0"], "y")] }, /twice/],
  ])("with %s", (_, graph, message) => {
    const found = read(graphOf({ input: [input], output: [output], ...graph }));
    expect(found).toMatchObject({ id: "data/unreadable-model", message: expect.stringMatching(message) });
  });

  it("that is empty, or a graph inside a graph", () => {
    expect(read(new Uint8Array(0))).toMatchObject({ id: "data/unreadable-model" });
    const reference = models[REFUSED]!;
    const attempt = () =>
      onnxImplementation.fit(dataOf(columnsFor(reference), null), paramsFor(reference), fileContext(reference, false));
    expect(failureOf(attempt)).toMatchObject({ message: expect.stringMatching(/a graph inside Scan/) });
  });

  it("cut off or damaged anywhere ends in words, or predicts something", () => {
    const files = ["linear", "forest", "mixed", "xgboost three"].map((name) =>
      Buffer.from(models[name]!.model, "base64"),
    );
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.nat(), fc.nat(255), fc.boolean(), (file, at, byte, cut) => {
        const bytes = new Uint8Array(file);
        const place = at % bytes.length;
        bytes[place] = byte;
        const damaged = cut ? bytes.slice(0, place) : bytes;
        failureOf(() => {
          const features = [...matrix(expected.x), ...mixed];
          const params = { ...paramsFor(models.linear!), features: null };
          const { state } = onnxImplementation.fit(dataOf(features, null), params, contextOf(damaged, false));
          onnxImplementation.predict(features, rows, state, params);
        });
        const params = paramsFor(models.linear!);
        failureOf(() =>
          onnxImplementation.fit(dataOf(matrix(expected.x), ["false", "true"]), params, contextOf(damaged, true)),
        );
      }),
      { numRuns: 400 },
    );
  });
});

describe("a LightGBM file", () => {
  const features = [
    numbers("a", lightgbm.a),
    numbers("b", lightgbm.b),
    numbers("c", lightgbm.c),
    levels("color", lightgbm.color),
  ];
  const data = (classes: readonly string[] | null): TabularData => ({
    ...dataOf(features, classes),
    rows: lightgbm.a.length,
  });
  const params = { path: "model.txt", features: null, classes: null, trained_until: null };
  const textFile = (text: string): Uint8Array => new TextEncoder().encode(text);
  const values = (
    name: "regression" | "binary" | "multiclass",
    classes: readonly string[] | null,
    given: readonly string[] | null,
  ) => {
    const all = { ...params, classes: given };
    const { state } = lightgbmFileImplementation.fit(
      data(classes),
      all,
      contextOf(textFile(lightgbm[name].text), classes !== null),
    );
    const prediction = lightgbmFileImplementation.predict(features, data(null).rows, state, all);
    return Array.from(prediction.kind === "values" ? prediction.values : prediction.probabilities);
  };

  it("predicts what LightGBM predicts, with classes in the order of the task", () => {
    expect(
      largestDifference(values("regression", null, null), lightgbm.regression.predictions as number[]),
    ).toBeLessThan(1e-12);
    const two = (lightgbm.binary.predictions as number[]).flatMap((p) => [1 - p, p]);
    expect(largestDifference(values("binary", ["false", "true"], null), two)).toBeLessThan(1e-12);
    const turned = (lightgbm.binary.predictions as number[]).flatMap((p) => [p, 1 - p]);
    expect(largestDifference(values("binary", ["bad", "good"], ["good", "bad"]), turned)).toBeLessThan(1e-12);
    const three = (lightgbm.multiclass.predictions as number[][]).flatMap(([a, b, c]) => [b!, c!, a!]);
    expect(largestDifference(values("multiclass", ["one", "two", "zero"], ["zero", "one", "two"]), three)).toBeLessThan(
      1e-12,
    );
  });

  it("is refused for another task, and where classes cannot be told", () => {
    expect(() => values("binary", null, null)).toThrow(/predicts classes, and the task asks for numbers/);
    expect(() => values("binary", ["bad", "good"], null)).toThrow(/has 2 classes/);
  });

  it("cut off or damaged anywhere ends in words, or predicts something", () => {
    const file = textFile(lightgbm.multiclass.text);
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.constantFrom(..."0123456789-=. \n[]a"), fc.boolean(), (at, mark, cut) => {
        const bytes = file.slice(0, cut ? at : file.length);
        if (!cut) bytes[at] = mark.charCodeAt(0);
        failureOf(() => {
          const { state } = lightgbmFileImplementation.fit(data(["0", "1", "2"]), params, contextOf(bytes, true));
          lightgbmFileImplementation.predict(features, data(null).rows, state, params);
        });
      }),
      { numRuns: 600 },
    );
  });
});
