// Calibration maps and thresholds as ONNX: what runtime/model/calibration.ts does to probabilities.
import type { CalibrationMap } from "../model/fitted.ts";
import { columnOf, interpolate, matrix } from "./columns.ts";
import { type Graph, int, type Tensor } from "./graph.ts";
import type { OnnxPrediction } from "./lowering.ts";

/** Tensors of shape [N] as the columns of one. */
export const side = (graph: Graph, tensors: readonly Tensor[]): Tensor =>
  matrix(
    graph,
    tensors.map((tensor, i) => ({ name: `${i}`, kind: "number", tensor })),
  );

/** Two classes side by side: shape [N, 2], that of `place` where it belongs. */
export function twoClasses(graph: Graph, probability: Tensor, place: number): Tensor {
  const other = graph.apply("Sub", [graph.number(1), probability]);
  return side(graph, place === 0 ? [probability, other] : [other, probability]);
}

export function moveThreshold(
  { tensor }: OnnxPrediction,
  threshold: number,
  positive: number,
  graph: Graph,
): OnnxPrediction {
  const p = columnOf(graph, tensor, positive);
  const below = graph.apply("Mul", [p, graph.number(0.5 / threshold)]);
  const rest = graph.apply("Sub", [p, graph.number(threshold)]);
  const above = graph.apply("Add", [
    graph.number(0.5),
    graph.apply("Mul", [rest, graph.number(0.5 / Math.max(1 - threshold, 1e-12))]),
  ]);
  const moved = graph.apply("Where", [graph.apply("Less", [p, graph.number(threshold)]), below, above]);
  return { kind: "probabilities", tensor: twoClasses(graph, graph.apply("Min", [moved, graph.number(1)]), positive) };
}

export function calibrate({ tensor }: OnnxPrediction, maps: readonly CalibrationMap[], graph: Graph): OnnxPrediction {
  if (maps.length === 1) {
    return { kind: "probabilities", tensor: twoClasses(graph, mapped(graph, columnOf(graph, tensor, 1), maps[0]!), 1) };
  }
  const joint = side(
    graph,
    maps.map((map, k) => mapped(graph, columnOf(graph, tensor, k), map)),
  );
  const total = graph.apply("ReduceSum", [joint, graph.integers([1])], { keepdims: int(1) });
  // Where no class is likely at all, all are alike.
  const isNone = graph.apply("Equal", [total, graph.number(0)]);
  const shares = graph.apply("Div", [joint, graph.apply("Where", [isNone, graph.number(1), total])]);
  return { kind: "probabilities", tensor: graph.apply("Where", [isNone, graph.number(1 / maps.length), shares]) };
}

function mapped(graph: Graph, p: Tensor, map: CalibrationMap): Tensor {
  if (map.kind === "isotonic") return interpolate(graph, p, map.scores, map.probabilities);
  const held = graph.apply("Max", [graph.apply("Min", [p, graph.number(1 - 1e-15)]), graph.number(1e-15)]);
  const odds = graph.apply("Div", [held, graph.apply("Sub", [graph.number(1), held])]);
  const score = graph.apply("Mul", [graph.apply("Log", [odds]), graph.number(map.slope)]);
  return graph.apply("Sigmoid", [graph.apply("Add", [score, graph.number(map.shift)])]);
}

/** Probabilities of the classes that occurred, at their places among all; the others get 0. */
export function spreadClasses(graph: Graph, tensor: Tensor, present: ArrayLike<number>, classes: number): Tensor {
  if (present.length === classes) return tensor;
  const table = new Float64Array(present.length * classes);
  Array.from(present).forEach((place, k) => {
    table[k * classes + place] = 1;
  });
  return graph.apply("MatMul", [tensor, graph.numbers(table, [present.length, classes])]);
}
