// Operators that move values about.
import { input, intOf, intsOf, listOf, type Operator, type Operators, tensorOf } from "../operator.ts";
import type { OnnxNode } from "../read-model.ts";
import {
  axisOf,
  commonShape,
  gatherPlaces,
  numbers,
  type OnnxTensor,
  requireNumbers,
  shaped,
  sizeOf,
  stretched,
  stridesOf,
  taken,
  texts,
  unusable,
} from "../tensor.ts";

const reshape: Operator = (node) => (inputs) => {
  const tensor = input(inputs, 0, node);
  const wanted = listOf(node, "shape", inputs, 1) ?? [];
  const zeroIsZero = intOf(node, "allowzero", 0) === 1;
  const shape = wanted.map((length, axis) => (length === 0 && !zeroIsZero ? (tensor.shape[axis] ?? 0) : length));
  const open = shape.indexOf(-1);
  if (open >= 0) {
    const rest = sizeOf(shape.filter((_, axis) => axis !== open));
    shape[open] = rest === 0 ? 0 : tensor.data.length / rest;
  }
  if (sizeOf(shape) !== tensor.data.length)
    throw unusable(`makes [${shape.join(", ")}] of [${tensor.shape.join(", ")}] in ${node.place}`);
  return [shaped(tensor, shape)];
};

const flatten: Operator = (node) => {
  const axis = intOf(node, "axis", 1);
  return (inputs) => {
    const tensor = input(inputs, 0, node);
    const at = axis < 0 ? axis + tensor.shape.length : axis;
    const first = sizeOf(tensor.shape.slice(0, at));
    return [shaped(tensor, [first, first === 0 ? 0 : tensor.data.length / first])];
  };
};

const squeeze: Operator = (node) => (inputs) => {
  const tensor = input(inputs, 0, node);
  const axes = listOf(node, "axes", inputs, 1)?.map((axis) => axisOf(axis, tensor.shape.length)) ?? null;
  const shape = tensor.shape.filter((length, axis) => (axes === null ? length !== 1 : !axes.includes(axis)));
  if (sizeOf(shape) !== tensor.data.length) throw unusable(`drops an axis that is not 1 in ${node.place}`);
  return [shaped(tensor, shape)];
};

const unsqueeze: Operator = (node) => (inputs) => {
  const tensor = input(inputs, 0, node);
  const given = listOf(node, "axes", inputs, 1) ?? [];
  const rank = tensor.shape.length + given.length;
  const axes = given.map((axis) => axisOf(axis, rank));
  const left = [...tensor.shape];
  return [
    shaped(
      tensor,
      Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : (left.shift() ?? 1))),
    ),
  ];
};

const transpose: Operator = (node) => (inputs) => {
  const tensor = input(inputs, 0, node);
  const order = intsOf(node, "perm") ?? tensor.shape.map((_, axis) => tensor.shape.length - 1 - axis);
  const places = order.map((axis) => axisOf(axis, tensor.shape.length));
  const strides = stridesOf(tensor.shape);
  const shape = places.map((axis) => tensor.shape[axis]!);
  if (new Set(places).size !== tensor.shape.length) throw unusable(`repeats an axis in ${node.place}`);
  return [
    taken(
      tensor,
      shape,
      gatherPlaces(
        shape,
        places.map((axis) => strides[axis]!),
      ),
    ),
  ];
};

const expand: Operator = (node) => (inputs) => {
  const tensor = input(inputs, 0, node);
  const shape = commonShape(tensor.shape, listOf(node, "shape", inputs, 1) ?? []);
  sizeOf(shape);
  return [stretched(tensor, shape)];
};

const tile: Operator = (node) => (inputs) => {
  const tensor = input(inputs, 0, node);
  const repeats = listOf(node, "repeats", inputs, 1) ?? [];
  const shape = tensor.shape.map((length, axis) => length * (repeats[axis] ?? 1));
  const strides = stridesOf(tensor.shape);
  const size = sizeOf(shape);
  const own = stridesOf(shape);
  const places = Int32Array.from({ length: size }, (_, i) =>
    shape.reduce((place, _length, axis) => {
      const at = Math.floor(i / own[axis]!) % shape[axis]!;
      return place + (at % tensor.shape[axis]!) * strides[axis]!;
    }, 0),
  );
  return [taken(tensor, shape, places)];
};

