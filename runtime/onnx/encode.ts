// A graph as the bytes of an ONNX file.
import {
  type Attribute,
  CLASSICAL,
  CONTRIBUTED,
  type Constant,
  type Graph,
  TENSOR_TYPES,
  type TensorType,
} from "./graph.ts";
import { modelMessage } from "./schema.ts";

export interface GraphValue {
  readonly name: string;
  readonly type: TensorType;
  /** Beside the rows, which come first. */
  readonly width: number | null;
}

export interface OnnxModel {
  readonly name: string;
  readonly graph: Graph;
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  /** What a reader should know: texts by name. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly producerVersion: string;
}

/** IR 10 and these operator sets are read by onnxruntime 1.18 and newer. */
const IR_VERSION = 10;
const OPERATOR_SET = 17;
const CLASSICAL_SET = 3;
const CONTRIBUTED_SET = 1;

/** Codes of AttributeProto.AttributeType. */
const ATTRIBUTE_TYPES = { float: 1, int: 2, string: 3, doubles: 4, floats: 6, ints: 7, strings: 8 } as const;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export function encodeModel({ name, graph, inputs, outputs, metadata, producerVersion }: OnnxModel): Uint8Array {
  const message = modelMessage();
  const hasContributed = graph.nodes.some(({ domain }) => domain === CONTRIBUTED);
  const model = message.create({
    irVersion: IR_VERSION,
    producerName: "pipec",
    producerVersion,
    opsetImport: [
      { domain: "", version: OPERATOR_SET },
      { domain: CLASSICAL, version: CLASSICAL_SET },
      ...(hasContributed ? [{ domain: CONTRIBUTED, version: CONTRIBUTED_SET }] : []),
    ],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name,
      node: graph.nodes.map((node, i) => ({
        name: `${node.operator}_${i}`,
        opType: node.operator,
        domain: node.domain,
        input: node.inputs,
        output: node.outputs,
        attribute: Object.entries(node.attributes).map(([key, value]) => attribute(key, value)),
      })),
      initializer: graph.constants.map(tensor),
      input: inputs.map(valueInfo),
      output: outputs.map(valueInfo),
    },
  });
  return message.encode(model).finish();
}

function attribute(name: string, attribute: Attribute): object {
  const type = ATTRIBUTE_TYPES[attribute.kind];
  switch (attribute.kind) {
    case "int":
      return { name, type, i: attribute.value };
    case "float":
      return { name, type, f: attribute.value };
    case "string":
      return { name, type, s: bytes(attribute.value) };
    case "ints":
      return { name, type, ints: Array.from(attribute.value) };
    case "floats":
      return { name, type, floats: Array.from(attribute.value) };
    case "strings":
      return { name, type, strings: attribute.value.map(bytes) };
    case "doubles":
      return {
        name,
        type,
        t: tensor({ name: "", type: "double", shape: [attribute.value.length], values: attribute.value }),
      };
    default:
      return attribute satisfies never;
  }
}

function tensor({ name, type, shape, values }: Constant): object {
  const common = { name, dims: [...shape], dataType: TENSOR_TYPES[type] };
  if (type === "string") return { ...common, stringData: Array.from(values as readonly string[], bytes) };
  if (type === "int64") return { ...common, int64Data: Array.from(values as ArrayLike<number>) };
  // Little-endian, as every machine that runs Node.js is.
  return { ...common, rawData: new Uint8Array(Float64Array.from(values as ArrayLike<number>).buffer) };
}

const valueInfo = ({ name, type, width }: GraphValue): object => ({
  name,
  type: {
    tensorType: {
      elemType: TENSOR_TYPES[type],
      shape: { dim: [{ dimParam: "N" }, ...(width === null ? [] : [{ dimValue: width }])] },
    },
  },
});
