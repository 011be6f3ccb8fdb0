// What lowerings of many components share.
import { ComponentError } from "../component.ts";
import { type Graph, int, ints, strings, type Tensor } from "./graph.ts";
import type { OnnxColumn } from "./lowering.ts";

export function requireNumber(column: OnnxColumn): Tensor {
  if (column.kind === "number") return column.tensor;
  throw new ComponentError(
    "data/not-numeric",
    `column \`${column.name}\` holds texts where numbers are needed`,
    "encode it first: `categorical: onehot()`",
  );
}

/** `levels`: those that training tells apart; an empty text among them would be taken for a missing value. */
export function requireText(column: OnnxColumn, levels: readonly string[] = []): Tensor {
  if (column.kind !== "text")
    throw new ComponentError(
      "data/not-categorical",
      `column \`${column.name}\` holds numbers where levels are needed`,
      "select category columns (`categorical: ...`)",
    );
  if (!levels.includes("")) return column.tensor;
  throw new ComponentError(
    "run/not-exportable",
    `\`${column.name}\` has the empty text as a level, which is a missing value in a graph`,
    "publish the model as it is, or give the level a name in the table",
  );
}

/** The same columns with other numbers. */
export const mapTensors = (
  columns: readonly OnnxColumn[],
  change: (tensor: Tensor, j: number) => Tensor,
): readonly OnnxColumn[] =>
  columns.map((column, j) => ({ name: column.name, kind: "number", tensor: change(requireNumber(column), j) }));

/** Doubles by the place of the text in `levels`, `absent` for texts that are not there. */
export function lookUp(
  graph: Graph,
  text: Tensor,
  levels: readonly string[],
  values: ArrayLike<number>,
  absent: number,
): Tensor {
  const table = graph.numbers([...Array.from(values), absent], [levels.length + 1]);
  return graph.apply("Gather", [table, codes(graph, text, levels)], { axis: int(0) });
}

/** The place of the text in `levels`, and `levels.length` where it is not there. */
export function codes(graph: Graph, text: Tensor, levels: readonly string[]): Tensor {
  // An encoder needs a key: with no levels one that stands for none of them.
  const keys = levels.length === 0 ? [""] : levels;
  return graph.applyClassical("LabelEncoder", [text], {
    keys_strings: strings(keys),
    values_int64s: ints(levels.length === 0 ? [0] : levels.map((_, i) => i)),
    default_int64: int(levels.length),
  });
}

export const isMissing = (graph: Graph, column: OnnxColumn): Tensor =>
  column.kind === "number"
    ? graph.apply("IsNaN", [column.tensor])
    : graph.apply("Equal", [codes(graph, column.tensor, [""]), graph.integers([0])]);

/** Columns side by side: shape [N, columns]; throws when there is none. */
export function matrix(graph: Graph, columns: readonly OnnxColumn[]): Tensor {
  firstFeature(columns);
  const axis = graph.integers([1]);
  const wide = columns.map((column) => graph.apply("Unsqueeze", [requireNumber(column), axis]));
  return graph.apply("Concat", wide, { axis: int(1) });
}

/** The first of them; throws when there is none. */
export function firstFeature(features: readonly OnnxColumn[]): OnnxColumn {
  const first = features[0];
  if (first !== undefined) return first;
  throw new ComponentError(
    "run/not-exportable",
    "a model without features has no form in ONNX, where the inputs say how many rows there are",
    "give the task a feature, and let the transforms keep one",
  );
}

/** What every row has: shape [N, ...shape]. How many rows there are is what the features say. */
export function repeatedRow(
  graph: Graph,
  features: readonly OnnxColumn[],
  values: ArrayLike<number>,
  shape: readonly number[],
): Tensor {
  const rows = graph.apply("Shape", [firstFeature(features).tensor]);
  const size = graph.apply("Concat", [rows, graph.integers(shape)], { axis: int(0) });
  return graph.apply("Expand", [graph.numbers(values, [1, ...shape]), size]);
}

/** One column of a matrix: shape [N]. */
export const columnOf = (graph: Graph, tensor: Tensor, index: number): Tensor =>
  graph.apply("Squeeze", [
    graph.apply("Gather", [tensor, graph.integers([index])], { axis: int(1) }),
    graph.integers([1]),
  ]);

