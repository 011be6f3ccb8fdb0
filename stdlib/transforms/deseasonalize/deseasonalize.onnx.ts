import { monthsOf } from "../../../runtime/onnx/calendar.ts";
import { gather, mapTensors } from "../../../runtime/onnx/columns.ts";
import { type Graph, int, type Tensor } from "../../../runtime/onnx/graph.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import { codesOfNumbers } from "../../../runtime/onnx/number-codes.ts";
import type { DeseasonalizeParams } from "./deseasonalize.decl.ts";
import { type DeseasonalizeState, seasonLength } from "./deseasonalize.impl.ts";

type Season = DeseasonalizeState["seasons"][number];

function indexAt(graph: Graph, { places, indices }: Season, period: DeseasonalizeParams["period"], time: Tensor) {
  const place = codesOfNumbers(graph, placeAt(graph, period, time), Array.from(places));
  return gather(graph, [...indices, 0], place);
}

function placeAt(graph: Graph, period: DeseasonalizeParams["period"], time: Tensor): Tensor {
  const { unit, count } = seasonLength(period);
  const length = graph.number(count);
  const at = unit === "months" ? monthsOf(graph, time) : time;
  const rest = (tensor: Tensor): Tensor => graph.apply("Mod", [tensor, length], { fmod: int(1) });
  return rest(graph.apply("Add", [rest(at), length]));
}

export const deseasonalizeOnnx: OnnxTransform<DeseasonalizeParams, DeseasonalizeState> = {
  apply: (graph, columns, { seasons }, { period }, row) =>
    mapTensors(columns, (tensor, j) => graph.apply("Sub", [tensor, indexAt(graph, seasons[j]!, period, row.time())])),
  invert: (graph, tensor, { seasons }, { period }, time) =>
    graph.apply("Add", [tensor, indexAt(graph, seasons[0]!, period, time())]),
};
