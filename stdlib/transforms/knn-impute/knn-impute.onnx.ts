// The distances to all training rows at once, summed up column by column as in `similar-rows.ts`. Every row is compared, also
// those without a missing value.
import { hold, requireNumber } from "../../../runtime/onnx/columns.ts";
import { type Graph, int, type Tensor } from "../../../runtime/onnx/graph.ts";
import type { OnnxColumn, OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { KnnImputeParams } from "./knn-impute.decl.ts";
import type { KnnImputeState } from "./knn-impute.impl.ts";

/** A column of the given rows beside the same one of training: shapes [N] and [rows]. */
interface Pair {
  readonly given: Tensor;
  readonly training: Tensor;
  /** In training. */
  readonly infinities: readonly number[];
}

/** Shape [N, rows]; infinite where nothing can be compared, and no other is. */
function distances(graph: Graph, pairs: readonly Pair[]): Tensor {
  // All summands stand before the sums: onnxruntime then makes each one right before it is added, and holds few at a time.
  const squares = pairs.map((pair) => {
    const difference = differences(graph, pair);
    return graph.apply("Mul", [difference, difference]);
  });
  const sum = squares.reduce((total, square) => graph.apply("Add", [total, square]));
  const scaled = graph.apply("Mul", [sum, graph.number(pairs.length)]);
  const distance = graph.apply("Div", [scaled, compared(graph, pairs)]);
  const isNone = graph.apply("IsNaN", [distance]);
  const finite = graph.apply("Min", [distance, graph.number(Number.MAX_VALUE)]);
  return graph.apply("Where", [isNone, graph.number(Number.POSITIVE_INFINITY), finite]);
}

/**
 * Training less given where both have the column, else 0: training * 1 - given * 1 as a product of matrices, with 0 for what is
 * missing. A choice by `Where` takes onnxruntime five times as long, and more room.
 */
function differences(graph: Graph, { given, training }: Pair): Tensor {
  const left = [isKnown(graph, given), graph.apply("Neg", [known(graph, given)])];
  return product(graph, left, [known(graph, training), isKnown(graph, training)]);
}

/** By how many columns rows are compared: those that both have, but not infinite ones of one sign, which have no difference. */
function compared(graph: Graph, pairs: readonly Pair[]): Tensor {
  const isInfinite = (tensor: Tensor, value: number): Tensor =>
    graph.cast(graph.apply("Equal", [tensor, graph.number(value)]), "double");
  const alike = pairs.flatMap(({ given, training, infinities }) =>
    infinities.map((value) => ({
      given: isInfinite(given, value),
      training: graph.apply("Neg", [isInfinite(training, value)]),
    })),
  );
  return product(
    graph,
    [...pairs.map(({ given }) => isKnown(graph, given)), ...alike.map(({ given }) => given)],
    [...pairs.map(({ training }) => isKnown(graph, training)), ...alike.map(({ training }) => training)],
  );
}

/** Of columns of shape [N] and rows of shape [rows]. */
function product(graph: Graph, columns: readonly Tensor[], rows: readonly Tensor[]): Tensor {
  const along = (tensors: readonly Tensor[], axis: number): Tensor => {
    const wide = tensors.map((tensor) => graph.apply("Unsqueeze", [tensor, graph.integers([axis])]));
    return graph.apply("Concat", wide, { axis: int(axis) });
  };
  return graph.apply("MatMul", [along(columns, 1), along(rows, 0)]);
}

/** 1 or 0. */
const isKnown = (graph: Graph, tensor: Tensor): Tensor =>
  graph.cast(graph.apply("Not", [graph.apply("IsNaN", [tensor])]), "double");

/** 0 where it is missing; infinities as the largest numbers, whose difference to others has an infinite square as well. */
const known = (graph: Graph, tensor: Tensor): Tensor =>
  or(graph, hold(graph, tensor, -Number.MAX_VALUE, Number.MAX_VALUE), graph.number(0));

/** The mean over the most similar rows that have the column; NaN where no row helps. Shape [N]. */
function means(graph: Graph, distance: Tensor, own: Tensor, values: Float64Array, k: number): Tensor {
  // By value: of equal distances TopK takes the earlier first.
  const having = Int32Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]!));
  const order = graph.integers(having.sort((a, b) => byValue(values[a]!, values[b]!)));
  const [least, places] = graph.applyAll(
    "TopK",
    [graph.apply("Gather", [distance, order], { axis: int(1) }), graph.integers([Math.min(k, having.length)])],
    { largest: int(0) },
    2,
  ) as [Tensor, Tensor];
  const found = graph.apply("Gather", [own, graph.apply("Gather", [order, places])]);
  const isFound = graph.apply("Less", [least, graph.number(Number.POSITIVE_INFINITY)]);
  const total = (tensor: Tensor): Tensor =>
    graph.apply("ReduceSum", [tensor, graph.integers([1])], { keepdims: int(0) });
  const sum = total(graph.apply("Where", [isFound, found, graph.number(0)]));
  return graph.apply("Div", [sum, total(graph.cast(isFound, "double"))]);
}

/** Infinities have no difference. */
const byValue = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

/** The tensor where it is there, else what fills it. */
const or = (graph: Graph, tensor: Tensor, fill: Tensor): Tensor =>
  graph.apply("Where", [graph.apply("IsNaN", [tensor]), fill, tensor]);

export const knnImputeOnnx: OnnxTransform<KnnImputeParams, KnnImputeState> = {
  apply: (graph, columns, state, { k }) => {
    if (columns.length === 0) return [];
    const pairs = columns.map((column, j) => {
      const values = state.columns[j]!;
      const infinities = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].filter((value) => values.includes(value));
      return { given: requireNumber(column), training: graph.numbers(values, [values.length]), infinities };
    });
    const distance = distances(graph, pairs);
    return pairs.map(({ given, training }, j): OnnxColumn => {
      const values = state.columns[j]!;
      const mean = graph.number(state.means[j]!);
      const hasValue = values.some((value) => !Number.isNaN(value));
      const fill = hasValue ? or(graph, means(graph, distance, training, values, k), mean) : mean;
      return { name: columns[j]!.name, kind: "number", tensor: or(graph, given, fill) };
    });
  },
};
