// A fitted model, its transforms included, as one ONNX file: the columns of the task go in by name, predictions come out.
// Series models and steps of a forecast that read other rows have no place in a graph over single rows, and are refused.
import type { TaskSpec } from "../../specs/plan.ts";
import { ComponentError } from "../component.ts";
import type { FittedFeature, FittedModel, FittedTransform } from "../model/fitted.ts";
import { codes, requireText } from "./columns.ts";
import { chosen, combined, medianOf } from "./combine-predictions.ts";
import { encodeModel } from "./encode.ts";
import { createGraph, type Graph, int, type Tensor } from "./graph.ts";
import { type Context, hasTarget, invert, lowerTransform, notExportable } from "./lower-transform.ts";
import type { OnnxColumn, OnnxEstimator, OnnxLowerings, OnnxPrediction } from "./lowering.ts";
import { calibrate, moveThreshold, side } from "./probabilities.ts";
import { createRowSeries } from "./row-series.ts";
import { createRowTimes } from "./row-times.ts";

export interface OnnxExport {
  readonly name: string;
  readonly model: FittedModel;
  /** Columns of the task before any transform, with those that transforms read beside the features. */
  readonly features: readonly { readonly name: string; readonly type: FittedFeature["type"] }[];
  readonly classes: readonly string[] | null;
  /** Columns that a forecast reads at the row it predicts, another one for every step. */
  readonly ahead: readonly string[];
  /** When the rows are and what series they belong to, for what goes by it, and how many steps a forecast has. */
  readonly task: Pick<TaskSpec, "time" | "series" | "horizon">;
  readonly lowerings: OnnxLowerings;
  readonly metadata: Readonly<Record<string, string>>;
  readonly pipecVersion: string;
}

/**
 * Inputs: doubles (numbers, bools as 0 and 1, dates and times in milliseconds since 1970) and strings, shape [N], missing as
 * NaN and "", and the time of the row where a transform goes by it. Outputs: `prediction`, shape [N] ([N, horizon] of a forecast), with `lower` and `upper` where the model gives
 * intervals; of a classifier `label` and `probabilities`.
 */
export function exportOnnx(options: OnnxExport): Uint8Array {
  const { name, model, features, classes, ahead, task, lowerings, metadata, pipecVersion } = options;
  if (ahead.length > 0) {
    const reason = "is read anew at every step of the forecast, and a graph has one value of it per row";
    throw notExportable(ahead[0]!, reason);
  }
  const graph = createGraph([
    ...features.map((feature) => feature.name),
    ...task.series,
    ...(task.time === null ? [] : [task.time.column]),
  ]);
  const columns = features.map(
    (feature): OnnxColumn => ({ name: feature.name, kind: kindOf(feature.type), tensor: feature.name }),
  );
  const times = createRowTimes(graph, task.time, columns);
  const series = createRowSeries(graph, task.series, columns);
  const horizon = task.horizon ?? 1;
  const context: Context = { graph, inputs: columns, lowerings, times, series, horizon, rolled: 0, step: 0 };
  const prediction = lowerModel(model, columns, context, []);
  const outputs =
    prediction.kind === "probabilities" && classes !== null
      ? nameClasses(graph, prediction.tensor, classes)
      : nameValues(graph, prediction, widthOf(model, horizon));
  const inputs = [...columns, ...series.input(), ...times.input()];
  for (const input of inputs) if (outputs.some((output) => output.name === input.name)) throw nameTaken(input.name);
  return encodeModel({
    name,
    graph,
    inputs: inputs.map((column) => ({
      name: column.name,
      type: column.kind === "number" ? ("double" as const) : ("string" as const),
      width: null,
    })),
    outputs,
    metadata,
    producerVersion: pipecVersion,
  });
}

const nameTaken = (name: string): ComponentError =>
  new ComponentError(
    "run/not-exportable",
    `the column \`${name}\` has the name of what the graph gives`,
    "rename the column: `rename(...)`",
  );

const kindOf = (type: FittedFeature["type"]): OnnxColumn["kind"] =>
  type === "category" || type === "string" ? "text" : "number";

function nameValues(graph: Graph, { tensor, interval }: OnnxPrediction, width: number | null) {
  const ends = interval === undefined ? {} : { lower: interval.lower, upper: interval.upper };
  return Object.entries({ prediction: tensor, ...ends }).map(([name, values]) => {
    graph.name(values, name);
    return { name, type: "double" as const, width };
  });
}

function nameClasses(graph: Graph, tensor: Tensor, classes: readonly string[]) {
  graph.name(tensor, "probabilities");
  const best = graph.apply("ArgMax", [tensor], { axis: int(1), keepdims: int(0) });
  const label = graph.applyClassical("LabelEncoder", [best], {
    keys_int64s: { kind: "ints", value: classes.map((_, i) => i) },
    values_strings: { kind: "strings", value: classes },
  });
  graph.name(label, "label");
  return [
    { name: "label", type: "string" as const, width: null },
    { name: "probabilities", type: "double" as const, width: classes.length },
  ];
}

/** Null for one value per row. */
function widthOf(model: FittedModel, horizon: number): number | null {
  switch (model.kind) {
    case "direct":
      return model.steps.length;
    case "recursive":
      return horizon;
    case "pipeline":
    case "threshold":
    case "calibrated":
    case "conformal":
      return widthOf(model.model, horizon);
    case "mean":
    case "median":
      return widthOf(model.members[0]!, horizon);
    case "per_series":
      return widthOf(model.models[0]!.model, horizon);
    case "tabular":
    case "series":
      return null;
    default:
      return model satisfies never;
  }
}

