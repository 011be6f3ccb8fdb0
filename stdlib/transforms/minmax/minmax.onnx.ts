import { hold, mapTensors } from "../../../runtime/onnx/columns.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { MinmaxParams } from "./minmax.decl.ts";
import type { MinmaxState } from "./minmax.impl.ts";

export const minmaxOnnx: OnnxTransform<MinmaxParams, MinmaxState> = {
  apply: (graph, columns, { min, range }, { low, high, clip }) =>
    mapTensors(columns, (tensor, j) => {
      const share = graph.apply("Div", [graph.apply("Sub", [tensor, graph.number(min[j]!)]), graph.number(range[j]!)]);
      const mapped = graph.apply("Add", [graph.apply("Mul", [share, graph.number(high - low)]), graph.number(low)]);
      return clip ? hold(graph, mapped, low, high) : mapped;
    }),
  invert: (graph, tensor, { min, range }, { low, high }) => {
    const share = graph.apply("Div", [graph.apply("Sub", [tensor, graph.number(low)]), graph.number(high - low)]);
    return graph.apply("Add", [graph.apply("Mul", [share, graph.number(range[0]!)]), graph.number(min[0]!)]);
  },
};
