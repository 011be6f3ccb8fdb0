// Operators over axes: sums, products of matrices, softmax, places of extremes.
import { floatOf, input, intOf, listOf, type Operator, type Operators } from "../operator.ts";
import {
  axisOf,
  gatherPlaces,
  type NumberTensor,
  numbers,
  requireNumbers,
  shaped,
  sizeOf,
  stretched,
  taken,
  unusable,
} from "../tensor.ts";
import { grouped } from "./groups.ts";
import { topK } from "./top-k.ts";

const reduce =
  (sum: (values: Float64Array) => number): Operator =>
  (node) => {
    const keep = intOf(node, "keepdims", 1) === 1;
    const noop = intOf(node, "noop_with_empty_axes", 0) === 1;
    return (inputs) => {
      const tensor = requireNumbers(inputs[0], node.place);
      const rank = tensor.shape.length;
      const given = listOf(node, "axes", inputs, 1) ?? [];
      if (given.length === 0 && noop) return [tensor];
      const axes = given.length === 0 ? tensor.shape.map((_, i) => i) : given.map((axis) => axisOf(axis, rank));
      const { data, width } = grouped(tensor, axes);
      const count = width === 0 ? 0 : data.length / width;
      const values = Float64Array.from({ length: count }, (_, i) => sum(data.subarray(i * width, (i + 1) * width)));
      const shape = tensor.shape.flatMap((length, axis) => (!axes.includes(axis) ? [length] : keep ? [1] : []));
      return [numbers(tensor.type, shape, values)];
    };
  };

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
const squares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);
const largest = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
const smallest = (values: Float64Array): number => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);

function logSumExp(values: Float64Array): number {
  const top = largest(values);
  return top + Math.log(values.reduce((sum, value) => sum + Math.exp(value - top), 0));
}

const placeOf =
  (isBetter: (value: number, best: number) => boolean): Operator =>
  (node) => {
    const keep = intOf(node, "keepdims", 1) === 1;
    const last = intOf(node, "select_last_index", 0) === 1;
    const given = intOf(node, "axis", 0);
    return (inputs) => {
      const tensor = requireNumbers(inputs[0], node.place);
      const axis = axisOf(given, tensor.shape.length);
      const { data, width } = grouped(tensor, [axis]);
      const count = width === 0 ? 0 : data.length / width;
      const places = Float64Array.from({ length: count }, (_, i) => {
        let best = 0;
        for (let j = 1; j < width; j++) {
          const [value, known] = [data[i * width + j]!, data[i * width + best]!];
          if (isBetter(value, known) || (last && value === known)) best = j;
        }
        return best;
      });
      const shape = keep ? tensor.shape.with(axis, 1) : tensor.shape.filter((_, i) => i !== axis);
      return [numbers("int64", shape, places)];
    };
  };

/** From version 13 over one axis, before over all from it on. */
const softmax =
  (log: boolean): Operator =>
  (node) => {
    const old = node.version < 13;
    const given = intOf(node, "axis", old ? 1 : -1);
    return (inputs) => {
      const tensor = requireNumbers(inputs[0], node.place);
      const axis = axisOf(given, tensor.shape.length);
      if (!old && axis !== tensor.shape.length - 1) throw unusable(`has a softmax over an inner axis in ${node.place}`);
      const width = sizeOf(tensor.shape.slice(axis));
      const data = new Float64Array(tensor.data.length);
      for (let from = 0; width > 0 && from < data.length; from += width) {
        const own = tensor.data.subarray(from, from + width);
        // The largest is taken off before the sum is, which would be lost beside a score of 1e300.
        const top = own.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
        const total = own.reduce((sum, value) => sum + Math.exp(value - top), 0);
        own.forEach((value, i) => {
          data[from + i] = log ? value - top - Math.log(total) : Math.exp(value - top) / total;
        });
      }
      return [numbers(tensor.type, tensor.shape, data)];
    };
  };

/** `a` is rows x inner, `b` inner x columns. */
function product(a: NumberTensor, b: NumberTensor, place: string): NumberTensor {
  const [rows, inner] = a.shape as [number, number];
  const [other, columns] = b.shape as [number, number];
  if (inner !== other) throw unusable(`multiplies [${a.shape.join(", ")}] by [${b.shape.join(", ")}] in ${place}`);
  const data = new Float64Array(sizeOf([rows, columns]));
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      const factor = a.data[i * inner + k]!;
      for (let j = 0; j < columns; j++) data[i * columns + j]! += factor * b.data[k * columns + j]!;
    }
  }
  return numbers(a.type, [rows, columns], data);
}