function lowerModel(
  model: FittedModel,
  columns: readonly OnnxColumn[],
  context: Context,
  labels: readonly FittedTransform[],
): OnnxPrediction {
  const { graph } = context;
  switch (model.kind) {
    case "pipeline": {
      const chain = hasTarget(model.transform) ? [...labels, model.transform] : labels;
      return lowerModel(model.model, lowerTransform(model.transform, columns, context), context, chain);
    }
    case "tabular": {
      const prediction = lowerEstimator(model, columns, context);
      if (prediction.kind === "probabilities") return prediction;
      return {
        kind: "values",
        tensor: labels.reduceRight((at, chain) => invert(chain, at, context), prediction.tensor),
      };
    }
    case "direct": {
      const steps = model.steps.map(
        ({ step, model: inner }) => lowerModel(inner, columns, { ...context, step }, labels).tensor,
      );
      return { kind: "values", tensor: side(graph, steps) };
    }
    case "recursive":
      return { kind: "values", tensor: lowerRecursively(model, columns, context, labels) };
    case "mean": {
      const parts = model.members.map((member) => lowerModel(member, columns, context, labels));
      return combined(parts, (tensors, turned) => {
        const weighted = tensors.map((tensor, i) => {
          const weight = model.weights[i]!;
          return graph.apply("Mul", [weight < 0 ? turned[i]! : tensor, graph.number(weight)]);
        });
        return graph.apply("Sum", weighted);
      });
    }
    case "median": {
      const parts = model.members.map((member) => lowerModel(member, columns, context, labels));
      return combined(parts, (tensors) => medianOf(tensors, graph));
    }
    case "threshold":
      return moveThreshold(lowerModel(model.model, columns, context, labels), model.threshold, model.positive, graph);
    case "calibrated":
      return calibrate(lowerModel(model.model, columns, context, labels), model.maps, graph);
    case "conformal": {
      const { tensor } = lowerModel(model.model, columns, context, labels);
      const half = graph.numbers(model.widths, [model.widths.length]);
      const [lower, upper] = [graph.apply("Sub", [tensor, half]), graph.apply("Add", [tensor, half])];
      return { kind: "values", tensor, interval: { level: model.level, lower, upper } };
    }
    case "per_series": {
      const place = context.series.place(model.models.map(({ series }) => series));
      const parts = model.models.map(({ model: inner }) => lowerModel(inner, columns, context, labels));
      return chosen(
        parts,
        place,
        parts[0]!.kind === "probabilities" || widthOf(model, context.horizon) !== null,
        graph,
      );
    }
    case "series":
      throw notExportable(
        model.component,
        "reads the history of its series, which a graph over single rows does not have",
      );
    default:
      return model satisfies never;
  }
}

/** As `predictRecursively`: what stands before the origin must be among the columns, what stands behind it was predicted. */
function lowerRecursively(
  { model, lags }: Extract<FittedModel, { kind: "recursive" }>,
  columns: readonly OnnxColumn[],
  context: Context,
  labels: readonly FittedTransform[],
): Tensor {
  const { graph, horizon } = context;
  const predicted: Tensor[] = [];
  const targetAt = (ahead: number): Tensor => {
    if (ahead > 0) return predicted[ahead - 1]!;
    const found = columns.find(({ name }) => lags[name] === -ahead);
    if (found !== undefined) return found.tensor;
    throw notExportable("recursive", `needs the target of ${-ahead} rows before the origin, which is no feature`);
  };
  for (let rolled = 0; rolled < horizon; rolled++) {
    const asked = columns.map((column): OnnxColumn => {
      const lag = lags[column.name];
      return lag === undefined ? column : { ...column, tensor: targetAt(rolled - lag) };
    });
    const { tensor } = lowerModel(model, asked, { ...context, rolled }, labels);
    predicted.push(graph.apply("Squeeze", [tensor, graph.integers([1])]));
  }
  return side(graph, predicted);
}

function lowerEstimator(
  model: Extract<FittedModel, { kind: "tabular" }>,
  columns: readonly OnnxColumn[],
  { graph, lowerings }: Context,
): OnnxPrediction {
  const lowering = lowerings.models[model.component] as unknown as OnnxEstimator<unknown> | undefined;
  if (lowering === undefined) throw notExportable(model.component, "has no form in ONNX");
  const features = model.features.map((feature) => {
    const column = columns.find(({ name }) => name === feature.name);
    if (column === undefined) throw new TypeError(`the model needs the column ${feature.name}, which no step makes`);
    return column.kind === "text" && feature.levels !== null ? knownLevels(graph, column, feature.levels) : column;
  });
  return lowering.predict(graph, features, model.state, model.params);
}

/** Levels that the model has not seen are missing to it. */
function knownLevels(graph: Graph, column: OnnxColumn, levels: readonly string[]): OnnxColumn {
  const tensor = graph.applyClassical("LabelEncoder", [codes(graph, requireText(column, levels), levels)], {
    keys_int64s: { kind: "ints", value: levels.map((_, i) => i) },
    values_strings: { kind: "strings", value: levels },
    default_string: { kind: "string", value: "" },
  });
  return { ...column, tensor, levels };
}
