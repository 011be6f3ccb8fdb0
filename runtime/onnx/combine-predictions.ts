// Predictions of several models as one, as runtime/model/combine-predictions.ts does it.
import { type Graph, int, type Tensor } from "./graph.ts";
import type { OnnxPrediction } from "./lowering.ts";

/** `turned`: the other end of the interval, where it is one. */
export function combined(
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

/** Missing where one of them is, which has no place in an order. */
export function medianOf(tensors: readonly Tensor[], graph: Graph): Tensor {
  const axis = graph.integers([-1]);
  const wide = tensors.map((tensor) => graph.apply("Unsqueeze", [tensor, axis]));
  const stacked = graph.apply("Concat", wide, { axis: int(-1) });
  const missing = graph.apply("ReduceSum", [graph.cast(graph.apply("IsNaN", [stacked]), "double"), axis], {
    keepdims: int(0),
  });
  const isMissing = graph.apply("Greater", [missing, graph.number(0)]);
  return graph.apply("Where", [isMissing, graph.number(Number.NaN), middleOf(stacked, tensors.length, graph)]);
}

/** Along the last axis, of that many. */
function middleOf(stacked: Tensor, count: number, graph: Graph): Tensor {
  // TopK sorts; the places, its second output, are not used.
  const rising = { axis: int(-1), largest: int(0) };
  const sorted = graph.applyAll("TopK", [stacked, graph.integers([count])], rising, 2)[0]!;
  const at = (index: number): Tensor =>
    graph.apply("Squeeze", [
      graph.apply("Gather", [sorted, graph.integers([index])], { axis: int(-1) }),
      graph.integers([-1]),
    ]);
  const middle = count >> 1;
  if (count % 2 === 1) return at(middle);
  const sum = graph.apply("Add", [at(middle - 1), at(middle)]);
  return graph.apply("Div", [sum, graph.number(2)]);
}

/** One of them per row: that at its place, none at a place behind them. `isWide`: they have a row of values each. */
export function chosen(parts: readonly OnnxPrediction[], place: Tensor, isWide: boolean, graph: Graph): OnnxPrediction {
  const axis = graph.integers([1]);
  const isHere = parts.map((_, k) => {
    const flag = graph.apply("Equal", [place, graph.integers([k])]);
    return isWide ? graph.apply("Unsqueeze", [flag, axis]) : flag;
  });
  return combined(parts, (tensors) =>
    tensors.reduce((rest, tensor, k) => graph.apply("Where", [isHere[k]!, tensor, rest]), graph.number(Number.NaN)),
  );
}
