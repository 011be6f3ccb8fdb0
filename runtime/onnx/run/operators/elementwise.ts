// Operators that work value by value, with numpy's stretching of shapes.
import { floatOf, input, intOf, type Kernel, type Operator, type Operators, textOf } from "../operator.ts";
import { elementType, type OnnxNode } from "../read-model.ts";
import {
  commonShape,
  type NumberTensor,
  numbers,
  type OnnxTensor,
  requireNumbers,
  stretched,
  texts,
  unusable,
} from "../tensor.ts";

const one =
  (change: (value: number) => number): Operator =>
  (node) =>
  (inputs) => {
    const tensor = requireNumbers(inputs[0], node.place);
    return [numbers(tensor.type, tensor.shape, tensor.data.map(change))];
  };

/** With numbers that are attributes. */
const withAttributes =
  (make: (node: OnnxNode) => (value: number) => number): Operator =>
  (node) =>
    one(make(node))(node);

const isInt = (type: OnnxTensor["type"]): boolean => type === "int64" || type === "int32";

function combine(
  node: OnnxNode,
  a: OnnxTensor,
  b: OnnxTensor,
  change: (x: number, y: number) => number,
  type?: NumberTensor["type"],
): NumberTensor {
  const [x, y] = [requireNumbers(a, node.place), requireNumbers(b, node.place)];
  const shape = commonShape(x.shape, y.shape);
  const [left, right] = [stretched(x, shape).data, stretched(y, shape).data];
  const data = new Float64Array(left.length);
  for (let i = 0; i < data.length; i++) data[i] = change(left[i]!, right[i]!);
  return numbers(type ?? x.type, shape, data);
}

const two =
  (change: (x: number, y: number) => number, type?: NumberTensor["type"]): Operator =>
  (node) =>
  (inputs) => [combine(node, input(inputs, 0, node), input(inputs, 1, node), change, type)];

const divide: Operator = (node) => (inputs) => {
  const [a, b] = [input(inputs, 0, node), input(inputs, 1, node)];
  return [combine(node, a, b, isInt(a.type) ? (x, y) => Math.trunc(x / y) : (x, y) => x / y)];
};

const modulo: Operator = (node) => {
  const cut = intOf(node, "fmod", 0) === 1;
  return (inputs) => {
    const [a, b] = [input(inputs, 0, node), input(inputs, 1, node)];
    return [combine(node, a, b, cut ? (x, y) => x % y : (x, y) => x - y * Math.floor(x / y))];
  };
};

const equal: Operator = (node) => (inputs) => {
  const [a, b] = [input(inputs, 0, node), input(inputs, 1, node)];
  if (a.type !== "string" || b.type !== "string") return [combine(node, a, b, (x, y) => Number(x === y), "bool")];
  const shape = commonShape(a.shape, b.shape);
  const [left, right] = [stretched(a, shape).data, stretched(b, shape).data];
  return [
    numbers(
      "bool",
      shape,
      Float64Array.from(left, (text, i) => Number(text === right[i])),
    ),
  ];
};

/** Of any number of tensors. */
const fold =
  (change: (x: number, y: number) => number): Operator =>
  (node) =>
  (inputs) => {
    let result: OnnxTensor = requireNumbers(inputs[0], node.place);
    for (const other of inputs.slice(1)) result = combine(node, result, requireNumbers(other, node.place), change);
    return [result];
  };

const mean: Operator = (node) => (inputs) => {
  const [sum] = fold((x, y) => x + y)(node)(inputs);
  const total = requireNumbers(sum, node.place);
  return [
    numbers(
      total.type,
      total.shape,
      total.data.map((value) => value / inputs.length),
    ),
  ];
};

/** NaN wins, as in numpy. */
const least = (x: number, y: number): number => Math.min(x, y);
const most = (x: number, y: number): number => Math.max(x, y);

const clip: Operator = (node) => (inputs) => {
  const tensor = requireNumbers(inputs[0], node.place);
  const bound = (at: number, name: string, none: number): number => {
    const given = inputs[at];
    if (given === null || given === undefined) return floatOf(node, name, none);
    return requireNumbers(given, node.place).data[0] ?? none;
  };
  const low = bound(1, "min", Number.NEGATIVE_INFINITY);
  const high = bound(2, "max", Number.POSITIVE_INFINITY);
  return [
    numbers(
      tensor.type,
      tensor.shape,
      tensor.data.map((value) => Math.min(high, Math.max(low, value))),
    ),
  ];
};