/** Blocks of `inner` values after each step of the axis. */
const innerSize = (shape: readonly number[], axis: number): number => sizeOf(shape.slice(axis + 1));

const concat: Operator = (node) => {
  const given = intOf(node, "axis", 1);
  return (inputs) => {
    const parts = inputs.map((_, at) => input(inputs, at, node));
    const first = parts[0]!;
    const axis = axisOf(given, first.shape.length);
    const fits = parts.every(
      ({ shape, type }) =>
        (type === "string") === (first.type === "string") &&
        shape.length === first.shape.length &&
        shape.every((length, i) => i === axis || length === first.shape[i]),
    );
    if (!fits) throw unusable(`puts unlike tensors together in ${node.place}`);
    const shape = first.shape.with(
      axis,
      parts.reduce((sum, part) => sum + part.shape[axis]!, 0),
    );
    const outer = sizeOf(shape.slice(0, axis));
    const inner = innerSize(shape, axis);
    const data: (number | string)[] = [];
    sizeOf(shape);
    for (let i = 0; i < outer; i++) {
      for (const part of parts) {
        const block = part.shape[axis]! * inner;
        for (let j = i * block; j < (i + 1) * block; j++) data.push(part.data[j]!);
      }
    }
    if (first.type === "string") return [texts(shape, data as string[])];
    return [numbers(first.type, shape, Float64Array.from(data as number[]))];
  };
};

/** The given places of one axis. */
function along(tensor: OnnxTensor, axis: number, at: readonly number[]): OnnxTensor {
  const shape = tensor.shape.with(axis, at.length);
  const size = sizeOf(shape);
  const inner = innerSize(tensor.shape, axis);
  const length = tensor.shape[axis]!;
  const places = Int32Array.from({ length: size }, (_, i) => {
    const outer = Math.floor(i / (inner * at.length));
    return (outer * length + at[Math.floor(i / inner) % at.length]!) * inner + (i % inner);
  });
  return taken(tensor, shape, places);
}

const gather: Operator = (node) => {
  const given = intOf(node, "axis", 0);
  return (inputs) => {
    const tensor = input(inputs, 0, node);
    const indices = requireNumbers(inputs[1], node.place);
    const axis = axisOf(given, tensor.shape.length);
    const at = Array.from(indices.data, (index) => placeIn(index, tensor.shape[axis]!, node));
    const shape = [...tensor.shape.slice(0, axis), ...indices.shape, ...tensor.shape.slice(axis + 1)];
    return [shaped(along(tensor, axis, at), shape)];
  };
};

function placeIn(index: number, length: number, { place }: OnnxNode): number {
  const at = index < 0 ? index + length : index;
  if (!Number.isInteger(at) || at < 0 || at >= length) throw unusable(`reads place ${index} of ${length} in ${place}`);
  return at;
}

const gatherElements: Operator = (node) => {
  const given = intOf(node, "axis", 0);
  return (inputs) => {
    const tensor = input(inputs, 0, node);
    const indices = requireNumbers(inputs[1], node.place);
    const axis = axisOf(given, tensor.shape.length);
    const fits = indices.shape.length === tensor.shape.length;
    if (!fits || indices.shape.some((length, i) => i !== axis && length > tensor.shape[i]!))
      throw unusable(`reads elements of unlike tensors in ${node.place}`);
    const strides = stridesOf(tensor.shape).with(axis, 0);
    const places = gatherPlaces(indices.shape, strides);
    const step = stridesOf(tensor.shape)[axis]!;
    indices.data.forEach((index, i) => {
      places[i]! += placeIn(index, tensor.shape[axis]!, node) * step;
    });
    return [taken(tensor, indices.shape, places)];
  };
};

