// Builds an ONNX graph, node by node. Numbers are doubles and texts are strings throughout, each column a tensor of shape
// [N]: so a data frame's columns go in by name, as mlflow's python_function passes them.

export type TensorType = "double" | "string" | "int64" | "bool" | "float";

/** Codes of TensorProto.DataType. */
export const TENSOR_TYPES = { float: 1, int64: 7, string: 8, bool: 9, double: 11 } as const satisfies Record<
  TensorType,
  number
>;

export type Attribute =
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "ints"; readonly value: ArrayLike<number> }
  | { readonly kind: "floats"; readonly value: ArrayLike<number> }
  | { readonly kind: "strings"; readonly value: readonly string[] }
  | { readonly kind: "doubles"; readonly value: ArrayLike<number> };

export type Attributes = Readonly<Record<string, Attribute>>;

export interface GraphNode {
  readonly operator: string;
  /** Empty for ONNX itself, `ai.onnx.ml` for its part on classical models, `com.microsoft` for what onnxruntime adds. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

export interface Constant {
  readonly name: string;
  readonly type: "double" | "int64" | "string";
  readonly shape: readonly number[];
  readonly values: ArrayLike<number> | readonly string[];
}

/** The name of a tensor in the graph. */
export type Tensor = string;

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly constants: readonly Constant[];
  /** One node with one output. */
  readonly apply: (operator: string, inputs: readonly Tensor[], attributes?: Attributes) => Tensor;
  /** One node with several outputs, of which none is left out. */
  readonly applyAll: (
    operator: string,
    inputs: readonly Tensor[],
    attributes: Attributes,
    outputs: number,
  ) => readonly Tensor[];
  /** As `apply`, of the domain `ai.onnx.ml`. */
  readonly applyClassical: (operator: string, inputs: readonly Tensor[], attributes: Attributes) => Tensor;
  /** As `apply`, of the operators that onnxruntime adds: no other runtime has them. */
  readonly applyContributed: (operator: string, inputs: readonly Tensor[], attributes: Attributes) => Tensor;
  /** A scalar without a shape, or a tensor of the given one. Equal scalars are one constant. */
  readonly number: (value: number) => Tensor;
  readonly numbers: (values: ArrayLike<number>, shape: readonly number[]) => Tensor;
  readonly integers: (values: ArrayLike<number>) => Tensor;
  readonly text: (value: string) => Tensor;
  readonly cast: (tensor: Tensor, type: TensorType) => Tensor;
  /** A copy of a tensor under a name of one's own, for outputs. */
  readonly name: (tensor: Tensor, name: string) => void;
}

export const int = (value: number): Attribute => ({ kind: "int", value });
export const ints = (value: ArrayLike<number>): Attribute => ({ kind: "ints", value });
export const floats = (value: ArrayLike<number>): Attribute => ({ kind: "floats", value });
export const doubles = (value: ArrayLike<number>): Attribute => ({ kind: "doubles", value });
export const string = (value: string): Attribute => ({ kind: "string", value });
export const strings = (value: readonly string[]): Attribute => ({ kind: "strings", value });

export const CLASSICAL = "ai.onnx.ml";
export const CONTRIBUTED = "com.microsoft";

/** `taken`: names of inputs and outputs, which no tensor between them gets. */
export function createGraph(taken: readonly string[] = []): Graph {
  const nodes: GraphNode[] = [];
  const constants: Constant[] = [];
  const scalars = new Map<string, Tensor>();
  let made = 0;
  const names = new Set(taken);
  const fresh = (): Tensor => {
    while (names.has(`t${made}`)) made++;
    return `t${made++}`;
  };
  const add = (operator: string, domain: string, inputs: readonly Tensor[], attributes: Attributes): Tensor => {
    const output = fresh();
    nodes.push({ operator, domain, inputs, outputs: [output], attributes });
    return output;
  };
  const addAll: Graph["applyAll"] = (operator, inputs, attributes, count) => {
    const outputs = Array.from({ length: count }, fresh);
    nodes.push({ operator, domain: "", inputs, outputs, attributes });
    return outputs;
  };
  const constant = (
    type: Constant["type"],
    values: ArrayLike<number> | readonly string[],
    shape: readonly number[],
  ): Tensor => {
    const name = fresh();
    constants.push({ name, type, shape, values });
    return name;
  };
  const once = (key: string, make: () => Tensor): Tensor => {
    const known = scalars.get(key) ?? make();
    scalars.set(key, known);
    return known;
  };
  return {
    nodes,
    constants,
    apply: (operator, inputs, attributes = {}) => add(operator, "", inputs, attributes),
    applyAll: addAll,
    applyClassical: (operator, inputs, attributes) => add(operator, CLASSICAL, inputs, attributes),
    applyContributed: (operator, inputs, attributes) => add(operator, CONTRIBUTED, inputs, attributes),
    number: (value) => once(`number ${Object.is(value, -0) ? "-0" : value}`, () => constant("double", [value], [])),
    numbers: (values, shape) => constant("double", values, shape),
    integers: (values) => constant("int64", values, [values.length]),
    text: (value) => once(`text ${value}`, () => constant("string", [value], [])),
    cast: (tensor, type) => add("Cast", "", [tensor], { to: int(TENSOR_TYPES[type]) }),
    name: (tensor, name) => {
      nodes.push({ operator: "Identity", domain: "", inputs: [tensor], outputs: [name], attributes: {} });
    },
  };
}
