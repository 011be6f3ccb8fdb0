// The bytes of an ONNX file as a graph that can be run. Files come from anywhere: whatever is not understood is refused here,
// before a row is predicted. Nothing of a file is code, and no other file is opened.
import type protobuf from "protobufjs/light.js";
import { modelMessage } from "../schema.ts";
import { type ElementType, numbers, type OnnxTensor, texts, unusable } from "./tensor.ts";

export interface OnnxValue {
  readonly name: string;
  readonly type: ElementType;
  /** Null for lengths that are not fixed; null as a whole where the file says nothing. */
  readonly shape: readonly (number | null)[] | null;
}

export interface OnnxAttribute {
  readonly name: string;
  readonly f: number;
  readonly i: number;
  readonly s: string;
  readonly t: OnnxTensor | null;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
  readonly strings: readonly string[];
}

export interface OnnxNode {
  readonly operator: string;
  readonly domain: string;
  /** Version of the operator set of its domain. */
  readonly version: number;
  /** Empty for one that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
  /** For messages: `Gemm (node 3)`. */
  readonly place: string;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  readonly inputs: readonly OnnxValue[];
  /** In the order of the file; types and shapes are often left out. */
  readonly outputs: readonly string[];
}

export const MOST_BYTES = 512 * 1024 * 1024;
const MOST_NODES = 100_000;
const MOST_CONSTANTS = 200_000_000;

/** What protobufjs gives for the messages of `schema.ts`, with every field there. */
interface RawTensor {
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly floatData: readonly number[];
  readonly int32Data: readonly number[];
  readonly int64Data: readonly number[];
  readonly doubleData: readonly number[];
  readonly stringData: readonly Uint8Array[];
  readonly rawData: Uint8Array;
  readonly name: string;
  readonly dataLocation: number;
}
interface RawAttribute {
  readonly name: string;
  readonly f: number;
  readonly i: number;
  readonly s: Uint8Array;
  readonly t: RawTensor | null;
  readonly g: Uint8Array;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
  readonly strings: readonly Uint8Array[];
}
interface RawNode {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly opType: string;
  readonly domain: string;
  readonly attribute: readonly RawAttribute[];
}
interface RawValue {
  readonly name: string;
  readonly type: {
    readonly tensorType: {
      readonly elemType: number;
      readonly shape: { readonly dim: readonly { readonly dimValue: number; readonly dimParam: string }[] } | null;
    } | null;
  } | null;
}
interface RawModel {
  readonly functions: readonly Uint8Array[];
  readonly opsetImport: readonly { readonly domain: string; readonly version: number }[];
  readonly graph: {
    readonly node: readonly RawNode[];
    readonly initializer: readonly RawTensor[];
    readonly input: readonly RawValue[];
    readonly output: readonly RawValue[];
    readonly sparseInitializer: readonly Uint8Array[];
  } | null;
}

export function readOnnx(bytes: Uint8Array): OnnxGraph {
  if (bytes.length > MOST_BYTES) throw unusable(`has ${bytes.length} bytes, more than ${MOST_BYTES}`);
  const raw = decode(bytes);
  const { graph } = raw;
  if (graph === null || graph.node.length === 0) throw unusable("has no graph", "give the path of an ONNX file");
  if (raw.functions.length > 0) throw unusable("defines functions of its own");
  if (graph.sparseInitializer.length > 0) throw unusable("has sparse weights");
  if (graph.node.length > MOST_NODES) throw unusable(`has ${graph.node.length} nodes, more than ${MOST_NODES}`);
  const versions = new Map(raw.opsetImport.map(({ domain, version }) => [domainOf(domain), version]));
  const constants = new Map<string, OnnxTensor>();
  let elements = 0;
  for (const tensor of graph.initializer) {
    const constant = tensorOf(tensor, `the weights \`${tensor.name}\``);
    elements += constant.data.length;
    if (elements > MOST_CONSTANTS) throw unusable("has more weights than are read");
    constants.set(tensor.name, constant);
  }
  const inputs = graph.input.filter(({ name }) => !constants.has(name)).map(inputOf);
  const nodes = graph.node.map((node, i) => nodeOf(node, i, versions));
  requireOrder(nodes, inputs, constants);
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  const outputs = graph.output.map(({ name }) => name);
  for (const name of outputs) if (!made.has(name)) throw unusable(`has the output \`${name}\`, which nothing computes`);
  return { nodes, constants, inputs, outputs };
}

function decode(bytes: Uint8Array): RawModel {
  let decoded: protobuf.Message;
  const message = modelMessage();
  try {
    decoded = message.decode(bytes);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw unusable(`cannot be read: ${problem}`, "the file is cut off or is none of ONNX; copy or export it again");
  }
  // The description of the messages is what makes it of this shape.
  return message.toObject(decoded, { longs: Number, defaults: true, arrays: true }) as unknown as RawModel;
}

