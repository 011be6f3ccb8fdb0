// Whether an exported model predicts in onnxruntime, and in the runtime here, what the model itself predicts.
import * as ort from "onnxruntime-web";
import { expect } from "vitest";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { numbersOf } from "../../../../runtime/model/combine-predictions.ts";
import { fitModel } from "../../../../runtime/model/fit-model.ts";
import type { FittedModel } from "../../../../runtime/model/fitted.ts";
import { createLibrary } from "../../../../runtime/model/library.ts";
import { takeModelRows, trainableRows } from "../../../../runtime/model/model-rows.ts";
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
import { allRows, categories, handMadeTask, numbers } from "../model/hand-made-task.ts";

const library = createLibrary(implementations, standardLibrary.components);
export const ROWS = 400;
export const FITTED = 300;
const CITIES = ["Bonn", "Köln", "Ulm", "Aachen", "Trier"];

export type Kind = "regress" | "two" | "three";

/** The last rows are not learned from: they hold levels, gaps and values that training has not seen. */
export function taskOf(kind: Kind, missing: boolean): TaskData {
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

export function fitted(task: TaskData, spec: ModelSpec): FittedModel {
  const rows = takeModelRows(task, trainableRows(task, allRows(task).subarray(0, FITTED)));
  const options = { library, seed: 1, label: "fit", patience: null, rounds: null, steps: null };
  return fitModel(spec, { task, fit: rows, validate: null }, options);
}

export const bytesOf = (task: TaskData, model: FittedModel): Uint8Array =>
  exportOnnx({
    name: "test",
    model,
    features: task.features,
    classes: task.classes,
    ahead: [],
    task: task.spec,
    lowerings: onnxLowerings,
    metadata: { origin: "test" },
    pipecVersion: "0",
  });

/** The features, when the rows are and what series they are of. */
function inputsOf({ features, times, series, seriesNames, spec }: TaskData): readonly FrameColumn[] {
  const rest: FrameColumn[] = [];
  if (times !== null && spec.time !== null)
    rest.push({ kind: "number", name: spec.time.column, type: "timestamp", values: times });
  for (const name of spec.series) rest.push(categories(name, Array.from(series), seriesNames));
  return [...features, ...rest.filter(({ name }) => features.every((column) => column.name !== name))];
}

/** What we export can be read here again, and is the same model. */
function expectSameHere(task: TaskData, bytes: Uint8Array, want: Float64Array): void {
  const graph = readOnnx(bytes);
  const run = compileGraph(graph, task.classes === null ? "prediction" : "probabilities");
  const width = want.length / task.rows;
  for (let row = 0; row < task.rows; row += 7) {
    const inputs = new Map(
      graph.inputs.map(({ name }): [string, OnnxTensor] => {
        const column = inputsOf(task).find((one) => one.name === name)!;
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
    inputsOf(task).map((column) => [
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
export function strange(task: TaskData, values: readonly number[]): TaskData {
  const features = task.features.map((column, j) => {
    if (column.kind !== "number") return column;
    const own = column.values.slice();
    for (let row = FITTED; row < ROWS; row++) if (row % 3 === j) own[row] = values[row % values.length]!;
    return { ...column, values: own };
  });
  return { ...task, features };
}

export async function expectSame(
  kind: Kind,
  spec: ModelSpec,
  missing: boolean,
  task: TaskData = taskOf(kind, missing),
): Promise<void> {
  await expectSameModel(task, fitted(task, spec));
}

export async function expectSameModel(task: TaskData, model: FittedModel): Promise<void> {
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

export const step = (component: string, params: Readonly<Record<string, Json>> = {}): TransformSpec => ({
  kind: "component",
  component,
  params,
});
export const chain = (...steps: readonly TransformSpec[]): TransformSpec => ({ kind: "chain", steps });
export const block = (entries: readonly (readonly [Selector["kind"], TransformSpec])[]): TransformSpec => ({
  kind: "block",
  entries: entries.map(([kind, transform]) => ({ selector: { kind } as Selector, transform })),
});
export const pipeline = (transform: TransformSpec, model: ModelSpec): ModelSpec => ({
  kind: "pipeline",
  transform,
  model,
});