const where: Operator = (node) => (inputs) => {
  const [a, b] = [input(inputs, 1, node), input(inputs, 2, node)];
  const condition = requireNumbers(inputs[0], node.place);
  const shape = commonShape(commonShape(condition.shape, a.shape), b.shape);
  const chosen = stretched(condition, shape).data;
  if (a.type === "string" && b.type === "string") {
    const [yes, no] = [stretched(a, shape).data, stretched(b, shape).data];
    return [
      texts(
        shape,
        Array.from(chosen, (flag, i) => (flag === 0 ? no[i]! : yes[i]!)),
      ),
    ];
  }
  const [yes, no] = [stretched(requireNumbers(a, node.place), shape), stretched(requireNumbers(b, node.place), shape)];
  return [
    numbers(
      yes.type,
      shape,
      chosen.map((flag, i) => (flag === 0 ? no.data[i]! : yes.data[i]!)),
    ),
  ];
};

function cast(node: OnnxNode): Kernel {
  const type = elementType(intOf(node, "to", 0), `a cast in ${node.place}`);
  return (inputs) => {
    const tensor = input(inputs, 0, node);
    if (type === "string") {
      if (tensor.type === "string") return [tensor];
      if (!isInt(tensor.type)) throw unusable(`casts ${tensor.type} to texts in ${node.place}`);
      return [texts(tensor.shape, Array.from(tensor.data, String))];
    }
    const source = tensor.type === "string" ? Float64Array.from(tensor.data, Number) : tensor.data;
    if (type === "bool")
      return [
        numbers(
          type,
          tensor.shape,
          source.map((value) => Number(value !== 0)),
        ),
      ];
    return [numbers(type, tensor.shape, isInt(type) ? source.map(Math.trunc) : Float64Array.from(source))];
  };
}

/** Half away from even numbers, as the format says. */
function roundEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Of the error function, to double precision: its series near 0, a continued fraction beyond (Abramowitz and Stegun, 7.1.5, 7.1.14). */
function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let k = 60; k > 0; k--) fraction = k / 2 / (size + fraction);
  return Math.sign(x) * (1 - Math.exp(-size * size) / Math.sqrt(Math.PI) / (size + fraction));
}

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
const keep: Operator = (node) => (inputs) => [input(inputs, 0, node)];

export const elementwise: Operators = {
  Identity: keep,
  Dropout: keep,
  Cast: cast,
  Where: where,
  Clip: clip,
  Neg: one((x) => -x),
  Abs: one(Math.abs),
  Exp: one(Math.exp),
  Log: one(Math.log),
  Sqrt: one(Math.sqrt),
  Reciprocal: one((x) => 1 / x),
  Floor: one(Math.floor),
  Ceil: one(Math.ceil),
  Round: one(roundEven),
  Sign: one(Math.sign),
  Sin: one(Math.sin),
  Cos: one(Math.cos),
  Tanh: one(Math.tanh),
  Sigmoid: one(sigmoid),
  Relu: one((x) => Math.max(x, 0)),
  Softplus: one((x) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0)),
  Erf: one(erf),
  Not: one((x) => Number(x === 0)),
  LeakyRelu: withAttributes((node) => {
    const slope = floatOf(node, "alpha", 0.01);
    return (x) => (x < 0 ? slope * x : x);
  }),
  Elu: withAttributes((node) => {
    const alpha = floatOf(node, "alpha", 1);
    return (x) => (x < 0 ? alpha * Math.expm1(x) : x);
  }),
  HardSigmoid: withAttributes((node) => {
    const [alpha, beta] = [floatOf(node, "alpha", 0.2), floatOf(node, "beta", 0.5)];
    return (x) => Math.max(0, Math.min(1, alpha * x + beta));
  }),
  Gelu: withAttributes((node) => {
    if (textOf(node, "approximate", "none") === "none") return (x) => (x / 2) * (1 + erf(x / Math.SQRT2));
    return (x) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
  }),
  IsNaN: (node) => (inputs) => {
    const tensor = requireNumbers(inputs[0], node.place);
    return [
      numbers(
        "bool",
        tensor.shape,
        tensor.data.map((x) => Number(Number.isNaN(x))),
      ),
    ];
  },
  IsInf: (node) => (inputs) => {
    const tensor = requireNumbers(inputs[0], node.place);
    return [
      numbers(
        "bool",
        tensor.shape,
        tensor.data.map((x) => Number(Math.abs(x) === Number.POSITIVE_INFINITY)),
      ),
    ];
  },
  Add: two((x, y) => x + y),
  Sub: two((x, y) => x - y),
  Mul: two((x, y) => x * y),
  Div: divide,
  Mod: modulo,
  Pow: two((x, y) => x ** y),
  Equal: equal,
  Less: two((x, y) => Number(x < y), "bool"),
  LessOrEqual: two((x, y) => Number(x <= y), "bool"),
  Greater: two((x, y) => Number(x > y), "bool"),
  GreaterOrEqual: two((x, y) => Number(x >= y), "bool"),
  And: two((x, y) => Number(x !== 0 && y !== 0), "bool"),
  Or: two((x, y) => Number(x !== 0 || y !== 0), "bool"),
  Xor: two((x, y) => Number((x !== 0) !== (y !== 0)), "bool"),
  Min: fold(least),
  Max: fold(most),
  Sum: fold((x, y) => x + y),
  Mean: mean,
};
