// ONNX itself has no hash of texts, and no bytes of them to compute one from; onnxruntime has MurmurHash3 as its own operator.
import { isMissing, requireText } from "../../../runtime/onnx/columns.ts";
import { type Graph, int } from "../../../runtime/onnx/graph.ts";
import type { OnnxColumn, OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { HashEncodeParams } from "./hash-encode.decl.ts";
import type { HashEncodeState } from "./hash-encode.impl.ts";

export const hashEncodeOnnx: OnnxTransform<HashEncodeParams, HashEncodeState> = {
  apply: (graph, columns, _state, params) => columns.flatMap((column) => encode(graph, column, params)),
};

function encode(graph: Graph, column: OnnxColumn, { bins, signed }: HashEncodeParams): readonly OnnxColumn[] {
  const narrow = graph.applyContributed("MurmurHash3", [requireText(column)], { positive: int(0), seed: int(0) });
  // In 64 bits: the size of the least number of 32 bits is none of them.
  const hash = graph.cast(narrow, "int64");
  const bin = graph.apply("Mod", [graph.apply("Abs", [hash]), graph.integers([bins])]);
  const place = graph.apply("Where", [isMissing(graph, column), graph.integers([bins]), bin]);
  const isNegative = graph.apply("Less", [hash, graph.integers([0])]);
  const count = signed ? graph.apply("Where", [isNegative, graph.number(-1), graph.number(1)]) : graph.number(1);
  return Array.from({ length: bins }, (_, k): OnnxColumn => {
    const isHere = graph.apply("Equal", [place, graph.integers([k])]);
    return {
      name: `${column.name}=hash_${k}`,
      kind: "number",
      tensor: graph.apply("Where", [isHere, count, graph.number(0)]),
    };
  });
}