const matrix = (tensor: NumberTensor, place: string): NumberTensor => {
  if (tensor.shape.length === 2) return tensor;
  throw unusable(`multiplies a tensor of ${tensor.shape.length} axes in ${place}`);
};

/** A first axis of a larger tensor counts its rows; a single axis is a row on the left and a column on the right. */
const matMul: Operator = (node) => (inputs) => {
  const [left, right] = [requireNumbers(inputs[0], node.place), requireNumbers(inputs[1], node.place)];
  const isRow = left.shape.length === 1;
  const isColumn = right.shape.length === 1;
  const outer = isRow ? [] : left.shape.slice(0, -1);
  const inner = left.shape.at(-1) ?? 1;
  const a = shaped(left, [isRow ? 1 : sizeOf(outer), inner]);
  const b = isColumn ? shaped(right, [right.shape[0]!, 1]) : matrix(right, node.place);
  const made = product(a, b, node.place);
  return [shaped(made, [...outer, ...(isColumn ? [] : [b.shape[1]!])])];
};

const turned = (tensor: NumberTensor): NumberTensor => {
  const [rows, columns] = tensor.shape as [number, number];
  return taken(tensor, [columns, rows], gatherPlaces([columns, rows], [1, columns]));
};

const gemm: Operator = (node) => {
  const [alpha, beta] = [floatOf(node, "alpha", 1), floatOf(node, "beta", 1)];
  const [turnA, turnB] = [intOf(node, "transA", 0) === 1, intOf(node, "transB", 0) === 1];
  return (inputs) => {
    const [a, b] = [0, 1].map((at) => matrix(requireNumbers(inputs[at], node.place), node.place));
    const made = product(turnA ? turned(a!) : a!, turnB ? turned(b!) : b!, node.place);
    const added = inputs[2] === null || inputs[2] === undefined ? null : requireNumbers(inputs[2], node.place);
    const shift = added === null ? null : stretched(added, made.shape).data;
    return [
      numbers(
        made.type,
        made.shape,
        made.data.map((value, i) => alpha * value + (shift === null ? 0 : beta * shift[i]!)),
      ),
    ];
  };
};

const cumulate: Operator = (node) => {
  const exclusive = intOf(node, "exclusive", 0) === 1;
  if (intOf(node, "reverse", 0) === 1) throw unusable(`sums up backwards in ${node.place}`);
  return (inputs) => {
    const tensor = requireNumbers(inputs[0], node.place);
    const axis = axisOf(listOf(node, "axis", inputs, 1)?.[0] ?? 0, tensor.shape.length);
    const step = sizeOf(tensor.shape.slice(axis + 1));
    const length = tensor.shape[axis]!;
    const data = Float64Array.from(tensor.data);
    for (let i = 0; i < data.length; i++) {
      const at = Math.floor(i / step) % length;
      if (at > 0) data[i]! += data[i - step]!;
    }
    if (exclusive)
      data.forEach((_, i) => {
        data[i]! -= tensor.data[i]!;
      });
    return [numbers(tensor.type, tensor.shape, data)];
  };
};

const norm: Operator = (node) => {
  const p = intOf(node, "p", 2);
  const given = intOf(node, "axis", -1);
  return (inputs) => {
    const tensor = requireNumbers(input(inputs, 0, node), node.place);
    if (axisOf(given, tensor.shape.length) !== tensor.shape.length - 1)
      throw unusable(`has an inner axis in ${node.place}`);
    const width = tensor.shape.at(-1) ?? 1;
    const data = tensor.data.map((value, i) => {
      const own = tensor.data.subarray(Math.floor(i / width) * width, Math.floor(i / width) * width + width);
      const size = p === 1 ? own.reduce((sum, x) => sum + Math.abs(x), 0) : Math.sqrt(squares(own));
      return value / size;
    });
    return [numbers(tensor.type, tensor.shape, data)];
  };
};

export const reductions: Operators = {
  ReduceSum: reduce(total),
  ReduceMean: reduce((values) => total(values) / values.length),
  ReduceMax: reduce(largest),
  ReduceMin: reduce(smallest),
  ReduceProd: reduce((values) => values.reduce((product, value) => product * value, 1)),
  ReduceSumSquare: reduce(squares),
  ReduceL1: reduce((values) => values.reduce((sum, value) => sum + Math.abs(value), 0)),
  ReduceL2: reduce((values) => Math.sqrt(squares(values))),
  ReduceLogSumExp: reduce(logSumExp),
  ArgMax: placeOf((value, best) => value > best),
  ArgMin: placeOf((value, best) => value < best),
  Softmax: softmax(false),
  LogSoftmax: softmax(true),
  MatMul: matMul,
  Gemm: gemm,
  TopK: topK,
  CumSum: cumulate,
  LpNormalization: norm,
};