const slice: Operator = (node) => (inputs) => {
  let tensor = input(inputs, 0, node);
  const starts = listOf(node, "starts", inputs, 1) ?? [];
  const ends = listOf(node, "ends", inputs, 2) ?? [];
  const axes = listOf(node, "axes", inputs, 3) ?? starts.map((_, i) => i);
  const steps = listOf(node, "steps", inputs, 4) ?? starts.map(() => 1);
  starts.forEach((start, i) => {
    const axis = axisOf(axes[i] ?? i, tensor.shape.length);
    const length = tensor.shape[axis]!;
    const step = steps[i] ?? 1;
    if (step === 0) throw unusable(`slices by steps of 0 in ${node.place}`);
    const bound = (value: number): number => (value < 0 ? value + length : value);
    const low = step > 0 ? 0 : -1;
    const from = Math.min(Math.max(bound(start), step > 0 ? 0 : low), step > 0 ? length : length - 1);
    const end = ends[i] ?? length;
    const to = Math.min(Math.max(end < -length ? low : bound(end), low), length);
    const at: number[] = [];
    for (let j = from; step > 0 ? j < to : j > to; j += step) at.push(j);
    tensor = along(tensor, axis, at);
  });
  return [tensor];
};

const split: Operator = (node) => {
  const given = intOf(node, "axis", 0);
  return (inputs) => {
    const tensor = input(inputs, 0, node);
    const axis = axisOf(given, tensor.shape.length);
    const length = tensor.shape[axis]!;
    const count = node.outputs.length;
    const size = Math.ceil(length / count);
    const even = Array.from({ length: count }, (_, i) => Math.max(0, Math.min(size, length - i * size)));
    const sizes = listOf(node, "split", inputs, 1) ?? even;
    if (sizes.reduce((sum, part) => sum + part, 0) !== length) throw unusable(`splits unevenly in ${node.place}`);
    let from = 0;
    return sizes.map((part) => {
      const at = Array.from({ length: part }, (_, i) => from + i);
      from += part;
      return along(tensor, axis, at);
    });
  };
};

const constant: Operator = (node) => {
  const { attributes } = node;
  const value = tensorOf(node, "value");
  const list = attributes.get("value_floats")?.floats ?? attributes.get("value_ints")?.ints ?? null;
  const single = attributes.get("value_float")?.f ?? attributes.get("value_int")?.i ?? null;
  const words = attributes.get("value_strings")?.strings ?? null;
  const word = attributes.get("value_string")?.s ?? null;
  const type = attributes.has("value_ints") || attributes.has("value_int") ? "int64" : "float";
  const result: OnnxTensor | null =
    value ??
    (list !== null
      ? numbers(type, [list.length], Float64Array.from(list))
      : single !== null
        ? numbers(type, [], Float64Array.of(single))
        : words !== null
          ? texts([words.length], words)
          : word !== null
            ? texts([], [word])
            : null);
  if (result === null) throw unusable(`has no value in ${node.place}`);
  return () => [result];
};

const constantOfShape: Operator = (node) => {
  const value = tensorOf(node, "value") ?? numbers("float", [1]);
  return (inputs) => {
    const shape = listOf(node, "shape", inputs, 0) ?? [];
    const size = sizeOf(shape);
    return [taken(value, shape, new Int32Array(size))];
  };
};

const range: Operator = (node) => (inputs) => {
  const [start, limit, step] = [0, 1, 2].map((at) => requireNumbers(inputs[at], node.place));
  const [from, to, by] = [start!.data[0]!, limit!.data[0]!, step!.data[0]!];
  const length = Math.max(Math.ceil((to - from) / by), 0);
  const size = sizeOf([length]);
  return [
    numbers(
      start!.type,
      [size],
      Float64Array.from({ length: size }, (_, i) => from + i * by),
    ),
  ];
};

export const shapes: Operators = {
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Expand: expand,
  Tile: tile,
  Concat: concat,
  Gather: gather,
  GatherElements: gatherElements,
  Slice: slice,
  Split: split,
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Range: range,
  Shape: (node) => (inputs) => {
    const { shape } = input(inputs, 0, node);
    return [numbers("int64", [shape.length], Float64Array.from(shape))];
  },
  Size: (node) => (inputs) => [numbers("int64", [], Float64Array.of(input(inputs, 0, node).data.length))],
};
