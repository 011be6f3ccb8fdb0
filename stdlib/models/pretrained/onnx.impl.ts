// A graph from a file. Its inputs are one column each, by name, or matrices whose columns the spec names in their order.
import {
  ComponentError,
  type Prediction,
  type TabularData,
  type TabularImplementation,
} from "../../../runtime/component.ts";
import { type FrameColumn, sharedFloats } from "../../../runtime/frame/frame.ts";
import { type OnnxGraph, type OnnxValue, readOnnx } from "../../../runtime/onnx/run/read-model.ts";
import { compileGraph, type RunGraph } from "../../../runtime/onnx/run/run-graph.ts";
import { numbers, type OnnxTensor, texts, unusable } from "../../../runtime/onnx/run/tensor.ts";
import type { OnnxParams } from "./onnx.decl.ts";
import { classOrder, columnsOf, fileOf } from "./pretrained-data.ts";

export type OnnxState = {
  readonly bytes: Uint8Array;
  readonly output: string;
  /** Per input of the graph the columns that it takes. */
  readonly inputs: readonly { readonly name: string; readonly columns: readonly string[] }[];
  /** Per class of the task its place in the output; null for numbers. */
  readonly classes: readonly number[] | null;
};

interface Ready {
  readonly run: RunGraph;
  readonly values: ReadonlyMap<string, OnnxValue>;
}

/** Reading a file once per state is enough. */
const ready = new WeakMap<Uint8Array, Ready>();

function readyOf({ bytes, output }: OnnxState): Ready {
  const known = ready.get(bytes);
  if (known !== undefined) return known;
  const graph = readOnnx(bytes);
  const made = { run: compileGraph(graph, output), values: new Map(graph.inputs.map((one) => [one.name, one])) };
  ready.set(bytes, made);
  return made;
}

/** Values per row of an input; null where the file leaves it open. */
function widthOf({ name, shape }: OnnxValue): number | null {
  if (shape === null || shape.length > 2)
    throw unusable(`has the input \`${name}\`, which is no column and no matrix of rows`);
  return shape.length < 2 ? 1 : (shape[1] ?? null);
}

function bindInputs(graph: OnnxGraph, features: readonly string[] | null): OnnxState["inputs"] {
  const widths = graph.inputs.map(widthOf);
  if (features === null) {
    if (widths.every((width) => width === 1)) return graph.inputs.map(({ name }) => ({ name, columns: [name] }));
    const wanted = widths.map((width) => (width === null ? "any number of" : width)).join(" and ");
    throw new ComponentError(
      "param/unknown-feature",
      `the model takes a matrix of ${wanted} columns, whose names the file does not say`,
      "name them in the order in which it was trained: `features: [a, b, ...]`",
    );
  }
  const fixed = widths.reduce<number>((sum, width) => sum + (width ?? 0), 0);
  const open = widths.filter((width) => width === null).length;
  const rest = features.length - fixed;
  if (open > 1 || (open === 0 && rest !== 0) || (open === 1 && rest < 1)) {
    throw new ComponentError(
      "param/unknown-feature",
      `the model takes ${fixed}${open > 0 ? " or more" : ""} columns, and \`features:\` names ${features.length}`,
      "name exactly the columns that it takes, in its own order",
    );
  }
  let from = 0;
  return graph.inputs.map(({ name }, i) => {
    const width = widths[i] ?? rest;
    from += width;
    return { name, columns: features.slice(from - width, from) };
  });
}

const LABELS = ["classlabels_strings", "classlabels_int64s", "classlabels_ints"];

/** Names of classes that some node of the graph carries. */
function labelsIn({ nodes }: OnnxGraph): readonly string[] | null {
  for (const { attributes } of nodes.toReversed()) {
    for (const name of LABELS) {
      const found = attributes.get(name);
      if (found === undefined) continue;
      if (found.strings.length > 0) return found.strings;
      if (found.ints.length > 0) return found.ints.map(String);
    }
  }
  return null;
}

/** The tensor of the first row that an input is made of. */
function tensorOf(value: OnnxValue, columns: readonly FrameColumn[], row: number): OnnxTensor {
  const shape = value.shape !== null && value.shape.length < 2 ? [1] : [1, columns.length];
  if (value.type === "string") {
    const data = columns.map((column) => {
      if (column.kind === "category") return column.codes[row]! < 0 ? "" : column.levels[column.codes[row]!]!;
      throw wrongColumn(column, "texts");
    });
    return texts(shape, data);
  }
  const data = Float64Array.from(columns, (column) => {
    if (column.kind === "number") return column.values[row]!;
    throw wrongColumn(column, "numbers");
  });
  if (value.type !== "float" && value.type !== "double" && data.some(Number.isNaN)) {
    throw new ComponentError(
      "data/missing-values",
      `the model takes whole numbers in \`${value.name}\`, and a row has none there`,
      "put `impute` before it",
    );
  }
  return numbers(value.type, shape, data);
}

