// A model from a file knows what it was trained on, whatever rows it is fitted on here.
import { describe, expect, it } from "vitest";
import { numbersOf } from "../../../../runtime/model/combine-predictions.ts";
import { fitModel } from "../../../../runtime/model/fit-model.ts";
import { createLibrary } from "../../../../runtime/model/library.ts";
import { takeModelRows } from "../../../../runtime/model/model-rows.ts";
import { predictModel } from "../../../../runtime/model/predict-model.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";
import { estimator } from "../exec/plan-builder.ts";
import { block, bytesOf, fitted, pipeline, step, taskOf } from "../onnx/same-predictions.ts";
import { allRows } from "./hand-made-task.ts";

const library = createLibrary(implementations, standardLibrary.components);

describe("models from files", () => {
  it("are given levels that no row of the fit has", () => {
    const task = taskOf("regress", false);
    const trained = fitted(task, pipeline(block([["categorical", step("onehot")]]), estimator("ridge")));
    const cities = task.features.find(({ kind }) => kind === "category");
    if (cities?.kind !== "category") throw new TypeError("the task has no category");
    const few = takeModelRows(
      task,
      allRows(task).filter((row) => cities.codes[row] === 0),
    );
    const spec = estimator("onnx", {
      path: "m.onnx",
      features: null,
      classes: null,
      trained_until: null,
      output: null,
    });
    const files = { "m.onnx": bytesOf(task, trained) };
    const options = { library, seed: 1, label: "fit", patience: null, rounds: null, steps: null };
    const read = fitModel(spec, { task, fit: few, validate: null, files }, options);
    const rows = takeModelRows(task, allRows(task));
    const found = numbersOf(predictModel(read, task, rows, library));
    const wanted = numbersOf(predictModel(trained, task, rows, library));
    found.forEach((value, row) => {
      expect(value).toBeCloseTo(wanted[row]!, 8);
    });
  });
});
