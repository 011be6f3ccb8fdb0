// The part of ONNX's protobuf messages (onnx.proto, IR version 10) that models of tables need. Subgraphs, functions and sparse
// tensors are kept as bytes: only whether there are some is looked at.
import protobuf from "protobufjs/light.js";

const field = (id: number, type: string, rule?: "repeated", packed?: boolean): protobuf.IField => ({
  id,
  type,
  ...(rule === undefined ? {} : { rule }),
  ...(packed === undefined ? {} : { options: { packed } }),
});

const DESCRIPTOR: protobuf.INamespace = {
  nested: {
    ModelProto: {
      fields: {
        irVersion: field(1, "int64"),
        producerName: field(2, "string"),
        producerVersion: field(3, "string"),
        docString: field(6, "string"),
        graph: field(7, "GraphProto"),
        opsetImport: field(8, "OperatorSetIdProto", "repeated"),
        metadataProps: field(14, "StringStringEntryProto", "repeated"),
        functions: field(25, "bytes", "repeated"),
      },
    },
    OperatorSetIdProto: { fields: { domain: field(1, "string"), version: field(2, "int64") } },
    StringStringEntryProto: { fields: { key: field(1, "string"), value: field(2, "string") } },
    GraphProto: {
      fields: {
        node: field(1, "NodeProto", "repeated"),
        name: field(2, "string"),
        initializer: field(5, "TensorProto", "repeated"),
        input: field(11, "ValueInfoProto", "repeated"),
        output: field(12, "ValueInfoProto", "repeated"),
        sparseInitializer: field(15, "bytes", "repeated"),
      },
    },
    NodeProto: {
      fields: {
        input: field(1, "string", "repeated"),
        output: field(2, "string", "repeated"),
        name: field(3, "string"),
        opType: field(4, "string"),
        attribute: field(5, "AttributeProto", "repeated"),
        domain: field(7, "string"),
      },
    },
    AttributeProto: {
      fields: {
        name: field(1, "string"),
        f: field(2, "float"),
        i: field(3, "int64"),
        s: field(4, "bytes"),
        t: field(5, "TensorProto"),
        g: field(6, "bytes"),
        floats: field(7, "float", "repeated", false),
        ints: field(8, "int64", "repeated", false),
        strings: field(9, "bytes", "repeated"),
        type: field(20, "int32"),
      },
    },
    TensorProto: {
      fields: {
        dims: field(1, "int64", "repeated", false),
        dataType: field(2, "int32"),
        floatData: field(4, "float", "repeated", true),
        int32Data: field(5, "int32", "repeated", true),
        stringData: field(6, "bytes", "repeated"),
        int64Data: field(7, "int64", "repeated", true),
        name: field(8, "string"),
        rawData: field(9, "bytes"),
        doubleData: field(10, "double", "repeated", true),
        dataLocation: field(14, "int32"),
      },
    },
    ValueInfoProto: { fields: { name: field(1, "string"), type: field(2, "TypeProto") } },
    TypeProto: { fields: { tensorType: field(1, "TypeProtoTensor") } },
    TypeProtoTensor: { fields: { elemType: field(1, "int32"), shape: field(2, "TensorShapeProto") } },
    TensorShapeProto: { fields: { dim: field(1, "Dimension", "repeated") } },
    Dimension: { fields: { dimValue: field(1, "int64"), dimParam: field(2, "string") } },
  },
};

export const modelMessage = (): protobuf.Type => protobuf.Root.fromJSON(DESCRIPTOR).lookupType("ModelProto");