const wrongColumn = ({ name, type }: FrameColumn, wanted: string): ComponentError =>
  new ComponentError(
    "param/unknown-feature",
    `the model takes ${wanted}, and \`${name}\` is a ${type}`,
    "make the column what the model was trained on, or correct `features:`",
  );

function rowsOf(
  state: OnnxState,
  features: readonly FrameColumn[],
  rows: number,
  visit: (row: number, made: OnnxTensor) => void,
): void {
  const { run, values } = readyOf(state);
  const inputs = state.inputs.map(({ name, columns }) => ({
    value: values.get(name)!,
    columns: columnsOf(columns, features),
  }));
  for (let row = 0; row < rows; row++) {
    visit(row, run(new Map(inputs.map(({ value, columns }) => [value.name, tensorOf(value, columns, row)]))));
  }
}

/** The output that the author names, else the one that a classifier or a regressor is read from. */
function outputOf(
  graph: OnnxGraph,
  { output }: OnnxParams,
  data: TabularData,
  probe: (output: string) => OnnxTensor,
): string {
  if (output !== null) {
    if (graph.outputs.includes(output)) return output;
    throw unusable(`has no output \`${output}\``, `it has ${graph.outputs.map((name) => `\`${name}\``).join(", ")}`);
  }
  const wanted =
    data.classes === null
      ? (size: number) => size === 1
      : (size: number) => size === 1 || size === data.classes!.length;
  const fitting = graph.outputs.filter((name) => {
    const made = probe(name);
    const isNumber = made.type === "float" || made.type === "double";
    return isNumber && wanted(made.data.length);
  });
  const chosen = fitting[0];
  if (chosen !== undefined) return chosen;
  const what = data.classes === null ? "one number per row" : `probabilities of ${data.classes.length} classes`;
  throw unusable(
    `has no output of ${what}`,
    `it has ${graph.outputs.map((name) => `\`${name}\``).join(", ")}: is it for this task?`,
  );
}

function bind(data: TabularData, params: OnnxParams, bytes: Uint8Array): OnnxState {
  const graph = readOnnx(bytes);
  const inputs = bindInputs(graph, params.features);
  const stateFor = (output: string): OnnxState => ({ bytes: bytes.slice(), output, inputs, classes: null });
  const probe = (output: string): OnnxTensor => {
    let made: OnnxTensor | null = null;
    rowsOf(stateFor(output), data.features, Math.min(1, data.rows), (_, tensor) => {
      made = tensor;
    });
    if (made === null)
      throw new ComponentError("data/too-few-rows", "there is no row to try the model on", "give it rows");
    return made;
  };
  const output = outputOf(graph, params, data, probe);
  if (data.classes === null) return stateFor(output);
  const size = probe(output).data.length;
  const count = size === 1 ? 2 : size;
  return { ...stateFor(output), classes: classOrder(data, params.classes, labelsIn(graph), count) };
}

function predict(features: readonly FrameColumn[], rows: number, state: OnnxState): Prediction {
  const { classes } = state;
  const width = classes?.length ?? 1;
  const made = sharedFloats(rows * width);
  rowsOf(state, features, rows, (row, tensor) => {
    if (tensor.type === "string") throw unusable(`gives texts in its output \`${state.output}\``);
    const { data } = tensor;
    if (classes === null) {
      made[row] = data[0] ?? Number.NaN;
      return;
    }
    // A single number is the probability of the second class.
    const shares = data.length === 1 ? [1 - data[0]!, data[0]!] : data;
    classes.forEach((place, k) => {
      made[row * width + k] = shares[place] ?? Number.NaN;
    });
  });
  return classes === null
    ? { kind: "values", values: made }
    : { kind: "probabilities", probabilities: made, classes: width };
}

export const onnxImplementation: TabularImplementation<OnnxParams, OnnxState> = {
  input: "tabular",
  fit: (data, params, context) => ({ state: bind(data, params, fileOf(context, "onnx")), rounds: null }),
  predict,
};
