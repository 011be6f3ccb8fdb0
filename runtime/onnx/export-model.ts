// A fitted model, its transforms included, as one ONNX file: the columns of the task go in by name, predictions come out.
// Series models and steps of a forecast that read other rows have no place in a graph over single rows, and are refused.
import type { TaskSpec } from "../../specs/plan.ts";
import { ComponentError } from "../component.ts";
import type { FittedFeature, FittedModel, FittedTransform } from "../model/fitted.ts";
import { codes } from "./columns.ts";
import { encodeModel } from "./encode.ts";
import { createGraph, type Graph, int, type Tensor } from "./graph.ts";
import type { OnnxColumn, OnnxEstimator, OnnxLowerings, OnnxPrediction, OnnxTransform } from "./lowering.ts";
import { calibrate, moveThreshold } from "./probabilities.ts";
import { createRowTimes, type RowTimes } from "./row-times.ts";

export interface OnnxExport {
  readonly name: string;
  readonly model: FittedModel;
  /** Columns of the task before any transform, with those that transforms read beside the features. */
  readonly features: readonly { readonly name: string; readonly type: FittedFeature["type"] }[];
  readonly classes: readonly string[] | null;
  /** Columns that a forecast reads at the row it predicts, another one for every step. */
  readonly ahead: readonly string[];
  /** When the rows are, for what goes by it. */
  readonly time: TaskSpec["time"];
  readonly lowerings: OnnxLowerings;
  readonly metadata: Readonly<Record<string, string>>;
  readonly pipecVersion: string;
}

interface Context {
  readonly graph: Graph;
  /** The inputs, as the table has them. */
  readonly inputs: readonly OnnxColumn[];
  readonly lowerings: OnnxLowerings;
  readonly times: RowTimes;
  /** Rows from the origin to what is predicted. */
  readonly step: number;
}

/**
 * Inputs: doubles (numbers, bools as 0 and 1, dates and times in milliseconds since 1970) and strings, shape [N], missing as
 * NaN and "", and the time of the row where a transform goes by it. Outputs: `prediction`, shape [N] ([N, horizon] of a forecast), with `lower` and `upper` where the model gives
 * intervals; of a classifier `label` and `probabilities`.
 */
export function exportOnnx(options: OnnxExport): Uint8Array {
  const { name, model, features, classes, ahead, time, lowerings, metadata, pipecVersion } = options;
  if (ahead.length > 0) {
    const reason = "is read anew at every step of the forecast, and a graph has one value of it per row";
    throw notExportable(ahead[0]!, reason);
  }
  const graph = createGraph([...features.map((feature) => feature.name), ...(time === null ? [] : [time.column])]);
  const columns = features.map(
    (feature): OnnxColumn => ({ name: feature.name, kind: kindOf(feature.type), tensor: feature.name }),
  );
  const times = createRowTimes(graph, time, columns);
  const prediction = lowerModel(model, columns, { graph, inputs: columns, lowerings, times, step: 0 }, []);
  const outputs =
    prediction.kind === "probabilities" && classes !== null
      ? nameClasses(graph, prediction.tensor, classes)
      : nameValues(graph, prediction, horizonOf(model));
  const inputs = [...columns, ...times.input()];
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

function horizonOf(model: FittedModel): number | null {
  if (model.kind === "direct") return model.steps.length;
  if (
    model.kind === "pipeline" ||
    model.kind === "threshold" ||
    model.kind === "calibrated" ||
    model.kind === "conformal"
  )
    return horizonOf(model.model);
  if (model.kind === "mean" || model.kind === "median") return horizonOf(model.members[0]!);
  return null;
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
      const axis = graph.integers([1]);
      const steps = model.steps.map(({ step, model: inner }) =>
        graph.apply("Unsqueeze", [lowerModel(inner, columns, { ...context, step }, labels).tensor, axis]),
      );
      return { kind: "values", tensor: graph.apply("Concat", steps, { axis: int(1) }) };
    }
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
    case "series":
    case "per_series":
    case "recursive":
      throw notExportable(
        model.kind === "series" ? model.component : model.kind,
        "reads the history of its series, which a graph over single rows does not have",
      );
    default:
      return model satisfies never;
  }
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
  const tensor = graph.applyClassical("LabelEncoder", [codes(graph, column.tensor, levels)], {
    keys_int64s: { kind: "ints", value: levels.map((_, i) => i) },
    values_strings: { kind: "strings", value: levels },
    default_string: { kind: "string", value: "" },
  });
  return { ...column, tensor, levels };
}

