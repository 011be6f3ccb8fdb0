import { mapTensors } from "../../../runtime/onnx/columns.ts";
import type { Graph, Tensor } from "../../../runtime/onnx/graph.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { TimeLine } from "../time-line.ts";
import type { DetrendParams } from "./detrend.decl.ts";
import type { DetrendState } from "./detrend.impl.ts";

function heightAt(graph: Graph, { at, height, slope }: TimeLine, time: Tensor): Tensor {
  const since = graph.apply("Sub", [time, graph.number(at)]);
  return graph.apply("Add", [graph.number(height), graph.apply("Mul", [graph.number(slope), since])]);
}

export const detrendOnnx: OnnxTransform<DetrendParams, DetrendState> = {
  apply: (graph, columns, { lines }, _params, row) =>
    mapTensors(columns, (tensor, j) => graph.apply("Sub", [tensor, heightAt(graph, lines[j]!, row.time())])),
  invert: (graph, tensor, { lines }, _params, time) => graph.apply("Add", [tensor, heightAt(graph, lines[0]!, time())]),
};
