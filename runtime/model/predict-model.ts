// Predictions of a fitted model for origins of a task. Forecasts are row-major origins x steps.
import { ComponentError, type Prediction, type RowOrder } from "../component.ts";
import { takeColumn } from "../frame/column-rows.ts";
import { type FrameColumn, sharedFloats } from "../frame/frame.ts";
import { createRandom } from "../numeric/random.ts";
import type { TaskData } from "../task/task-data.ts";
import { calibrate, moveThreshold } from "./calibration.ts";
import { alignColumns } from "./category-levels.ts";
import { inARow, meanOf, medianOf, numbersOf } from "./combine-predictions.ts";
import type { FittedModel, FittedTransform } from "./fitted.ts";
import { withInterval } from "./interval.ts";
import type { AnySeries, AnyTabular, Library } from "./library.ts";
import { completeRows, refuseMissing } from "./missing-values.ts";
import { columnsAhead, labelOrder, type ModelRows, stepsOf } from "./model-rows.ts";
import { predictRecursively } from "./recursive.ts";
import { gridOf, historyOf } from "./series-history.ts";
import { changesLabel, invertLabel, transformLabel } from "./transform-chain.ts";
import { transformRows } from "./transform-rows.ts";

type LabelChain = readonly FittedTransform[];

export function predictModel(model: FittedModel, task: TaskData, rows: ModelRows, library: Library): Prediction {
  return predict(model, task, rows, library, rows.applied.filter(changesLabel), 0);
}

function predict(
  model: FittedModel,
  task: TaskData,
  rows: ModelRows,
  library: Library,
  labels: LabelChain,
  step: number,
): Prediction {
  switch (model.kind) {
    case "pipeline": {
      const chain = changesLabel(model.transform) ? [...labels, model.transform] : labels;
      return predict(model.model, task, transformRows(model.transform, rows, library), library, chain, step);
    }
    case "tabular":
      return inOriginalUnits(predictTabular(model, task, rows, library, step), labels, library, () =>
        labelOrder(task, rows.origins, [step]),
      );
    case "series":
      return inOriginalUnits(predictSeries(model, task, rows, library, labels), labels, library, () =>
        labelOrder(task, rows.origins, stepsOf(task)),
      );
    case "direct": {
      const width = model.steps.length;
      const values = sharedFloats(rows.origins.length * width);
      model.steps.forEach(({ step: ahead, model: inner }, j) => {
        const column = valuesOf(predict(inner, task, rows, library, labels, ahead));
        for (let i = 0; i < column.length; i++) values[i * width + j] = column[i]!;
      });
      return { kind: "values", values };
    }
    case "mean": {
      const parts = model.members.map((member) => predict(member, task, rows, library, labels, step));
      return meanOf(parts, model.weights);
    }
    case "median": {
      const parts = model.members.map((member) => predict(member, task, rows, library, labels, step));
      return medianOf(parts);
    }
    case "per_series":
      return predictPerSeries(model, task, rows, library, labels, step);
    case "recursive":
      return predictRecursively(model, task, rows, (own, asked) =>
        predict(model.model, own, asked, library, labels, step),
      );
    case "conformal":
      return withInterval(model, valuesOf(predict(model.model, task, rows, library, labels, step)));
    case "threshold": {
      const inner = predict(model.model, task, rows, library, labels, step);
      return moveThreshold(inner, model.threshold, model.positive);
    }
    case "calibrated":
      return calibrate(predict(model.model, task, rows, library, labels, step), model.maps);
    default:
      return model satisfies never;
  }
}