function lowerTransform(
  fitted: FittedTransform,
  columns: readonly OnnxColumn[],
  context: Context,
): readonly OnnxColumn[] {
  switch (fitted.kind) {
    case "chain":
      return fitted.steps.reduce((current, step) => lowerTransform(step, current, context), columns);
    case "block":
      return fitted.entries.reduce((current, entry) => {
        const selected = pick(columns, entry.columns);
        return replace(current, selected, lowerTransform(entry.fitted, selected, context));
      }, columns);
    case "component": {
      const { graph, inputs, times } = context;
      const lowering = transformOf(fitted.component, context);
      const selected = pick(columns, fitted.columns);
      const made = lowering.apply(graph, selected, fitted.state, fitted.params, {
        beside: (names) => pick(inputs, names),
        time: () => times.at(fitted.component, 0),
      });
      return replace(columns, selected, made);
    }
    case "take":
      throw notExportable(
        fitted.columns[0]?.from ?? "",
        "reads earlier rows, which a graph over single rows does not have",
      );
    default:
      return fitted satisfies never;
  }
}

function transformOf(component: string, { lowerings }: Context): OnnxTransform<unknown> {
  const lowering = lowerings.transforms[component] as unknown as OnnxTransform<unknown> | undefined;
  if (lowering === undefined) throw notExportable(component, "has no form in ONNX");
  return lowering;
}

const pick = (columns: readonly OnnxColumn[], names: readonly string[]): readonly OnnxColumn[] =>
  names.map((name) => {
    const column = columns.find((candidate) => candidate.name === name);
    if (column === undefined) throw new TypeError(`a transform needs the column ${name}, which no step makes`);
    return column;
  });

/** As in transforming rows: the made columns stand where the first of the replaced ones stood. */
function replace(
  columns: readonly OnnxColumn[],
  selected: readonly OnnxColumn[],
  made: readonly OnnxColumn[],
): readonly OnnxColumn[] {
  const first = columns.findIndex((column) => selected.includes(column));
  if (first < 0) return [...columns, ...made];
  const before = columns.slice(0, first).filter((column) => !selected.includes(column));
  const after = columns.slice(first).filter((column) => !selected.includes(column));
  return [...before, ...made, ...after];
}

function hasTarget(fitted: FittedTransform): boolean {
  if (fitted.kind === "chain") return fitted.steps.some(hasTarget);
  return fitted.kind === "block" && fitted.target !== null;
}

/** Predictions back in the units that the label had before the transform. */
function invert(fitted: FittedTransform, tensor: Tensor, context: Context): Tensor {
  switch (fitted.kind) {
    case "chain":
      return fitted.steps.reduceRight((at, step) => invert(step, at, context), tensor);
    case "block":
      return fitted.target === null ? tensor : invertTarget(fitted.target, tensor, context);
    case "component":
    case "take":
      return tensor;
    default:
      return fitted satisfies never;
  }
}

function invertTarget(fitted: FittedTransform, tensor: Tensor, context: Context): Tensor {
  if (fitted.kind === "chain") return fitted.steps.reduceRight((at, step) => invertTarget(step, at, context), tensor);
  if (fitted.kind !== "component") return tensor;
  const lowering = transformOf(fitted.component, context);
  if (lowering.invert === undefined) throw notExportable(fitted.component, "cannot be inverted in ONNX");
  const time = (): Tensor => context.times.at(fitted.component, context.step);
  return lowering.invert(context.graph, tensor, fitted.state, fitted.params, time);
}

/** As predictions are combined (`combine-predictions.ts`). `turned`: the other end of the interval, where it is one. */
function combined(
  parts: readonly OnnxPrediction[],
  combine: (tensors: readonly Tensor[], turned: readonly Tensor[]) => Tensor,
): OnnxPrediction {
  const { kind, interval } = parts[0]!;
  const values = parts.map(({ tensor }) => tensor);
  const tensor = combine(values, values);
  const intervals = parts.flatMap((part) => (part.interval?.level === interval?.level ? (part.interval ?? []) : []));
  if (interval === undefined || intervals.length < parts.length) return { kind, tensor };
  const [lower, upper] = [intervals.map((own) => own.lower), intervals.map((own) => own.upper)];
  return {
    kind,
    tensor,
    interval: { level: interval.level, lower: combine(lower, upper), upper: combine(upper, lower) },
  };
}

function medianOf(tensors: readonly Tensor[], graph: Graph): Tensor {
  const axis = graph.integers([-1]);
  const wide = tensors.map((tensor) => graph.apply("Unsqueeze", [tensor, axis]));
  const stacked = graph.apply("Concat", wide, { axis: int(-1) });
  const count = tensors.length;
  // TopK sorts; the places, its second output, are not used.
  const rising = { axis: int(-1), largest: int(0) };
  const sorted = graph.applyAll("TopK", [stacked, graph.integers([count])], rising, 2)[0]!;
  const at = (index: number): Tensor =>
    graph.apply("Squeeze", [graph.apply("Gather", [sorted, graph.integers([index])], { axis: int(-1) }), axis]);
  const middle = count >> 1;
  if (count % 2 === 1) return at(middle);
  const sum = graph.apply("Add", [at(middle - 1), at(middle)]);
  return graph.apply("Div", [sum, graph.number(2)]);
}

const notExportable = (component: string, reason: string): ComponentError =>
  new ComponentError(
    "run/not-exportable",
    `\`${component}\` ${reason}`,
    "publish the model as it is, or train one of the components that `pipec models export --help` names",
  );