/** The standard domain has two names. */
const domainOf = (domain: string): string => (domain === "ai.onnx" ? "" : domain);

function nodeOf(raw: RawNode, index: number, versions: ReadonlyMap<string, number>): OnnxNode {
  const domain = domainOf(raw.domain);
  const place = `${domain === "" ? "" : `${domain}.`}${raw.opType} (node ${index + 1})`;
  const version = versions.get(domain);
  if (version === undefined) throw unusable(`has ${place}, but no version of the operators of \`${domain}\``);
  return {
    operator: raw.opType,
    domain,
    version,
    inputs: raw.input,
    outputs: raw.output,
    place,
    attributes: new Map(raw.attribute.map((attribute) => [attribute.name, attributeOf(attribute, place)])),
  };
}

const utf8 = new TextDecoder("utf-8");

function attributeOf(raw: RawAttribute, place: string): OnnxAttribute {
  if (raw.g.length > 0) throw unusable(`has a graph inside ${place}`);
  return {
    name: raw.name,
    f: raw.f,
    i: raw.i,
    s: utf8.decode(raw.s),
    t: raw.t === null ? null : tensorOf(raw.t, `\`${raw.name}\` of ${place}`),
    floats: raw.floats,
    ints: raw.ints,
    strings: raw.strings.map((text) => utf8.decode(text)),
  };
}

const TYPES: Readonly<Record<number, ElementType>> = {
  1: "float",
  2: "int32",
  3: "int32",
  5: "int32",
  6: "int32",
  7: "int64",
  8: "string",
  9: "bool",
  11: "double",
};

export function elementType(code: number, what: string): ElementType {
  const type = TYPES[code];
  if (type === undefined) throw unusable(`has ${what} of the element type ${code}, which is not supported`);
  return type;
}

function inputOf({ name, type }: RawValue): OnnxValue {
  const tensor = type?.tensorType ?? null;
  if (tensor === null) throw unusable(`has the input \`${name}\`, which is no tensor`);
  const shape = tensor.shape?.dim.map(({ dimValue, dimParam }) => (dimParam !== "" || dimValue <= 0 ? null : dimValue));
  return { name, type: elementType(tensor.elemType, `the input \`${name}\``), shape: shape ?? null };
}

/** Bytes of an element in `rawData`, and how it is read, little-endian. */
const RAW: Readonly<Record<number, readonly [number, (view: DataView, at: number) => number]>> = {
  1: [4, (view, at) => view.getFloat32(at, true)],
  2: [1, (view, at) => view.getUint8(at)],
  3: [1, (view, at) => view.getInt8(at)],
  5: [2, (view, at) => view.getInt16(at, true)],
  6: [4, (view, at) => view.getInt32(at, true)],
  7: [8, (view, at) => Number(view.getBigInt64(at, true))],
  9: [1, (view, at) => view.getUint8(at)],
  11: [8, (view, at) => view.getFloat64(at, true)],
};

function tensorOf(raw: RawTensor, what: string): OnnxTensor {
  if (raw.dataLocation !== 0) throw unusable(`keeps ${what} in another file, which is not opened`);
  const type = elementType(raw.dataType, what);
  const given = [raw.floatData, raw.int32Data, raw.int64Data, raw.doubleData].find((list) => list.length > 0) ?? [];
  // Before anything is made of that size: the file itself must hold the elements.
  const width = RAW[raw.dataType]?.[0] ?? 1;
  const held = type === "string" ? raw.stringData.length : Math.max(given.length, raw.rawData.length / width);
  const size = raw.dims.reduce((product, length) => product * length, 1);
  if (raw.dims.some((length) => length < 0) || size !== held)
    throw unusable(`has ${what} of shape [${raw.dims.join(", ")}] with ${held} elements`);
  if (type === "string")
    return texts(
      raw.dims,
      raw.stringData.map((text) => utf8.decode(text)),
    );
  const data = new Float64Array(size);
  if (given.length > 0) data.set(given);
  else {
    const [, read] = RAW[raw.dataType]!;
    const view = new DataView(raw.rawData.buffer, raw.rawData.byteOffset, raw.rawData.byteLength);
    for (let i = 0; i < size; i++) data[i] = read(view, i * width);
  }
  return numbers(type, raw.dims, data);
}

/** Every node reads what stands before it, as the format demands: a cycle cannot. */
function requireOrder(
  nodes: readonly OnnxNode[],
  inputs: readonly OnnxValue[],
  constants: ReadonlyMap<string, OnnxTensor>,
): void {
  const known = new Set([...inputs.map(({ name }) => name), ...constants.keys()]);
  for (const { inputs: read, outputs, place } of nodes) {
    for (const name of read) {
      if (name !== "" && !known.has(name))
        throw unusable(`reads \`${name}\` in ${place} before anything has computed it`);
    }
    for (const name of outputs) {
      if (name !== "" && known.has(name)) throw unusable(`computes \`${name}\` twice`);
      known.add(name);
    }
  }
}