function predictTabular(
  model: Extract<FittedModel, { kind: "tabular" }>,
  task: TaskData,
  rows: ModelRows,
  library: Library,
  step: number,
): Prediction {
  const { columns, missing } = alignColumns(columnsAhead(task, rows, step, library), model.features);
  if (missing.length > 0) {
    throw new ComponentError(
      "run/missing-column",
      `the model needs ${missing.map((name) => `\`${name}\``).join(", ")}, which the table does not have`,
      "give the table the columns that the model was fitted on",
    );
  }
  const { declaration, implementation } = library.model(model.component);
  // The component was fitted as a tabular one, so its implementation is.
  const predictRows = (given: readonly FrameColumn[], count: number): Prediction =>
    (implementation as AnyTabular).predict(given, count, model.state, model.params);
  const count = rows.origins.length;
  if (declaration.acceptsMissing || declaration.ignoresFeatures) return predictRows(columns, count);
  if (rows.mayMiss !== true) {
    refuseMissing(model.component, columns);
    return predictRows(columns, count);
  }
  const complete = completeRows(columns, count);
  if (complete === null) return predictRows(columns, count);
  if (complete.length === 0) return noPrediction(task, count);
  const some = predictRows(
    columns.map((column) => takeColumn(column, complete)),
    complete.length,
  );
  return spreadOut(some, complete, count);
}

/** A row without a prediction is NaN in all its numbers. */
function spreadOut(prediction: Prediction, rows: Int32Array, count: number): Prediction {
  const width = prediction.kind === "probabilities" ? prediction.classes : 1;
  const numbers = numbersOf(prediction);
  const values = sharedFloats(count * width).fill(Number.NaN);
  rows.forEach((row, i) => {
    values.set(numbers.subarray(i * width, (i + 1) * width), row * width);
  });
  return prediction.kind === "values" ? { kind: "values", values } : { ...prediction, probabilities: values };
}

function noPrediction({ spec, classes }: TaskData, count: number): Prediction {
  if (spec.kind !== "classify") return { kind: "values", values: sharedFloats(count).fill(Number.NaN) };
  const width = classes?.length ?? 2;
  return { kind: "probabilities", probabilities: sharedFloats(count * width).fill(Number.NaN), classes: width };
}

function predictSeries(
  model: Extract<FittedModel, { kind: "series" }>,
  task: TaskData,
  rows: ModelRows,
  library: Library,
  labels: LabelChain,
): Prediction {
  const implementation = library.model(model.component).implementation as AnySeries;
  const { horizon } = model;
  const order = task.times === null ? null : { series: task.series, times: task.times };
  const label = labels.reduce((values, chain) => transformLabel(chain, values, library, order), task.label);
  const grid = gridOf(task);
  const values = sharedFloats(rows.origins.length * horizon).fill(Number.NaN);
  for (const { series, from, to } of runsOfSeries(task, rows.origins)) {
    const index = model.series.indexOf(task.seriesNames[series]!);
    const origins = Int32Array.from(rows.origins.subarray(from, to), (row) => grid.position[row]!);
    const history = historyOf(task, grid, label, series, null);
    const context = { random: createRandom(0, "forecast"), seasonLength: model.seasonLength, horizon };
    values.set(implementation.forecast(history, index, origins, model.state, model.params, context), from * horizon);
  }
  return { kind: "values", values };
}

function runsOfSeries(
  task: TaskData,
  origins: Int32Array,
): readonly { readonly series: number; readonly from: number; readonly to: number }[] {
  const runs: { series: number; from: number; to: number }[] = [];
  origins.forEach((row, i) => {
    const last = runs.at(-1);
    if (last !== undefined && last.series === task.series[row]) last.to = i + 1;
    else runs.push({ series: task.series[row]!, from: i, to: i + 1 });
  });
  return runs;
}

function predictPerSeries(
  model: Extract<FittedModel, { kind: "per_series" }>,
  task: TaskData,
  rows: ModelRows,
  library: Library,
  labels: LabelChain,
  step: number,
): Prediction {
  const parts = runsOfSeries(task, rows.origins).map(({ series, from, to }) => {
    const name = task.seriesNames[series]!;
    const own = model.models.find((entry) => entry.series === name);
    if (own === undefined && rows.mayMiss === true)
      return {
        predicted: false,
        prediction: noPrediction(task, (to - from) * (step === 0 ? (task.spec.horizon ?? 1) : 1)),
      };
    if (own === undefined) {
      throw new ComponentError(
        "run/unknown-series",
        `no model was fitted for the series \`${name}\``,
        "predict only series that were in the training rows, or use one model for all series",
      );
    }
    return { predicted: true, prediction: predict(own.model, task, sliceRows(rows, from, to), library, labels, step) };
  });
  return inARow(parts);
}

const sliceRows = (rows: ModelRows, from: number, to: number): ModelRows => ({
  origins: rows.origins.slice(from, to),
  columns: rows.columns.map((column) => sliceColumn(column, from, to)),
  beside: rows.beside.map((column) => sliceColumn(column, from, to)),
  order:
    rows.order === null ? null : { series: rows.order.series.slice(from, to), times: rows.order.times.slice(from, to) },
  weight: rows.weight === null ? null : rows.weight.slice(from, to),
  applied: rows.applied,
  ...(rows.mayMiss === undefined ? {} : { mayMiss: rows.mayMiss }),
});

const sliceColumn = (column: FrameColumn, from: number, to: number): FrameColumn =>
  column.kind === "number"
    ? { ...column, values: column.values.slice(from, to) }
    : { ...column, codes: column.codes.slice(from, to) };

function inOriginalUnits(
  prediction: Prediction,
  labels: LabelChain,
  library: Library,
  orderOf: () => RowOrder | null,
): Prediction {
  if (prediction.kind !== "values" || labels.length === 0) return prediction;
  const order = orderOf();
  return {
    kind: "values",
    values: labels.reduceRight((values, chain) => invertLabel(chain, values, library, order), prediction.values),
  };
}

const valuesOf = (prediction: Prediction): Float64Array => {
  if (prediction.kind === "values") return prediction.values;
  throw new ComponentError(
    "run/probabilities-of-a-forecast",
    "the model gives probabilities, but a forecast needs values",
    "use a model for numbers",
  );
};