/** How many of the rising edges are not above the value (`inclusive`), or below it. Shape [N], int64. */
export function edgesPassed(graph: Graph, tensor: Tensor, edges: ArrayLike<number>, inclusive: boolean): Tensor {
  const wide = graph.apply("Unsqueeze", [tensor, graph.integers([1])]);
  const table = graph.numbers(edges, [1, edges.length]);
  const passed = graph.apply(inclusive ? "GreaterOrEqual" : "Greater", [wide, table]);
  return graph.apply("ReduceSum", [graph.cast(passed, "int64"), graph.integers([1])], { keepdims: int(0) });
}

/** What is rounded otherwise in a graph, of the largest of the jumps; but no more than this share of the way to the next point. */
const ROUNDING = 1e-12;
const SHARE = 1e-3;

/** How near a value must be to each of the jumps to be it. */
function nearnessTo(jumps: Float64Array, points: Float64Array): Float64Array {
  const most = ROUNDING * jumps.reduce((largest, jump) => Math.max(largest, Math.abs(jump)), 0);
  return jumps.map((jump) => {
    const before = points.findLast((point) => point < jump) ?? Number.NEGATIVE_INFINITY;
    const after = points.find((point) => point > jump) ?? Number.POSITIVE_INFINITY;
    return Math.min(most, SHARE * (jump - before), SHARE * (after - jump));
  });
}

/**
 * Values that are one of the jumps but for rounding are it. Of the rising points these are the ones at which a transform jumps, and
 * on which rows lie: the value that missing ones were filled with is a quantile of its column, and what stands before may round otherwise.
 */
export function snap(graph: Graph, tensor: Tensor, jumps: Float64Array, points: Float64Array): Tensor {
  if (jumps.length === 0) return tensor;
  const near = nearnessTo(jumps, points);
  const below = edgesPassed(
    graph,
    tensor,
    jumps.map((jump, i) => jump - near[i]!),
    true,
  );
  const jump = gather(graph, [Number.NaN, ...jumps], below);
  const distance = graph.apply("Abs", [graph.apply("Sub", [tensor, jump])]);
  const isNear = graph.apply("LessOrEqual", [distance, gather(graph, [0, ...near], below)]);
  return graph.apply("Where", [isNear, jump, tensor]);
}

/** Entries of a table of doubles by index. */
export const gather = (graph: Graph, table: ArrayLike<number>, index: Tensor): Tensor =>
  graph.apply("Gather", [graph.numbers(table, [table.length]), index], { axis: int(0) });

/** Straight lines between points of rising x, flat outside; missing stays missing. */
export function interpolate(graph: Graph, tensor: Tensor, x: ArrayLike<number>, y: ArrayLike<number>): Tensor {
  const last = x.length - 1;
  const held = hold(graph, tensor, x[0]!, x[last]!);
  if (last === 0) return graph.apply("Add", [graph.apply("Mul", [held, graph.number(0)]), graph.number(y[0]!)]);
  const inner = Array.from(x).slice(1, last);
  const at = edgesPassed(graph, tensor, inner.length === 0 ? [Number.POSITIVE_INFINITY] : inner, true);
  const slopes = Array.from({ length: last }, (_, i) => {
    const width = x[i + 1]! - x[i]!;
    return width > 0 ? (y[i + 1]! - y[i]!) / width : 0;
  });
  const from = graph.apply("Sub", [held, gather(graph, Array.from(x).slice(0, last), at)]);
  const risen = graph.apply("Mul", [from, gather(graph, slopes, at)]);
  const result = graph.apply("Add", [gather(graph, Array.from(y).slice(0, last), at), risen]);
  return graph.apply("Where", [graph.apply("IsNaN", [tensor]), tensor, result]);
}

/** Within bounds; missing stays missing. */
export function hold(graph: Graph, tensor: Tensor, low: number, high: number): Tensor {
  const below = graph.apply("Less", [tensor, graph.number(low)]);
  const above = graph.apply("Greater", [tensor, graph.number(high)]);
  const held = graph.apply("Where", [below, graph.number(low), tensor]);
  return graph.apply("Where", [above, graph.number(high), held]);
}
