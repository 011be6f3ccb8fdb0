// Places of numbers in a list. ONNX has dictionaries of texts and whole numbers only.
import { edgesPassed, gather } from "./columns.ts";
import { type Graph, int, ints, type Tensor } from "./graph.ts";

/** The place of a number among `values`; behind them where it is none of them, or missing. */
export function codesOfNumbers(graph: Graph, tensor: Tensor, values: readonly number[]): Tensor {
  const candidate = values.every(Number.isSafeInteger)
    ? codesOfWhole(graph, tensor, values)
    : codesByOrder(graph, tensor, values);
  // What was rounded on the way is another number.
  const found = graph.apply("Equal", [gather(graph, [...values, Number.NaN], candidate), tensor]);
  return graph.apply("Where", [found, candidate, graph.integers([values.length])]);
}

function codesOfWhole(graph: Graph, tensor: Tensor, values: readonly number[]): Tensor {
  const isMissing = graph.apply("IsNaN", [tensor]);
  const present = graph.apply("Where", [isMissing, graph.number(0), tensor]);
  return graph.applyClassical("LabelEncoder", [graph.cast(present, "int64")], {
    keys_int64s: ints(values.length === 0 ? [0] : values),
    values_int64s: ints(values.length === 0 ? [0] : values.map((_, i) => i)),
    default_int64: int(values.length),
  });
}

/** There is no dictionary of doubles: the value can only be the largest that is not above it. */
function codesByOrder(graph: Graph, tensor: Tensor, values: readonly number[]): Tensor {
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const rising = order.map((place) => values[place]!);
  const passed = edgesPassed(graph, tensor, rising, true);
  return graph.apply("Gather", [graph.integers([values.length, ...order]), passed], { axis: int(0) });
}
